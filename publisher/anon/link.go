package anon

import (
	"cmp"
	"context"
	"slices"
	"time"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/table"
)

// link compares the release with earlier ones, as each adversary sees them.
func (m *maker) link(ctx context.Context) error {
	l := &assess.Linkage{Checked: m.policy.Linkage.PreviousReleases == "check"}
	m.report.Linkage = l
	if !l.Checked {
		return nil
	}
	r := m.linked()
	m.numbersPlain(r.Table)
	for _, earlier := range m.job.Previous {
		t, err := m.earlier(ctx, earlier.Plan)
		if err != nil {
			return err
		}
		p := assess.Previous{Name: earlier.File.Name, SHA256: earlier.File.SHA256, Rows: earlier.File.Rows, Comparable: true, Unlinked: true}
		for _, a := range assess.Adversaries(m.policy) {
			got, err := linkage.Compare(ctx, r.Knowing(a.Columns), t)
			if err != nil {
				return err
			}
			worse(&p, got)
		}
		l.Releases = append(l.Releases, p)
	}
	return nil
}

// linked is the release with what is known of it beside what is published.
func (m *maker) linked() *linkage.Release {
	t := *m.release
	t.Columns = slices.Clone(t.Columns)
	r := &linkage.Release{Table: &t, K: max(m.policy.Privacy.K, 2)}
	for _, s := range m.staged {
		switch {
		case s.role(policy.Quasi):
			ladder := linkage.Ladder{Column: s.said.Name}
			if i := slices.IndexFunc(m.ladders, func(d linkage.Ladder) bool { return d.Column == s.said.Name }); i >= 0 {
				ladder = m.ladders[i]
			}
			r.Quasi = append(r.Quasi, ladder)
		case slices.ContainsFunc(s.said.Ops, func(op policy.Op) bool { return drawn(&op) }):
			r.Ignored = append(r.Ignored, s.said.Name)
		default:
			r.Other = append(r.Other, linkage.Ladder{Column: s.said.Name})
		}
	}
	return r
}

// worse adds what a comparison found to what others did.
func worse(p *assess.Previous, got *linkage.Result) {
	if !got.Comparable {
		p.Comparable, p.Reason, p.Column = false, cmp.Or(p.Reason, string(got.Code)), cmp.Or(p.Column, got.Column)
		return
	}
	p.Differences = max(p.Differences, got.Differences)
	if got.Smallest > 0 && (p.Smallest == 0 || got.Smallest < p.Smallest) {
		p.Smallest = got.Smallest
	}
	if got.Joint != nil && (p.Joint == nil || *got.Joint < *p.Joint) {
		p.Joint = got.Joint
	}
	p.JointRows = max(p.JointRows, got.JointRows)
	p.Unlinked = p.Unlinked && got.Unlinked
}

// earlier loads an earlier release, its columns by the names of the policy, its
// values in the form that they have in this one.
func (m *maker) earlier(ctx context.Context, plan *table.Plan) (*micro.Table, error) {
	at, names := make([]int, len(plan.Columns)), make([]string, len(plan.Columns))
	for i := range plan.Columns {
		c := &plan.Columns[i]
		at[i], names[i] = i, c.Name
		for j, said := range m.binding.of {
			if now := &m.job.Plan.Columns[j]; now.Source == c.Source || now.Name == c.Name {
				names[i] = said.Name
			}
		}
	}
	l := NewLoader(plan, at, names)
	if err := table.Scan(ctx, plan, func(b *table.Batch) error { l.Add(b); return nil }, nil); err != nil {
		return nil, err
	}
	t := l.Table()
	for i := range plan.Columns {
		if by := m.dated[names[i]]; plan.Columns[i].Type == table.Date && by != table.ByDay {
			spans(&t.Columns[i], by)
		}
	}
	m.numbersPlain(t)
	return t, nil
}

// spans writes the dates of a column as months, quarters or years, if each of
// them begins one: so they are written where the file keeps no more than the
// day.
func spans(c *micro.Column, by table.Precision) {
	as := table.Column{Type: table.Date, Format: table.Format{Precision: by}}
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		day, err := time.Parse(time.DateOnly, v)
		if err != nil || by == table.ByYear && day.YearDay() != 1 || day.Day() != 1 || by == table.ByQuarter && (day.Month()-1)%3 != 0 {
			return
		}
		values[i] = as.Form(uint64(day.Unix() / 86400))
	}
	c.Values = values
}

// numbersPlain writes the amounts of a table without zeros that say nothing:
// the same ones may have been kept with more decimals in another release.
// Quasi-identifiers have labels that are known.
func (m *maker) numbersPlain(t *micro.Table) {
	for i := range t.Columns {
		c := &t.Columns[i]
		if m.find(c.Name) != nil {
			continue
		}
		values := make([]string, len(c.Values))
		plain := true
		for j, v := range c.Values {
			values[j], plain = plainNumber(v)
			if !plain {
				break
			}
		}
		if plain {
			c.Values = values
		}
	}
}

// drawn reports whether an operation gives other values in every release.
func drawn(op *policy.Op) bool {
	return op.RandomID != nil || op.Tokenise != nil || op.Noise != nil || op.PRAM != nil || op.Swap != nil ||
		op.Pseudonymise != nil && op.Pseudonymise.Scope == "release"
}
