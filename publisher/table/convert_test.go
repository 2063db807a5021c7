package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// mixed writes rows of every type, with missing values.
func mixed(rows int) string {
	r := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	b.WriteString("id,code,n,x,day,at,yes,note\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,C%07d,%d,%d.%02d,%02d/%02d/20%02d,2025-%02d-%02dT%02d:00:00Z,%v,", i, r.IntN(1e7), r.IntN(50), r.IntN(1000), r.IntN(100),
			1+r.IntN(28), 1+r.IntN(12), r.IntN(25), 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(2) == 0)
		if r.IntN(3) > 0 {
			fmt.Fprintf(&b, "\"ghi chú số %d, \"\"tốt\"\"\"", r.IntN(100))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestSameInputMakesTheSameBytes(t *testing.T) {
	path, plan := mustInspect(t, mixed(30_000), Options{chunk: 64 << 10})
	var want []byte
	for _, workers := range []int{1, 2, 5} {
		again, err := Inspect(t.Context(), path, Options{chunk: 64 << 10, Workers: workers})
		if err != nil || again.Rows != plan.Rows {
			t.Fatalf("Inspect: %v, %d rows", err, again.Rows)
		}
		var out bytes.Buffer
		o := ConvertOptions{Workers: workers, Metadata: map[string]string{"b": "2", "a": "1", "c": "3"}}
		if _, err := Convert(t.Context(), again, &out, o); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = out.Bytes()
		}
		if !bytes.Equal(want, out.Bytes()) {
			t.Errorf("%d workers: other bytes", workers)
		}
	}
}

func TestRowGroupsKeepTheOrderOfRows(t *testing.T) {
	_, plan := mustInspect(t, mixed(2*groupRows+1000), Options{chunk: 100_000})
	rows, out := published(t, plan)
	if len(rows) != 2*groupRows+1000 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if row[0] != fmt.Sprint(i) {
			t.Fatalf("row %d has id %s", i, row[0])
		}
	}
	if len(out) == 0 {
		t.Error("no Parquet")
	}
}

func TestVerifyFindsWhatDiffers(t *testing.T) {
	const head = "k,name,x,d,yes\n"
	lines := []string{"1,an,1.5,2025-01-01,true\n", "2,bình,2.5,2025-01-02,false\n", "3,,3.5,2025-01-03,true\n", "4,dũng,,2025-01-04,\n"}
	convert := func(lines ...string) ([]byte, *Written) {
		_, plan := mustInspect(t, head+strings.Join(lines, ""), Options{})
		var out bytes.Buffer
		w, err := Convert(t.Context(), plan, &out, ConvertOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes(), w
	}
	_, want := convert(lines...)
	for _, test := range []struct {
		name  string
		lines []string
	}{
		{"two rows changed places", []string{lines[1], lines[0], lines[2], lines[3]}},
		{"an integer is another", []string{"9,an,1.5,2025-01-01,true\n", lines[1], lines[2], lines[3]}},
		{"a text is another", []string{"1,ân,1.5,2025-01-01,true\n", lines[1], lines[2], lines[3]}},
		{"a number is another", []string{"1,an,1.25,2025-01-01,true\n", lines[1], lines[2], lines[3]}},
		{"a day is another", []string{"1,an,1.5,2025-01-09,true\n", lines[1], lines[2], lines[3]}},
		{"a truth is another", []string{"1,an,1.5,2025-01-01,false\n", lines[1], lines[2], lines[3]}},
		{"a missing value became zero", []string{lines[0], lines[1], lines[2], "4,dũng,0,2025-01-04,\n"}},
		{"missing values changed places", []string{lines[0], "2,,2.5,2025-01-02,false\n", "3,bình,3.5,2025-01-03,true\n", lines[3]}},
		{"a row is missing", lines[:3]},
		{"a row is twice there", append(lines[:4:4], lines[3])},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _ := convert(test.lines...)
			w := *want
			w.Bytes = int64(len(got)) // so that it is not the size that tells
			if err := Verify(t.Context(), bytes.NewReader(got), w.Bytes, &w, nil); !errors.Is(err, ErrDiffers) {
				t.Errorf("Verify: err = %v, want %v", err, ErrDiffers)
			}
		})
	}
}

