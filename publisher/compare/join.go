package compare

import (
	"context"
	"errors"
	"math/bits"

	"golang.org/x/sync/errgroup"

	"nguon/catalog"
	"nguon/publisher/rowset"
)

// errNotUnique says that the key of a table does not identify its rows.
var errNotUnique = errors.New("the key is not unique")

// A joiner finds which rows of two tables belong together.
type joiner struct {
	hasher      *rowset.Hasher
	dir         string
	entries     int // of one set, in memory
	before, now Side
	byKey       bool
	sets        []*rowset.Set

	// old holds the rows of the earlier table that are not as they were, and next
	// those of the later one, by their numbers: see [joiner.entry].
	old, next *rowset.Set
}

func (m *joiner) set() *rowset.Set {
	s := rowset.New(m.dir, m.entries)
	m.sets = append(m.sets, s)
	return s
}

func (m *joiner) close() error {
	var errs []error
	for _, s := range m.sets {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// hashes are the rows of one table: twice in the same order, with their numbers
// and with a hash of what is not their key.
type hashes struct{ numbers, values *rowset.Set }

// none is the partner of a row that has none.
const none = ^uint64(0)

// entry makes a row findable by its number: the parts of a set are in the order
// of the first bits, so that rows come back in their order.
func entry(row, partner uint64, of int64) rowset.Entry {
	shift := bits.LeadingZeros64(uint64(max(of, 1)))
	return rowset.Entry{High: row << shift, Low: row, Value: partner}
}

// join counts the rows that differ and puts them into m.old and m.next.
func (m *joiner) join(ctx context.Context, count *catalog.RowChanges) error {
	shared := sharedColumns(m.before.Table, m.now.Table)
	key, others := shared, []string(nil)
	if m.byKey {
		key = m.now.Table.Key
		for _, name := range shared {
			if !m.now.Table.IsKey(name) {
				others = append(others, name)
			}
		}
	}
	sides := [2]hashes{{numbers: m.set(), values: m.set()}, {numbers: m.set(), values: m.set()}}
	g, reading := errgroup.WithContext(ctx)
	for i, side := range []Side{m.before, m.now} {
		g.Go(func() error { return m.read(reading, sides[i], side.File, key, others) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	m.old, m.next = m.set(), m.set()
	for i := range rowset.Parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.part(i, sides, count); err != nil {
			return err
		}
	}
	m.sets = m.sets[4:] // what is left is needed: the memory of the others is not
	return errors.Join(sides[0].numbers.Close(), sides[0].values.Close(), sides[1].numbers.Close(), sides[1].values.Close())
}

func (m *joiner) read(ctx context.Context, into hashes, file *rowset.File, key, others []string) error {
	r, err := m.hasher.Open(*file)
	if err != nil {
		return err
	}
	number := uint64(0)
	return r.Each(ctx, [][]string{key, others}, func(rows [][]rowset.Row) error {
		for i, k := range rows[0] {
			if err := into.numbers.Add(k.Entry(number)); err != nil {
				return err
			}
			number++
			if !m.byKey {
				continue
			}
			if err := into.values.Add(k.Entry(rows[1][i].High)); err != nil {
				return err
			}
		}
		return nil
	})
}

// part joins the rows of one part.
func (m *joiner) part(i int, sides [2]hashes, count *catalog.RowChanges) error {
	var list [4][]rowset.Entry
	for n, s := range []*rowset.Set{sides[0].numbers, sides[0].values, sides[1].numbers, sides[1].values} {
		var err error
		if list[n], err = s.Part(i); err != nil {
			return err
		}
	}
	a, b := list[0], list[2]
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && rowset.CompareHash(a[i], b[j]) < 0:
			n := run(a[i:])
			if err := m.lonely(m.old, a[i:i+n], m.before, &count.Removed); err != nil {
				return err
			}
			i += n
		case i == len(a) || rowset.CompareHash(a[i], b[j]) > 0:
			n := run(b[j:])
			if err := m.lonely(m.next, b[j:j+n], m.now, &count.Added); err != nil {
				return err
			}
			j += n
		case m.byKey:
			if run(a[i:]) > 1 || run(b[j:]) > 1 {
				return errNotUnique
			}
			if list[1][i].Value != list[3][j].Value {
				count.Changed++
				if err := m.old.Add(entry(a[i].Value, b[j].Value, m.before.Table.Rows)); err != nil {
					return err
				}
			}
			i, j = i+1, j+1
		default:
			n, k := run(a[i:]), run(b[j:])
			same := min(n, k)
			if err := m.lonely(m.old, a[i+same:i+n], m.before, &count.Removed); err != nil {
				return err
			}
			if err := m.lonely(m.next, b[j+same:j+k], m.now, &count.Added); err != nil {
				return err
			}
			i, j = i+n, j+k
		}
	}
	return nil
}

// lonely takes in rows that the other table does not have.
func (m *joiner) lonely(into *rowset.Set, rows []rowset.Entry, of Side, count *int64) error {
	if m.byKey && len(rows) > 1 {
		return errNotUnique
	}
	for _, r := range rows {
		*count++
		if err := into.Add(entry(r.Value, none, of.Table.Rows)); err != nil {
			return err
		}
	}
	return nil
}

// sharedColumns are those that both tables have with values of the same form, in
// the order of the later one.
func sharedColumns(before, now *catalog.Table) []string {
	var names []string
	for i := range now.Columns {
		c := &now.Columns[i]
		if old, ok := before.Column(c.Name); ok && catalog.SameType(old, c) {
			names = append(names, c.Name)
		}
	}
	return names
}
