package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"nguon/storage"
)

// List implements [storage.Store]. It holds the names of one folder for each
// level in memory.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if !storage.CanBegin(prefix) {
			return
		}
		w := walk{ctx: ctx, files: s.root.FS(), prefix: prefix, yield: yield}
		if _, err := w.folder("."); err != nil {
			yield(storage.Info{}, fmt.Errorf("list %q in %s: %w", prefix, s.dir, err))
		}
	}
}

// A walk yields the objects below folders in the byte order of their keys.
type walk struct {
	ctx    context.Context
	files  fs.FS
	prefix string
	yield  func(storage.Info, error) bool
}

// folder reports whether the walk goes on after dir.
func (w *walk) folder(dir string) (bool, error) {
	entries, err := fs.ReadDir(w.files, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil // a Remove beside us has emptied it
	}
	if err != nil {
		return false, err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(sortName(a), sortName(b)) })
	for _, e := range entries {
		if err := w.ctx.Err(); err != nil {
			return false, err
		}
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if more, err := w.entry(path.Join(dir, e.Name()), e); !more || err != nil {
			return false, err
		}
	}
	return true, w.ctx.Err()
}

func (w *walk) entry(name string, e fs.DirEntry) (bool, error) {
	switch {
	case e.IsDir():
		below := name + "/"
		if strings.HasPrefix(below, w.prefix) || strings.HasPrefix(w.prefix, below) {
			return w.folder(name)
		}
	case e.Type().IsRegular() && strings.HasPrefix(name, w.prefix):
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		return w.yield(describe(name, info), nil), nil
	}
	return true, nil
}

// sortName is the name of an entry as it stands in the keys below it: the
// slash sorts "a-b" before "a/c".
func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}
