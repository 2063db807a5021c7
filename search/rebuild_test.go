package search_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

func TestRebuildDuringSearchesIsNotNoticed(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	x := open(t, dir, c, search.Options{Poll: 10 * time.Millisecond})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	follow(t, x)
	want := slugs(find(t, x, search.Request{Text: "dan so"}))
	for range 2 {
		all.Go(func() {
			for ctx.Err() == nil {
				r, err := x.Search(context.WithoutCancel(ctx), search.Request{Text: "dan so"})
				if err != nil {
					t.Errorf("Search during a rebuild: %v", err)
					return
				}
				if !slices.Equal(slugs(r), want) {
					t.Errorf("finds %q, want %q", slugs(r), want)
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
	for range 2 {
		if err := x.Rebuild(t.Context(), nil); err != nil {
			t.Errorf("Rebuild: %v", err)
		}
		// As another process would do it:
		if err := search.Rebuild(t.Context(), dir, c, search.Options{}, nil); err != nil {
			t.Errorf("Rebuild beside: %v", err)
		}
	}
	stop()
	all.Wait()
}

func TestRebuiltIndexIsServedWithinASecondAndTheOldOneRemoved(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	x := open(t, dir, c, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	follow(t, x)
	var steps []int
	total := 0
	if err := search.Rebuild(t.Context(), dir, c, search.Options{}, func(done, of int) { steps, total = append(steps, done), of }); err != nil {
		t.Fatalf("Rebuild: %v", err)
	}
	if total != len(c.datasets) || !slices.IsSorted(steps) || steps[len(steps)-1] != total {
		t.Errorf("progress %v of %d, want up to %d", steps, total, len(c.datasets))
	}
	flipped := time.Now()
	waitFor(t, "the old generation to go", func() bool { return !exists(filepath.Join(dir, "00000001")) })
	if took := time.Since(flipped); took > 1500*time.Millisecond {
		t.Errorf("the old generation was there for %v", took)
	}
	if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
		t.Errorf("finds %d after the swap, want %d", got, len(c.datasets))
	}
	c.publish(dataset("after", "Sau đó", "Afterwards"), start)
	waitFor(t, "events after the swap", func() bool { return find(t, x, search.Request{Text: "afterwards"}).Total == 1 })
}

func TestRebuildThatIsCancelledLeavesTheOldIndex(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	x := open(t, dir, c, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	broken := &countingCatalogue{fakeCatalogue: c, failures: 1}
	if err := search.Rebuild(t.Context(), dir, broken, search.Options{}, nil); !errors.Is(err, errDown) {
		t.Fatalf("Rebuild: err = %v, want %v", err, errDown)
	}
	if exists(filepath.Join(dir, "00000002")) {
		t.Error("a failed rebuild left its generation")
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
		t.Errorf("finds %d, want %d", got, len(c.datasets))
	}
}

func TestASecondOpenIsRefusedClearly(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	open(t, dir, c, search.Options{})
	began := time.Now()
	_, err := search.Open(dir, c, search.Options{})
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok || !errors.Is(err, catalog.ErrConflict) || e.Public.IsZero() {
		t.Errorf("second Open: err = %v, want a conflict with a text", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("second Open took %v", took)
	}
}

func TestDamagedIndexIsBuiltAnew(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, dir string){
		"the list of segments is rubbish": func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, "00000001", "root.bolt")) },
		"the list of segments is cut":     func(t *testing.T, dir string) { truncate(t, filepath.Join(dir, "00000001", "root.bolt")) },
		"segments are rubbish":            func(t *testing.T, dir string) { eachSegment(t, dir, overwrite) },
		"segments are cut":                func(t *testing.T, dir string) { eachSegment(t, dir, truncate) },
		"segments have a wrong byte":      func(t *testing.T, dir string) { eachSegment(t, dir, flip) },
		"segments are gone": func(t *testing.T, dir string) {
			eachSegment(t, dir, func(t *testing.T, path string) { os.Remove(path) })
		},
		"the generation is gone":          func(_ *testing.T, dir string) { os.RemoveAll(filepath.Join(dir, "00000001")) },
		"current names what is not there": func(t *testing.T, dir string) { write(t, filepath.Join(dir, "current"), "00000077\n") },
		"current is rubbish":              func(t *testing.T, dir string) { write(t, filepath.Join(dir, "current"), "../../etc\n") },
		"current is gone":                 func(_ *testing.T, dir string) { os.Remove(filepath.Join(dir, "current")) },
	} {
		t.Run(name, func(t *testing.T) {
			c, dir := fixture(t), t.TempDir()
			x := open(t, dir, c, search.Options{})
			if err := x.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			x.Close()
			damage(t, dir)
			x = open(t, dir, c, search.Options{})
			if _, err := x.Search(t.Context(), search.Request{}); !errors.Is(err, search.ErrNotReady) {
				t.Errorf("Search of a damaged index: err = %v, want %v", err, search.ErrNotReady)
			}
			if err := x.CatchUp(t.Context()); err != nil {
				t.Fatalf("CatchUp: %v", err)
			}
			if got := slugs(find(t, x, search.Request{Text: "dân số"})); len(got) == 0 || got[0] != "dan-so-tinh" {
				t.Errorf("finds %q", got)
			}
			if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
				t.Errorf("finds %d in all, want %d", got, len(c.datasets))
			}
		})
	}
}

// TestKilledProcessLosesNothing runs itself as a process that indexes and is
// killed without closing.
func TestKilledProcessLosesNothing(t *testing.T) {
	if dir := os.Getenv("NGUON_TEST_INDEX"); dir != "" {
		x, err := search.Open(dir, fixture(t), search.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := self.Kill(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestKilledProcessLosesNothing$")
	child.Env = append(os.Environ(), "NGUON_TEST_INDEX="+dir)
	if out, err := child.CombinedOutput(); err == nil || child.ProcessState.ExitCode() > 0 {
		t.Fatalf("the child was not killed: %v\n%s", err, out)
	}
	c := fixture(t)
	c.publish(dataset("late", "Đến sau", "Latecomer"), start)
	counted := &countingCatalogue{fakeCatalogue: c}
	x := open(t, dir, counted, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if counted.datasets != 1 {
		t.Errorf("read %d datasets after a crash, want only the 1 that is new", counted.datasets)
	}
	if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
		t.Errorf("finds %d, want %d", got, len(c.datasets))
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(f(b)))
}

func overwrite(t *testing.T, path string) {
	change(t, path, func(b []byte) []byte {
		for i := range b {
			b[i] = byte(i * 37)
		}
		return b
	})
}

func truncate(t *testing.T, path string) {
	change(t, path, func(b []byte) []byte { return b[:len(b)/64] })
}

func flip(t *testing.T, path string) {
	change(t, path, func(b []byte) []byte { b[len(b)/2] ^= 0x40; return b })
}

func eachSegment(t *testing.T, dir string, f func(*testing.T, string)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "00000001", "*.zap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("segments: %q, %v", paths, err)
	}
	for _, path := range paths {
		f(t, path)
	}
}

func TestIndexThatIsDamagedWhileItIsServedIsBuiltAnew(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	x := open(t, dir, c, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "segments to be written", func() bool {
		paths, err := filepath.Glob(filepath.Join(dir, "00000001", "*.zap"))
		return err == nil && len(paths) > 0
	})
	x.Close()
	x = open(t, dir, c, search.Options{}) // from the files
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	eachSegment(t, dir, scribble)
	waitFor(t, "the damage to be seen", func() bool {
		_, err := x.Search(t.Context(), search.Request{Text: "dân số"})
		return errors.Is(err, search.ErrNotReady)
	})
	if err := x.Ready(); !errors.Is(err, search.ErrNotReady) {
		t.Errorf("Ready of a damaged index: err = %v, want %v", err, search.ErrNotReady)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatalf("CatchUp: %v", err)
	}
	if err := x.Ready(); err != nil {
		t.Errorf("Ready after CatchUp: %v", err)
	}
	if got := slugs(find(t, x, search.Request{Text: "dân số"})); len(got) == 0 || got[0] != "dan-so-tinh" {
		t.Errorf("finds %q", got)
	}
}

// scribble writes over a file in place, as a failing disk does.
func scribble(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	junk := make([]byte, info.Size())
	for i := range junk {
		junk[i] = byte(i*31 + 7)
	}
	if _, err := f.WriteAt(junk, 0); err != nil {
		t.Fatal(err)
	}
}
