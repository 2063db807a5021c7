package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/search/searchtest"
)

const (
	pageDatasets  = 100_000
	pageBatch     = 1000 // published in one transaction
	pageScheduled = 10   // one dataset of so many has a schedule
)

// The variables of the benchmark of pages: the number of datasets, and a folder
// in which the portal is kept for the next time.
const (
	pageFewer  = "NGUON_BENCH_DATASETS"
	pageFolder = "NGUON_BENCH_PORTAL"
)

// openPageStage returns the folder of a portal with the samples and size made-up
// datasets, all of which have the table of one of them.
func openPageStage(b *testing.B, size int) string {
	data := os.Getenv(pageFolder)
	if data == "" {
		data = b.TempDir()
	}
	e := &env{program: &program{Data: data}, stdout: io.Discard, stderr: io.Discard}
	shop, err := e.openWorkshop(b.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	last := searchtest.New(size, 1)
	d, _ := last.At(size - 1)
	if _, err := shop.db.Dataset(b.Context(), d.Slug); err == nil {
		return data // it was kept
	}
	manifests, err := filepath.Glob("../../datasets-sample/*/dataset.yaml")
	if err != nil || len(manifests) == 0 {
		b.Fatalf("%d samples: %v", len(manifests), err)
	}
	publish := []string{"publish", "--data", data}
	for _, m := range manifests {
		publish = append(publish, filepath.Dir(m))
	}
	if code := run(b.Context(), publish, io.Discard, os.Stderr, time.Now); code != 0 {
		b.Fatalf("the samples were published with exit status %d", code)
	}
	began := time.Now()
	fillPageStage(b, shop, last)
	settleNotices(b, filepath.Join(data, "catalog.db"))
	b.Logf("%d datasets after %v", size, time.Since(began).Round(time.Second))
	return data
}

// fillPageStage publishes all datasets of a catalogue, the last of which a minute ago.
func fillPageStage(b *testing.B, shop *workshop, made *searchtest.Catalogue) {
	sample, err := shop.db.Latest(b.Context(), time.Now(), "global-temperature")
	if err != nil || len(sample) != 1 {
		b.Fatalf("the sample: %v", err)
	}
	agencies, err := made.Agencies(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	known := make(map[string]catalog.Agency)
	for _, a := range agencies {
		known[a.Code] = a
	}
	table := sample["global-temperature"].Tables[0]
	table.Resource = "main"
	first := time.Now().Add(-time.Duration(made.Size()) * time.Minute)
	for from := 0; from < made.Size(); from += pageBatch {
		err := shop.db.Record(b.Context(), func(ctx context.Context) ([]account.Entry, error) {
			for i := from; i < min(from+pageBatch, made.Size()); i++ {
				d, r := made.At(i)
				if len(r.Tables) > 0 {
					r.Tables = []catalog.Table{table}
				}
				if i%pageScheduled == 0 {
					d.Schedule = &catalog.Schedule{Every: "month", Day: fmt.Sprint(1 + i/pageScheduled%28), At: "09:00", Holidays: "after"}
				}
				r.ID, r.State, r.PublishAt = ulid.Make().String(), catalog.StateChecked, first.Add(time.Duration(i)*time.Minute)
				if err := shop.db.SaveDraft(ctx, r); err != nil {
					return nil, err
				}
				if err := shop.db.Publish(ctx, catalog.Publication{Agency: known[d.Agency], Dataset: d, Release: r}); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// settleNotices takes all notices for told, and those of the samples for done.
func settleNotices(b *testing.B, file string) {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"UPDATE notices SET told = due", "ANALYZE"} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}

// pageAdmin returns the link by which the administrator of a portal chooses a
// password; the account is made if there is none.
func pageAdmin(b *testing.B, data string) string {
	var out, wrong strings.Builder
	const mail = "admin@example.org"
	for _, args := range [][]string{
		{"user", "create", mail, "--name", "Quản trị", "--portal-admin", "--role", "*:administrator"},
		{"user", "link", mail},
	} {
		out.Reset()
		if run(b.Context(), append(args, "--data", data), &out, &wrong, time.Now) == 0 {
			return strings.TrimSpace(out.String())
		}
	}
	b.Fatal(wrong.String())
	return ""
}
