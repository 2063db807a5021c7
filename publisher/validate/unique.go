package validate

import (
	"cmp"
	"slices"

	"nguon/catalog"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// A uniqueCheck is that no two rows have the same value in a column, which may
// be missing in many.
type uniqueCheck struct {
	column []int
	source string
	rows   []rowset.Row
	hasher *rowset.Hasher
	set    *rowset.Set
}

func newUnique(i int, col *catalog.Column, dir string, entries int) *uniqueCheck {
	return &uniqueCheck{column: []int{i}, source: col.Source, hasher: rowset.NewHasher(), set: rowset.New(dir, entries)}
}

func (u *uniqueCheck) add(b *table.Batch) error {
	u.rows = u.hasher.Batch(b, u.column, u.rows)
	for i, r := range u.rows {
		if r.Missing {
			continue
		}
		if err := u.set.Add(r.Entry(uint64(b.First + int64(i)))); err != nil {
			return err
		}
	}
	return nil
}

func (u *uniqueCheck) problem() (table.Problem, bool, error) {
	p, ok, err := repeated(u.set)
	p.Code, p.Column = NotUnique, u.source
	return p, ok, err
}

// repeated returns the rows of a set that have the hash of an earlier row. The
// values of its entries are numbers of rows from 0.
func repeated(set *rowset.Set) (p table.Problem, found bool, err error) {
	p.Severity = table.Refusal
	for i := range rowset.Parts {
		entries, err := set.Part(i)
		if err != nil {
			return p, false, err
		}
		duplicates(entries, &p)
	}
	if p.Count == 0 {
		return p, false, nil
	}
	slices.SortFunc(p.Spots, byRow)
	p.Spot = p.Spots[0]
	return p, true, nil
}

func byRow(a, b table.Spot) int { return cmp.Compare(a.Got, b.Got) }

// duplicates adds to p the rows of entries whose key an earlier row has. The
// earliest of all duplicates are those that are named.
func duplicates(entries []rowset.Entry, p *table.Problem) {
	var first rowset.Entry
	for i, e := range entries {
		if i == 0 || rowset.CompareHash(e, first) != 0 {
			first = e
			continue
		}
		p.Count++
		keepEarliest(p, table.Spot{Got: int64(e.Value) + 1, Want: int64(first.Value) + 1})
	}
}

// keepEarliest adds a spot to those of p, which keep the earliest rows.
func keepEarliest(p *table.Problem, spot table.Spot) {
	if len(p.Spots) < maxSpots {
		p.Spots = append(p.Spots, spot)
		return
	}
	last := 0
	for i := range p.Spots {
		if p.Spots[i].Got > p.Spots[last].Got {
			last = i
		}
	}
	if spot.Got < p.Spots[last].Got {
		p.Spots[last] = spot
	}
}
