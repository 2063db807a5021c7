package chart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/cite"
	"nguon/web/frame"
)

// tableRows is how many rows the table beside a chart has at most; the file has
// all.
const tableRows = 500

// suggestionsPage are the charts that suit the tables of a dataset.
type suggestionsPage struct {
	frame.Head
	Dataset catalog.Dataset
	Agency  catalog.Agency
	Tables  []tableSuggestions
}

// tableSuggestions are those for one table.
type tableSuggestions struct {
	Title  catalog.Text
	Charts []suggestion
	Own    string // the form for a chart of one's own; "" if the table is empty
}

// A suggestion is a link to a chart.
type suggestion struct{ Kind, Says, Link, Picture string }

func (c *Room) suggestions(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, err := c.open(r.Context(), r.PathValue("slug"), "")
	if err != nil {
		return err
	}
	if string(s.dataset.Slug) != r.PathValue("slug") {
		return &catalog.Moved{To: s.dataset.Slug}
	}
	page := suggestionsPage{Head: c.Head(r, l, l.T("chart.suggestions.title", "dataset", s.dataset.Title), l.T("chart.suggestions.lead")), Dataset: s.dataset, Agency: s.agency}
	page.Nav = "datasets"
	for i := range s.release.Tables {
		t := &s.release.Tables[i]
		res, _ := s.dataset.Resource(t.Resource)
		view := tableSuggestions{Title: res.Title}
		for _, spec := range append(c.areas(r.Context(), t), Suggest(t)...) {
			p, err := newPlan(spec, t)
			if err != nil {
				return fmt.Errorf("chart: suggestion for %s: %w", t.Resource, err)
			}
			view.Charts = append(view.Charts, suggestion{l.T(kindWords[spec.Kind]), p.says(l), link(l, s, spec, ""), link(l, s, spec, "/chart.svg")})
		}
		if t.Rows > 0 {
			view.Own = link(l, s, Spec{Table: t.Resource, Kind: Bars}, "")
		}
		page.Tables = append(page.Tables, view)
	}
	w.Header().Set("Cache-Control", "public, max-age=60")
	return c.Render(w, r, http.StatusOK, l, "suggestions", page)
}

// firstMap leads to the map that tells most of a table.
func (c *Room) firstMap(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, err := c.open(r.Context(), r.PathValue("slug"), r.URL.Query().Get("resource"))
	if err != nil {
		return err
	}
	if s.table != nil {
		for _, spec := range append(Suggest(s.table), c.areas(r.Context(), s.table)...) {
			if spec.Kind == Map || spec.Kind == Areas {
				http.Redirect(w, r, link(l, s, spec, ""), http.StatusFound)
				return nil
			}
		}
	}
	return catalog.Errorf(catalog.ErrNotFound, "Bảng này không có cột nào để vẽ bản đồ.", "This table has no column that a map could be drawn of.")
}

// link is the address of a chart, or of a file of it.
func link(l *frame.Locale, s *subject, spec Spec, file string) string {
	return frame.Prefixed(l.Lang, "/charts/"+s.ref()+file) + "?" + spec.Params().Encode()
}

// chartPage is one chart with the form that changes it.
type chartPage struct {
	frame.Head
	Dataset catalog.Dataset
	Version int
	Form    frame.Form
	Chart   *chartView // nil if what is asked for cannot be drawn
	Problem string     // why, where no field of the form is to blame
}

// A chartView is a chart that was drawn.
type chartView struct {
	Title, Says string
	Mapped      bool
	SVG         template.HTML // of a picture, which escapes all texts
	picture     *picture
	Said        []string
	Key         string // the heading of the first column of the table
	Heads       []string
	Rows        []row
	All         int64  // rows of the figure
	CSV         string // addresses of the chart as files
	PNG, File   string
	API         string
	Permalink   string
	Frame       string // the code that shows the chart elsewhere
	Cite        string // how the figures are cited
}

