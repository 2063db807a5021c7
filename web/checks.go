package web

import (
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/web/frame"
)

// checksPage is the report of the checks of one table of a release.
type checksPage struct {
	frame.Head
	Slug    catalog.Slug
	Dataset catalog.Text
	Agency  catalog.Agency
	Version int
	Newest  int // the version that is newest now
	Others  []resourceLink
	Report  tableReport
	API     string // the address of the same as JSON
}

// A checkLine sums up the checks of a table in one line, and leads to all of
// them.
type checkLine struct {
	Link     string
	Score    int // of the quality, from 0 to 100
	Scored   bool
	Findings int64
	Aside    int64
	Changes  *changes // nil if there was no release before
}

func (s *Site) checkLine(l *locale, r *catalog.Release, t *catalog.Table) checkLine {
	c := checkLine{
		Link: checksPath(l, r, t.Resource), Findings: int64(len(t.Checks.Findings)), Aside: int64(len(t.Checks.Misfits)),
		Changes: l.changes(t.Checks.Changes),
	}
	if q := t.Checks.Quality; q != nil {
		c.Score, c.Scored = q.Score, true
	}
	return c
}

func checksPath(l *locale, r *catalog.Release, resource string) string {
	return frame.Prefixed(l.Lang, fmt.Sprintf("/datasets/%s/releases/%d/checks/%s", r.Dataset, r.Version, resource))
}

func (s *Site) checks(w http.ResponseWriter, r *http.Request, l *locale) error {
	d, seen, rel, err := s.pinned(r)
	if err != nil {
		return err
	}
	if rel.State == catalog.StateWithdrawn {
		return catalog.Errorf(catalog.ErrWithdrawn, "Phiên bản %d đã được rút.", "Version %d was withdrawn.", rel.Version)
	}
	t, ok := rel.Table(r.PathValue("resource"))
	if !ok {
		return catalog.Errorf(catalog.ErrNotFound, "Bản phát hành này không có bảng đó.", "This release has no such table.")
	}
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	report := l.report(t, titleOfTable(d, t.Resource))
	base := fmt.Sprintf("%s/v1/datasets/%s/releases/%d/checks/%s", s.BaseURL(), d.Slug, rel.Version, t.Resource)
	if report.Aside > 0 {
		report.AsideLink = base + "/misfits.csv"
	}
	page := checksPage{
		Head: s.Head(r, l.Locale, l.T("check.title", "table", report.Title, "dataset", d.Title, "version", rel.Version), l.T("check.description")),
		Slug: d.Slug, Dataset: d.Title, Agency: catalog.Agency{Code: d.Agency, Title: sum.agency(d.Agency)}, Version: rel.Version,
		Report: report, API: base,
	}
	if n := newestPublic(seen); n >= 0 {
		page.Newest = seen[n].Version
	}
	page.Nav = "datasets"
	if len(rel.Tables) > 1 {
		for i := range rel.Tables {
			name := rel.Tables[i].Resource
			page.Others = append(page.Others, resourceLink{
				Title: titleOfTable(d, name), Link: checksPath(l, rel, name), Active: name == t.Resource, Rows: rel.Tables[i].Rows, Table: true,
			})
		}
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "checks", page)
}

func titleOfTable(d catalog.Dataset, resource string) catalog.Text {
	if res, ok := d.Resource(resource); ok && !res.Title.IsZero() {
		return res.Title
	}
	return catalog.Text{Vi: resource, En: resource}
}
