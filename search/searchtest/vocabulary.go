package searchtest

import (
	_ "embed"
	"strings"
	"sync"

	"nguon/catalog"
)

//go:embed subjects.txt
var subjectLines string

//go:embed breakdowns.txt
var breakdownLines string

//go:embed provinces.txt
var provinceLines string

// A subject is what a dataset is about.
type subject struct {
	theme    string
	title    catalog.Text
	keywords catalog.Keywords
	columns  []catalog.Column
}

// A breakdown is what the figures of a dataset are divided by.
type breakdown struct {
	title  catalog.Text
	column catalog.Column
}

// A unit is a province or a commune.
type unit struct {
	code  string
	title catalog.Text
	parts []unit
}

type words struct {
	subjects   []subject
	breakdowns []breakdown
	provinces  []unit
}

var vocabulary = sync.OnceValue(func() words {
	var w words
	for f := range rows(subjectLines) {
		s := subject{theme: f[0], title: catalog.Text{Vi: f[1], En: f[2]},
			keywords: catalog.Keywords{Vi: strings.Split(f[3], ";"), En: strings.Split(f[4], ";")}}
		for c := range strings.SplitSeq(f[5], ";") {
			s.columns = append(s.columns, column(c, catalog.Number))
		}
		w.subjects = append(w.subjects, s)
	}
	for f := range rows(breakdownLines) {
		b := breakdown{catalog.Text{Vi: f[0], En: f[1]}, column(f[2], catalog.String)}
		for i, v := range strings.Split(f[3], ";") {
			if v != "" {
				b.column.Role = catalog.RoleCategory
				b.column.Stats.Top = append(b.column.Stats.Top, catalog.ValueCount{Value: v, Count: int64(100 - i)})
			}
		}
		w.breakdowns = append(w.breakdowns, b)
	}
	for f := range rows(provinceLines) {
		p := unit{code: f[0], title: catalog.Text{Vi: f[1], En: f[2]}}
		for c := range strings.SplitSeq(f[3], "; ") {
			code, name, _ := strings.Cut(c, " ")
			p.parts = append(p.parts, unit{code: code, title: catalog.Text{Vi: name, En: name}})
		}
		w.provinces = append(w.provinces, p)
	}
	return w
})

// rows yields the fields of each line.
func rows(text string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(text) {
			f := strings.Split(line, "|")
			for i := range f {
				f[i] = strings.TrimSpace(f[i])
			}
			if !yield(f) {
				return
			}
		}
	}
}

// column reads name=title=title in English.
func column(text string, kind catalog.Type) catalog.Column {
	f := strings.Split(text, "=")
	return catalog.Column{Name: f[0], Source: f[1], Title: catalog.Text{Vi: f[1], En: f[2]}, Type: kind}
}
