package anon

import (
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// A quasi is a published quasi-identifier: its column as far as it is
// transformed, and the hierarchy whose level is to be searched.
type quasi struct {
	*staged
	hierarchy *recode.Hierarchy // nil: the column stays as it is
	low, high int               // levels that may be chosen
	level     int               // that was chosen
}

// newQuasi compiles the hierarchy of a column, if it has one.
func (m *maker) newQuasi(s *staged) (*quasi, error) {
	q := &quasi{staged: s}
	g := s.automatic()
	if g == nil {
		return q, nil
	}
	h, err := m.compile(g.Hierarchy, s.column)
	if err != nil {
		return nil, err
	}
	q.hierarchy, q.high = h, h.Levels-1
	if g.Min != "" {
		if q.low, err = h.Level(g.Min); err != nil {
			return nil, err
		}
	}
	if g.Max != "" {
		if q.high, err = h.Level(g.Max); err != nil {
			return nil, err
		}
	}
	if q.low > q.high {
		return nil, refuse(s.said, "min (%[1]s) thô hơn max (%[2]s)", "min (%[1]s) is coarser than max (%[2]s)", g.Min, g.Max)
	}
	q.level = q.low
	return q, nil
}

// dimension is q in the search.
func (q *quasi) dimension() lattice.Dimension {
	if q.hierarchy == nil {
		return lattice.Dimension{Column: q.column, Parents: plain(q.column), Fixed: true, Weight: q.said.Weight}
	}
	return lattice.Dimension{Column: q.column, Parents: q.hierarchy.Parents, Min: q.low, Max: q.high, Fixed: q.low == q.high, Weight: q.said.Weight}
}

// plain are the levels of a column that is not generalised: its values, and
// nothing above them but all.
func plain(c *micro.Column) [][]uint32 {
	same := make([]uint32, len(c.Values))
	for i := range same {
		same[i] = uint32(i)
	}
	return [][]uint32{same, make([]uint32, len(c.Values))}
}

// view is how the column is published, at the level that was chosen.
func (q *quasi) view() view {
	if q.hierarchy == nil {
		return view{name: q.said.Name, codes: q.column.Codes, labels: q.column.Values}
	}
	return view{name: q.said.Name, codes: q.column.Codes, to: q.hierarchy.Parents[q.level], labels: q.hierarchy.Labels[q.level]}
}

// A view is a column as it is published, before rows are left out: the codes
// of a column, through a table of what each of them becomes.
type view struct {
	name   string
	codes  []uint32
	to     []uint32 // nil: the codes themselves
	labels []string
}

func (v *view) code(row uint32) uint32 {
	code := v.codes[row]
	if v.to == nil || code == micro.Missing {
		return code
	}
	return v.to[code]
}

// counts are how many rows have each label; last, how many have none or are
// among those that are gone, which are ascending.
func (v *view) counts(gone []int32) []int64 {
	n := make([]int64, len(v.labels)+1)
	for row := range v.codes {
		if len(gone) > 0 && gone[0] == int32(row) {
			gone = gone[1:]
			n[len(v.labels)]++
			continue
		}
		n[min(int(v.code(uint32(row))), len(v.labels))]++
	}
	return n
}

// gather makes the column of the given rows, in that order. Its dictionary is
// that of the view, whether all of it occurs or not.
func (v *view) gather(rows []uint32) micro.Column {
	c := micro.Column{Name: v.name, Values: v.labels, Codes: make([]uint32, len(rows))}
	for i, row := range rows {
		c.Codes[i] = v.code(row)
	}
	return c
}

// role reports whether a staged column is a quasi-identifier.
func (s *staged) role(role string) bool { return s.said.Role == role && !s.said.Dropped() }

// quasis compiles the quasi-identifiers, in the order of the table.
func (m *maker) quasis() error {
	for _, s := range m.staged {
		if !s.role(policy.Quasi) {
			continue
		}
		q, err := m.newQuasi(s)
		if err != nil {
			return err
		}
		m.quasi = append(m.quasi, q)
	}
	return nil
}
