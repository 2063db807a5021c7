package compare

import (
	"context"
	"errors"

	"nguon/catalog"
	"nguon/publisher/rowset"
)

// A matcher holds a hash of the key and one of the other values of each row of
// both tables.
type matcher struct {
	hasher      *rowset.Hasher
	before, now *rowset.Set
}

func newMatcher(o Options) *matcher {
	entries := o.Entries
	if entries == 0 {
		entries = rowset.DefaultEntries
	}
	entries = max(entries/2, 1)
	return &matcher{rowset.NewHasher(), rowset.New(o.TempDir, entries), rowset.New(o.TempDir, entries)}
}

func (m *matcher) close() error { return errors.Join(m.before.Close(), m.now.Close()) }

// match counts the rows that were added, removed and changed.
func (m *matcher) match(ctx context.Context, before, now Side, rows *catalog.RowChanges) error {
	key := now.Table.Key
	var others []string
	for i := range now.Table.Columns {
		c := &now.Table.Columns[i]
		old, ok := before.Table.Column(c.Name)
		if ok && catalog.SameType(old, c) && !now.Table.IsKey(c.Name) {
			others = append(others, c.Name)
		}
	}
	if err := m.read(ctx, m.before, before.File, key, others); err != nil {
		return err
	}
	if err := m.read(ctx, m.now, now.File, key, others); err != nil {
		return err
	}
	for i := range rowset.Parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, err := m.before.Part(i)
		if err != nil {
			return err
		}
		b, err := m.now.Part(i)
		if err != nil {
			return err
		}
		merge(a, b, rows)
	}
	rows.ByKey = true
	return nil
}

// read puts the rows of a file into a set.
func (m *matcher) read(ctx context.Context, into *rowset.Set, file *rowset.File, key, others []string) error {
	r, err := m.hasher.Open(*file)
	if err != nil {
		return err
	}
	return r.Each(ctx, [][]string{key, others}, func(rows [][]rowset.Row) error {
		for i, k := range rows[0] {
			if err := into.Add(k.Entry(rows[1][i].High)); err != nil {
				return err
			}
		}
		return nil
	})
}

// merge counts the differences of two sorted lists. Rows of one key are paired
// in the order of their values, equal ones first: a table of old may have had
// several.
func merge(a, b []rowset.Entry, rows *catalog.RowChanges) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && rowset.CompareHash(a[0], b[0]) < 0:
			rows.Removed++
			a = a[1:]
		case len(a) == 0 || rowset.CompareHash(a[0], b[0]) > 0:
			rows.Added++
			b = b[1:]
		default:
			n, m := run(a), run(b)
			same := shared(a[:n], b[:m])
			rows.Changed += int64(min(n, m) - same)
			rows.Removed += int64(max(n-m, 0))
			rows.Added += int64(max(m-n, 0))
			a, b = a[n:], b[m:]
		}
	}
}

// run returns how many entries at the beginning have the same hash.
func run(s []rowset.Entry) int {
	n := 1
	for n < len(s) && rowset.CompareHash(s[n], s[0]) == 0 {
		n++
	}
	return n
}

// shared returns how many values two sorted runs share.
func shared(a, b []rowset.Entry) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Value < b[0].Value:
			a = a[1:]
		case a[0].Value > b[0].Value:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}
