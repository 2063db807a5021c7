package local_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"nguon/storage"
	"nguon/storage/local"
)

// An operator who reads the log must see which folder is meant, although the
// errors of os.Root name no more than the path below it.
func TestNewNamesTheFolderItCannotUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	taken := t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, ".tmp"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a file":                      file,
		"below a file":                filepath.Join(file, "objects"),
		"a file in place of .tmp":     taken,
		"where nothing can be made":   "/proc/nguon/objects",
		"a name that cannot be valid": "/tmp/\x00",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := local.New(dir)
			if err == nil || !strings.Contains(err.Error(), dir) {
				t.Errorf("New: %v; want an error that names %q", err, dir)
			}
		})
	}
}

func TestPutNamesTheFolderItCannotWriteTo(t *testing.T) {
	dir := t.TempDir()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, ".tmp")); err != nil {
		t.Fatal(err)
	}
	err = s.Put(t.Context(), "a/b", strings.NewReader("x"))
	if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "a/b") {
		t.Errorf("Put without a place for temporary files: %v; want an error that names %s and the key", err, dir)
	}
}

// The superuser may write everywhere, so here the folder is read-only for all
// others and the tests of the superuser see that it does not matter.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "a/b", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{filepath.Join(dir, ".tmp"), filepath.Join(dir, "a"), dir} {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(d, 0o755) }) //nolint:errcheck // the folder goes next
	}
	err = s.Put(t.Context(), "a/c", strings.NewReader("x"))
	superuser := os.Geteuid() == 0
	if superuser != (err == nil) {
		t.Fatalf("Put to a read-only folder as superuser = %t: %v", superuser, err)
	}
	if err != nil && (!errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), dir)) {
		t.Errorf("Put to a read-only folder: %v; want a missing permission in %s", err, dir)
	}
	if r, err := s.Open(t.Context(), "a/b", 0, -1); err != nil {
		t.Errorf("Open in a read-only folder: %v", err)
	} else {
		r.Close()
	}
}

func TestNewRemovesWhatCrashedPutsLeft(t *testing.T) {
	dir := t.TempDir()
	if _, err := local.New(dir); err != nil {
		t.Fatal(err)
	}
	old, young := filepath.Join(dir, ".tmp", "old"), filepath.Join(dir, ".tmp", "young")
	for file, age := range map[string]time.Duration{old: 25 * time.Hour, young: 23 * time.Hour} {
		if err := os.WriteFile(file, []byte("half"), 0o444); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a temporary file of yesterday is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("the file of a Put that may go on is gone: %v", err)
	}
	for info, err := range s.List(t.Context(), "") {
		t.Errorf("List yields %v, %v; want no temporary files", info, err)
	}
}

func TestPutLeavesNoTemporaryFile(t *testing.T) {
	dir := t.TempDir()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("broken")))
	for i, r := range []io.Reader{strings.NewReader("x"), strings.NewReader("y"), broken} {
		if err := s.Put(t.Context(), "a", r); (err == nil) != (i == 0) {
			t.Fatalf("Put %d: %v; want only the first to succeed", i, err)
		}
	}
	if err := s.Put(t.Context(), "b", broken); err == nil {
		t.Fatal("Put of a broken reader: no error")
	}
	if left, err := os.ReadDir(filepath.Join(dir, ".tmp")); err != nil || len(left) > 0 {
		t.Errorf("temporary files %v, %v; want none", left, err)
	}
}

func TestObjectsCannotBeChangedInPlace(t *testing.T) {
	s := newStore(t)
	if err := s.Put(t.Context(), "a", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	file, done, err := s.Locate(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o222 != 0 {
		t.Errorf("the file has the mode %v, %v; want nobody to have write permission", info.Mode(), err)
	}
}

// A link is how the outside could get into the folder.
func TestSymbolicLinksAreNoObjects(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"folder": outside, "file": filepath.Join(outside, "secret")} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"file", "folder/secret"} {
		if r, err := s.Open(t.Context(), key, 0, -1); err == nil {
			r.Close()
			t.Errorf("Open %q follows a link out of the folder", key)
		}
		if file, _, err := s.Locate(t.Context(), key); err == nil {
			t.Errorf("Locate %q = %q, through a link out of the folder", key, file)
		}
	}
	if err := s.Put(t.Context(), "folder/new", strings.NewReader("x")); err == nil {
		t.Error("Put writes through a link out of the folder")
	}
	for info, err := range s.List(t.Context(), "") {
		t.Errorf("List yields %v, %v; want no links", info, err)
	}
}

// Remove prunes empty folders while Put makes them.
func TestPutAndRemoveSideBySide(t *testing.T) {
	s := newStore(t)
	var wg sync.WaitGroup
	for _, key := range []string{"a/b/c/1", "a/b/c/2", "a/b/2"} {
		wg.Go(func() {
			for range 50 {
				if err := s.Put(t.Context(), key, strings.NewReader("x")); err != nil {
					t.Errorf("Put: %v", err)
				}
				if err := s.Remove(t.Context(), key); err != nil {
					t.Errorf("Remove: %v", err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 50 {
			for _, err := range s.List(t.Context(), "") {
				if err != nil {
					t.Errorf("List: %v", err)
				}
			}
		}
	})
	wg.Wait()
}

func TestRemovePrunesEmptyFolders(t *testing.T) {
	dir := t.TempDir()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"a/b/c/1", "a/2"} {
		if err := s.Put(t.Context(), key, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Remove(t.Context(), "a/b/c/1"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a", "b")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty folder a/b is still there: %v", err)
	}
	if _, err := s.Stat(t.Context(), "a/2"); err != nil {
		t.Errorf("its neighbour: %v", err)
	}
}

var _ storage.Locator = (*local.Store)(nil)
