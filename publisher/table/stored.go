package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sync/errgroup"
)

// Stored is a Parquet file that [Convert] wrote, or one that is joined of such.
type Stored struct {
	io.ReaderAt
	Size int64 // in bytes
}

// open reads the footer.
func (s Stored) open() (*parquet.File, error) {
	f, err := parquet.OpenFile(s, s.Size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(256<<10))
	if err != nil {
		return nil, fmt.Errorf("open a stored table: %w", err)
	}
	return f, nil
}

// Rows hands the rows of the columns with the given names and types to onBatch,
// in their order, a row group at a time; first is the number of the first of
// them. A row group is decoded while the one before is looked at. It returns the
// number of rows. What is not what the names say, or damaged, is [ErrDiffers].
func (s Stored) Rows(ctx context.Context, columns []Column, first int64, onBatch func(*Batch) error) (n int64, err error) {
	defer recoverAs(&err)
	f, err := s.open()
	if err != nil {
		return 0, err
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		leaf, ok := f.Schema().Lookup(c.Name)
		if !ok {
			return 0, fmt.Errorf("%w: there is no column %q", ErrDiffers, c.Name)
		}
		at[i] = leaf.ColumnIndex
	}
	tasks, ctx := errgroup.WithContext(ctx)
	decoded, spare := make(chan *Batch), make(chan *Batch, 2)
	spare <- &Batch{Columns: make([]Vector, len(columns))}
	spare <- &Batch{Columns: make([]Vector, len(columns))}
	tasks.Go(func() (err error) {
		defer close(decoded)
		defer recoverAs(&err)
		row := first
		for _, group := range f.RowGroups() {
			var b *Batch
			select {
			case b = <-spare:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := b.decode(ctx, group, columns, at); err != nil {
				return err
			}
			b.First, row = row, row+int64(b.Rows)
			select {
			case decoded <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	tasks.Go(func() error {
		for b := range decoded {
			if err := onBatch(b); err != nil {
				return err
			}
			n += int64(b.Rows)
			spare <- b
		}
		return nil
	})
	err = tasks.Wait()
	return n, err
}

// decode fills b with a row group.
func (b *Batch) decode(ctx context.Context, group parquet.RowGroup, columns []Column, at []int) error {
	chunks := group.ColumnChunks()
	b.Rows = int(group.NumRows())
	var tasks errgroup.Group
	tasks.SetLimit(runtime.GOMAXPROCS(0))
	for i := range columns {
		tasks.Go(func() (err error) {
			defer recoverAs(&err)
			if err := ctx.Err(); err != nil {
				return err
			}
			v := &b.Columns[i]
			v.reset(columns[i].Type)
			if err := v.decode(chunks[at[i]]); err != nil {
				return fmt.Errorf("%w: column %q: %w", ErrDiffers, columns[i].Name, err)
			}
			if v.close(); v.len() != b.Rows {
				return fmt.Errorf("%w: column %q: %d values of %d rows", ErrDiffers, columns[i].Name, v.len(), b.Rows)
			}
			return nil
		})
	}
	return tasks.Wait()
}

// decode appends the values of one column of a row group.
func (v *Vector) decode(chunk parquet.ColumnChunk) error {
	pages := chunk.Pages()
	defer pages.Close()
	var dictionary *Vector
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if d := page.Dictionary(); d != nil && dictionary == nil {
			dictionary = &Vector{Type: v.Type}
			err = dictionary.stored(d.Page())
		}
		if err == nil {
			err = v.page(page, dictionary)
		}
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
}

// page appends the values of a page.
func (v *Vector) page(page parquet.Page, dictionary *Vector) error {
	levels := page.DefinitionLevels()
	plain := page.Dictionary() == nil
	if plain && page.NumNulls() == 0 {
		return v.stored(page)
	}
	from := dictionary
	var indexes []int32
	if plain {
		from = &Vector{Type: v.Type}
		if err := from.stored(page); err != nil {
			return err
		}
	} else {
		data := page.Data()
		indexes = data.Int32()
	}
	next := 0
	for i := range int(page.NumRows()) {
		if len(levels) > 0 && levels[i] == 0 {
			v.missing()
			continue
		}
		at := next
		if !plain {
			at = int(indexes[next])
		}
		next++
		v.copy(from, at)
	}
	return nil
}

// copy appends a value of another vector.
func (v *Vector) copy(from *Vector, i int) {
	switch v.Type {
	case Number:
		v.Floats = append(v.Floats, from.Floats[i])
	case Boolean:
		v.Bools = append(v.Bools, from.Bools[i])
	case String, Geometry:
		v.Data = append(v.Data, from.Bytes(i)...)
		v.Ends = append(v.Ends, uint32(len(v.Data)))
	default:
		v.Ints = append(v.Ints, from.Ints[i])
	}
}

// stored appends the values of a page that are not missing.
func (v *Vector) stored(page parquet.Page) error {
	data := page.Data()
	switch kind := page.Type().Kind(); {
	case v.Type == Number && kind == parquet.Double:
		v.Floats = append(v.Floats, data.Double()...)
	case v.Type == Boolean && kind == parquet.Boolean:
		bits := data.Boolean()
		for i := range int(page.NumValues() - page.NumNulls()) {
			v.Bools = append(v.Bools, bits[i/8]>>(i%8)&1 == 1)
		}
	case v.Type == Date && kind == parquet.Int32:
		for _, x := range data.Int32() {
			v.Ints = append(v.Ints, int64(x))
		}
	case (v.Type == String || v.Type == Geometry) && kind == parquet.ByteArray:
		values, ends := data.ByteArray()
		for i := range max(len(ends)-1, 0) {
			v.Data = append(v.Data, values[ends[i]:ends[i+1]]...)
			v.Ends = append(v.Ends, uint32(len(v.Data)))
		}
	case kind == parquet.Int64 && isStoredInt(v.Type):
		v.Ints = append(v.Ints, data.Int64()...)
	default:
		return fmt.Errorf("values of kind %s in a column of type %s", kind, v.Type)
	}
	return nil
}

func isStoredInt(t Type) bool {
	switch t {
	case Integer, Decimal, Time, DateTime, Duration:
		return true
	}
	return false
}

// InOrder reports whether the rows of files, one after the other, are in the
// order of the columns of key, as [Written.Sorted] says it of one.
func InOrder(ctx context.Context, files []Stored, key []Column) (bool, error) {
	o := &inOrder{}
	for i := range key {
		o.keys = append(o.keys, i)
	}
	stop := errors.New("out of order")
	for _, f := range files {
		_, err := f.Rows(ctx, key, 0, func(b *Batch) error {
			if o.add(b); o.not {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			return false, err
		}
		if o.not {
			return false, nil
		}
	}
	return len(key) > 0, nil
}
