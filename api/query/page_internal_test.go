package query

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
	"nguon/storage"
)

// A folder is a Locator on a folder.
type folder string

// Locate implements [storage.Locator].
func (f folder) Locate(_ context.Context, key string) (string, func(), error) {
	path := filepath.Join(string(f), key)
	if _, err := os.Stat(path); err != nil {
		return "", nil, storage.ErrNotExist
	}
	return path, func() {}, nil
}

// rowsOf are all rows as parquet-go reads them by itself.
func rowsOf(t testing.TB, data []byte) (rows [][]any) {
	t.Helper()
	r := parquet.NewGenericReader[sampleRow](bytes.NewReader(data))
	defer r.Close()
	for {
		batch := make([]sampleRow, 1000)
		n, err := r.Read(batch)
		for _, s := range batch[:n] {
			row := []any{s.Few, orNil(s.Some), s.Many, s.Plain, orNil(s.Missing), orNil(s.Number), float64(s.Single),
				int64(s.Whole), orNil(s.Flag), time.UnixMicro(s.At).UTC(), orNil(s.Never)}
			if s.Number != nil && math.IsNaN(*s.Number) {
				row[5] = nil
			}
			rows = append(rows, row)
		}
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func orNil[V any](v *V) any {
	if v == nil {
		return nil
	}
	return *v
}

// TestPagesAreRowsOfTheFileWhoeverElseReads has readers ask for pages of up to
// 50,000 rows at any place, while files are closed and opened again under them
// and kept pages go to make room for others.
func TestPagesAreRowsOfTheFileWhoeverElseReads(t *testing.T) {
	const rows, most, readers, pages = 60_000, 50_000, 6, 20
	data := sampleFile(t, rows)
	want := rowsOf(t, data)
	if len(want) != rows {
		t.Fatalf("%d rows in the file, not %d", len(want), rows)
	}
	dir := t.TempDir()
	for _, key := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, key), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, bytes := range map[string]int64{"room for all": 64 << 20, "room for a few pages": 64 << 10, "room for none": 1} {
		t.Run(name, func(t *testing.T) {
			cache := newPageCache(bytes)
			files := NewPool(0, func(ctx context.Context, key string) (*tableFile, error) {
				return openTable(ctx, folder(dir), key, cache)
			})
			defer files.Close()
			seed := rand.Uint64()
			var all sync.WaitGroup
			for reader := range uint64(readers) {
				all.Go(func() {
					r := rand.New(rand.NewPCG(seed, reader))
					for range pages {
						q := &Query{Limit: 1 + r.IntN([]int{100, 5000, most}[r.IntN(3)])}
						var after *position
						first := r.IntN(rows)
						if first > 0 {
							after = &position{row: int64(first) - 1}
						}
						picked := r.Perm(len(sampleColumns))[:1+r.IntN(4)]
						for _, i := range picked {
							q.Select = append(q.Select, Selected{Column: &sampleColumns[i]})
						}
						if err := samePage(t.Context(), files, []string{"a", "b"}[r.IntN(2)], q, after, want[first:], picked); err != nil {
							t.Errorf("seed %d: %d rows of columns %v from row %d: %v", seed, q.Limit, picked, first, err)
						}
					}
				})
			}
			all.Wait()
		})
	}
}

// samePage compares a page with the rows that begin where it does.
func samePage(ctx context.Context, files *Pool[*tableFile], key string, q *Query, after *position, want [][]any, picked []int) error {
	f, release, err := files.Get(ctx, key)
	if err != nil {
		return err
	}
	defer release()
	way, direct, err := f.route(ctx, &catalog.Table{}, q)
	if err != nil || !direct {
		return fmt.Errorf("no direct route: %w", err)
	}
	got, last, err := f.page(ctx, q, way, after)
	if err != nil {
		return err
	}
	if n := min(q.Limit, len(want)); len(got) != n || (last != nil) != (n < len(want)) {
		return fmt.Errorf("%d rows, and more: %t; want %d of %d", len(got), last != nil, n, len(want))
	}
	for i, row := range got {
		for j, v := range row {
			if v != want[i][picked[j]] {
				return fmt.Errorf("row %d, %s: %v, want %v", i, q.Select[j].Column.Name, v, want[i][picked[j]])
			}
		}
	}
	if last != nil && want[0][3] != fmt.Sprint("dòng ", last.row-int64(len(got))+1) {
		return fmt.Errorf("the next page is after row %d", last.row)
	}
	return nil
}
