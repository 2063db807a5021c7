package courier_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/publisher/courier"
)

const fanFollowers = 10_000

// BenchmarkFanOut tells of a publication to 10,000 users who follow the dataset,
// or each a search of their own that finds it; what the index takes for that is
// BenchmarkAmong of package search. Deliveries are made, and not attempted.
func BenchmarkFanOut(b *testing.B) {
	found := func(_ context.Context, among []catalog.Slug) (func(context.Context, url.Values) ([]catalog.Slug, error), error) {
		return func(context.Context, url.Values) ([]catalog.Slug, error) { return among, nil }, nil
	}
	for _, database := range []string{"sqlite", "postgres"} {
		for what, topic := range map[string]func(int) notice.Topic{
			"dataset":  func(int) notice.Topic { return notice.OfDataset("rain") },
			"searches": func(i int) notice.Topic { return notice.OfSearch(url.Values{"q": {fmt.Sprint("mưa ", i)}}) },
		} {
			b.Run("database="+database+"/of="+what, func(b *testing.B) {
				address := "sqlite://" + filepath.Join(b.TempDir(), "a.db")
				if database == "postgres" {
					address = catalogtest.Postgres(b)
				}
				db, err := sqlstore.Open(b.Context(), address, slog.New(slog.DiscardHandler))
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { db.Close() })
				for i := range fanFollowers {
					f := notice.Follow{ID: ulid.Make().String(), Owner: fmt.Sprintf("user-%05d", i), Topic: topic(i), Mail: notice.AtOnce}
					if _, err := db.SaveFollow(b.Context(), f); err != nil {
						b.Fatal(err)
					}
				}
				c := courier.New(courier.Deps{Store: db, Log: slog.New(slog.DiscardHandler), Found: found}, courier.Options{})
				for b.Loop() {
					n := catalogtest.Notice(ulid.Make().String())
					n.At = time.Now()
					if err := db.Raise(b.Context(), n); err != nil {
						b.Fatal(err)
					}
					if told, err := c.Tell(b.Context()); err != nil || told != 1 {
						b.Fatal(told, err)
					}
				}
			})
		}
	}
}
