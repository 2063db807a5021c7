package chart

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Kind is a way to draw.
type Kind string

// The kinds.
const (
	Line      Kind = "line"
	Bars      Kind = "bars"
	Histogram Kind = "histogram"
	Scatter   Kind = "scatter"
	Pyramid   Kind = "pyramid"
	Map       Kind = "map"   // of rows that have a place
	Areas     Kind = "areas" // of codes whose boundaries the portal has
)

// Kinds are all kinds, in the order of forms.
var Kinds = []Kind{Line, Bars, Histogram, Scatter, Pyramid, Map, Areas}

// Bounds on the texts of a chart, in characters.
const (
	maxTitle = 150
	maxNote  = 300
	maxValue = 1000 // of a filter
)

// A Spec is all that a chart is, apart from the table and its version. The zero
// value of a field means what suits its kind. It is what the parameters of an
// address say, in texts that may be wrong: a column need not exist.
type Spec struct {
	Table  string // the resource
	Kind   Kind
	X      string // the column along the first axis, of the bars, or that says where rows are
	Y      string // the column that is measured; empty counts rows
	Agg    string // how the rows of a bar or point become one: a name of aggregates; empty takes the one row there is
	Step   string // "day", "month" or "year": what times are gathered by; empty leaves them
	Series string // the column whose values have colours
	Column string // with Value: only rows with these values, divided by ";", or from one to another, divided by ".."
	Value  string
	Sort   string // of bars: "value" (the greatest first, if empty) or "key"
	Limit  int    // of bars; 0 is [defaultBars]
	Title  string // empty is one made of the columns
	Note   string

	Colours string // one of palettes; empty is what is usual
}

// aggregates are the functions of the query language that a chart offers.
var aggregates = []string{"sum", "avg", "median", "min", "max"}

var (
	steps = []string{"day", "month", "year"}
	sorts = []string{"value", "key"}
)

// fields are the texts of a Spec by the parameters of an address.
func (s *Spec) fields() map[string]*string {
	return map[string]*string{
		"table": &s.Table, "kind": (*string)(&s.Kind), "x": &s.X, "y": &s.Y, "agg": &s.Agg, "step": &s.Step, "series": &s.Series,
		"column": &s.Column, "value": &s.Value, "sort": &s.Sort, "title": &s.Title, "note": &s.Note, "colours": &s.Colours,
	}
}

// ParseSpec reads the parameters of an address. What it does not know it leaves
// out; texts that are too long are cut, as the form cuts them.
func ParseSpec(params url.Values) Spec {
	var s Spec
	for name, text := range s.fields() {
		most := 100
		switch name {
		case "title":
			most = maxTitle
		case "note":
			most = maxNote
		case "value":
			most = maxValue
		}
		*text = clean(params.Get(name), most)
	}
	for text, allowed := range map[*string][]string{&s.Agg: aggregates, &s.Step: steps, &s.Sort: sorts, &s.Colours: paletteNames} {
		if !slices.Contains(allowed, *text) {
			*text = ""
		}
	}
	if !slices.Contains(Kinds, s.Kind) {
		s.Kind = Bars
	}
	if n, err := strconv.Atoi(params.Get("limit")); err == nil && n > 0 {
		s.Limit = min(n, mostBars)
	}
	return s.plain()
}

// plain leaves out what has no meaning for the kind, and defaults.
func (s Spec) plain() Spec {
	if s.Kind != Bars {
		s.Sort, s.Limit = "", 0
	}
	if s.Kind != Line {
		s.Step = ""
	}
	if s.Kind == Histogram {
		s.Y, s.Agg, s.Series, s.Column, s.Value = "", "", "", "", ""
	}
	if s.Kind == Areas {
		s.Series = ""
	}
	if s.Kind == Scatter || s.Kind == Map || s.Y == "" {
		s.Agg = ""
	}
	if s.Sort == "value" {
		s.Sort = ""
	}
	if s.Limit == defaultBars {
		s.Limit = 0
	}
	if s.Column == "" || s.Value == "" {
		s.Column, s.Value = "", ""
	}
	return s
}

// Params are s as the parameters of an address: the same for every address that
// means the same.
func (s Spec) Params() url.Values {
	v := url.Values{}
	for name, text := range s.fields() {
		if *text != "" {
			v.Set(name, *text)
		}
	}
	if s.Limit > 0 {
		v.Set("limit", strconv.Itoa(s.Limit))
	}
	return v
}

// clean makes one line of text of at most so many characters.
func clean(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) > most {
		s = strings.TrimSpace(string([]rune(s)[:most]))
	}
	return s
}

// values are what the filter lets through.
func (s Spec) values() []string {
	var all []string
	for v := range strings.SplitSeq(s.Value, ";") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}