func (c *Room) edit(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	spec := ParseSpec(r.URL.Query())
	s, err := c.open(r.Context(), r.PathValue("dataset"), spec.Table)
	if err != nil {
		return err
	}
	if s.table == nil || s.table.Rows == 0 {
		return catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu này không có bảng để vẽ.", "This dataset has no table to draw.")
	}
	spec.Table = s.table.Resource
	if !r.URL.Query().Has("kind") {
		if fit := Suggest(s.table); len(fit) > 0 {
			spec = fit[0]
		}
	}
	if spec.Params().Encode() != r.URL.RawQuery || s.ref() != r.PathValue("dataset") {
		http.Redirect(w, r, link(l, s, spec, ""), http.StatusFound)
		return nil
	}
	page := chartPage{Dataset: s.dataset, Version: s.release.Version, Form: form(l, s, spec)}
	title, status := l.T("chart.heading"), http.StatusOK
	p, f, err := c.plot(r, l, s, spec)
	if err == nil {
		page.Chart, err = c.view(l, s, p, f)
	}
	if err == nil {
		page.Chart.Cite, err = c.cite(r.Context(), l, s)
	}
	switch bad, ok := page.Form.Blame(l, err); {
	case err == nil:
		title = p.title(l)
	case ok:
		status = bad
	default:
		if _, asked := errors.AsType[*query.Error](err); !asked {
			return err
		}
		d := problem.From(err, l.Lang)
		page.Problem, status = d.Detail, d.Status
	}
	page.Head = c.Unlisted(r, l, title)
	page.Nav, page.Canonical = "datasets", c.BaseURL()+link(l, s, spec, "")
	if v := page.Chart; v != nil {
		page.OEmbed = c.BaseURL() + "/oembed?" + url.Values{"format": {"json"}, "url": {v.Permalink}}.Encode()
		page.Description = v.Says
		page.Card = &frame.Card{URL: c.BaseURL() + v.PNG, Alt: v.Title}
		page.Card.Width, page.Card.Height = v.picture.pixels()
		if v.Mapped {
			c.tiles.allow(w.Header())
		}
	}
	w.Header().Set("Cache-Control", "public, max-age=60")
	return c.Render(w, r, status, l, "chart", page)
}

// plot fits a spec to its table and asks for the figures.
func (c *Room) plot(r *http.Request, l *frame.Locale, s *subject, spec Spec) (*plan, *figure, error) {
	p, err := newPlan(spec, s.table)
	if err != nil {
		return nil, nil, err
	}
	f, err := c.figure(r.Context(), l, s, p)
	return p, f, err
}

// view is a chart as its page shows it.
func (c *Room) view(l *frame.Locale, s *subject, p *plan, f *figure) (*chartView, error) {
	say := c.caption(l, s, p, f)
	pinned := *s
	pinned.pinned = true
	if f.mapped != nil && c.tiles != nil {
		say.tiles = c.tiles
		say.Said = append(say.Said[:len(say.Said):len(say.Said)], c.tiles.credit)
	}
	drawn := draw(l, p, f, say)
	v := &chartView{Mapped: f.mapped != nil,
		Title: say.Title, Says: p.says(l), SVG: template.HTML(drawn.svg()), picture: drawn, Said: f.Said, Key: say.X, Heads: heads(f, say), //nolint:gosec // svg escapes
		Rows: f.Rows[:min(len(f.Rows), tableRows)], All: int64(len(f.Rows)),
		CSV: link(l, &pinned, p.Spec, "/chart.csv"), File: link(l, &pinned, p.Spec, "/chart.svg"), PNG: link(l, &pinned, p.Spec, "/chart.png"), Permalink: c.BaseURL() + link(l, &pinned, p.Spec, ""),
	}
	if p.params != nil {
		v.API = fmt.Sprintf("%s/v1/data/%s@%d/%s/rows?%s", c.BaseURL(), s.dataset.Slug, s.release.Version, s.table.Resource, p.call().Encode())
	}
	v.Frame = frameCode(c.BaseURL()+link(l, &pinned, p.Spec, "/embed"), say.Title, frameWidth, frameHeight(drawn))
	return v, nil
}

