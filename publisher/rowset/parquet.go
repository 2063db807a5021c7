package rowset

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// A File is a Parquet file of a table, as package table writes it: the sizes
// that it claims are believed, so that a file from elsewhere must have been
// checked against its sum before.
type File struct {
	io.ReaderAt
	Size int64 // bytes
}

// A Reader hashes the rows of a Parquet file.
type Reader struct {
	hasher *Hasher
	file   *parquet.File
}

// Open opens a Parquet file. Nothing but its footer is read.
func (h *Hasher) Open(f File) (r *Reader, err error) {
	defer recoverAs(&err)
	file, err := parquet.OpenFile(f, f.Size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(256<<10))
	if err != nil {
		return nil, fmt.Errorf("open a table: %w", err)
	}
	return &Reader{h, file}, nil
}

// recoverAs turns a panic into an error: decoders of a damaged file may run
// into anything.
func recoverAs(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("read a table: %v", p)
	}
}

// Each calls do with the hashes of the rows of every row group, in their order:
// one slice for each of the groups of columns, each as long as the row group
// has rows. The slices are reused.
func (r *Reader) Each(ctx context.Context, groups [][]string, do func(rows [][]Row) error) (err error) {
	defer recoverAs(&err)
	at := make([][]int, len(groups))
	for g, names := range groups {
		for _, name := range names {
			leaf, ok := r.file.Schema().Lookup(name)
			if !ok {
				return fmt.Errorf("read a table: there is no column %q", name)
			}
			at[g] = append(at[g], leaf.ColumnIndex)
		}
	}
	all := make([][]Row, len(groups))
	for _, rg := range r.file.RowGroups() {
		chunks := rg.ColumnChunks()
		for g := range groups {
			all[g] = zero(all[g], int(rg.NumRows()))
			for _, c := range at[g] {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := r.hasher.chunk(chunks[c], all[g]); err != nil {
					return fmt.Errorf("read a table: %w", err)
				}
			}
		}
		if err := do(all); err != nil {
			return err
		}
	}
	return nil
}

// chunk adds the values of a column in one row group to rows.
func (h *Hasher) chunk(chunk parquet.ColumnChunk, rows []Row) error {
	pages := chunk.Pages()
	defer pages.Close()
	var dict, room []pair
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if d := page.Dictionary(); d != nil && dict == nil {
			dict = h.dictionary(d)
		}
		if int64(len(rows)) < page.NumRows() {
			parquet.Release(page)
			return errors.New("a row group has more rows than it says")
		}
		room, err = h.page(page, dict, rows[:page.NumRows()], room[:0])
		rows = rows[page.NumRows():]
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
	if len(rows) > 0 {
		return fmt.Errorf("%d rows missing in a row group", len(rows))
	}
	return nil
}

// page adds the values of a page to rows. Room is scratch space that it
// returns.
func (h *Hasher) page(page parquet.Page, dict []pair, rows []Row, room []pair) ([]pair, error) {
	if dict != nil && page.Dictionary() != nil {
		data := page.Data()
		for _, x := range data.Int32() {
			room = append(room, dict[x])
		}
	} else {
		room = h.plain(page, room)
	}
	levels := page.DefinitionLevels()
	next := 0
	for i := range rows {
		if i < len(levels) && levels[i] == 0 {
			rows[i].miss()
			continue
		}
		if next == len(room) {
			return room, errors.New("a page has fewer values than it says")
		}
		rows[i].add(room[next])
		next++
	}
	if next != len(room) {
		return room, errors.New("a page has more values than it says")
	}
	return room, nil
}

func (h *Hasher) dictionary(d parquet.Dictionary) []pair {
	pairs := make([]pair, d.Len())
	for i := range pairs {
		switch v := d.Index(int32(i)); v.Kind() {
		case parquet.Boolean:
			pairs[i] = h.bool(v.Boolean())
		case parquet.Int32:
			pairs[i] = h.int(int64(v.Int32()))
		case parquet.Int64:
			pairs[i] = h.int(v.Int64())
		case parquet.Float:
			pairs[i] = h.float(float64(v.Float()))
		case parquet.Double:
			pairs[i] = h.float(v.Double())
		default:
			pairs[i] = h.bytes(v.ByteArray())
		}
	}
	return pairs
}

// plain appends the hashes of the values of a page, without the missing ones.
func (h *Hasher) plain(page parquet.Page, pairs []pair) []pair {
	data := page.Data()
	switch page.Type().Kind() {
	case parquet.Int64:
		for _, x := range data.Int64() {
			pairs = append(pairs, h.int(x))
		}
	case parquet.Int32:
		for _, x := range data.Int32() {
			pairs = append(pairs, h.int(int64(x)))
		}
	case parquet.Float:
		for _, x := range data.Float() {
			pairs = append(pairs, h.float(float64(x)))
		}
	case parquet.Double:
		for _, x := range data.Double() {
			pairs = append(pairs, h.float(x))
		}
	case parquet.ByteArray:
		values, ends := data.ByteArray()
		for i := range max(len(ends)-1, 0) {
			pairs = append(pairs, h.bytes(values[ends[i]:ends[i+1]]))
		}
	case parquet.FixedLenByteArray:
		values, size := data.FixedLenByteArray()
		for ; size > 0 && len(values) >= size; values = values[size:] {
			pairs = append(pairs, h.bytes(values[:size]))
		}
	case parquet.Boolean:
		packed := data.Boolean()
		for i := range int(page.NumValues() - page.NumNulls()) {
			pairs = append(pairs, h.bool(packed[i/8]>>(i%8)&1 == 1))
		}
	}
	return pairs
}
