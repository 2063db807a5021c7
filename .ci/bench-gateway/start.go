package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"nguon/.ci/stage"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
)

// batch is how many keys are saved in one transaction.
const batch = 1000

// starts prints how long the portal takes until it listens and until it says
// that it is ready: with nothing in its database, and with many keys and APIs,
// the first time, when it indexes the APIs, and the next times.
func starts(ctx context.Context, s *stage.Stage, o *options, out io.Writer) error {
	server, err := s.Postgres(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d keys, %d APIs; medians of %d starts, of the first after a change one\n\n", o.keys, o.products, o.turns)
	fmt.Fprintf(out, "| database | start | s until it listens | s until it is ready | processor s |\n|---|---|---|---|---|\n")
	for _, db := range []struct{ name, url string }{
		{"SQLite", "sqlite://" + s.Path("SQLite", "catalog.db")},
		{"PostgreSQL", fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", server.Port)},
	} {
		for _, round := range []struct {
			name  string
			fill  bool
			turns int
		}{{"makes the tables", false, 1}, {"empty", false, o.turns}, {"indexes the APIs", true, 1}, {"full", false, o.turns}} {
			if round.fill {
				if err := fill(ctx, o, db.url); err != nil {
					return fmt.Errorf("%s: %w", db.name, err)
				}
			}
			var took [3][]float64
			for range round.turns {
				one, err := start(ctx, s, o, db.name, db.url)
				if err != nil {
					return err
				}
				for i := range took {
					took[i] = append(took[i], one[i])
				}
			}
			fmt.Fprintf(out, "| %s | %s | %.2f | %.2f | %.2f |\n", db.name, round.name, stage.Median(took[0]), stage.Median(took[1]), stage.Median(took[2]))
		}
	}
	return nil
}

// start starts the portal and ends it when it is ready. It returns the seconds
// until it listened and was ready, and those of the processor.
func start(ctx context.Context, s *stage.Stage, o *options, name, url string) (took [3]float64, err error) {
	begin := time.Now()
	portal, err := s.Portal(ctx, o.binary, name+"-portal", name, "NGUON_DATABASE="+url)
	if err != nil {
		return took, err
	}
	took[0] = time.Since(begin).Seconds()
	for ready := false; !ready && err == nil; {
		ready, err = isReady(ctx, portal.URL("/readyz"))
		if !ready && time.Since(begin) > time.Minute {
			err = errors.New("the portal is not ready after a minute")
		}
	}
	took[1] = time.Since(begin).Seconds()
	used, cpuErr := portal.CPU()
	took[2] = used.Seconds()
	return took, errors.Join(err, cpuErr, portal.Stop())
}

// isReady asks once, and waits for a moment if the answer is no.
func isReady(ctx context.Context, url string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode == http.StatusOK {
		return true, err
	}
	time.Sleep(10 * time.Millisecond)
	return false, nil
}

// fill saves keys and APIs.
func fill(ctx context.Context, o *options, url string) (err error) {
	db, err := sqlstore.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	pepper := account.Pepper(strings.Repeat("p", account.PepperLength))
	for n := 0; n < o.keys; n += batch {
		err := db.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
			for i := n; i < min(n+batch, o.keys); i++ {
				plain, err := account.NewKey(rand.Reader)
				if err != nil {
					return nil, err
				}
				k := account.Key{ID: fmt.Sprintf("01%024d", i), Name: "bench", Hash: pepper.Hash(plain), Hint: account.Hint(plain), Created: time.Now()}
				if err := db.SaveKey(ctx, k); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			return err
		}
	}
	if err := db.SaveAgency(ctx, catalogtest.Agency("H99")); err != nil {
		return err
	}
	for i := range o.products {
		if _, err := db.SaveProduct(ctx, catalogtest.Product(catalog.Slug(fmt.Sprintf("api-%d", i)), "H99"), catalogtest.ProductDocument()); err != nil {
			return err
		}
	}
	return nil
}
