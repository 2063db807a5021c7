package compare

import (
	"cmp"
	"context"
	"errors"
	"io"

	"nguon/catalog"
	"nguon/publisher/rowset"
)

// A Difference is what differs in the rows of two releases of a table.
type Difference struct {
	Rows  catalog.RowChanges `json:"rows"`
	Cells []CellChanges      `json:"cells,omitempty"` // of rows matched by key: the columns of both tables, in the order of the later one

	// Table is what [Rows] wrote: one row for each that was added, removed or
	// changed, in the order of the later table, those that were removed after them
	// in the order of the earlier. Its first column, Change, says which; the
	// columns of the key follow, and of each other column the old value and the
	// new one. Without a key there are rows that were added and removed alone, with
	// one value of each column.
	Table catalog.Table `json:"table"`
}

// CellChanges counts the changed rows in which one column has changed.
type CellChanges struct {
	Column  string `json:"column"`
	Changed int64  `json:"changed"`
}

// The first column of a table of changes, and its values.
const (
	Change  = "change"
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// defaultEntries are the entries of four sets together, 24 bytes each, that are
// in memory: two tables of 3 million rows.
const defaultEntries = 12 << 20

// Rows compares the rows of two tables and writes those that differ to w, as
// Parquet: the same bytes for the same files, whenever and wherever.
//
// Rows are matched by the key if both tables have the same one and it is unique
// in both; otherwise each table is taken as a collection of rows in which each
// may occur more than once, alike if the columns that both have are. Memory is
// bounded by o.Entries and a few pages of each column, whatever the size and the
// order of the tables: what does not fit is in temporary files.
//
// Everything in the result is in one of the two files: it tells nothing of the
// data that they were made from.
func Rows(ctx context.Context, before, now Side, w io.Writer, o Options) (*Difference, error) {
	if sameKey(before.Table, now.Table) {
		d, err := rows(ctx, before, now, w, o, true)
		if !errors.Is(err, errNotUnique) {
			return d, err
		}
	}
	return rows(ctx, before, now, w, o, false)
}

func rows(ctx context.Context, before, now Side, w io.Writer, o Options, byKey bool) (d *Difference, err error) {
	d = &Difference{Rows: catalog.RowChanges{Before: before.Table.Rows, After: now.Table.Rows, ByKey: byKey}}
	fields, err := fieldsOf(before.Table, now.Table, byKey)
	if err != nil {
		return nil, err
	}
	m := &joiner{hasher: rowset.NewHasher(), dir: o.TempDir, entries: max(cmp.Or(o.Entries, defaultEntries)/4, 1), before: before, now: now, byKey: byKey}
	defer func() { err = errors.Join(err, m.close()) }()
	if err := m.join(ctx, &d.Rows); err != nil {
		return nil, err
	}
	c := &collector{fields: fields, joined: m, difference: d}
	if err := c.collect(ctx, w); err != nil {
		return nil, err
	}
	return d, nil
}
