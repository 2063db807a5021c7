// Package collection writes what the OpenAPI document of a table says as
// collections of requests that people import into their HTTP clients: Postman
// (format 2.1.0) and Bruno (format 1).
//
// A collection holds a few requests that work as they are. Those for rows have
// every parameter of the document, switched off but for the few that the
// example needs. Whatever titles and values hold, they stay what they are: none
// becomes a variable, a path of the file system or a second parameter.
package collection

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/api/openapi"
)

// A Collection is requests about one table.
type Collection struct {
	Name     string // fit to be the name of a file
	BaseURL  string // absolute, without a slash at its end
	Header   string // in which a key is sent; without one when the variable is empty
	Document string // the path of the document that the collection is made of
	Requests []Request
}

// A Request is a GET below the base URL.
type Request struct {
	Name, Description string
	Path              string // with a slash at its beginning
	Params            []Param
}

// A Param is a parameter of the query, of which only the enabled ones are sent.
type Param struct {
	Name        string // a-z, 0-9 and _
	Value       string // an example, not encoded; may be empty
	Description string
	Enabled     bool
}

// Of returns the collection of a document made by [openapi.Table]. It refers to
// nothing in doc.
func Of(doc *openapi3.T) Collection {
	c := Collection{Name: fileName(doc.Info.Title), BaseURL: openapi.Local, Header: doc.Components.SecuritySchemes["apiKey"].Value.Name}
	if url := doc.Servers[0].URL; url != "/" {
		c.BaseURL = url
	}
	paths := slices.Sorted(maps.Keys(doc.Paths.Map()))
	rows := paths[slices.IndexFunc(paths, func(p string) bool { return strings.HasSuffix(p, "/rows") })]
	base := strings.TrimSuffix(rows, "rows")
	c.Document = base + "openapi.json"
	all := params(doc.Paths.Value(rows).Get.Parameters)
	add := func(name, path string, params []Param) {
		op := doc.Paths.Value(path).Get
		c.Requests = append(c.Requests, Request{name, cmp.Or(op.Description, op.Summary), path, params})
	}

	limit := Param{Name: "limit", Value: "10"}
	add("First page", rows, enable(all, limit))
	if p, ok := equality(doc.Paths.Value(rows).Get.Parameters); ok {
		add("Rows that have a value", rows, enable(all, p, limit))
	}
	if group, agg := named(all, "group"), named(all, "agg"); group.Value != "" && agg.Value != "" {
		add("Groups and their counts", rows, enable(all, group, agg, limit))
	}
	add("Schema", base+"schema", nil)
	add("Whole table as Parquet", base+"file.parquet", nil)
	return c
}

// enable returns all with the given ones, and only them, switched on with their
// values. Those are first: a table may have hundreds of others.
func enable(all []Param, on ...Param) []Param {
	made := make([]Param, 0, len(all))
	for _, o := range on {
		p := named(all, o.Name)
		p.Value, p.Enabled = o.Value, true
		made = append(made, p)
	}
	for _, p := range all {
		if named(on, p.Name).Name == "" {
			made = append(made, p)
		}
	}
	return made
}

// named returns the parameter with a name, or the zero Param.
func named(all []Param, name string) Param {
	i := slices.IndexFunc(all, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return Param{}
	}
	return all[i]
}

// A variable is what a reader of a collection sets once for all requests.
type variable struct{ name, value, description string }

func (c Collection) variables() []variable {
	return []variable{
		{"baseUrl", c.BaseURL, "The address of the portal."},
		{"apiKey", "", "An API key: ngn_live_ and 36 letters and digits. Small use needs none."},
	}
}

func (c Collection) about() string {
	return "Requests that work as they are. Switch on parameters to filter, sort and group; set the variable apiKey for more requests. " +
		"All operations and parameters: " + c.BaseURL + c.Document
}

// address returns the path with the parameters that are sent.
func (r Request) address() string {
	var sent []string
	for _, p := range r.Params {
		if p.Enabled {
			sent = append(sent, p.Name+"="+quote(p.Value))
		}
	}
	if sent == nil {
		return r.Path
	}
	return r.Path + "?" + strings.Join(sent, "&")
}
