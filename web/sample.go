package web

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/api/snippet"
	"nguon/catalog"
)

// samples are programs that run as they stand: they ask for real columns at
// the real address. They ask what the page shows, if the reader ordered or chose
// rows, or else for something that makes sense for the table.
func samples(baseURL string, slug catalog.Slug, version int, t *catalog.Table, asked url.Values) []snippet.Sample {
	return snippet.All(snippet.Request{
		Rows:   fmt.Sprintf("%s/v1/data/%s/%s/rows", baseURL, slug, t.Resource),
		File:   fmt.Sprintf("%s/v1/data/%s@%d/%s/file.parquet", baseURL, slug, version, t.Resource),
		Params: sampleParams(t, asked),
	})
}

// sampleParams are parameters that make sense for the table: its first
// columns, one value that occurs often, and the greatest of a measure first; or
// those of the rows that the page shows, which the API has accepted.
func sampleParams(t *catalog.Table, asked url.Values) []snippet.Param {
	if len(asked) > 0 {
		var shown []snippet.Param
		for _, name := range slices.Sorted(maps.Keys(asked)) {
			for _, value := range asked[name] {
				shown = append(shown, snippet.Param{Name: name, Value: value})
			}
		}
		return append(shown, snippet.Param{Name: "limit", Value: strconv.Itoa(previewRows)})
	}
	var names []string
	var filter, measure *catalog.Column
	for i := range t.Columns {
		c := &t.Columns[i]
		if len(names) < 3 {
			names = append(names, c.Name)
		}
		if canFilter(c) && (filter == nil || c.Stats.Distinct < filter.Stats.Distinct) {
			filter = c
		}
		// What is measured has a unit, or at least many values; a code has neither.
		if isNumeric(c.Type) && !isCode(c.Name) && (measure == nil || measure.Unit == "" &&
			(c.Unit != "" || c.Stats.Distinct > measure.Stats.Distinct)) {
			measure = c
		}
	}
	var params []snippet.Param
	if filter != nil {
		params = append(params, snippet.Param{Name: filter.Name + "__eq", Value: filter.Stats.Top[0].Value})
	}
	for _, c := range []*catalog.Column{filter, measure} {
		if c != nil && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	params = append(params, snippet.Param{Name: "select", Value: strings.Join(names, ",")})
	if measure != nil {
		params = append(params, snippet.Param{Name: "sort", Value: "-" + measure.Name})
	}
	return append(params, snippet.Param{Name: "limit", Value: "5"})
}

// canFilter reports whether equality with the most frequent value of a column
// finds some rows, but not all.
func canFilter(c *catalog.Column) bool {
	return c.Type == catalog.String && len(c.Stats.Top) > 1 && c.Stats.Top[0].Count > 1 && len(c.Stats.Top[0].Value) < 40
}
