package bazaar

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"nguon/api/apidoc/manual"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search/products"
	"nguon/web/frame"
)

// maxReuses is how many applications the page of an API shows.
const maxReuses = 60

// productPage is one registered API.
type productPage struct {
	frame.Head
	About    about
	Versions []versionView // newest first
	Current  *versionView  // the one for newcomers; nil if all have stopped
	Contents []group       // the calls of Current
	Calls    int64
	Changes  []changesView  // newest first
	Reuses   []market.Reuse // newest first
}

// about is what holds for all versions of an API.
type about struct {
	Name        catalog.Slug
	Title       catalog.Text
	Description []string // paragraphs
	Agency      catalog.Agency
	Kind        string
	Listed      bool
	Access      string
	AccessText  string
	NeedsKey    bool
	Limits      []string
	Terms       []string // paragraphs
	TermsURL    string
	Support     []string // paragraphs
	Contact     catalog.Contact
	Themes      []term
	Keywords    []string
}

// A term is a word of a vocabulary, and where its APIs are.
type term struct{ Title, Link string }

// A versionView is one version as the pages show it.
type versionView struct {
	Name       string
	State      market.State
	StateIs    string // in words
	Note       string
	Link       string
	Current    bool
	Published  time.Time
	Deprecated time.Time
	Sunset     time.Time
	Retired    time.Time
	Successor  string // its name, such as "rain v2"
	Next       string // where it is; empty if the portal does not know it
	Home       string
	Document   *market.Document
	OpenAPI    string // where the document is
	Call       string // what the addresses of calls begin with; empty if it is not called here
	Strip      *strip // nil where nobody looks
}

// A group is calls in a table of contents.
type group struct {
	Name  string
	Calls []contentsItem
}

type contentsItem struct {
	manual.Call
	Link string
}

// public returns a product that the public sees.
func (b *Bazaar) public(ctx context.Context, name string) (*market.Product, error) {
	missing := catalog.Errorf(catalog.ErrNotFound, "Không có API nào ở địa chỉ này.", "There is no API at this address.")
	if !catalog.Slug(name).Valid() {
		return nil, missing
	}
	p, err := b.Products.Product(ctx, catalog.Slug(name))
	switch {
	case errors.Is(err, catalog.ErrNotFound) || err == nil && !p.Public():
		return nil, missing
	case err != nil:
		return nil, err
	}
	return &p, nil
}

func (b *Bazaar) product(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	ctx := r.Context()
	p, err := b.public(ctx, r.PathValue("name"))
	if err != nil {
		return err
	}
	page := productPage{Head: b.Head(r, l, p.Title.In(l.Lang)+" · API", p.Description.In(l.Lang))}
	page.Nav = "apis"
	if page.About, err = b.about(ctx, l, p); err != nil {
		return err
	}
	if page.Versions, err = b.versions(ctx, l, p); err != nil {
		return err
	}
	for i := range page.Versions {
		if page.Versions[i].Current {
			page.Current = &page.Versions[i]
		}
	}
	if page.Current != nil && page.Current.Document != nil {
		m, err := b.documents.manual(ctx, page.Current.Document.SHA256)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // the page is of use without
			b.Log().LogAttrs(ctx, slog.LevelError, "the document of an API is not shown", slog.String("product", string(p.Name)), slog.Any("error", err))
		} else {
			page.Contents, page.Calls = contents(m, page.Current.Link, 0), int64(m.Calls)
		}
	}
	page.Changes = b.changelog(ctx, l, p)
	if page.Reuses, err = market.ShownReuses(ctx, b.Reuses, p.Ref(), maxReuses); err != nil {
		return err
	}
	return b.Render(w, r, http.StatusOK, l, "product", page)
}

