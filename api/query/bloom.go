package query

import (
	"context"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
)

// bloomRows is how many rows of a column are looked through for a value at most:
// those of two row groups as they are published. The engine is faster from there
// on.
const bloomRows = 2 * 122_880

// bloomSpans returns the rows in which a filter for equality on a column with
// Bloom filters holds. It reports false if these filters leave too many rows, or
// if there are none.
func (f *tableFile) bloomSpans(ctx context.Context, where And) (spans []span, rest And, ok bool, err error) {
	for i, e := range where {
		filter, isFilter := e.(Filter)
		if !isFilter || filter.Op != OpEq {
			continue
		}
		r, err := f.column(filter.Column)
		if err != nil {
			return nil, nil, false, err
		}
		value, fits := stored(filter.Values[0], filter.Column, f.leaves[filter.Column.Name].Type())
		if !fits {
			continue
		}
		groups, ok, err := f.bloomGroups(r.leaf, value)
		if err != nil {
			return nil, nil, false, err
		}
		if !ok {
			continue
		}
		for _, g := range groups {
			if err := ctx.Err(); err != nil {
				return nil, nil, false, err
			}
			if spans, err = findIn(spans, g, r.leaf, value); err != nil {
				return nil, nil, false, err
			}
		}
		return spans, slices.Delete(slices.Clone(where), i, i+1), true, nil
	}
	return nil, nil, false, nil
}

// bloomGroups returns the row groups that may hold a value.
func (f *tableFile) bloomGroups(leaf int, value parquet.Value) (groups []rowGroup, ok bool, err error) {
	rows := int64(0)
	for _, g := range f.groups {
		filter := g.chunks[leaf].BloomFilter()
		if filter == nil {
			return nil, false, nil
		}
		may, err := filter.Check(value)
		if err != nil {
			return nil, false, err
		}
		if !may {
			continue
		}
		if rows += g.rows; rows > bloomRows {
			return nil, false, nil
		}
		groups = append(groups, g)
	}
	return groups, true, nil
}

// findIn adds the rows of a group that have a value to spans.
func findIn(spans []span, g rowGroup, leaf int, value parquet.Value) ([]span, error) {
	reader := columnReader{leaf: leaf, decode: func(v parquet.Value) (any, error) { return parquet.Equal(v, value), nil }}
	row := g.first
	err := reader.readChunk(&columnChunk{ColumnChunk: g.chunks[leaf].ColumnChunk}, 0, g.rows, func(same any) error {
		if same == true {
			spans = addRow(spans, row)
		}
		row++
		return nil
	})
	return spans, err
}

// addRow adds a row behind all others to spans.
func addRow(spans []span, row int64) []span {
	if n := len(spans); n > 0 && spans[n-1].until == row {
		spans[n-1].until++
		return spans
	}
	return append(spans, span{row, row + 1})
}

// stored returns v as a file holds it. It reports false for values that no file
// holds, and for doubles, of which equal ones may be stored differently.
func stored(v any, c *catalog.Column, physical parquet.Type) (parquet.Value, bool) {
	switch d := v.(type) {
	case float64:
		return parquet.Value{}, false
	case Decimal:
		if d.Scale != c.Scale {
			return parquet.Value{}, false
		}
	case time.Time:
		if c.Type == catalog.DateTime && isMillis(physical) {
			return parquet.Value{}, false
		}
	case int64:
		if physical.Kind() != parquet.Int64 {
			return parquet.Value{}, false
		}
	}
	value, err := parquetValue(v, c)
	return value, err == nil
}
