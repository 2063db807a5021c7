package intake_test

import (
	"os"
	"strings"
	"testing"

	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

func BenchmarkOpen(b *testing.B) {
	table := strings.Repeat("001;Phường Ba Đình;2,97;2026-01-01\n", 200_000)
	for name, content := range map[string]string{"plain": table, "gzip": gzipOf(table), "zstd": zstdOf(table), "zip": zipOf(member{"a.csv", table})} {
		b.Run("packed="+name, func(b *testing.B) {
			path := b.TempDir() + "/a.csv"
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				b.Fatal(err)
			}
			o := rows.Options{TempDir: b.TempDir()}
			b.SetBytes(int64(len(table)))
			for b.Loop() {
				f, err := intake.Open(b.Context(), path, o)
				if err != nil {
					b.Fatal(err)
				}
				if err := f.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	// The worst for telling the format: an object whose end is far away.
	envelope := `{"data":[` + strings.Repeat(`{"a":1,"b":"Hà Nội"},`, 1<<20) + `{}],"total":1}`
	b.Run("json=envelope", func(b *testing.B) {
		path := b.TempDir() + "/a.json"
		if err := os.WriteFile(path, []byte(envelope), 0o600); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(envelope)))
		for b.Loop() {
			f, err := intake.Open(b.Context(), path, rows.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
