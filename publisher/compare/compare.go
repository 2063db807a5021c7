// Package compare says what differs between a table and the same table of the
// release before: columns, rows by key, and how values are distributed. It
// tells the changes that a program that reads the table may stumble over: those
// are breaking.
//
// What differs in columns and keys, and what of it is breaking, is told by
// [catalog.ChangesOf].
//
// Rows are matched by hashes of their keys, read from both Parquet files in
// bounded memory (see package rowset). A row has changed if a value has changed
// in a column that both tables have with the same type. [Tables] counts such
// rows for the report of a release; [Rows] writes them down, for any two.
package compare

import (
	"context"
	"errors"
	"slices"

	"nguon/catalog"
	"nguon/publisher/rowset"
)

// A Side is one of the two tables.
type Side struct {
	Table *catalog.Table
	File  *rowset.File // its Parquet file; nil if its bytes are not to be had
}

// Options of [Tables] and [Rows]. The zero value works.
type Options struct {
	TempDir string // for keys that do not fit in memory; empty is the system's
	Entries int    // rows whose keys are in memory at a time; 0 is 4 million, of Rows 12 million entries
}

// Tables returns what differs in now from before, which is of the given
// version. The keys of the rows are compared only if both tables have the same
// key, in columns of the same types, and both files are there.
func Tables(ctx context.Context, version int, before, now Side, o Options) (*catalog.Changes, error) {
	c := &catalog.Changes{Against: version, Columns: catalog.ChangesOf(before.Table, now.Table),
		Rows: catalog.RowChanges{Before: before.Table.Rows, After: now.Table.Rows}}
	c.Columns = append(c.Columns, moved(before.Table, now.Table)...)
	c.Breaking = slices.ContainsFunc(c.Columns, func(c catalog.ColumnChange) bool { return c.Breaking })
	if before.File == nil || now.File == nil || !sameKey(before.Table, now.Table) {
		return c, nil
	}
	m := newMatcher(o)
	err := m.match(ctx, before, now, &c.Rows)
	return c, errors.Join(err, m.close())
}

// sameKey reports whether rows of both tables can be matched.
func sameKey(before, now *catalog.Table) bool {
	if len(now.Key) == 0 || !catalog.SameKey(before, now) {
		return false
	}
	return !slices.ContainsFunc(now.Key, func(name string) bool {
		a, inOld := before.Column(name)
		b, inNew := now.Column(name)
		return !inOld || !inNew || !catalog.SameType(a, b)
	})
}
