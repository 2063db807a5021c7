package duckdb

import (
	"cmp"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

const (
	copySuffix = "-1.duckdb" // with the revision of what is in a copy
	partSuffix = ".part"     // of one that is being made
)

// logs are the endings of the files that DuckDB may write beside a copy while it
// is made.
var logs = []string{".wal", ".wal.checkpoint", ".wal.recovery"}

// shelfNames are the paths of the copy of a table: while it is made, and then.
func shelfNames(dir string, d catalog.Digest) (part, path string) {
	path = filepath.Join(dir, hex.EncodeToString(d[:])+copySuffix)
	return path + partSuffix, path
}

// shelfDigest is the inverse of shelfNames.
func shelfDigest(name string) (d catalog.Digest, ok bool) {
	sum, found := strings.CutSuffix(name, copySuffix)
	b, err := hex.DecodeString(sum)
	if !found || err != nil || len(b) != len(d) || hex.EncodeToString(b) != sum {
		return d, false
	}
	return catalog.Digest(b), true
}

// readShelf returns the copies in a folder that belongs to them alone. It
// removes what a crash has left, what an earlier program had made otherwise,
// and the oldest copies if they have more bytes than they may.
func readShelf(dir string, most int64) (map[catalog.Digest]kept, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	type found struct {
		kept
		digest catalog.Digest
		at     time.Time
	}
	var all []found
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		d, ok := shelfDigest(e.Name())
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		if !ok || !info.Mode().IsRegular() {
			if strings.Contains(e.Name(), ".duckdb") {
				if err := os.Remove(path); err != nil {
					return nil, err
				}
			}
			continue
		}
		all = append(all, found{kept{path, info.Size()}, d, info.ModTime()})
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.path, b.path)) })
	copies := make(map[catalog.Digest]kept)
	var size int64
	for _, f := range all {
		if size+f.bytes > most {
			if err := removeCopy(f.path); err != nil {
				return nil, err
			}
			continue
		}
		copies[f.digest] = f.kept
		size += f.bytes
	}
	return copies, nil
}

// removeCopy removes a copy, or a part of one, and its logs.
func removeCopy(path string) error {
	var errs []error
	for _, suffix := range append([]string{""}, logs...) {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
