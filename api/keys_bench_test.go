package api_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

// BenchmarkKeyCheck looks a key up that nobody remembers, among few and among
// many: what a request pays at most every half second for its key. Then it opens
// the database with 100,000 keys and 1,000 products in it.
func BenchmarkKeyCheck(b *testing.B) {
	pepper := account.Pepper(strings.Repeat("p", account.PepperLength))
	for name, open := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return "sqlite://" + filepath.Join(b.TempDir(), "catalog.db") },
		"postgres": func(b *testing.B) string { return catalogtest.Postgres(b) },
	} {
		url := open(b)
		db, err := sqlstore.Open(b.Context(), url, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		var keys []string
		for _, size := range []int{100, 10_000, 100_000} {
			keys = append(keys, saveKeys(b, db, pepper, len(keys), size)...)
			b.Run(fmt.Sprintf("db=%s/keys=%d", name, size), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					plain := keys[i*7919%size]
					if err := account.CheckKey(plain); err != nil {
						b.Fatal(err)
					}
					if _, err := db.KeyByHash(b.Context(), pepper.Hash(plain)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		if err := db.SaveAgency(b.Context(), catalogtest.Agency("H99")); err != nil {
			b.Fatal(err)
		}
		for i := range 1000 {
			p := catalogtest.Product(catalog.Slug(fmt.Sprintf("api-%d", i)), "H99")
			if _, err := db.SaveProduct(b.Context(), p, catalogtest.ProductDocument()); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("open/db="+name, func(b *testing.B) { // and what a start reads of these
			for b.Loop() {
				again, err := sqlstore.Open(b.Context(), url, slog.New(slog.DiscardHandler))
				if err != nil {
					b.Fatal(err)
				}
				if all, err := again.Products(b.Context(), market.ProductFilter{}); err != nil || len(all) != 1000 {
					b.Fatalf("%d products, %v", len(all), err)
				}
				if err := again.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// saveKeys saves keys with the numbers from first to before last, in one change.
func saveKeys(b *testing.B, db *sqlstore.Store, pepper account.Pepper, first, last int) (keys []string) {
	b.Helper()
	err := db.Record(b.Context(), func(ctx context.Context) ([]account.Entry, error) {
		for n := first; n < last; n++ {
			plain, err := account.NewKey(rand.Reader)
			if err != nil {
				return nil, err
			}
			k := account.Key{ID: fmt.Sprintf("01%024d", n), Name: "bench", Hash: pepper.Hash(plain), Hint: account.Hint(plain), Created: time.Now()}
			if err := db.SaveKey(ctx, k); err != nil {
				return nil, err
			}
			keys = append(keys, plain)
		}
		return nil, nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return keys
}
