package web

import (
	"context"
	"fmt"
	"net/url"

	"nguon/catalog"
)

// A download is a whole table as a file.
type download struct {
	Format string
	Link   string
	Bytes  int64  // 0 if the file is made when it is first asked for
	SHA256 string // in hexadecimal digits; "" if it is not made yet
	Hint   string // what the format is good for
}

// formatHints are the messages that say what a format is good for.
var formatHints = map[string]string{"parquet": "format.parquet", "csv.gz": "format.csv"}

func (s *Site) tableView(
	ctx context.Context, l *locale, d catalog.Dataset, r *catalog.Release, t *catalog.Table, params url.Values,
) (*tableView, error) {
	derived, err := s.catalog.Derived(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("derived files: %w", err)
	}
	api := s.baseURL + "/v1/data/" + string(d.Slug) + "/" + t.Resource
	return &tableView{
		Rows: t.Rows, Columns: l.columnViews(t), Preview: s.preview(ctx, l, d, r, t, params),
		Downloads: downloads(l, r, t, derived), Samples: samples(s.baseURL, d.Slug, r.Version, t),
		API: api + "/rows", OpenAPI: api + "/openapi.json", Findings: len(t.Checks.Findings),
	}, nil
}

// downloads are the files of a table: those that are made, and the ones that
// can be made from it.
func downloads(l *locale, r *catalog.Release, t *catalog.Table, derived []catalog.DerivedFile) []download {
	base := fmt.Sprintf("/v1/data/%s@%d/%s/file.", r.Dataset, r.Version, t.Resource)
	files := []catalog.File{t.File}
	hasCSV := false
	for _, f := range derived {
		if f.Resource == t.Resource {
			files = append(files, f.File)
			hasCSV = hasCSV || f.File.Format == "csv.gz"
		}
	}
	if !hasCSV {
		files = append(files, catalog.File{Format: "csv.gz"})
	}
	var all []download
	for _, f := range files {
		v := download{Format: formatName(f.Format), Link: base + f.Format, Bytes: f.Bytes}
		if f.SHA256 != (catalog.Digest{}) {
			v.SHA256 = fmt.Sprintf("%x", f.SHA256)
		}
		if key, ok := formatHints[f.Format]; ok {
			v.Hint = l.T(key)
		}
		all = append(all, v)
	}
	return all
}
