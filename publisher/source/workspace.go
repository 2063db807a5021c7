package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The names of folders for what is fetched begin as those in which releases are
// made, so that what dead processes have left is collected with these. A point
// is in no name of a source.
const (
	runFolder = "nguon-release-source-"
	tryFolder = "nguon-release-try-" // of dry runs
)

// workspace returns a folder for a run of a source, and removes what runs of it
// have left that died: whoever has the lease is the only one.
func (k *Keeper) workspace(id string) (dir string, remove func(), err error) {
	left, err := os.ReadDir(k.deps.WorkDir)
	if err != nil && !os.IsNotExist(err) {
		return "", nil, err
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), runFolder+id+".") {
			if err := os.RemoveAll(filepath.Join(k.deps.WorkDir, e.Name())); err != nil {
				return "", nil, err
			}
		}
	}
	return k.folder(runFolder + id + ".")
}

// folder makes a folder, and returns a function that removes it.
func (k *Keeper) folder(prefix string) (dir string, remove func(), err error) {
	if err := os.MkdirAll(k.deps.WorkDir, 0o755); err != nil {
		return "", nil, err
	}
	if dir, err = os.MkdirTemp(k.deps.WorkDir, prefix); err != nil {
		return "", nil, fmt.Errorf("folder for what is fetched: %w", err)
	}
	return dir, func() { os.RemoveAll(dir) }, nil
}
