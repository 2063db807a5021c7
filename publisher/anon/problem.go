package anon

import (
	"slices"
	"strconv"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// newProblem puts the search for levels: quasi-identifiers are dimensions, what
// the policy asks of classes are criteria. References are the distributions
// that t, δ and β are measured against, by sensitive column.
func (m *maker) newProblem(references map[string]risk.Distribution) (*lattice.Problem, error) {
	search := &m.policy.Search
	p := &lattice.Problem{Outliers: search.SuppressRows, Metric: lattice.Metric(search.Metric)}
	if p.Metric == "dm-star" {
		p.Metric = lattice.DMStar
	}
	for _, q := range m.quasi {
		p.Dimensions = append(p.Dimensions, q.dimension())
	}
	p.Views = m.views()
	p.Risk = m.wholeRisk()
	if k := m.leastSize(); k > 1 {
		p.Criteria = append(p.Criteria, lattice.K(k))
	}
	for _, s := range m.staged {
		asked, ok := m.policy.Privacy.Of(s.said.Name)
		if !ok {
			continue
		}
		criteria, err := m.criteria(asked, s.column, len(p.Sensitive), references)
		if err != nil {
			return nil, err
		}
		p.Criteria = append(p.Criteria, criteria...)
		p.Sensitive = append(p.Sensitive, s.column)
	}
	return p, nil
}

// leastSize is the k that classes need for k, the highest risk, and what is
// estimated for the population.
func (m *maker) leastSize() int64 {
	k := max(m.policy.Privacy.K, assess.SampleSize(m.policy))
	if highest := m.policy.Privacy.Risk.Highest; highest != nil && !m.byPopulation() {
		k = max(k, risk.SizeFor(*highest))
	}
	return k
}

// views are the sets of dimensions that the adversaries know.
func (m *maker) views() [][]int {
	var views [][]int
	for _, a := range m.policy.Adversaries {
		var view []int
		for _, name := range a.Columns {
			if i := slices.IndexFunc(m.quasi, func(q *quasi) bool { return q.said.Name == name }); i >= 0 {
				view = append(view, i)
			}
		}
		if len(view) > 0 {
			slices.Sort(view)
			views = append(views, view)
		}
	}
	return views
}

// criteria are what the policy asks of the values of a sensitive column in
// every class; at is its place among the sensitive columns of the problem.
func (m *maker) criteria(asked *policy.ColumnPrivacy, c *micro.Column, at int, references map[string]risk.Distribution) ([]lattice.Criterion, error) {
	var all []lattice.Criterion
	whole, ok := references[asked.Name]
	if !ok {
		whole = distribution(c, nil)
	}
	if l := asked.L; l != nil {
		switch l.Kind {
		case "entropy":
			all = append(all, lattice.Entropy(at, l.L))
		case "recursive":
			all = append(all, lattice.Recursive(at, l.C, int(l.L)))
		default:
			all = append(all, lattice.Distinct(at, int(l.L), !slices.Contains(c.Codes, micro.Missing)))
		}
	}
	closeness, err := m.closeness(asked, c, at, whole)
	if err != nil {
		return nil, err
	}
	for _, measure := range closeness {
		all = append(all, within(measure, whole, len(c.Values)))
	}
	if asked.Alpha != nil {
		all = append(all, lattice.Share(at, *asked.Alpha))
	}
	if asked.PPercent != nil {
		all = append(all, shared(at, c, *asked.PPercent))
	}
	return all, nil
}

// closeness are the criteria that compare classes with the distribution in all
// rows.
func (m *maker) closeness(asked *policy.ColumnPrivacy, c *micro.Column, at int, whole risk.Distribution) (all []lattice.Measure, err error) {
	reference := risk.NewReference(whole)
	if t := asked.T; t != nil {
		distance := reference.Equal
		switch t.Kind {
		case "ordered":
			distance = reference.Ordered
		case "hierarchical":
			h, err := m.compile(t.Hierarchy, c)
			if err != nil {
				return nil, err
			}
			tree, err := risk.NewTree(whole, h.Parents)
			if err != nil {
				return nil, err
			}
			distance = tree.Distance
		}
		all = append(all, lattice.Close(at, distance, t.T))
	}
	if asked.Delta != nil {
		all = append(all, lattice.Delta(at, reference, *asked.Delta))
	}
	switch b := asked.Beta; {
	case b == nil:
	case b.Enhanced:
		all = append(all, lattice.EnhancedBeta(at, reference, b.Value))
	default:
		all = append(all, lattice.Beta(at, reference, b.Value))
	}
	return all, nil
}

// within is a criterion that no class satisfies with a value that is not in
// the whole it is compared with: the rows that had it are suppressed. The
// dictionary has so many values.
func within(c lattice.Measure, whole risk.Distribution, values int) lattice.Measure {
	if len(whole.Codes) == values {
		return c
	}
	known := make([]bool, values)
	for _, code := range whole.Codes {
		known[code] = true
	}
	holds := c.Within
	c.Within = func(d risk.Distribution) bool {
		return !slices.ContainsFunc(d.Codes, func(code uint32) bool { return !known[code] }) && holds(d)
	}
	c.Excess = nil // it takes distances to be at most 1, and convex
	return c
}

// shared is the p % rule for the classes of a column of amounts: what is left
// of their sum without the two largest must be at least p % of the largest. Of
// two classes that hold, the merged one holds too: the class that has its
// largest amount leaves as much, whatever is added.
func shared(at int, c *micro.Column, p float64) lattice.Measure {
	amounts := make([]float64, len(c.Values))
	for i, text := range c.Values {
		amounts[i], _ = strconv.ParseFloat(text, 64)
	}
	return lattice.Measure{Column: at, Kind: lattice.IfAllHold, Within: func(d risk.Distribution) bool {
		var first, second, sum float64
		for i, code := range d.Codes {
			x, n := amounts[code], d.Counts[i]
			sum += x * float64(n)
			switch {
			case x > first && n > 1:
				first, second = x, x
			case x > first:
				first, second = x, first
			case x > second:
				second = x
			}
		}
		return sum-first-second >= p/100*first
	}}
}

// distribution counts the values of a column, in the given rows or in all.
func distribution(c *micro.Column, rows []uint32) risk.Distribution {
	counts := make([]int64, len(c.Values))
	count := func(code uint32) {
		if code != micro.Missing {
			counts[code]++
		}
	}
	if rows == nil {
		for _, code := range c.Codes {
			count(code)
		}
	}
	for _, row := range rows {
		count(c.Codes[row])
	}
	var d risk.Distribution
	for code, n := range counts {
		if n > 0 {
			d.Codes = append(d.Codes, uint32(code))
			d.Counts = append(d.Counts, n)
		}
	}
	return d
}

// compile makes a hierarchy of the policy for a column.
func (m *maker) compile(name string, c *micro.Column) (*recode.Hierarchy, error) {
	source, err := m.sources.find(name)
	if err != nil {
		return nil, err
	}
	return source.Compile(c)
}

// byPopulation reports whether risks are those of a sample within the table of
// its population (journalist): they are measured, not searched for.
func (m *maker) byPopulation() bool { return m.policy.Population != "" && m.policy.Coverage < 1 }

// wholeRisk is what the policy asks of the risk of all rows together.
func (m *maker) wholeRisk() (r lattice.Risk) {
	if m.byPopulation() {
		return r
	}
	asked := &m.policy.Privacy.Risk
	if asked.Average != nil {
		r.Average = *asked.Average
	}
	if asked.AtRisk != nil {
		r.Above, r.Share = asked.AtRisk.Above, asked.AtRisk.Share
	}
	return r
}
