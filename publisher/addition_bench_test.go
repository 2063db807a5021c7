package publisher

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog/sqlstore"
	"nguon/storage/local"

	stored "nguon/storage/joined"
)

// BenchmarkAppend appends a month to a table of eleven, and publishes the twelve
// as a whole: "whole/append" is how much longer that takes, "put/part" how many
// bytes come into the store for each of the part. NGUON_BENCH_ROWS sets the rows
// of a month; the default makes a table of 300,000.
func BenchmarkAppend(b *testing.B) {
	rows := 25_000
	if s := os.Getenv("NGUON_BENCH_ROWS"); s != "" {
		if _, err := fmt.Sscan(s, &rows); err != nil {
			b.Fatal(err)
		}
	}
	months := make([]string, 12)
	for m := range months {
		var text strings.Builder
		for i := range rows {
			fmt.Fprintf(&text, "2026-%02d-%02dT%02d:%02d:00,S%03d,%d.%d\n", m+1, i*28/rows+1, i/60%24, i%60, i%211, i%40, i%10)
		}
		months[m] = text.String()
	}
	const header = "at,station,rain\n"
	manifest := strings.Replace(stationManifest, "\n    primaryKey: [day, station]", "", 1)
	var added, whole time.Duration
	var put, part int64
	for b.Loop() {
		root := b.TempDir()
		db, err := sqlstore.Open(b.Context(), "sqlite://"+filepath.Join(root, "catalog.db"), slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		plain, err := local.New(filepath.Join(root, "objects"))
		if err != nil {
			b.Fatal(err)
		}
		counts := &counting{Store: plain}
		p := New(db, stored.New(counts), Options{WorkDir: filepath.Join(root, "work")})
		publish := func(text string, additions ...Addition) (*Outcome, time.Duration) {
			for name, text := range map[string]string{ManifestName: manifest, "days.csv": header + text} {
				if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
					b.Fatal(err)
				}
			}
			counts.bytes = 0
			start := time.Now()
			out, err := p.Publish(b.Context(), Request{Dir: root, Additions: additions})
			if err != nil {
				b.Fatal(explained(err))
			}
			return out, time.Since(start)
		}
		publish(strings.Join(months[:11], ""))
		out, took := publish(months[11], Addition{Period: "2026-12"})
		added += took
		put, part = counts.bytes, out.Tables[0].Parts[1].File.Bytes
		_, took = publish(strings.Join(months, ""))
		whole += took
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(added.Seconds()/float64(b.N), "append-s")
	b.ReportMetric(whole.Seconds()/float64(b.N), "whole-s")
	b.ReportMetric(whole.Seconds()/added.Seconds(), "whole/append")
	b.ReportMetric(float64(put)/float64(part), "put/part")
}