func (b *Bazaar) about(ctx context.Context, l *frame.Locale, p *market.Product) (about, error) {
	agencies, err := b.agencies(ctx)
	if err != nil {
		return about{}, err
	}
	a := about{
		Name: p.Name, Title: p.Title, Description: paragraphs(p.Description.In(l.Lang)), Agency: catalog.Agency{Code: p.Agency, Title: titleOf(agencies, p.Agency)},
		Kind: l.T(kindTitles[products.Kind(p)]), Listed: products.Kind(p) == products.KindListed, Access: l.T(accessTitles[p.Access]), NeedsKey: p.Access != market.Open,
		Terms: paragraphs(p.Terms.Text.In(l.Lang)), TermsURL: p.Terms.URL, Support: paragraphs(p.Support.In(l.Lang)), Contact: p.Contact, Keywords: p.Keywords.Vi,
	}
	if l.Lang == catalog.English && len(p.Keywords.En) > 0 {
		a.Keywords = p.Keywords.En
	}
	switch {
	case a.Listed:
		a.AccessText = l.T("bazaar.access.listed_text")
	case p.Access == market.Open:
		a.AccessText = l.T("bazaar.access.open_text")
	case p.Access == market.WithKey:
		a.AccessText = l.T("bazaar.access.key_text")
	default:
		a.AccessText = l.T("bazaar.access.approval_text")
	}
	if !a.Listed {
		a.Limits = b.limits(l, p.Access)
	}
	for _, code := range p.Themes {
		a.Themes = append(a.Themes, term{catalog.Themes.Title(code).In(l.Lang), frame.Prefixed(l.Lang, "/apis?theme="+code)})
	}
	return a, nil
}

// versions shows the versions that the public sees, newest first.
func (b *Bazaar) versions(ctx context.Context, l *frame.Locale, p *market.Product) ([]versionView, error) {
	lights, err := b.watch.lights(ctx)
	if err != nil {
		return nil, err
	}
	var all []versionView
	for i := range slices.Backward(p.Versions) {
		v := &p.Versions[i]
		if !v.State.Public() {
			continue
		}
		view := versionView{
			Name: v.Name, State: v.State, StateIs: l.T(stateTitles[v.State]), Note: v.Note.In(l.Lang), Link: frame.Prefixed(l.Lang, "/apis/"+string(p.Name)+"/"+v.Name),
			Current: v == p.Current(), Published: v.Published, Deprecated: v.Deprecated, Sunset: v.Sunset, Retired: v.Retired, Home: v.Home, Document: v.Document,
		}
		view.Successor, view.Next = b.successor(ctx, l, v.Successor)
		if v.Document != nil {
			view.OpenAPI = "/v1/apis/" + string(p.Name) + "/" + v.Name + "/openapi.json"
		}
		if v.Upstream != nil && v.State.Callable() {
			view.Call = b.BaseURL() + "/v1/call/" + string(p.Name) + "/" + v.Name
			if v.Upstream.Health != "" {
				s := newStrip(l, lights[lightKey{p.Ref(), v.Name}], b.Now())
				view.Strip = &s
			}
		}
		all = append(all, view)
	}
	return all, nil
}

// successor returns the name of what comes after a version, and where it is,
// if the public can see it.
func (b *Bazaar) successor(ctx context.Context, l *frame.Locale, ref string) (name, link string) {
	path, ok := strings.CutPrefix(ref, "api/")
	if !ok {
		return ref, ""
	}
	product, version, _ := strings.Cut(path, "/")
	name = strings.TrimSpace(product + " " + version)
	p, err := b.public(ctx, product)
	if err != nil {
		return name, ""
	}
	if version == "" {
		return name, frame.Prefixed(l.Lang, "/apis/"+product)
	}
	if v, ok := p.Version(version); !ok || !v.State.Public() {
		return name, ""
	}
	return name, frame.Prefixed(l.Lang, "/apis/"+product+"/"+version)
}

// contents lists the calls of a manual by their groups; those of the given part
// are on the page that link is for, of part 0 none.
func contents(m *manual.Manual, link string, here int) []group {
	var groups []group
	for _, g := range m.Groups {
		out := group{Name: g.Name}
		for _, c := range g.Calls {
			to := partLink(link, c.Part) + "#" + c.Anchor
			if c.Part == here {
				to = "#" + c.Anchor
			}
			out.Calls = append(out.Calls, contentsItem{c, to})
		}
		groups = append(groups, out)
	}
	return groups
}

// paragraphs parts text at its empty lines.
func paragraphs(text string) []string {
	var all []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
