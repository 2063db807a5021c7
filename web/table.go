package web

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"nguon/api/snippet"
	"nguon/catalog"
	"nguon/catalog/market"
)

// tableView is one table as the page shows it.
type tableView struct {
	Name      string // of the resource
	Title     catalog.Text
	Rows      int64
	Placed    bool     // its rows have places that a map can show
	Summary   []string // what is in it, in plain sentences
	Columns   []columnView
	Preview   preview
	Check     checkLine
	Protected *protection // nil if it is about nobody
	Downloads []download
	Samples   []snippet.Sample
	Same      sameRows
	API       string // the address of its rows
	OpenAPI   string
	Postman   string
	Bruno     string
	Changes   string // the address of what changed from release to release
	Changelog []catalog.VersionChange
}

// A download is a whole table as a file.
type download struct {
	Format string
	Link   string
	Bytes  int64  // 0 if the file is made when it is first asked for
	SHA256 string // in hexadecimal digits; "" if it is not made yet
	Hint   string // what the format is good for
}

// formatHints are the messages that say what a format is good for.
var formatHints = map[string]string{"parquet": "format.parquet", "csv.gz": "format.csvgz", "csv": "format.csv"}

func (s *Site) tableView(ctx context.Context, l *locale, d catalog.Dataset, r *catalog.Release, t *catalog.Table, state tableState) (*tableView, error) {
	derived, err := s.catalog.Derived(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("derived files: %w", err)
	}
	resource, _ := d.Resource(t.Resource)
	api := s.BaseURL() + "/v1/data/" + string(d.Slug) + "/" + t.Resource
	v := &tableView{
		Name: t.Resource, Protected: l.protected(t),
		Title: resource.Title, Rows: t.Rows, Columns: l.columnViews(t), Check: s.checkLine(l, r, t),
		Downloads: s.downloads(l, r, t, derived),
		API:       api + "/rows", OpenAPI: api + "/openapi.json", Postman: api + "/postman.json", Bruno: api + "/bruno.json", Changes: api + "/changes",
	}
	v.Placed = t.Rows > 0 && slices.ContainsFunc(t.Columns, func(c catalog.Column) bool {
		return c.Type == catalog.Geometry || c.Role == catalog.RoleLongitude
	})
	v.Summary = l.plainSummary(t, v.Columns)
	v.Preview = s.preview(ctx, l, r, t, v.Columns, state)
	asked := url.Values{}
	if v.Preview.Problem == "" {
		asked = state.query()
	}
	v.Samples, v.Same = samples(s.BaseURL(), d.Slug, r.Version, t, asked), s.sameRows(r, t, asked, state.pinned)
	return v, nil
}

// sameRows are the rows of the page elsewhere: all that fit, not one page of
// them.
type sameRows struct {
	API  string // the address of the rows as JSON
	CSV  string
	Most int64 // rows that one file holds at most; 0 if it holds all of the table
}

func (s *Site) sameRows(r *catalog.Release, t *catalog.Table, asked url.Values, pinned string) sameRows {
	of := string(r.Dataset)
	if pinned != "" {
		of = fmt.Sprintf("%s@%d", r.Dataset, r.Version)
	}
	same := sameRows{API: fmt.Sprintf("%s/v1/data/%s/%s/rows", s.BaseURL(), of, t.Resource)}
	if len(asked) > 0 {
		same.API += "?" + asked.Encode()
	}
	most := t.Rows
	if p, ok := s.plans.Find(market.Anonymous); ok && int64(p.Rows) < most {
		most = int64(p.Rows)
		same.Most = most
	}
	asked = maps.Clone(asked)
	asked.Set("limit", strconv.FormatInt(max(1, most), 10))
	asked.Set("bom", "1")
	same.CSV = fmt.Sprintf("/v1/data/%s@%d/%s/rows.csv?%s", r.Dataset, r.Version, t.Resource, asked.Encode())
	return same
}

// downloads are the files of a table, the simplest first: those that are made,
// and the ones that can be made from it.
func (s *Site) downloads(l *locale, r *catalog.Release, t *catalog.Table, derived []catalog.DerivedFile) []download {
	base := fmt.Sprintf("/v1/data/%s@%d/%s/", r.Dataset, r.Version, t.Resource)
	packed := catalog.File{Format: "csv.gz"}
	for _, f := range derived {
		if f.Resource == t.Resource && f.File.Format == packed.Format {
			packed = f.File
		}
	}
	var all []download
	if p, ok := s.plans.Find(market.Anonymous); ok && t.Rows > 0 && t.Rows <= int64(p.Rows) {
		// Small enough to be one page of the API, which anyone can open in a spreadsheet.
		link := fmt.Sprintf("%srows.csv?limit=%d&bom=1", base, t.Rows)
		all = append(all, download{Format: formatName("csv"), Link: link, Hint: l.T(formatHints["csv"])})
	}
	for _, f := range []catalog.File{packed, t.File} {
		v := download{Format: formatName(f.Format), Link: base + "file." + f.Format, Bytes: f.Bytes}
		if f.SHA256 != (catalog.Digest{}) {
			v.SHA256 = f.SHA256.String()
		}
		if key, ok := formatHints[f.Format]; ok {
			v.Hint = l.T(key)
		}
		all = append(all, v)
	}
	return all
}
