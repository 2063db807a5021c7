package openapi

import (
	"fmt"

	"nguon/api/snippet"
	"nguon/catalog"
)

// A codeSample is a member of x-codeSamples, which pages made of documents show.
type codeSample struct {
	Lang   string `json:"lang"`
	Label  string `json:"label"`
	Source string `json:"source"`
}

// codeSamples are programs that ask for the greatest rows of a table.
func codeSamples(o Options, in TableInput, path string) []codeSample {
	r := snippet.Request{
		Rows: absolute(o, path), Keyed: true,
		File: absolute(o, fmt.Sprintf("/v1/data/%s@%d/%s/file.parquet", in.Dataset.Slug, in.Version, in.Table.Resource)),
	}
	for i := range in.Table.Columns {
		c := &in.Table.Columns[i]
		quantity := c.Type == catalog.Integer || c.Type == catalog.Decimal || c.Type == catalog.Number
		if e := operands(c); quantity && c.Role == catalog.RoleNone && e.least != nil && !in.Table.IsKey(c.Name) {
			r.Params = append(r.Params, snippet.Param{Name: c.Name + "__gte", Value: *c.Stats.Min}, snippet.Param{Name: "sort", Value: "-" + c.Name})
			break
		}
	}
	r.Params = append(r.Params, snippet.Param{Name: "limit", Value: "5"})
	var all []codeSample
	for _, s := range snippet.All(r) {
		all = append(all, codeSample{s.Lang, s.Title, s.Code})
	}
	return all
}
