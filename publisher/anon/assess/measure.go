package assess

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// Data is what is measured. Tables have their columns by the names of the
// policy; the order of a dictionary is that in which ordered t-closeness is
// measured.
type Data struct {
	Policy *policy.Policy

	// Release is what was written, read back. Original is the same rows in the
	// same order, recoded alike, before cells were suppressed; nil is not at
	// hand, as on a server. A suppressed cell is [micro.Missing].
	Release, Original *micro.Table

	// Population is the table of the population, recoded alike; nil is none.
	Population *micro.Table

	// Unpublished has the columns of weights and households that the policy
	// names, in the rows of Release, where they are not published as they are;
	// nil is not at hand.
	Unpublished *micro.Table

	// Trees are the hierarchies of sensitive columns for the hierarchical
	// distance of t-closeness, compiled for the dictionaries of Release.
	Trees map[string]*recode.Hierarchy
}

// Measures are the figures of a release.
type Measures struct {
	Adversaries []Adversary // in the order of the policy
	Sensitive   []Sensitive // by column, then by adversary
	Estimate    *Estimate   // of the adversary for whom it is worst; nil if the table is a census
	Contents    []Content   // of the columns of the release, in their order

	bounds []bounds // of each adversary
}

// A Content is what a column of a release holds.
type Content struct {
	Name     string
	Distinct int64
	Missing  int64
}

// bounds are the candidates between which those of the attacker are, row by
// row.
type bounds struct {
	exact            bool // nothing is suppressed: all three are equal
	strict, wildcard risk.Histogram
}

// ErrTables says that the tables of Data do not fit the policy or one another.
var ErrTables = errors.New("assess: the tables do not fit")

// All is the name of the adversary who knows all quasi-identifiers, where a
// policy names none.
const All = "all"

// Adversaries returns the adversaries of a policy: those that it names, or one
// who knows every quasi-identifier that is published.
func Adversaries(p *policy.Policy) []policy.Adversary {
	if len(p.Adversaries) > 0 {
		return p.Adversaries
	}
	return []policy.Adversary{{Name: All, Columns: published(p, policy.Quasi)}}
}

// published returns the columns of a role that are not dropped.
func published(p *policy.Policy, role string) (names []string) {
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Role == role && !c.Dropped() {
			names = append(names, c.Name)
		}
	}
	return names
}

// Measure measures a release for every adversary of its policy. The error is
// [ErrTables], that of ctx, or a *[risk.Error]. What has no value is nil in the
// result.
func Measure(ctx context.Context, d Data) (*Measures, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	m := &Measures{Contents: contents(d.Release)}
	adversaries, sensitive := Adversaries(d.Policy), published(d.Policy, policy.Sensitive)
	figures := make([][]Sensitive, len(sensitive))
	for _, a := range adversaries {
		s, err := d.see(ctx, a)
		if err != nil {
			return nil, err
		}
		measured, err := s.adversary(ctx)
		if err != nil {
			return nil, err
		}
		m.Adversaries = append(m.Adversaries, measured)
		m.bounds = append(m.bounds, s.bounds)
		m.estimate(s)
		for i, name := range sensitive {
			f, err := s.sensitive(ctx, name)
			if err != nil {
				return nil, err
			}
			figures[i] = append(figures[i], f)
		}
	}
	m.Sensitive = slices.Concat(figures...)
	return m, ctx.Err()
}

// check returns an error if a column that must be measured is not in the
// tables, or if a published cell is another than in the original.
func (d *Data) check() error {
	names := published(d.Policy, policy.Sensitive)
	var known []string
	for _, a := range Adversaries(d.Policy) {
		known = append(known, a.Columns...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range append(names, known...) {
		if index(d.Release, name) < 0 {
			return fmt.Errorf("%w: the release has no column %q", ErrTables, name)
		}
	}
	if d.Unpublished != nil && d.Unpublished.Rows != d.Release.Rows {
		return fmt.Errorf("%w: %d rows are measured by %d", ErrTables, d.Release.Rows, d.Unpublished.Rows)
	}
	if d.Original == nil {
		return nil
	}
	if d.Original.Rows != d.Release.Rows {
		return fmt.Errorf("%w: %d rows are published of %d", ErrTables, d.Release.Rows, d.Original.Rows)
	}
	for _, name := range known {
		was, ok := d.Original.Column(name)
		if !ok {
			return fmt.Errorf("%w: the original has no column %q", ErrTables, name)
		}
		if is, _ := d.Release.Column(name); !covers(was, is) {
			return fmt.Errorf("%w: column %q was changed", ErrTables, name)
		}
	}
	return nil
}

// covers tells whether each cell of is has the text of was, or none.
func covers(was, is *micro.Column) bool {
	codes := make(map[string]uint32, len(was.Values))
	for code, text := range was.Values {
		codes[text] = uint32(code)
	}
	same := make([]uint32, len(is.Values)) // by code of is, that of was
	for code, text := range is.Values {
		if at, ok := codes[text]; ok {
			same[code] = at
		} else {
			same[code] = micro.Missing
		}
	}
	for i, code := range is.Codes {
		if code != micro.Missing && (same[code] == micro.Missing || same[code] != was.Codes[i]) {
			return false
		}
	}
	return true
}

// index returns the place of a column in t, or -1.
func index(t *micro.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c micro.Column) bool { return c.Name == name })
}

// contents counts what the columns of a table hold.
func contents(t *micro.Table) []Content {
	all := make([]Content, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		seen := make([]bool, len(c.Values))
		all[i].Name = c.Name
		for _, code := range c.Codes {
			switch {
			case code == micro.Missing:
				all[i].Missing++
			case !seen[code]:
				seen[code] = true
				all[i].Distinct++
			}
		}
	}
	return all
}
