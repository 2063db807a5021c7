package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// The folder of an index holds generations, folders with increasing numbers
// for names, and the file "current", which names the one that is served:
//
//	current      00000002
//	00000001/    served until a moment ago
//	00000002/    served
//	00000003/    being built
//
// A rebuild makes a new generation and then replaces "current" in one step; a
// server sees that within a second, opens the new one, lets its searches end
// on the old one, and removes the old one. What a process that died left
// behind is removed when an index is opened or rebuilt: every generation older
// than the current one that no process has open.
const currentFile = "current"

// current returns the name of the generation to be served, or "" if there is
// none.
func current(dir string) string {
	b, err := os.ReadFile(filepath.Join(dir, currentFile))
	name := strings.TrimSpace(string(b))
	if n, bad := strconv.Atoi(name); err != nil || bad != nil || n < 1 || len(name) != 8 {
		return ""
	}
	return name
}

// setCurrent makes a generation the one to be served.
func setCurrent(dir, name string) error {
	f, err := os.CreateTemp(dir, currentFile+"-*")
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(name + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, currentFile))
	}
	if err != nil {
		return fmt.Errorf("search: make %s current: %w", name, err)
	}
	return nil
}

// newName makes the folder of a new generation, after all that are there.
func newName(dir string) (string, error) {
	for {
		names, err := generations(dir)
		if err != nil {
			return "", err
		}
		last := 0
		for _, name := range append(names, current(dir)) {
			n, _ := strconv.Atoi(name)
			last = max(last, n)
		}
		name := fmt.Sprintf("%08d", last+1)
		err = os.Mkdir(filepath.Join(dir, name), 0o755)
		if err == nil {
			return name, nil
		}
		if !errors.Is(err, os.ErrExist) {
			return "", fmt.Errorf("search: new generation: %w", err)
		}
	}
}

// generations returns the names of the generations in dir, oldest first.
func generations(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	var names []string
	for _, e := range entries {
		if _, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() && len(e.Name()) == 8 {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// clean removes the generations older than the current one that no process has
// open.
func clean(dir string) {
	names, err := generations(dir)
	if err != nil {
		return // it is tried again next time
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if name >= current(dir) || inUse(path) {
			continue
		}
		os.RemoveAll(path)
	}
}

// cleanAside removes what killed processes have left of snapshots that they
// were writing. Only the process that has the index open may call it.
func cleanAside(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // it is tried again next time
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), asidePrefix) {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// inUse reports whether a process has the generation open.
func inUse(path string) bool {
	root := filepath.Join(path, "root.bolt")
	if _, err := os.Stat(root); err != nil {
		return false
	}
	db, err := bolt.Open(root, 0o600, &bolt.Options{Timeout: time.Millisecond})
	if err != nil {
		return errors.Is(err, bolterrors.ErrTimeout)
	}
	db.Close()
	return false
}
