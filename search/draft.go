package search

import (
	"fmt"
	"os"
	"path/filepath"

	"nguon/search/bulk"
)

// draftSize is how many datasets a build writes into one segment; tests take
// fewer. Two of these at a time are what most of the memory is for that a
// build takes.
var draftSize = 100_000

// A draft is a segment that documents are being written into.
type draft struct {
	*bulk.Writer
	*analyst
	path string

	// Of the document at hand; the memory is used again for the next.
	passages []passage
	stored   []byte
}

const draftEnding = ".draft"

// newDraft begins a segment, in the folder of the index.
func (g *generation) newDraft() (*draft, error) {
	path := filepath.Join(g.path, fmt.Sprintf("%08d%s", g.drafts.Add(1), draftEnding))
	w, err := bulk.Create(path, fields)
	if err != nil {
		return nil, err
	}
	return &draft{Writer: w, analyst: newAnalyst(w), path: path}, nil
}

// removeDrafts removes what a process that died has left in the folder of an
// index. Nobody else may have the index open.
func removeDrafts(path string) error {
	left, err := filepath.Glob(filepath.Join(path, "*"+draftEnding))
	for _, name := range left {
		if err == nil {
			err = os.Remove(name)
		}
	}
	return err
}
