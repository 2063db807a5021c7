package linkage

import (
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// none is the code of a label that a release does not have.
const none = micro.Missing - 1

// alignment is two releases whose columns can be compared.
type alignment struct {
	k       int64
	rows    int // of the new release
	before  int // of the earlier one
	quasi   []pair
	others  []pair // in both
	newest  *micro.Table
	earlier *micro.Table

	original bool // values are known of all quasi-identifiers of the earlier release

	code   Code
	column string
}

// pair is a column of two releases. What one of them lacks is nil.
type pair struct {
	original   *micro.Column
	now, then  *micro.Column
	toNow      []uint32 // of each code of original, that of now, or none
	toThen     []uint32
	nowGroup   []uint32 // of each code of now, its group; for columns in both
	thenGroup  []uint32
	groupCount int
}

func align(r *Release, earlier *micro.Table) (a *alignment, err error) {
	a = &alignment{k: r.K, rows: r.Table.Rows, before: earlier.Rows, newest: r.Table, earlier: earlier, original: true}
	known := make(map[string]bool)
	for _, name := range r.Ignored {
		known[name] = true
	}
	shared := false
	for i := range r.Quasi {
		p, err := a.pair(&r.Quasi[i], true)
		if err != nil || a.code != "" {
			return a, err
		}
		known[r.Quasi[i].Column] = true
		if p.now == nil && p.then == nil {
			continue
		}
		shared = shared || p.now != nil && p.then != nil
		a.original = a.original && (p.then == nil || p.original != nil)
		a.quasi = append(a.quasi, *p)
	}
	for i := range r.Other {
		p, err := a.pair(&r.Other[i], len(r.Other[i].Hierarchies) > 0)
		if err != nil || a.code != "" {
			return a, err
		}
		known[r.Other[i].Column] = true
		if p.now != nil && p.then != nil {
			shared = true
			a.others = append(a.others, *p)
		}
	}
	for _, c := range earlier.Columns {
		if !known[c.Name] {
			a.code, a.column = UnknownColumn, c.Name
			return a, nil
		}
	}
	if !shared {
		a.code = NoColumns
	}
	return a, nil
}

// pair finds the labels of a column in both releases. Strict means that labels
// of the earlier release must all be known.
func (a *alignment) pair(l *Ladder, strict bool) (*pair, error) {
	p := &pair{original: l.Original}
	p.now, _ = a.newest.Column(l.Column)
	p.then, _ = a.earlier.Column(l.Column)
	if p.original == nil {
		p.original = p.now
	}
	if p.original == nil {
		return p, nil
	}
	if len(p.original.Codes) != a.rows {
		return nil, &risk.Error{Code: risk.NotAligned, Got: int64(len(p.original.Codes)), Want: int64(a.rows)}
	}
	levels, err := l.levels(p.original)
	if err != nil {
		return nil, err
	}
	if p.now != nil {
		at := slices.IndexFunc(levels, func(v level) bool {
			to, all := v.in(p.now)
			if !all || !explains(p.original, to, p.now) {
				return false
			}
			p.toNow = to
			return true
		})
		if at < 0 {
			a.code, a.column = UnknownLabel, l.Column
			return p, nil
		}
		likeliest := levels[at] // for the earlier release as well
		levels = slices.Insert(slices.Delete(levels, at, at+1), 0, likeliest)
	}
	if p.then == nil {
		return p, nil
	}
	at := slices.IndexFunc(levels, func(v level) bool {
		to, all := v.in(p.then)
		p.toThen = to
		return all
	})
	if at < 0 {
		p.toThen, _ = levels[0].in(p.then)
		if strict && (!l.Same || p.now == nil) {
			a.code, a.column = UnknownLabel, l.Column
			return p, nil
		}
	}
	if p.now != nil {
		p.group()
	}
	return p, nil
}

// level is what the codes of a dictionary are called.
type level struct {
	parents []uint32 // nil: each is itself
	labels  []string
}

func (l *Ladder) levels(original *micro.Column) ([]level, error) {
	if len(l.Hierarchies) == 0 {
		return []level{{labels: original.Values}}, nil
	}
	var levels []level
	for _, h := range l.Hierarchies {
		if len(h.Labels) == 0 || len(h.Labels[0]) != len(original.Values) {
			return nil, &recode.Error{Code: recode.Ragged, Column: l.Column, Hierarchy: h.Name, Want: int64(len(original.Values))}
		}
		if err := h.Check(); err != nil {
			return nil, err
		}
		for i := range h.Levels {
			levels = append(levels, level{h.Parents[i], h.Labels[i]})
		}
	}
	return levels, nil
}

// in returns the codes that the labels have in a column, and whether all
// labels of the column are on the level.
func (l level) in(c *micro.Column) (to []uint32, all bool) {
	code := make(map[string]uint32, len(c.Values))
	for i, v := range c.Values {
		code[v] = uint32(i)
	}
	found := 0
	labels := make([]uint32, len(l.labels))
	for i, label := range l.labels {
		at, ok := code[label]
		if !ok {
			at = none
		} else {
			found++
		}
		labels[i] = at
	}
	if l.parents == nil {
		return labels, found == len(c.Values)
	}
	to = make([]uint32, len(l.parents))
	for i, parent := range l.parents {
		to[i] = labels[parent]
	}
	return to, found == len(c.Values)
}

// explains tells whether a published column is the original one in the codes
// of to, but for suppressed cells.
func explains(original *micro.Column, to []uint32, published *micro.Column) bool {
	for i, code := range published.Codes {
		if code == micro.Missing {
			continue
		}
		if from := original.Codes[i]; from == micro.Missing || to[from] != code {
			return false
		}
	}
	return true
}

// group finds the finest groups of labels that both releases show: labels of
// the two that a value may have are in one group.
func (p *pair) group() {
	n := len(p.now.Values)
	root := make([]uint32, n+len(p.then.Values))
	for i := range root {
		root[i] = uint32(i)
	}
	find := func(i uint32) uint32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for code, now := range p.toNow {
		if then := p.toThen[code]; now != none && then != none {
			root[find(now)] = find(uint32(n) + then)
		}
	}
	number := make(map[uint32]uint32)
	groups := make([]uint32, len(root))
	for i := range root {
		r := find(uint32(i))
		if _, ok := number[r]; !ok {
			number[r] = uint32(len(number))
		}
		groups[i] = number[r]
	}
	p.nowGroup, p.thenGroup, p.groupCount = groups[:n], groups[n:], len(number)
}
