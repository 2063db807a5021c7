package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/web/frame"
)

// releasePage is one release, for ever.
type releasePage struct {
	frame.Head
	Slug    catalog.Slug
	Dataset catalog.Text
	Agency  catalog.Agency
	Release releaseView
	Newest  int // the version that is newest now
	Tables  []releaseTable
	Cite    citation
}

// A releaseView is a release in a list, or at the head of its page.
type releaseView struct {
	Version   int
	State     catalog.State
	StateName string
	At        time.Time
	Note      catalog.Text
	Period    string
	Rows      int64
	Digest    string
	Withdrawn time.Time
	Reason    catalog.Text
	Findings  int64
	Sums      []checksum
}

// A checksum is the SHA-256 of a file, in hexadecimal digits.
type checksum struct{ Name, SHA256 string }

// Gone reports whether the bytes of the release are no longer to be had.
func (r releaseView) Gone() bool { return r.State == catalog.StateWithdrawn }

// A releaseTable is one table of a release with what was found in it.
type releaseTable struct {
	Name      string
	Title     catalog.Text
	Rows      int64
	InputRows int64
	Columns   []columnView
	Downloads []download
	Parts     []partLine // of a table that grows by periods
	Check     checkLine
	Protected *protection // nil if it is about nobody
	Findings  []finding   // the worst
	// MoreFindings is how many others the report of the checks has.
	MoreFindings int64
	API          string
}

// A partLine is one part of a table, which can be downloaded by itself.
type partLine struct {
	Period, Link, SHA256 string // the period is empty for what was there before any
	Rows, Bytes          int64
}

// Protects reports whether a table of the release is about people.
func (p releasePage) Protects() bool {
	return slices.ContainsFunc(p.Tables, func(t releaseTable) bool { return t.Protected != nil })
}

// releaseFindings is how many findings the page of a release shows of a table.
const releaseFindings = 5

// A finding is something that a reader of the data should know.
type finding struct {
	Column string
	Text   catalog.Text
	Count  int64
	Line   int64
	Ref    string // of the first in a sheet
	Value  string
	Mend   bool // whether the table cannot be published for it
}

// stateTitles are the messages that name the states of releases.
var stateTitles = map[catalog.State]string{
	catalog.StatePublished: "state.published", catalog.StateSuperseded: "state.superseded", catalog.StateWithdrawn: "state.withdrawn",
}

func (s *Site) releaseView(l *locale, r *catalog.Release) releaseView {
	v := releaseView{
		Version: r.Version, State: r.State, StateName: l.T(stateTitles[r.State]), At: r.PublishAt, Note: r.Note, Period: l.Period(r.Period),
		Rows: r.Rows(), Digest: r.Digest.String(), Withdrawn: r.Withdrawn, Reason: r.Reason,
	}
	for _, t := range r.Tables {
		v.Findings += int64(len(t.Checks.Findings))
		v.Sums = append(v.Sums, checksum{t.Resource + "." + t.File.Format, t.File.SHA256.String()})
	}
	return v
}

func (s *Site) release(w http.ResponseWriter, r *http.Request, l *locale) error {
	ctx := r.Context()
	d, seen, rel, err := s.pinned(r)
	if err != nil {
		return err
	}
	sum, err := s.facts.summary(ctx)
	if err != nil {
		return err
	}
	quoted, err := s.cite(ctx, l, d, sum.agency(d.Agency), rel)
	if err != nil {
		return err
	}
	title := l.T("release.title", "title", d.Title, "version", rel.Version)
	page := releasePage{
		Head: s.Head(r, l.Locale, title, rel.Note.In(l.Lang)), Slug: d.Slug, Dataset: d.Title,
		Agency: catalog.Agency{Code: d.Agency, Title: sum.agency(d.Agency)}, Release: s.releaseView(l, rel),
		Cite: quoted,
	}
	page.Nav = "datasets"
	if n := newestPublic(seen); n >= 0 {
		page.Newest = seen[n].Version
	}
	if rel.State == catalog.StateWithdrawn {
		page.NoIndex = true
		return s.Render(w, r, http.StatusGone, l.Locale, "release", page)
	}
	derived, err := s.catalog.Derived(ctx, rel.ID)
	if err != nil {
		return fmt.Errorf("derived files: %w", err)
	}
	for n := range rel.Tables {
		page.Tables = append(page.Tables, s.releaseTable(l, d, rel, &rel.Tables[n], derived))
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "release", page)
}

// pinned returns the dataset that a request is about, all its releases that
// the public may know of, and the one of the version in the path.
func (s *Site) pinned(r *http.Request) (catalog.Dataset, catalog.Releases, *catalog.Release, error) {
	var d catalog.Dataset
	slug := catalog.Slug(r.PathValue("slug"))
	if !slug.Valid() {
		return d, nil, nil, errNoDataset
	}
	version, err := strconv.Atoi(r.PathValue("version"))
	if err != nil || version < 1 || strconv.Itoa(version) != r.PathValue("version") {
		return d, nil, nil, errNoRelease
	}
	if d, err = s.catalog.Dataset(r.Context(), slug); err != nil {
		return d, nil, nil, err
	}
	all, err := s.catalog.Releases(r.Context(), slug)
	if err != nil {
		return d, nil, nil, fmt.Errorf("releases: %w", err)
	}
	seen := all.At(s.Now())
	i := indexVersion(seen, version)
	if i < 0 {
		return d, nil, nil, errNoRelease
	}
	return d, seen, &seen[i], nil
}

func (s *Site) releaseTable(l *locale, d catalog.Dataset, r *catalog.Release, t *catalog.Table, derived []catalog.DerivedFile) releaseTable {
	v := releaseTable{
		Name: t.Resource, Title: titleOfTable(d, t.Resource), Rows: t.Rows, InputRows: t.Checks.InputRows,
		Columns: l.columnViews(t), Downloads: s.downloads(l, r, t, derived), Check: s.checkLine(l, r, t), Protected: l.protected(t),
		API: fmt.Sprintf("%s/v1/data/%s@%d/%s/rows", s.BaseURL(), d.Slug, r.Version, t.Resource),
	}
	for _, p := range t.Parts {
		v.Parts = append(v.Parts, partLine{Period: p.Period, Rows: p.Rows, Bytes: p.File.Bytes, SHA256: p.File.SHA256.String(),
			Link: fmt.Sprintf("/v1/data/%s@%d/%s/parts/%s.parquet", d.Slug, r.Version, t.Resource, cmp.Or(p.Period, "first"))})
	}
	v.Findings = l.findings(t, t.Checks.Findings[:min(len(t.Checks.Findings), releaseFindings)])
	v.MoreFindings = int64(len(t.Checks.Findings) - len(v.Findings))
	return v
}

func indexVersion(rs catalog.Releases, version int) int {
	for i := range rs {
		if rs[i].Version == version {
			return i
		}
	}
	return -1
}

var errNoRelease = catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu này không có phiên bản đó.", "This dataset has no such version.")
