package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sync/errgroup"
)

// ErrDiffers is what [Verify] finds when a file does not hold what was
// written.
var ErrDiffers = errors.New("the Parquet file differs from what was written")

// Verify decodes a Parquet file of the given size whole, and returns an error
// of kind [ErrDiffers] unless it has the rows, the columns and the sums of
// want.
func Verify(ctx context.Context, r io.ReaderAt, size int64, want *Written, progress func(Progress)) (err error) {
	defer recoverAs(&err)
	if size != want.Bytes {
		return fmt.Errorf("%w: %d bytes, want %d", ErrDiffers, size, want.Bytes)
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(256<<10))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDiffers, err)
	}
	if f.NumRows() != want.Rows {
		return fmt.Errorf("%w: %d rows, want %d", ErrDiffers, f.NumRows(), want.Rows)
	}
	sums := make([]Sum, len(want.Sums))
	columns := f.Schema().Columns()
	if len(columns) != len(sums) {
		return fmt.Errorf("%w: %d columns, want %d", ErrDiffers, len(columns), len(sums))
	}
	for i, path := range columns {
		sums[i].Name = strings.Join(path, ".")
	}
	if err := sumFile(ctx, f, sums, &meter{report: progress, now: Progress{Stage: "verify", Total: size}}); err != nil {
		return err
	}
	for i, got := range sums {
		if got != want.Sums[i] {
			return fmt.Errorf("%w: column %q: nulls %d, sum %x; want %d and %x", ErrDiffers, want.Sums[i].Name,
				got.Nulls, got.Hash, want.Sums[i].Nulls, want.Sums[i].Hash)
		}
	}
	return nil
}

// recoverAs turns a panic into an error: decoders of a file that is not what
// it was may run into anything.
func recoverAs(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrDiffers, r)
	}
}

// sumFile sums all columns of f, several row groups at a time.
func sumFile(ctx context.Context, f *parquet.File, sums []Sum, m *meter) error {
	var mu sync.Mutex
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(runtime.GOMAXPROCS(0))
	row := int64(0)
	for _, group := range f.RowGroups() {
		first := row
		row += group.NumRows()
		tasks.Go(func() (err error) {
			defer recoverAs(&err)
			mine := make([]Sum, len(sums))
			for i, chunk := range group.ColumnChunks() {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := mine[i].sumChunk(chunk, first, group.NumRows()); err != nil {
					return fmt.Errorf("%w: column %q: %w", ErrDiffers, sums[i].Name, err)
				}
			}
			mu.Lock()
			for i := range mine {
				sums[i].Hash += mine[i].Hash
				sums[i].Nulls += mine[i].Nulls
			}
			mu.Unlock()
			m.add(group.NumRows(), m.now.Total*group.NumRows()/max(f.NumRows(), 1))
			return nil
		})
	}
	return tasks.Wait()
}

// sumChunk adds the values of a column in one row group.
func (s *Sum) sumChunk(chunk parquet.ColumnChunk, row, rows int64) error {
	pages := chunk.Pages()
	defer pages.Close()
	end := row + rows
	var dict, room []uint64
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if d := page.Dictionary(); d != nil && dict == nil {
			dict = hashDictionary(d)
		}
		n := page.NumRows()
		room, err = s.sumPage(page, dict, row, room)
		parquet.Release(page)
		if err != nil {
			return err
		}
		row += n
	}
	if row != end {
		return fmt.Errorf("%d rows missing in a row group", end-row)
	}
	return nil
}

func hashDictionary(d parquet.Dictionary) []uint64 {
	hashes := make([]uint64, d.Len())
	for i := range hashes {
		hashes[i] = hashValue(d.Index(int32(i)))
	}
	return hashes
}

func hashValue(v parquet.Value) uint64 {
	switch v.Kind() {
	case parquet.Boolean:
		return hashBool(v.Boolean())
	case parquet.Int32:
		return hashInt(int64(v.Int32()))
	case parquet.Int64:
		return hashInt(v.Int64())
	case parquet.Double:
		return hashFloat(v.Double())
	case parquet.ByteArray:
		return HashBytes(v.ByteArray())
	}
	return nullHash
}

// sumPage adds the values of a page. Room is scratch space that it returns.
func (s *Sum) sumPage(page parquet.Page, dict []uint64, row int64, room []uint64) ([]uint64, error) {
	hashes := room[:0]
	if dict != nil && page.Dictionary() != nil {
		data := page.Data()
		for _, x := range data.Int32() {
			hashes = append(hashes, dict[x])
		}
	} else {
		hashes = hashPlain(page, hashes)
	}
	levels := page.DefinitionLevels()
	if len(levels) == 0 {
		if int64(len(hashes)) != page.NumRows() {
			return hashes, fmt.Errorf("a page of %d rows has %d values", page.NumRows(), len(hashes))
		}
		sum := uint64(0)
		for i, h := range hashes {
			sum += place(h, row+int64(i))
		}
		s.Hash += sum
		return hashes, nil
	}
	next := 0
	for i, level := range levels {
		if level == 0 {
			s.Hash += place(nullHash, row+int64(i))
			s.Nulls++
			continue
		}
		if next == len(hashes) {
			return hashes, errors.New("a page has fewer values than it says")
		}
		s.Hash += place(hashes[next], row+int64(i))
		next++
	}
	if next != len(hashes) {
		return hashes, errors.New("a page has more values than it says")
	}
	return hashes, nil
}

// hashPlain appends the hashes of the values of a page, without the missing
// ones.
func hashPlain(page parquet.Page, hashes []uint64) []uint64 {
	data := page.Data()
	switch page.Type().Kind() {
	case parquet.Int64:
		for _, x := range data.Int64() {
			hashes = append(hashes, hashInt(x))
		}
	case parquet.Int32:
		for _, x := range data.Int32() {
			hashes = append(hashes, hashInt(int64(x)))
		}
	case parquet.Double:
		for _, x := range data.Double() {
			hashes = append(hashes, hashFloat(x))
		}
	case parquet.ByteArray:
		values, ends := data.ByteArray()
		for i := range max(len(ends)-1, 0) {
			hashes = append(hashes, HashBytes(values[ends[i]:ends[i+1]]))
		}
	case parquet.Boolean:
		bits := data.Boolean()
		for i := range int(page.NumValues() - page.NumNulls()) {
			hashes = append(hashes, hashBool(bits[i/8]>>(i%8)&1 == 1))
		}
	}
	return hashes
}
