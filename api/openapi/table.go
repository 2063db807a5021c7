package openapi

import (
	"fmt"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// A TableInput is what the document of a table is made of.
type TableInput struct {
	Dataset catalog.Dataset
	Version int
	Pinned  bool // whether the document is about this version, or about the latest
	Table   *catalog.Table
	// Includable are the names that the parameter include takes; none leaves it
	// out.
	Includable []string
}

// Table returns the document of one table: every column has its parameters, by
// type, and its place in the rows.
func Table(o Options, in TableInput) *openapi3.T {
	d := &in.Dataset
	resource, _ := d.Resource(in.Table.Resource)
	doc := newDocument(o, &openapi3.Info{
		Title:       d.Title.En + ": " + title(resource.Title, in.Table.Resource),
		Summary:     d.Title.Vi,
		Description: d.Description.En + "\n\n" + d.Description.Vi,
		Version:     strconv.Itoa(in.Version),
		License:     licence(d.Licence),
		Contact:     contact(o, d),
	})
	doc.ExternalDocs = &openapi3.ExternalDocs{
		Description: "What changed from release to release, and what of it breaks programs",
		URL:         absolute(o, fmt.Sprintf("/v1/data/%s/%s/changes", d.Slug, in.Table.Resource)),
	}
	doc.Tags = openapi3.Tags{
		{Name: tagData, Description: "Rows and columns of the table."},
		{Name: tagFiles, Description: "The whole table as a file."},
	}
	row := open(object("A row. Columns that were not selected are missing, and renamed ones have the new name. With group or agg, a group: " +
		"its keys and aggregates under their names."))
	for i := range in.Table.Columns {
		c := &in.Table.Columns[i]
		row.Value.Properties[c.Name] = cell(c)
	}
	doc.Components.Schemas = tableSchemas()
	doc.Components.Schemas["Row"] = row
	doc.Components.Schemas["Rows"] = object("A page of rows.",
		need("data", list(ref("Row"))), need("meta", ref("RowsMeta")), need("links", ref("RowsLinks")))

	name := string(d.Slug)
	if in.Pinned {
		name = fmt.Sprintf("%s@%d", d.Slug, in.Version)
	}
	base := fmt.Sprintf("/v1/data/%s/%s/", name, in.Table.Resource)
	var columns openapi3.Parameters
	for i := range in.Table.Columns {
		columns = append(columns, columnParameters(&in.Table.Columns[i])...)
	}
	if len(in.Includable) > 0 {
		columns = append(columns, &openapi3.ParameterRef{Value: commas(query("include",
			"Columns of the tables that this one refers to, as reference.column. They are columns like others then: in select, sort, conditions and groups.",
			list(oneOf("", in.Includable...))))})
	}
	for _, op := range tableOperations(o, base, ref("Rows"), columns, in.Table.Columns) {
		op.addTo(doc)
	}
	doc.Paths.Value(base + "rows").Get.Extensions = map[string]any{"x-codeSamples": codeSamples(o, in, base+"rows")}
	dropUnused(doc)
	shareParameters(doc)
	return doc
}

func title(t catalog.Text, otherwise string) string {
	if t.En != "" {
		return t.En
	}
	return otherwise
}

// licence returns an SPDX identifier where there is one, or else an address.
func licence(code string) *openapi3.License {
	if l, ok := catalog.Licences.Find(code); ok {
		return &openapi3.License{Name: l.Title.En, Identifier: code}
	}
	return &openapi3.License{Name: "Licence of the dataset", URL: code}
}

// contact is that of the dataset, or else its page.
func contact(o Options, d *catalog.Dataset) *openapi3.Contact {
	if c := d.Contact; c != (catalog.Contact{}) {
		return &openapi3.Contact{Name: c.Name, Email: c.Email, URL: c.URL}
	}
	return &openapi3.Contact{Name: "The page of the dataset", URL: absolute(o, "/datasets/"+string(d.Slug))}
}

// reserved are the names that are not columns in a query. A column with such a
// name is reached with an operator.
var reserved = []string{
	"where", "q", "group", "agg", "having", "include", "explain", "select", "sort", "limit", "cursor", "count", "format", "bom",
}