// cite is how the version that the figures are of is cited.
func (c *Room) cite(ctx context.Context, l *frame.Locale, s *subject) (string, error) {
	w := cite.Work{Dataset: s.dataset.Slug, Version: s.release.Version, Author: s.agency.Title.In(l.Lang), Title: s.dataset.Title.In(l.Lang), Publisher: l.T("site.name"),
		Issued: s.release.PublishAt, URL: c.BaseURL() + cite.Path(s.dataset.Slug, s.release.Version), Lang: l.Lang}
	if c.doi != nil {
		var err error
		if w.DOI, err = c.doi(ctx, w.Dataset, w.Version); err != nil {
			return "", err
		}
	}
	return w.APA(), nil
}

// heads are the headings of the columns of values.
func heads(f *figure, say caption) []string {
	if f.heads != nil {
		return f.heads
	}
	var all []string
	for _, name := range f.Series {
		if name == "" {
			name = say.Y
		}
		all = append(all, name)
	}
	return all
}

// caption is what stands around a chart.
func (c *Room) caption(l *frame.Locale, s *subject, p *plan, f *figure) caption {
	licence := s.dataset.Licence
	if known, ok := catalog.FindLicence(s.dataset.Licence); ok && !strings.Contains(known.Title.In(l.Lang), "://") {
		licence = known.Title.In(l.Lang)
	}
	say := caption{Title: p.title(l), Note: p.Note, Said: f.Said, X: axis(l, p.x), Y: p.valueAxis(l), Unit: p.unit(l), Source: l.T("chart.source", "agency", s.agency.Title, "dataset", s.dataset.Title,
		"version", s.release.Version, "licence", licence, "date", l.Date(s.release.PublishAt), "portal", l.T("site.name"))}
	if p.Kind == Map {
		say.X = p.rowName(l)
	}
	if p.Kind == Line && len(f.Rows) > 2*thinColumns {
		say.Said = append(say.Said[:len(say.Said):len(say.Said)], l.T("chart.said.thinned", "points", len(f.Rows)))
	}
	return say
}

// picture answers with the chart as a file.
func (c *Room) picture(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, p, f, err := c.whole(r, l)
	if err != nil {
		return err
	}
	body := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + draw(l, p, f, c.caption(l, s, p, f)).svg()
	return file(w, r, s, "image/svg+xml; charset=utf-8", ".svg", []byte(body))
}

// pixels answers with the chart as a picture for what shows no SVG.
func (c *Room) pixels(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, p, f, err := c.whole(r, l)
	if err != nil {
		return err
	}
	body, err := c.png(r.Context(), draw(l, p, f, c.caption(l, s, p, f)))
	if err != nil {
		return err
	}
	return file(w, r, s, "image/png", ".png", body)
}

// figures answers with the data behind the chart.
func (c *Room) figures(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, _, f, err := c.whole(r, l)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := f.csv(&b); err != nil {
		return err
	}
	return file(w, r, s, "text/csv; charset=utf-8; header=present", ".csv", []byte(b.String()))
}

// whole is everything about the chart that an address asks for.
func (c *Room) whole(r *http.Request, l *frame.Locale) (*subject, *plan, *figure, error) {
	spec := ParseSpec(r.URL.Query())
	s, err := c.open(r.Context(), r.PathValue("dataset"), spec.Table)
	if err != nil {
		return nil, nil, nil, err
	}
	if s.table == nil {
		return nil, nil, nil, errNoDataset
	}
	p, f, err := c.plot(r, l, s, spec)
	return s, p, f, err
}

// file sends a file that browsers save under the name of the dataset.
func file(w http.ResponseWriter, r *http.Request, s *subject, mediaType, end string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d-chart%s"`, s.dataset.Slug, s.release.Version, end))
	h.Set("Cache-Control", "public, max-age=60")
	sum := sha256.Sum256(body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	frame.Send(w, r, http.StatusOK, body)
	return nil
}
