package compare

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rowset"
)

// A collector writes the rows that a joiner found.
type collector struct {
	fields     []field
	joined     *joiner
	difference *Difference

	oldColumns, newColumns []string
	oldAt, newAt           []int // for each field the place of its value in a row, or -1
	cells                  []cell
}

// A cell is a column of both tables, by its places in a row of each.
type cell struct {
	old, new int
	changed  int64
}

// collect writes all changes.
func (c *collector) collect(ctx context.Context, w io.Writer) (err error) {
	c.place()
	m, d := c.joined, c.difference
	old, err := newOldRows(m.dir, len(c.oldColumns))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	removed, err := c.keepOld(ctx, old)
	if err != nil {
		return err
	}
	out, err := newChangeWriter(w, c)
	if err != nil {
		return err
	}
	if err := c.writeNew(ctx, old, out); err != nil {
		return err
	}
	if err := c.writeRemoved(ctx, old, removed, out); err != nil {
		return err
	}
	if err := out.close(); err != nil {
		return err
	}
	d.Table = tableOf(c.fields, out.rows)
	if m.byKey {
		for _, cell := range c.cells {
			d.Cells = append(d.Cells, CellChanges{c.newColumns[cell.new], cell.changed})
		}
	}
	return nil
}

// place finds which columns are read and where their values go.
func (c *collector) place() {
	at := func(columns *[]string, name string) int {
		if name == "" {
			return -1
		}
		i := slices.Index(*columns, name)
		if i < 0 {
			i = len(*columns)
			*columns = append(*columns, name)
		}
		return i
	}
	for _, f := range c.fields {
		c.oldAt = append(c.oldAt, at(&c.oldColumns, f.old))
		c.newAt = append(c.newAt, at(&c.newColumns, f.new))
	}
	m := c.joined
	for _, name := range sharedColumns(m.before.Table, m.now.Table) {
		if i, j := slices.Index(c.oldColumns, name), slices.Index(c.newColumns, name); m.byKey && !m.now.Table.IsKey(name) {
			c.cells = append(c.cells, cell{old: i, new: j})
		}
	}
}

// keepOld reads the rows of the earlier table that are not as they were, and
// hands those that changed to their partners. It returns the places of those
// that were removed.
func (c *collector) keepOld(ctx context.Context, old *oldRows) (*rowset.Set, error) {
	m := c.joined
	from, err := newPicker(m.before.File, c.oldColumns)
	if err != nil {
		return nil, err
	}
	defer from.close()
	removed := m.set()
	for i := range rowset.Parts {
		rows, err := m.old.Part(i)
		if err != nil {
			return nil, err
		}
		for _, e := range rows {
			row, err := from.pick(int64(e.Low))
			if err != nil {
				return nil, err
			}
			at, err := old.put(row)
			if err != nil {
				return nil, err
			}
			if e.Value == none {
				err = removed.Add(entry(e.Low, uint64(at), m.before.Table.Rows))
			} else {
				err = m.next.Add(entry(e.Value, uint64(at), m.now.Table.Rows))
			}
			if err != nil {
				return nil, err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return removed, old.w.Flush()
}

// writeNew writes the rows that were added or changed, in their order.
func (c *collector) writeNew(ctx context.Context, old *oldRows, out *changeWriter) error {
	m := c.joined
	from, err := newPicker(m.now.File, c.newColumns)
	if err != nil {
		return err
	}
	defer from.close()
	before := make([]parquet.Value, len(c.oldColumns))
	for i := range rowset.Parts {
		rows, err := m.next.Part(i)
		if err != nil {
			return err
		}
		for _, e := range rows {
			row, err := from.pick(int64(e.Low))
			if err != nil {
				return err
			}
			if e.Value == none {
				err = out.write(Added, nil, row)
			} else if err = old.get(int64(e.Value), before); err == nil {
				for n := range c.cells {
					if cell := &c.cells[n]; !same(before[cell.old], row[cell.new]) {
						cell.changed++
					}
				}
				err = out.write(Changed, before, row)
			}
			if err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) writeRemoved(ctx context.Context, old *oldRows, removed *rowset.Set, out *changeWriter) error {
	row := make([]parquet.Value, len(c.oldColumns))
	for i := range rowset.Parts {
		rows, err := removed.Part(i)
		if err != nil {
			return err
		}
		for _, e := range rows {
			if err := old.get(int64(e.Value), row); err != nil {
				return err
			}
			if err := out.write(Removed, row, nil); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// same reports whether two values are the same, as hashes of them are: integers
// of any width, and both zeros.
func same(a, b parquet.Value) bool {
	switch {
	case a.IsNull() || b.IsNull():
		return a.IsNull() && b.IsNull()
	case a.Kind() == parquet.Double && b.Kind() == parquet.Double && a.Double() == b.Double():
		return true
	case isInt(a) && isInt(b):
		return toInt(a) == toInt(b)
	}
	return parquet.Equal(a, b)
}

func isInt(v parquet.Value) bool { return v.Kind() == parquet.Int32 || v.Kind() == parquet.Int64 }

func toInt(v parquet.Value) int64 {
	if v.Kind() == parquet.Int32 {
		return int64(v.Int32())
	}
	return v.Int64()
}
