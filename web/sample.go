package web

import (
	"fmt"
	"slices"
	"strings"

	"nguon/catalog"
)

// A sample is a program of a few lines that asks the API for rows.
type sample struct {
	ID    string // of the language
	Title string
	Code  string
}

// samples are programs that run as they stand: they ask for real columns at
// the real address.
func samples(baseURL string, slug catalog.Slug, version int, t *catalog.Table) []sample {
	latest := fmt.Sprintf("%s/v1/data/%s/%s/rows", baseURL, slug, t.Resource)
	params := sampleParams(t)
	file := fmt.Sprintf("%s/v1/data/%s@%d/%s/file.parquet", baseURL, slug, version, t.Resource)
	curl := []string{"curl -sSG " + shellQuote(latest)}
	var python, r, js []string
	for _, p := range params {
		curl = append(curl, "  --data-urlencode "+shellQuote(p.Name+"="+p.Value))
		python = append(python, fmt.Sprintf("    %q: %q,", p.Name, p.Value))
		r = append(r, fmt.Sprintf("%s = %q", rName(p.Name), p.Value))
		js = append(js, fmt.Sprintf("  %s: %q,", jsName(p.Name), p.Value))
	}
	return []sample{
		{"curl", "curl", strings.Join(curl, " \\\n") + "\n\ncurl -sSO " + shellQuote(file)},
		{"python", "Python", fmt.Sprintf("import requests\n\nanswer = requests.get(%q, params={\n%s\n})\nanswer.raise_for_status()\nrows = answer.json()[\"data\"]\n\n"+
			"import pandas as pd\n\ntable = pd.read_parquet(%q)", latest, strings.Join(python, "\n"), file)},
		{"r", "R", fmt.Sprintf("library(httr2)\n\nrows <- request(%q) |>\n  req_url_query(%s) |>\n  req_perform() |>\n  resp_body_json(simplifyVector = TRUE)\nrows$data\n\n"+
			"library(arrow)\n\ntable <- read_parquet(%q)", latest, strings.Join(r, ", "), file)},
		{"javascript", "JavaScript", fmt.Sprintf("const url = new URL(%q);\nurl.search = new URLSearchParams({\n%s\n});\n\nconst answer = await fetch(url);\n"+
			"if (!answer.ok) throw new Error((await answer.json()).detail);\nconst { data, links } = await answer.json();", latest, strings.Join(js, "\n"))},
	}
}

// sampleParams are parameters that make sense for the table: its first
// columns, one value that occurs often, and the greatest of a measure first.
func sampleParams(t *catalog.Table) []parameter {
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
	var params []parameter
	if filter != nil {
		params = append(params, parameter{filter.Name + "__eq", filter.Stats.Top[0].Value})
	}
	for _, c := range []*catalog.Column{filter, measure} {
		if c != nil && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	params = append(params, parameter{"select", strings.Join(names, ",")})
	if measure != nil {
		params = append(params, parameter{"sort", "-" + measure.Name})
	}
	return append(params, parameter{"limit", "5"})
}

// canFilter reports whether equality with the most frequent value of a column
// finds some rows, but not all.
func canFilter(c *catalog.Column) bool {
	return c.Type == catalog.String && len(c.Stats.Top) > 1 && c.Stats.Top[0].Count > 1 && len(c.Stats.Top[0].Value) < 40
}

// shellQuote returns s as one word of a shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// rName and jsName write the name of a parameter as a name of the language.
// Columns are a-z, 0-9 and _, but may be words that the language keeps.
func rName(name string) string { return "`" + name + "`" }

func jsName(name string) string { return fmt.Sprintf("%q", name) }
