package anon

import (
	"math"
	"slices"
	"strconv"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// describe enters the columns of the input in the report, in their order.
func (m *maker) describe() {
	for _, said := range m.binding.of {
		c := assess.Column{Name: said.Name, Role: said.Role, Dropped: said.Dropped(), Ops: []string{}}
		for j := range said.Ops {
			c.Ops = append(c.Ops, short(&said.Ops[j]))
		}
		if loaded := m.loaded[said.Name]; loaded != nil {
			c.Before = int64(len(loaded.Values))
		}
		if q := m.find(said.Name); q != nil && q.hierarchy != nil {
			c.Ops[len(c.Ops)-1] = "generalise " + q.automatic().Hierarchy + " to " + q.step()
		}
		m.report.Columns = append(m.report.Columns, c)
	}
}

// fates are what became of the columns of the table.
func (m *maker) fates() (all []Fate) {
	for i, said := range m.binding.of {
		c := &m.job.Plan.Columns[i]
		f := Fate{Header: c.Source, Name: c.Name, Dropped: said.Dropped()}
		if s := m.named(said.Name); s != nil {
			f.Changed = treatment(said) != "" || m.cells != nil && m.cells[slices.Index(m.staged, s)] > 0
		}
		all = append(all, f)
	}
	return all
}

// account says what the release lost, while the table is still at hand. The
// kept are the rows of the table that the rows of the release were; cells are
// those suppressed, by column.
func (m *maker) account(kept []uint32, cells []int64) {
	m.describe()
	m.cells = cells
	r := m.report
	u := &r.Utility
	u.RowsBefore, u.RowsAfter = m.job.Plan.Rows, int64(len(kept))
	u.Sampled = m.job.Plan.Rows - int64(m.table.Rows)
	u.SuppressedRows = int64(m.table.Rows - len(kept))
	for i, s := range m.staged {
		if s.role(policy.Quasi) {
			u.SuppressedCells += cells[i]
		}
		c := &r.Columns[slices.IndexFunc(r.Columns, func(c assess.Column) bool { return c.Name == s.said.Name })]
		c.Shift = m.shift(s, kept)
	}
	m.losses()
	if m.found != nil {
		r.Search = m.searched()
		m.precision(u)
	}
	if len(m.job.Previous) > 0 {
		m.keepLadders(kept)
	}
}

// losses are those of quasi-identifiers: bits (NUE, before suppression) and
// the share of their domains, suppressed rows losing all.
func (m *maker) losses() {
	var bits, lost, weight float64
	known := len(m.quasi) > 0
	for _, q := range m.quasi {
		v := q.view()
		raw := m.loaded[q.said.Name]
		before := view{codes: raw.Codes, labels: raw.Values}
		bits += risk.NonUniformEntropy(before.counts(nil), v.counts(nil))
		share, ok := lossOf(raw, &v, m.gone.Rows)
		if !ok {
			known = false
			continue
		}
		lost += q.said.Weight * share
		weight += q.said.Weight
		c := &m.report.Columns[slices.IndexFunc(m.report.Columns, func(c assess.Column) bool { return c.Name == q.said.Name })]
		c.Loss = &share
	}
	if known {
		lost /= weight
		m.report.Utility.Entropy, m.report.Utility.Loss = &bits, &lost
	}
}

// lossOf is the share of its domain, the values that rows have, that a column
// loses. ok is false if one value became several, as perturbation does: then no
// value stands for a set of others.
func lossOf(before *micro.Column, v *view, gone []int32) (loss float64, ok bool) {
	to := make([]uint32, len(before.Values)) // published code + 1
	leaves := make([]int64, len(v.labels))
	for row, code := range before.Codes {
		if code == micro.Missing {
			continue
		}
		switch is := v.code(uint32(row)) + 1; {
		case is == 0 || to[code] == is:
		case to[code] != 0:
			return 0, false
		default:
			to[code] = is
			leaves[is-1]++
		}
	}
	counts := v.counts(gone)
	last := len(counts) - 1
	return risk.Loss(counts[:last], leaves, int64(len(before.Values)), counts[last])
}

// searched is how the levels were chosen.
func (m *maker) searched() *assess.Search {
	s := &assess.Search{Algorithm: "flash", Metric: string(m.problem.Metric), Lattice: m.found.Lattice, Checked: m.found.Checked,
		Optimal: m.found.Optimal, Found: m.found.Found, Value: m.found.Metric, Seconds: m.spent.Seconds(), Levels: []assess.Level{}}
	for _, q := range m.quasi {
		if q.hierarchy != nil {
			s.Levels = append(s.Levels, assess.Level{Column: q.said.Name, Hierarchy: q.automatic().Hierarchy,
				Level: q.level, Of: q.hierarchy.Levels - 1, Step: q.hierarchy.Steps[q.level]})
		}
	}
	return s
}

func (m *maker) precision(u *assess.Utility) {
	var levels, heights []int
	for _, q := range m.quasi {
		if q.hierarchy != nil {
			levels, heights = append(levels, q.level), append(heights, q.hierarchy.Levels-1)
		}
	}
	if p, ok := risk.Precision(levels, heights, int64(m.table.Rows), int64(len(m.gone.Rows))); ok {
		u.Precision = &p
	}
}

// find returns the quasi-identifier with a name, or nil.
func (m *maker) find(name string) *quasi {
	i := slices.IndexFunc(m.quasi, func(q *quasi) bool { return q.said.Name == name })
	if i < 0 {
		return nil
	}
	return m.quasi[i]
}

// step is the level that was chosen, by its name or number.
func (q *quasi) step() string {
	if name := q.hierarchy.Steps[q.level]; name != "" {
		return name
	}
	return strconv.Itoa(q.level)
}

// shift compares the numbers of a column before and after, in the rows that
// are published; nil if there are none on either side.
func (m *maker) shift(s *staged, kept []uint32) *assess.Shift {
	before := m.loaded[s.said.Name]
	v := m.view(s)
	if before == s.column || s.role(policy.Quasi) && s.automatic() != nil {
		return nil
	}
	x, ok := figures(before.Values)
	y, okToo := figures(v.labels)
	if !ok || !okToo {
		return nil
	}
	var n, sx, sy, sxx, syy, sxy float64
	for _, row := range kept {
		from, to := before.Codes[row], v.code(row)
		if from == micro.Missing || to == micro.Missing {
			continue
		}
		// Welford's update keeps the sums of squares exact enough for amounts
		// whose deviation is small beside their mean.
		n++
		dx, dy := x[from]-sx, y[to]-sy
		sx += dx / n
		sy += dy / n
		sxx += dx * (x[from] - sx)
		syy += dy * (y[to] - sy)
		sxy += dx * (y[to] - sy)
	}
	if n < 2 {
		return nil
	}
	shift := &assess.Shift{MeanBefore: sx, MeanAfter: sy, DeviationBefore: math.Sqrt(sxx / (n - 1)), DeviationAfter: math.Sqrt(syy / (n - 1))}
	if sxx > 0 && syy > 0 {
		shift.Correlation = sxy / math.Sqrt(sxx*syy)
	}
	return shift
}

// figures are the numbers of a dictionary; ok is false if one is none.
func figures(values []string) (numbers []float64, ok bool) {
	numbers = make([]float64, len(values))
	for i, text := range values {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, false
		}
		numbers[i] = x
	}
	return numbers, len(values) > 0
}

// keepLadders keeps what the comparison with earlier releases needs of the
// table: the values behind the published labels.
func (m *maker) keepLadders(kept []uint32) {
	for _, q := range m.quasi {
		d := linkage.Ladder{Column: q.said.Name}
		if q.hierarchy != nil {
			v := view{name: q.said.Name, codes: q.column.Codes, labels: q.column.Values}
			c := v.gather(kept)
			d.Original, d.Hierarchies = &c, []*recode.Hierarchy{q.hierarchy}
		}
		m.ladders = append(m.ladders, d)
	}
}
