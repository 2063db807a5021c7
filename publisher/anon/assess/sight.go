package assess

import (
	"context"
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
)

// A sight is what an adversary sees of a release.
type sight struct {
	*Data
	who     policy.Adversary
	classes *risk.Classes // of the release
	bounds

	// attacker and all are nil if there is no original to know them from.
	attacker, all risk.Histogram
	known         bool // the attacker's candidates are known
	// hidden is what was counted row by row, kept where households need it.
	hidden *risk.Suppression
	empty  int64 // rows of which the adversary sees nothing
}

// see groups the release by what an adversary knows, and counts candidates.
//
// Where no cell that the adversary knows is missing, nothing can have been
// suppressed, and the candidates are those of the class whoever counts them,
// so that the attacker's are known without the original.
func (d *Data) see(ctx context.Context, a policy.Adversary) (*sight, error) {
	s := &sight{Data: d, who: a}
	columns := places(d.Release, a.Columns)
	var err error
	if s.classes, err = risk.Group(ctx, d.Release, columns); err != nil {
		return nil, err
	}
	if !missing(d.Release, columns) {
		s.exact, s.known = true, true
		s.strict = s.classes.Histogram()
		s.wildcard, s.attacker, s.all = s.strict, s.strict, s.strict
		return s, nil
	}
	original := d.aligned()
	if original == nil {
		original = d.Release
	}
	u, err := risk.Suppressed(ctx, d.Release, original, columns)
	if err != nil {
		return nil, err
	}
	s.strict, s.wildcard, s.empty = u.Strict, u.Wildcard, u.Empty
	if d.Original != nil {
		s.attacker, s.all, s.known = u.Attacker, u.AttackerAll, true
		if d.Policy.Household != "" {
			s.hidden = u
		}
	}
	return s, nil
}

// aligned returns the original with its columns in the order of the release;
// those that it lacks, which no adversary knows, are those of the release.
func (d *Data) aligned() *micro.Table {
	if d.Original == nil {
		return nil
	}
	t := &micro.Table{Rows: d.Original.Rows, Columns: slices.Clone(d.Release.Columns)}
	for i := range t.Columns {
		if c, ok := d.Original.Column(t.Columns[i].Name); ok {
			t.Columns[i] = *c
		}
	}
	return t
}

// before returns the classes of the rows as they were before suppression, or
// nil if they are not known.
func (s *sight) before(ctx context.Context) (*risk.Classes, error) {
	switch {
	case s.exact:
		return s.classes, nil
	case s.Original == nil:
		return nil, nil
	}
	return risk.Group(ctx, s.Original, places(s.Original, s.who.Columns))
}

// places returns the indexes of columns that t has.
func places(t *micro.Table, names []string) []int {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = index(t, name)
	}
	return at
}

// missing tells whether any of the cells of columns is missing.
func missing(t *micro.Table, columns []int) bool {
	return slices.ContainsFunc(columns, func(c int) bool { return slices.Contains(t.Columns[c].Codes, micro.Missing) })
}

// candidates are the attacker's, or the fewest that they can be.
func (s *sight) candidates() risk.Histogram {
	if s.known {
		return s.attacker
	}
	return s.strict
}

// adversary measures what the adversary can do.
func (s *sight) adversary(ctx context.Context) (Adversary, error) {
	h := s.candidates()
	a := Adversary{
		Name: s.who.Name, Columns: s.who.Columns,
		Rows: int64(s.Release.Rows), Classes: int64(s.classes.Len()), Empty: s.empty,
		Strict: least(s.strict), Wildcard: least(s.wildcard),
		Sizes: bins(h), Uniques: h.Of(1), Prosecutor: s.prosecutor(h),
	}
	if s.empty > 0 {
		a.Classes--
	}
	if s.known {
		a.Attacker, a.AttackerAll = least(s.attacker), least(s.all)
	}
	if err := s.population(ctx, &a); err != nil {
		return a, err
	}
	risks, err := s.individual(ctx, &a)
	if err != nil {
		return a, err
	}
	s.household(&a, risks)
	if err := s.subsets(ctx, &a); err != nil {
		return a, err
	}
	return a, s.patterns(ctx, &a)
}

// least returns the k of a histogram; nil if there are no rows.
func least(h risk.Histogram) *int64 {
	if k, ok := h.Smallest(); ok {
		return &k
	}
	return nil
}
