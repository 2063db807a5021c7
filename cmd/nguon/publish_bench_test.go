package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"nguon/publisher"
)

// BenchmarkPublish publishes a large CSV file, and has DuckDB copy the same
// file to Parquet in the same turn, once as it does by itself and once typing
// the whole file as the publisher always does. The file is made from the
// Parquet file that NGUON_BENCH_TABLE names; make bench fetches flights-3m.
//
// Published means all of it: typed over all rows, statistics, Parquet read
// back and compared, object stored, release committed.
func BenchmarkPublish(b *testing.B) {
	source := os.Getenv("NGUON_BENCH_TABLE")
	if source == "" {
		b.Skip("NGUON_BENCH_TABLE names no Parquet file: run make bench")
	}
	folder := b.TempDir()
	file := filepath.Join(folder, "table.csv")
	duck(b, fmt.Sprintf("COPY (FROM read_parquet('%s')) TO '%s' (FORMAT csv, HEADER)", source, file))
	if err := os.WriteFile(filepath.Join(folder, publisher.ManifestName), []byte(benchManifest), 0o644); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	var ours, theirs, typed []time.Duration
	var rows int64
	for b.Loop() {
		ours = append(ours, timed(func() { rows = publishOnce(b, folder) }))
		theirs = append(theirs, timed(func() { duckCopy(b, file, "") }))
		typed = append(typed, timed(func() { duckCopy(b, file, ", sample_size=-1") }))
	}
	took := median(ours).Seconds()
	b.ReportMetric(float64(rows)/took, "rows/s")
	b.ReportMetric(float64(info.Size())/1e6/took, "MB/s")
	b.ReportMetric(took, "s-nguon")
	b.ReportMetric(median(theirs).Seconds(), "s-duckdb")
	b.ReportMetric(median(typed).Seconds(), "s-duckdb-all")
	b.ReportMetric(median(ratios(theirs, ours)), "speed-of-duckdb")
	b.ReportMetric(median(ratios(typed, ours)), "speed-of-duckdb-all")
}

const benchManifest = `slug: bench
title: {vi: Đo tốc độ, en: Benchmark}
description: {vi: Bảng lớn., en: A large table.}
agency: {code: MAU, title: {vi: Ban mẫu, en: Sample desk}}
theme: [transport]
licence: CC0-1.0
frequency: never
resources:
  - {name: table, title: {vi: Bảng, en: Table}, file: table.csv}
`

func publishOnce(b *testing.B, folder string) int64 {
	e := &env{program: &program{Data: b.TempDir()}, stdout: io.Discard, stderr: io.Discard}
	shop, err := e.openWorkshop(context.Background(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	out, err := shop.pub.Publish(context.Background(), publisher.Request{Dir: folder})
	if err != nil {
		b.Fatal(err)
	}
	return out.Tables[0].Rows
}

func duckCopy(b *testing.B, file, options string) {
	duck(b, fmt.Sprintf("COPY (FROM read_csv('%s'%s)) TO '%s' (FORMAT parquet, COMPRESSION zstd)",
		file, options, filepath.Join(b.TempDir(), "table.parquet")))
}

func duck(b *testing.B, statement string) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		b.Fatal(err)
	}
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func ratios(a, b []time.Duration) []float64 {
	rs := make([]float64, len(a))
	for i := range a {
		rs[i] = float64(a[i]) / float64(b[i])
	}
	return rs
}

func median[T time.Duration | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
