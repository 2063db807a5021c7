package api

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How the names of temporary files and folders begin, and from which age on
// they are those of a process that crashed.
const (
	derivePrefix   = "nguon-derive-"
	uploadPrefix   = "nguon-upload-"
	workbookPrefix = "excelize-" // so the library calls the sheets that it writes
	leftover       = 24 * time.Hour
)

// sweep removes what crashed processes left behind under dir, or under the
// folder of the system if dir is empty. Uploads are raw data: they must not
// stay. What cannot be removed is tried again at the next start.
func sweep(dir, prefix string, now time.Time) {
	if dir == "" {
		dir = os.TempDir()
	}
	entries, err := os.ReadDir(dir)
	if err != nil { // not made yet
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), prefix) && now.Sub(info.ModTime()) > leftover {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// makeFolder makes dir if it is not there; the folder of the system is.
func makeFolder(dir string) error {
	if dir == "" {
		return nil
	}
	return os.MkdirAll(dir, 0o700)
}
