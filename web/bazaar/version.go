package bazaar

import (
	"html/template"
	"log/slog"
	"net/http"
	"strconv"

	"nguon/api/apidoc/manual"
	"nguon/api/snippet"
	"nguon/catalog"
	"nguon/web/frame"
	"nguon/web/prose"
)

// versionPage is the documentation of one version, and the console to try it.
type versionPage struct {
	frame.Head
	About      about
	Version    versionView
	Others     []versionView
	Title      string        // of the document
	Intro      template.HTML // what the document says of the whole
	Contents   []group
	Calls      int64
	Groups     map[string]template.HTML // what the document says of its groups
	Details    []detail
	Part       int64
	Parts      []partItem // more than one, or none
	Short      bool       // the document has more than the page shows
	Unreadable bool       // the document cannot be shown
	Changes    *changesView
}

// briefLength is how much of what a document says of an answer stands beside its
// status.
const briefLength = 120

// A partItem leads to a part of a long document.
type partItem struct {
	Number int64
	Link   string
	Active bool
}

// A detail is one call with all that is known of it.
type detail struct {
	manual.Detail
	About      template.HTML
	GroupAbout template.HTML
	Parameters []parameterView
	Body       *bodyView
	Answers    []answerView
	Samples    []snippet.Sample
	Console    *console // nil if it is not called here
}

type parameterView struct {
	manual.Parameter
	About template.HTML
}

type bodyView struct {
	manual.Body
	About template.HTML
	Media []mediaView
}

type answerView struct {
	manual.Answer
	Brief string        // plain text
	About template.HTML // empty if Brief says it all
	Media []mediaView
}

type mediaView struct {
	manual.Media
	Schema *nodeView
}

// A nodeView is a schema with its text as HTML.
type nodeView struct {
	manual.Node
	About    template.HTML
	Children []nodeView
}

func (b *Bazaar) version(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	ctx := r.Context()
	p, err := b.public(ctx, r.PathValue("name"))
	if err != nil {
		return err
	}
	page := versionPage{}
	if page.About, err = b.about(ctx, l, p); err != nil {
		return err
	}
	versions, err := b.versions(ctx, l, p)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Name == r.PathValue("version") {
			page.Version = v
		} else {
			page.Others = append(page.Others, v)
		}
	}
	if page.Version.Name == "" {
		return catalog.Errorf(catalog.ErrNotFound, "API này không có phiên bản đó.", "This API has no such version.")
	}
	page.Head = b.Head(r, l, l.T("bazaar.version_title", "title", p.Title.In(l.Lang), "version", page.Version.Name), p.Description.In(l.Lang))
	page.Nav = "apis"
	if page.Version.Document != nil {
		m, err := b.documents.manual(ctx, page.Version.Document.SHA256)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			page.Unreadable = true
			b.Log().LogAttrs(ctx, slog.LevelError, "the document of an API is not shown", slog.String("product", string(p.Name)), slog.Any("error", err))
		default:
			if err := page.fill(l, m, r.URL.Query().Get("part")); err != nil {
				return err
			}
		}
	}
	for _, c := range b.changelog(ctx, l, p) {
		if c.To == page.Version.Name {
			page.Changes = &c
		}
	}
	return b.Render(w, r, http.StatusOK, l, "version", page)
}

// fill shows one part of a manual.
func (p *versionPage) fill(l *frame.Locale, m *manual.Manual, part string) error {
	number := 1
	if part != "" {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > m.Parts() {
			return catalog.Errorf(catalog.ErrNotFound, "Tài liệu này không có phần %q.", "This document has no part %q.", part)
		}
		number = n
	}
	p.Title, p.Intro, p.Part, p.Calls = m.Title, prose.HTML(m.Description), int64(number), int64(m.Calls)
	p.Contents = contents(m, p.Version.Link, number)
	about := make(map[string]string)
	for _, g := range m.Groups {
		about[g.Name] = g.Description
	}
	shown := m.Part(number)
	p.Short = shown.Short
	for _, d := range shown.Details {
		v := newDetail(l, d, p)
		if d.Group != "" {
			v.GroupAbout = prose.HTML(about[d.Group])
		}
		p.Details = append(p.Details, v)
	}
	for n := 1; m.Parts() > 1 && n <= m.Parts(); n++ {
		p.Parts = append(p.Parts, partItem{int64(n), partLink(p.Version.Link, n), n == number})
	}
	return nil
}

// partLink returns where a part of the documentation of a version is.
func partLink(link string, part int) string {
	if part > 1 {
		return link + "?part=" + strconv.Itoa(part)
	}
	return link
}

func newDetail(l *frame.Locale, d manual.Detail, p *versionPage) detail {
	v := detail{Detail: d, About: prose.HTML(d.Description)}
	for _, q := range d.Parameters {
		v.Parameters = append(v.Parameters, parameterView{q, prose.HTML(q.Description)})
	}
	if d.Body != nil {
		v.Body = &bodyView{Body: *d.Body, About: prose.HTML(d.Body.Description), Media: mediaViews(d.Body.Media)}
	}
	for _, a := range d.Answers {
		view := answerView{Answer: a, Brief: frame.Shorten(a.Description, briefLength), Media: mediaViews(a.Media)}
		if view.Brief != a.Description {
			view.About = prose.HTML(a.Description)
		}
		v.Answers = append(v.Answers, view)
	}
	if p.Version.Call != "" {
		v.Samples = snippet.Calls(sampleCall(d, p.Version.Call, p.About.NeedsKey))
		v.Console = newConsole(l, d, p.Version.Call)
	}
	return v
}

func mediaViews(all []manual.Media) []mediaView {
	var views []mediaView
	for _, m := range all {
		v := mediaView{Media: m}
		if m.Schema != nil {
			n := newNode(*m.Schema)
			v.Schema = &n
		}
		views = append(views, v)
	}
	return views
}

func newNode(n manual.Node) nodeView {
	v := nodeView{Node: n, About: prose.HTML(n.Description)}
	for _, c := range n.Children {
		v.Children = append(v.Children, newNode(c))
	}
	return v
}
