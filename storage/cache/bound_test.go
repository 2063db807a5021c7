package cache_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLongestUnusedCopyGoesFirst(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 30, from)
	for _, key := range []string{"a", "b", "c", "d"} {
		put(t, s, key, 10)
	}
	touch(t, s, "a", "b", "c", "a") // the order of use is b, c, a
	touch(t, s, "d")
	wantFiles(t, dir, 3, 30)
	before := from.opens.Load()
	touch(t, s, "c", "a", "d")
	if got := from.opens.Load() - before; got != 0 {
		t.Errorf("%d downloads of copies that were used last, want 0", got)
	}
	touch(t, s, "b")
	if got := from.opens.Load() - before; got != 1 {
		t.Errorf("%d downloads of the copy that was unused for longest, want 1", got)
	}
}

func TestCopiesInUseStay(t *testing.T) {
	dir := t.TempDir()
	s := newCache(t, dir, 20, newRemote(t))
	for _, key := range []string{"a", "b", "c", "d"} {
		put(t, s, key, 10)
	}
	a, doneA := locate(t, s, "a")
	b, doneB := locate(t, s, "b")
	c, doneC := locate(t, s, "c") // above the bound, as all are in use
	touch(t, s, "d")
	for _, file := range []string{a, b, c} {
		if got := size(t, file); got != 10 {
			t.Errorf("a file in use has %d bytes, want 10", got)
		}
	}
	wantFiles(t, dir, 3, 30)
	doneA()
	wantFiles(t, dir, 2, 20)
	doneB()
	doneC()
	doneC()
	wantFiles(t, dir, 2, 20)
}

func TestObjectAboveTheBoundIsServed(t *testing.T) {
	dir := t.TempDir()
	s := newCache(t, dir, 20, newRemote(t))
	put(t, s, "small", 10)
	put(t, s, "large", 21)
	touch(t, s, "small")
	first, done := locate(t, s, "large")
	if got := size(t, first); got != 21 {
		t.Errorf("the copy has %d bytes, want 21", got)
	}
	done()
	wantFiles(t, dir, 1, 10) // neither the large one nor at the cost of the small one
	wantFile(t, s, "large", 21)
}

func TestRestart(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	for _, key := range []string{"a", "b", "Đà Nẵng/dân số"} {
		put(t, s, key, 10)
		touch(t, s, key)
	}
	before := from.opens.Load()
	s = newCache(t, dir, 100, from)
	wantFile(t, s, "a", 10)
	wantFile(t, s, "Đà Nẵng/dân số", 10)
	if got := from.opens.Load() - before; got != 0 {
		t.Errorf("%d downloads after a restart, want 0", got)
	}
	wantFiles(t, dir, 3, 30)
}

func TestRestartFindsDamage(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	put(t, s, "cut", 10)
	put(t, s, "removed", 10)
	file, done := locate(t, s, "cut")
	done()
	touch(t, s, "removed")
	if err := os.Truncate(file, 5); err != nil {
		t.Fatal(err)
	}
	if err := from.Remove(t.Context(), "removed"); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "."+filepath.Base(file)+"0")
	foreign := filepath.Join(dir, "README")
	for _, name := range []string{half, foreign} {
		if err := os.WriteFile(name, []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	s = newCache(t, dir, 100, from)
	wantFile(t, s, "cut", 10)
	if file, _, err := s.Locate(t.Context(), "removed"); err == nil {
		t.Errorf("Locate of an object that was removed meanwhile = %q", file)
	}
	if _, err := os.Stat(half); err == nil {
		t.Error("an unfinished download is still there")
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a file that is not ours: %v", err)
	}
	wantFiles(t, dir, 2, 10+int64(len("half")))
}

func TestRestartWithASmallerBound(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	var files []string
	for _, key := range []string{"a", "b", "c"} {
		put(t, s, key, 10)
		file, done := locate(t, s, key)
		done()
		files = append(files, file)
	}
	// The order of use is that of the times of the files: b, c, a.
	for i, age := range map[int]time.Duration{1: 3 * time.Hour, 2: 2 * time.Hour, 0: time.Hour} {
		if err := os.Chtimes(files[i], time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	newCache(t, dir, 20, from)
	wantFiles(t, dir, 2, 20)
	if _, err := os.Stat(files[1]); err == nil {
		t.Error("the copy that was unused for longest is still there")
	}
	newCache(t, dir, 5, from)
	wantFiles(t, dir, 0, 0)
}

func TestTwoCopiesOfOneObjectBecomeOne(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	put(t, s, "a", 10)
	file, done := locate(t, s, "a")
	done()
	name, _, _ := strings.Cut(file, "-")
	if err := os.WriteFile(name+"-1", []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	newCache(t, dir, 100, from)
	wantFiles(t, dir, 1, 10)
}
