//go:build unix

package personal

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/publisher/table"
)

const benchRows = 200_000

// benchTables are made of the columns that tables have: that of the benchmarks
// of package table, persons, notes of some length, and names of places.
func benchTables() map[string][][]string {
	p := newPeople(5)
	mixed := [][]string{{"id", "code", "n", "x", "day", "at", "yes", "note"}}
	persons := [][]string{{"ho_ten", "ngay_sinh", "gioi_tinh", "cccd", "dia_chi", "dien_thoai"}}
	notes := [][]string{{"id", "ghi_chu"}}
	places := [][]string{{"ma", "ten", "tinh", "dan_so"}}
	_, full := communeNames()
	for i := range benchRows {
		note := ""
		if p.IntN(3) > 0 {
			note = fmt.Sprintf("ghi chú số %d, \"tốt\"", p.IntN(100))
		}
		mixed = append(mixed, []string{strconv.Itoa(i), fmt.Sprintf("C%07d", p.IntN(1e7)), strconv.Itoa(p.IntN(50)), fmt.Sprintf("%d.%02d", p.IntN(1000), p.IntN(100)),
			fmt.Sprintf("%02d/%02d/20%02d", 1+p.IntN(28), 1+p.IntN(12), p.IntN(25)), fmt.Sprintf("2025-%02d-%02dT%02d:00:00Z", 1+p.IntN(12), 1+p.IntN(28), p.IntN(24)), strconv.FormatBool(p.IntN(2) == 0), note})
		persons = append(persons, []string{p.name(), p.birth(), pick(p, []string{"Nam", "Nữ"}), p.id(), p.address(), p.phone()})
		notes = append(notes, []string{strconv.Itoa(i), pick(p, remarks) + "; " + pick(p, remarks) + ". " + pick(p, remarks)})
		places = append(places, []string{fmt.Sprintf("%05d", i%32000), full[i%len(full)], pick(p, []string{"Hà Nội", "Cao Bằng", "Thái Nguyên"}), strconv.Itoa(p.IntN(1e6))})
	}
	return map[string][][]string{"mixed": mixed, "persons": persons, "notes": notes, "places": places}
}

// processorTime is what the process has used: on a machine with other work the
// only time that compares.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkAdd is the cost of the scan beside that of the first pass of an
// ingest over the same file, which it should not exceed. Compare two commits
// with
//
//	go test -run='^$' -bench=. -count=10 ./publisher/personal > new.txt
//	benchstat old.txt new.txt
func BenchmarkAdd(b *testing.B) {
	tables := benchTables()
	for _, name := range []string{"mixed", "persons", "notes", "places"} {
		rows := tables[name]
		path := write(b, rows)
		size := 0
		for _, r := range rows {
			size += len(strings.Join(r, ","))
		}
		report := func(b *testing.B, from time.Duration) {
			b.ReportMetric(float64(processorTime()-from)/float64(benchRows*b.N), "cpu-ns/row")
			b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(size)*float64(b.N)/b.Elapsed().Seconds()/1e6, "MB/s")
		}
		plan, err := table.Inspect(b.Context(), path, table.Options{Comma: ','})
		if err != nil {
			b.Fatal(err)
		}
		defer plan.Close()
		var batches []*table.Batch
		if _, err := table.Convert(b.Context(), plan, io.Discard, table.ConvertOptions{OnBatch: func(x *table.Batch) error {
			batches = append(batches, x.Clone())
			return nil
		}}); err != nil {
			b.Fatal(err)
		}
		b.Run("table="+name+"/pass=inspect", func(b *testing.B) {
			from := processorTime()
			for b.Loop() {
				if _, err := table.Inspect(b.Context(), path, table.Options{Comma: ',', Workers: 1}); err != nil {
					b.Fatal(err)
				}
			}
			report(b, from)
		})
		b.Run("table="+name+"/pass=scan", func(b *testing.B) {
			b.ReportAllocs()
			from := processorTime()
			for b.Loop() {
				s := New(plan, Options{Now: now})
				for _, x := range batches {
					s.Add(x)
				}
			}
			report(b, from)
		})
	}
}
