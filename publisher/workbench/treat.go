package workbench

import (
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
)

// A Treatment is what a policy does with a column, in one word: those that people
// choose from.
type Treatment string

// The treatments.
const (
	Keep      Treatment = "keep"      // says nothing of a person
	Drop      Treatment = "drop"      // names a person, or may: not published
	Redact    Treatment = "redact"    // text out of which personal data are taken
	Shown     Treatment = "shown"     // others know it of a person; published as it is
	General   Treatment = "general"   // made as coarse as is needed
	Region    Treatment = "region"    // a unit of administration, made as coarse as is needed
	Month     Treatment = "month"     // a date: its month
	Quarter   Treatment = "quarter"   // a date: its quarter
	Year      Treatment = "year"      // a date: its year
	Five      Treatment = "five"      // a number: a band of 5
	Ten       Treatment = "ten"       // a number: a band of 10
	Sensitive Treatment = "sensitive" // what nobody is to find out
	Other     Treatment = "other"     // what the policy says, which is none of these
)

// Treatments are the treatments that a column of a type can have.
func Treatments(t catalog.Type) []Treatment {
	all := []Treatment{Keep, Drop, Shown, Sensitive}
	switch t {
	case catalog.Date, catalog.DateTime:
		return append(all, General, Month, Quarter, Year)
	case catalog.Integer, catalog.Decimal, catalog.Number:
		return append(all, Five, Ten)
	}
	return append(all, General, Region, Redact)
}

// TreatmentOf returns the treatment of a column of a policy.
func TreatmentOf(c *policy.Column) Treatment {
	if c.Dropped() {
		return Drop
	}
	if len(c.Ops) != 1 {
		return Other
	}
	op := &c.Ops[0]
	switch {
	case op.Keep != nil:
		switch c.Role {
		case policy.Insensitive:
			return Keep
		case policy.Quasi:
			return Shown
		case policy.Sensitive:
			return Sensitive
		}
	case op.Redact != nil:
		return Redact
	case c.Role != policy.Quasi:
	case op.Generalise != nil && op.Generalise.Level == policy.Auto && op.Generalise.Min == "" && op.Generalise.Max == "":
		switch op.Generalise.Hierarchy {
		case "vn-admin":
			return Region
		case "*", "date":
			return General
		}
	case op.Date != nil && slices.Contains([]Treatment{Month, Quarter, Year}, Treatment(op.Date.To)):
		return Treatment(op.Date.To)
	case op.Bands != nil && op.Bands.Origin == "" && op.Bands.Closed != "right":
		switch op.Bands.Width {
		case "5":
			return Five
		case "10":
			return Ten
		}
	}
	return Other
}

// treat gives a column a treatment.
func treat(c *policy.Column, t Treatment, kind catalog.Type) {
	if TreatmentOf(c) == t || t == Other {
		return
	}
	auto := func(hierarchy string) policy.Op {
		return policy.Op{Generalise: &policy.Generalise{Hierarchy: hierarchy, Level: policy.Auto}}
	}
	role, op := policy.Quasi, policy.Op{Keep: &policy.Nothing{}}
	switch t {
	case Keep:
		role = policy.Insensitive
	case Sensitive:
		role = policy.Sensitive
	case Drop:
		role, op = policy.Identifier, policy.Op{Drop: &policy.Nothing{}}
	case Redact:
		role, op = policy.FreeText, policy.Op{Redact: &policy.Redact{Scan: true}}
	case General:
		op = auto("*")
		if kind == catalog.Date || kind == catalog.DateTime {
			op = auto("date")
		}
	case Region:
		op = auto("vn-admin")
	case Month, Quarter, Year:
		op = policy.Op{Date: &policy.Date{To: string(t)}}
	case Five:
		op = policy.Op{Bands: &policy.Bands{Width: "5", Closed: "left"}}
	case Ten:
		op = policy.Op{Bands: &policy.Bands{Width: "10", Closed: "left"}}
	}
	c.Role, c.Ops = role, policy.Ops{op}
}

// A Protection is what people choose of a policy.
type Protection struct {
	Unit       string               // what a row is about, as in a policy
	Treatments map[string]Treatment // by header; a column that is not here is kept
	K          int64                // at least so many rows look alike
	L          int64                // at least so many values of a sensitive column among them
	Suppress   float64              // the most rows that may be left out, as a share
}

// Needless reports whether there is nothing to protect.
func (p *Protection) Needless() bool {
	return p.Unit != "person" && p.Unit != "household" && p.Unchosen()
}

// Unchosen reports whether all columns are kept, as they are before anybody has
// chosen.
func (p *Protection) Unchosen() bool {
	for _, t := range p.Treatments {
		if t != Keep {
			return false
		}
	}
	return true
}

// ProtectionOf returns what a policy has of what people choose.
func ProtectionOf(p *policy.Policy) Protection {
	out := Protection{Unit: p.Unit, Treatments: make(map[string]Treatment), K: p.Privacy.K, Suppress: p.Search.SuppressRows}
	for i := range p.Columns {
		out.Treatments[p.Columns[i].Name] = TreatmentOf(&p.Columns[i])
	}
	for _, c := range p.Privacy.Columns {
		if c.L != nil && (out.L == 0 || int64(c.L.L) < out.L) {
			out.L = int64(c.L.L)
		}
	}
	return out
}

// Write returns the text of the policy that is chosen for a table with these
// columns, out of the one that there was, which may be empty: what people do not
// choose stays as it was. Errors are those of [policy.Parse].
func (p *Protection) Write(was string, columns []Column) (string, error) {
	q := &policy.Policy{Version: "v1", Dataset: "unnamed", Release: policy.Open, Coverage: 1, ReviewAfter: 12}
	if old, err := policy.Parse([]byte(was)); err == nil {
		q = old
	}
	q.Unit, q.Search.SuppressRows = p.Unit, p.Suppress
	old := q.Columns
	q.Columns = nil
	quasi, region := false, false
	for _, c := range columns {
		column := policy.Column{Name: c.Source, Role: policy.Insensitive, Weight: 1, Ops: policy.Ops{{Keep: &policy.Nothing{}}}}
		if i := slices.IndexFunc(old, func(x policy.Column) bool { return x.Name == c.Source }); i >= 0 {
			column = old[i]
		}
		t, ok := p.Treatments[c.Source]
		if !ok {
			t = Keep
		}
		treat(&column, t, c.Type)
		quasi = quasi || column.Role == policy.Quasi && !column.Dropped()
		region = region || t == Region
		q.Columns = append(q.Columns, column)
	}
	q.Adversaries = nil // one who knows all that is published of a person
	q.Privacy.K = 0
	if quasi {
		q.Privacy.K = max(p.K, 2)
	} else {
		q.Privacy.Risk = policy.Risk{}
	}
	if region && q.Geography == "" {
		q.Geography = "qd19-2025"
	}
	q.Privacy.Columns = p.guarded(q)
	text := q.Canonical()
	_, err := policy.Parse(text)
	return string(text), err
}

// guarded is what must hold for the sensitive columns.
func (p *Protection) guarded(q *policy.Policy) (all []policy.ColumnPrivacy) {
	for i := range q.Columns {
		c := &q.Columns[i]
		if c.Role != policy.Sensitive || c.Dropped() {
			continue
		}
		said := policy.ColumnPrivacy{Name: c.Name}
		if old, ok := q.Privacy.Of(c.Name); ok {
			said = *old
		}
		if said.L == nil || said.L.Kind == "distinct" {
			said.L = &policy.L{Kind: "distinct", L: float64(max(p.L, 2))}
		}
		all = append(all, said)
	}
	return all
}
