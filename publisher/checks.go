package publisher

import (
	"strconv"

	"nguon/catalog"
	"nguon/publisher/rows/layout"
	"nguon/publisher/table"
)

// checks is what a reader of the table should know of how it was made.
func (m *made) checks() catalog.Checks {
	c := catalog.Checks{InputRows: m.all().Rows, Reading: m.reading()}
	for _, q := range m.Problems {
		c.Findings = append(c.Findings, finding(q))
		if q.Code == table.SetAside || q.Code == table.Misfit {
			c.Misfits = append(c.Misfits, m.misfits(q)...)
		}
	}
	for _, r := range m.rules {
		c.Findings = append(c.Findings, catalog.Finding{Code: string(r.Code), Column: r.Column, Count: 1, Text: RuleText(r), Refused: true})
	}
	return c
}

// reading says how the input was read.
func (m *made) reading() catalog.Reading {
	p := m.Plan
	r := catalog.Reading{Format: p.Format, Packed: p.Packed, Sheet: p.Sheet}
	if p.Format == "csv" {
		r.Encoding, r.Separator = p.Dialect.Encoding, string(p.Dialect.Comma)
		if p.Dialect.HeaderLine > 0 {
			r.Header = strconv.FormatInt(p.Dialect.HeaderLine, 10)
		}
	}
	if p.Dialect.Legacy != "" {
		r.Encoding = p.Dialect.Legacy
	}
	for _, q := range p.Steps {
		if q.Code == layout.HeaderRows {
			r.Header = q.Ref
		}
		r.Steps = append(r.Steps, catalog.Step{Code: string(q.Code), Ref: q.Ref, Text: describe(q)})
	}
	return r
}

// misfits lists the values of q that are not in the data.
func (m *made) misfits(q table.Problem) []catalog.Misfit {
	c := m.Plan.Column(q.Column)
	if c < 0 {
		return nil
	}
	var all []catalog.Misfit
	for _, s := range q.Spots {
		all = append(all, catalog.Misfit{Line: s.Line, Ref: s.Ref, Column: m.Plan.Columns[c].Name, Value: s.Value, Type: catalog.Type(q.Type)})
	}
	return all
}

func finding(p table.Problem) catalog.Finding {
	return catalog.Finding{Code: string(p.Code), Column: p.Column, Count: p.Count, Line: p.Line, Ref: p.Ref, Value: p.Value, Text: describe(p),
		Refused: p.Severity == table.Refusal}
}

// mostPlaces bounds the places that a refusal names. How many more there are is
// said.
const mostPlaces = 500

// refusal returns an [*catalog.Error] that names the places to correct, or nil
// if m may be published.
func (m *made) refusal() *catalog.Error {
	if m.unreadable != nil {
		return m.unreadable
	}
	if !m.refused() {
		return nil
	}
	e := &catalog.Error{Kind: catalog.ErrRefused, Public: catalog.Textf(
		"Tệp %[1]s chưa công bố được. Hãy sửa các chỗ sau rồi thử lại.",
		"The file %[1]s cannot be published yet. Correct these places and try again.", m.in.File)}
	for _, p := range m.Problems {
		if p.Severity == table.Refusal {
			e.Fields = append(e.Fields, spotFields(p)...)
		}
	}
	for _, r := range m.rules {
		e.Fields = append(e.Fields, catalog.FieldError{Field: r.Column, Position: -1, Detail: RuleText(r)})
	}
	for _, text := range m.doubts {
		e.Fields = append(e.Fields, catalog.FieldError{Position: -1, Detail: text})
	}
	if more := len(e.Fields) - mostPlaces; more > 0 {
		e.Fields = append(e.Fields[:mostPlaces], catalog.FieldError{Position: -1, Detail: catalog.Textf(
			"và %[1]d chỗ nữa", "and %[1]d more places", more)})
	}
	return e
}
