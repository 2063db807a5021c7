package anon_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/publisher/anon"
	"nguon/publisher/anon/anontest"
)

// BenchmarkAdult is the whole way of the 30,162 rows of Adult with 9
// quasi-identifiers; what the search takes of it stands apart.
func BenchmarkAdult(b *testing.B) {
	file := filepath.Join(anontest.Folder(b), "adult.csv")
	var search float64
	before := processor(b)
	for b.Loop() {
		b.StopTimer()
		j := job(b, file, adult(5, "search: {metric: nue, suppress_rows: 0.04}\n"))
		b.StartTimer()
		got, err := anon.Run(b.Context(), j)
		if err != nil || !got.Report.Search.Optimal || !got.Report.Pass {
			b.Fatal(err)
		}
		search += got.Report.Search.Seconds
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
	b.ReportMetric(search/float64(b.N), "s-search")
	b.ReportMetric((processor(b)-before)/float64(b.N), "s-cpu")
}

// processor is the time of processors that this process took, in seconds: what
// a run costs on a machine that others use, too.
func processor(b *testing.B) float64 {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()).Seconds()
}

// BenchmarkGrown is the whole way, from a file of CSV to the report, of Adult
// grown to many rows, with 8 quasi-identifiers and a sensitive column. Each run
// is a process of its own, so that its memory is.
func BenchmarkGrown(b *testing.B) {
	for _, rows := range []int{1_000_000, 10_000_000} {
		b.Run("rows="+strconv.Itoa(rows), func(b *testing.B) {
			dir := b.TempDir()
			grow(b, dir, rows)
			var all, worst cost
			for b.Loop() {
				c := apart(b, dir)
				all.Seconds += c.Seconds
				all.Search += c.Search
				all.Processor += c.Processor
				worst.MiB = max(worst.MiB, c.MiB)
			}
			b.ReportMetric(all.Seconds/float64(b.N), "s")
			b.ReportMetric(all.Search/float64(b.N), "s-search")
			b.ReportMetric(all.Processor/float64(b.N), "s-cpu")
			b.ReportMetric(worst.MiB, "MiB-peak")
		})
	}
}

// grow writes a table of many rows like those of Adult, and what belongs to its
// policy.
func grow(b *testing.B, dir string, rows int) {
	from := anontest.Folder(b)
	files, err := filepath.Glob(filepath.Join(from, "adult_hierarchy_*.csv"))
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		write(b, filepath.Join(dir, filepath.Base(name)), string(text))
	}
	t := anontest.Grow(anontest.Adult(b), rows, 0.05, 11)
	f, err := os.Create(filepath.Join(dir, "grown.csv"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buffer := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(buffer)
	cells := make([]string, len(t.Columns))
	for i := range t.Columns {
		cells[i] = t.Columns[i].Name
	}
	for row := -1; row < rows; row++ {
		for i := range cells {
			if row >= 0 {
				cells[i], _ = t.Columns[i].Value(row)
			}
		}
		if err := w.Write(cells); err != nil {
			b.Fatal(err)
		}
	}
	w.Flush()
	if err := buffer.Flush(); err != nil {
		b.Fatal(err)
	}
	policy := strings.Replace(adult(5, "search: {suppress_rows: 0.04}\n"), "occupation: {role: quasi, op: {generalise: {hierarchy: adult_hierarchy_occupation.csv}}}", "occupation: {role: sensitive, op: keep}", 1)
	write(b, filepath.Join(dir, "policy.yaml"), strings.Replace(policy, "privacy: {k: 5}", "privacy: {k: 5, occupation: {l: 3, t: 0.5}}", 1))
}

// A cost is what a run took.
type cost struct {
	Seconds, Search float64
	Processor       float64 // seconds of processors
	MiB             float64 // of memory, at most
}

// grownFolder names the folder whose table a process is to make anonymous.
const grownFolder = "NGUON_ANON_GROWN"

// apart makes the table of a folder anonymous in a process of its own.
func apart(b *testing.B, dir string) (c cost) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	run := exec.CommandContext(b.Context(), self, "-test.run", "^$", "-test.bench", "^BenchmarkGrownOnce$", "-test.benchtime", "1x")
	run.Env = append(os.Environ(), grownFolder+"="+dir)
	out, err := run.CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	_, line, ok := bytes.Cut(out, []byte("cost "))
	if !ok {
		b.Fatalf("%s", out)
	}
	if err := json.NewDecoder(bytes.NewReader(line)).Decode(&c); err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkGrownOnce is one run of [BenchmarkGrown], in its own process.
func BenchmarkGrownOnce(b *testing.B) {
	dir := os.Getenv(grownFolder)
	if dir == "" {
		b.Skip("part of BenchmarkGrown")
	}
	text, err := os.ReadFile(filepath.Join(dir, "policy.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		j := job(b, filepath.Join(dir, "grown.csv"), string(text)) // which reads the file once
		got, err := anon.Run(b.Context(), j)
		if err != nil || !got.Report.Pass {
			b.Fatalf("%v, %v", err, failed(got.Report))
		}
		c := cost{Seconds: b.Elapsed().Seconds(), Search: got.Report.Search.Seconds, Processor: processor(b), MiB: peak(b)}
		line, err := json.Marshal(c)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("cost %s\n", line)
	}
}

// peak is the most memory that this process has had, in MiB.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("there is no /proc")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "kB")
	kib, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
