// Package snippet writes programs of a few lines that ask the API for the rows
// of one query, in the languages that people work in.
//
// Whatever a value holds, it stays a value: every language has its own way to
// quote, and its tests run what is written here.
package snippet

import (
	"fmt"
	"strings"
)

// Key stands for the API key in every program. A key is optional for small use.
const Key = "YOUR_API_KEY"

// A Param is a parameter of a query. The name holds letters, digits and _ only.
type Param struct{ Name, Value string }

// A Request is what a program asks for.
type Request struct {
	Rows   string // the address of the rows, without a query
	Params []Param
	File   string // the address of the whole table as Parquet; "" if it is not to be had
	Keyed  bool   // whether to send a key
}

// A Sample is one program.
type Sample struct {
	ID    string // of the language or the library: a-z
	Title string
	Lang  string // as in x-codeSamples
	Code  string
}

// All returns r in all languages, those that need the least first.
func All(r Request) []Sample {
	samples := []Sample{
		{"curl", "curl", "Shell", curl(r)},
		{"python", "Python (requests)", "Python", requests(r)},
		{"pandas", "Python (pandas)", "Python", pandas(r)},
		{"polars", "Python (polars)", "Python", polars(r)},
		{"stdlib", "Python (urllib)", "Python", stdlib(r)},
		{"r", "R", "R", inR(r)},
		{"javascript", "JavaScript", "JavaScript", javaScript(r)},
		{"go", "Go", "Go", inGo(r)},
		{"excel", "Excel (Power Query)", "M", powerQuery(r)},
	}
	if r.File != "" {
		samples = append(samples, Sample{"duckdb", "Python (DuckDB)", "Python", duckDB(r)})
	}
	return samples
}

// lines writes a line for each parameter.
func (r Request) lines(form string, quoteName, quoteValue func(string) string) string {
	var b strings.Builder
	for _, p := range r.Params {
		fmt.Fprintf(&b, form, quoteName(p.Name), quoteValue(p.Value))
	}
	return b.String()
}

// when returns code if a key is to be sent.
func (r Request) when(code string) string {
	if r.Keyed {
		return code
	}
	return ""
}
