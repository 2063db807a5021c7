package sqlstore

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

// The parts of the names are key=value, so that benchstat can set them against
// one another. Compare two commits with
//
//	go test -run='^$' -bench=. -count=10 ./catalog/sqlstore > new.txt
//	benchstat old.txt new.txt
const benchDatasets = 10_000

// databases open an empty catalogue of each kind.
var databases = map[string]func(*testing.B) *Store{
	"sqlite": func(b *testing.B) *Store { s, _ := openFile(b); return s },
	"postgres": func(b *testing.B) *Store {
		s, err := Open(b.Context(), catalogtest.Postgres(b), slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		return s
	},
}

// fill adds 10,000 datasets with two releases each, and returns their slugs in
// order.
func fill(b *testing.B, s *Store) []catalog.Slug {
	b.Helper()
	slugs := make([]catalog.Slug, benchDatasets)
	err := s.change(b.Context(), "fill", func(ctx context.Context, c *change) error {
		if err := c.saveAgency(ctx, catalogtest.Agency("H26")); err != nil {
			return err
		}
		for i := range slugs {
			slugs[i] = catalog.Slug(fmt.Sprintf("set-%05d", i))
			d := catalogtest.Dataset(slugs[i], "H26")
			if err := c.saveDataset(ctx, d); err != nil {
				return err
			}
			for version := 1; version <= 2; version++ {
				r := catalogtest.Release(d, version)
				r.State = catalog.StatePublished
				row, err := newReleaseRow(r)
				if err != nil {
					return err
				}
				if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return slugs
}

func BenchmarkLatest(b *testing.B) {
	for name, open := range databases {
		s := open(b)
		slugs := fill(b, s)
		for _, n := range []int{1, 20, 1000, benchDatasets} {
			b.Run(fmt.Sprintf("database=%s/datasets=%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					got, err := s.Latest(b.Context(), catalogtest.Epoch, slugs[:n]...)
					if err != nil || len(got) != n {
						b.Fatalf("%d releases, %v", len(got), err)
					}
				}
			})
		}
	}
}

func BenchmarkDatasets(b *testing.B) {
	s := databases["sqlite"](b)
	slugs := fill(b, s)
	for name, f := range map[string]catalog.DatasetFilter{
		"page=20": {After: slugs[len(slugs)/2], Limit: 20}, "page=all": {},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Datasets(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPublish(b *testing.B) {
	for name, open := range databases {
		b.Run("database="+name, func(b *testing.B) {
			s := open(b)
			d := catalogtest.Dataset("air", "H26")
			version := 0
			for b.Loop() {
				version++
				catalogtest.Publish(b, s, d, catalogtest.Release(d, version))
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	s, url := openFile(b)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), url, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