// Every byte of the pages counts: no flipped bit of a value goes unnoticed,
// and none makes Verify panic.
func TestVerifyFindsFlippedBits(t *testing.T) {
	_, plan := mustInspect(t, mixed(400), Options{})
	var out bytes.Buffer
	w, err := Convert(t.Context(), plan, &out, ConvertOptions{})
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	r := rand.New(rand.NewPCG(7, 8))
	for range 400 {
		broken := bytes.Clone(out.Bytes())
		broken[r.IntN(len(broken)/2)] ^= 1 << r.IntN(8) // pages come first in the file
		if Verify(t.Context(), bytes.NewReader(broken), int64(len(broken)), w, nil) == nil {
			missed++ // a bit of a statistic, or of a checksum that is not a value
		}
	}
	if missed > 40 {
		t.Errorf("%d of 400 flipped bits went unnoticed", missed)
	}
}

func TestChangedFileIsRefused(t *testing.T) {
	path, plan := mustInspect(t, "a,b\n1,2\n3,4\n", Options{})
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("a,b\n1,2\n3,y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, before.ModTime()); err != nil {
		t.Fatal(err)
	}
	_, err = Convert(t.Context(), plan, io.Discard, ConvertOptions{})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != FileChanged || e.Line != 3 || e.Column != "b" {
		t.Errorf("Convert: err = %v, want %s in column b at line 3", err, FileChanged)
	}
	if err := os.WriteFile(path, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Convert(t.Context(), plan, io.Discard, ConvertOptions{})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != FileChanged {
		t.Errorf("Convert: err = %v, want %s", err, FileChanged)
	}
}

// failing is a writer or a consumer that fails after some calls.
type failing struct{ after int }

var errFull = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestConvertEndsWithTheFirstError(t *testing.T) {
	_, plan := mustInspect(t, mixed(200_000), Options{chunk: 32 << 10})
	if _, err := Convert(t.Context(), plan, &failing{after: 3}, ConvertOptions{}); !errors.Is(err, errFull) {
		t.Errorf("full disk: err = %v, want %v", err, errFull)
	}
	f := &failing{after: 5}
	o := ConvertOptions{OnBatch: func(*Batch) error { _, err := f.Write(nil); return err }}
	if _, err := Convert(t.Context(), plan, io.Discard, o); !errors.Is(err, errFull) {
		t.Errorf("failing OnBatch: err = %v, want %v", err, errFull)
	}
}

func TestCancelEndsEveryStage(t *testing.T) {
	path, plan := mustInspect(t, mixed(300_000), Options{chunk: 32 << 10})
	var out bytes.Buffer
	w, err := Convert(t.Context(), plan, &out, ConvertOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, stage := range map[string]func(ctx context.Context, report func(Progress)) error{
		"inspect": func(ctx context.Context, report func(Progress)) error {
			_, err := Inspect(ctx, path, Options{chunk: 4 << 10, Progress: report})
			return err
		},
		"convert": func(ctx context.Context, report func(Progress)) error {
			_, err := Convert(ctx, plan, io.Discard, ConvertOptions{Progress: report})
			return err
		},
		"verify": func(ctx context.Context, report func(Progress)) error {
			return Verify(ctx, bytes.NewReader(out.Bytes()), int64(out.Len()), w, report)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var at time.Time
			err := stage(ctx, func(p Progress) {
				if p.Stage != name || p.Bytes > p.Total {
					t.Errorf("progress %+v", p)
				}
				if at.IsZero() {
					at = time.Now()
					cancel()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("err = %v, want %v", err, context.Canceled)
			}
			if took := time.Since(at); took > 5*time.Second {
				t.Errorf("went on for %v", took)
			}
		})
	}
}

// The heap does not grow with the file.
func TestMemoryIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	block := mixed(20_000)
	head, rows, _ := strings.Cut(block, "\n")
	if _, err := io.WriteString(f, head+"\n"); err != nil {
		t.Fatal(err)
	}
	size := 0
	for size < 200<<20 {
		n, err := io.WriteString(f, rows)
		if err != nil {
			t.Fatal(err)
		}
		size += n
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var peak uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	out, err := os.Create(filepath.Join(t.TempDir(), "large.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	plan, err := Inspect(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := Convert(t.Context(), plan, out, ConvertOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), out, w.Bytes, w, nil); err != nil {
		t.Fatal(err)
	}
	close(stop)
	<-stopped
	t.Logf("peak of the heap %d MiB for a file of %d MiB", peak>>20, size>>20)
	if peak > 400<<20 {
		t.Errorf("peak of the heap: %d MiB", peak>>20)
	}
}
