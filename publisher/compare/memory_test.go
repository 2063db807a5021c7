package compare_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/publisher/rowset"
)

// comparePath is the variable that makes BenchmarkRowsMemory the process that
// compares the files of a folder.
const comparePath = "NGUON_TEST_COMPARE"

// mostMemory is what a comparison may take, in MiB.
const mostMemory = 1024

// BenchmarkRowsMemory compares two releases of three million rows by their key in
// a process of its own, and reports the most memory that it has had at a time,
// which the kernel knows: VmHWM. It fails if that is more than it may be.
func BenchmarkRowsMemory(b *testing.B) {
	if dir := os.Getenv(comparePath); dir != "" {
		compareFolder(b, dir)
		return
	}
	const n = 3_000_000
	for _, every := range []int{100, 1} {
		b.Run(fmt.Sprintf("rows=%d/changed=1:%d", n, every), func(b *testing.B) {
			dir := b.TempDir()
			for name, changed := range map[string]int{"before": 0, "now": every} {
				keep(b, dir, name, side(b, manyRows(n, changed), "id"))
			}
			for b.Loop() {
				compareApart(b, dir)
			}
		})
	}
}

// manyRows is a table of five columns that is sorted by nothing, of which so much
// has changed.
func manyRows(n, every int) string {
	var t strings.Builder
	t.WriteString("id,day,region,amount,note\n")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		amount := r.IntN(1_000_000)
		if every > 0 && i%every == 0 {
			amount++
		}
		fmt.Fprintf(&t, "%d,2026-%02d-%02d,R%02d,%d.%02d,note %d\n", i*7919%n, i%12+1, i%28+1, i%63, amount/100, amount%100, i%1000)
	}
	return t.String()
}

func keep(b *testing.B, dir, name string, s compare.Side) {
	b.Helper()
	file, err := os.Create(filepath.Join(dir, name+".parquet"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, io.NewSectionReader(s.File, 0, s.File.Size)); err != nil {
		b.Fatal(err)
	}
	text, err := json.Marshal(s.Table)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".json"), text, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// compareApart compares in another process.
func compareApart(b *testing.B, dir string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkRowsMemory$", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), comparePath+"="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	_, rest, _ := strings.Cut(string(out), "comparison took ")
	var seconds, mib float64
	if _, err := fmt.Sscanf(rest, "%f s and %f MiB", &seconds, &mib); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	b.ReportMetric(seconds, "s")
	b.ReportMetric(mib, "peak-MiB")
	if mib > mostMemory {
		b.Errorf("the comparison took %.0f MiB, of which it may take %d", mib, mostMemory)
	}
}

// compareFolder compares the files of a folder, and prints what it took.
func compareFolder(b *testing.B, dir string) {
	b.Helper()
	open := func(name string) compare.Side {
		text, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if err != nil {
			b.Fatal(err)
		}
		t := new(catalog.Table)
		if err := json.Unmarshal(text, t); err != nil {
			b.Fatal(err)
		}
		file, err := os.Open(filepath.Join(dir, name+".parquet"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { file.Close() }) //nolint:errcheck // it was only read
		info, err := file.Stat()
		if err != nil {
			b.Fatal(err)
		}
		return compare.Side{Table: t, File: &rowset.File{ReaderAt: file, Size: info.Size()}}
	}
	before, now := open("before"), open("now")
	began := time.Now()
	d, err := compare.Rows(b.Context(), before, now, io.Discard, compare.Options{TempDir: b.TempDir()})
	if err != nil || d.Rows.Changed == 0 {
		b.Fatal(d, err)
	}
	took := time.Since(began).Seconds()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.ParseFloat(strings.TrimSpace(strings.SplitN(rest, "kB", 2)[0]), 64)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Printf("comparison took %.2f s and %.0f MiB\n", took, kib/1024)
}
