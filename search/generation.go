package search

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	bolterrors "go.etcd.io/bbolt/errors"

	"nguon/catalog"
	"nguon/search/bulk"
)

// errBusy says that another process has the index open.
var errBusy = errors.New("in use by another process")

// A generation is one whole index.
type generation struct {
	path  string
	store index.Index
	cache columnCache

	drafts atomic.Int64 // segments that were begun: each has a name of its own

	// state is guarded by Index.writing, once the generation is served.
	state   state
	checked bool // that the catalogue is the one that the index was made from

	mu      sync.Mutex
	shown   *view // what searches see; nil until refresh
	readers int
	retired bool // close and remove when the last reader is gone
}

// A state is what an index knows about itself. It changes in one batch with
// the documents.
type state struct {
	Format int           `json:"format"`
	Built  bool          `json:"built"` // all of the catalogue is in it
	Last   catalog.Event `json:"last"`  // the last event that was seen
	// After is the last dataset of a build that is not finished, and Done how
	// many it has written.
	After catalog.Slug `json:"after,omitempty"`
	Done  int          `json:"done,omitempty"`
	// Due holds the datasets that have a release in the future, with the time
	// of the next one.
	Due map[catalog.Slug]time.Time `json:"due"`
}

// clone returns a copy that may be changed.
func (s state) clone() state {
	s.Due = maps.Clone(s.Due)
	if s.Due == nil {
		s.Due = make(map[catalog.Slug]time.Time)
	}
	return s
}

// mergePlan keeps segments so small that the columns of a merged one are read
// in well under a second: until then it is the old ones that are searched.
// Bleve lets those alone that have half as many documents, as a build makes
// them.
var mergePlan = map[string]any{"MaxSegmentSize": 150_000}

var stateKey = []byte("nguon")

// openGeneration opens the index in path, or makes one there. An error that is
// not errBusy means that the index is of no use.
func openGeneration(path string, queue *index.AnalysisQueue) (g *generation, err error) {
	err = guard(func() (err error) {
		g, err = openStore(path, queue)
		return err
	})
	return g, err
}

// guard calls f. Damaged files make the store panic, or point it outside of
// them: that is an error.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("search: damaged index: %v", r)
		}
	}()
	return f()
}

func openStore(path string, queue *index.AnalysisQueue) (g *generation, err error) {
	bulk.Register()
	_, missing := os.Stat(filepath.Join(path, "root.bolt"))
	store, err := scorch.NewScorch(scorch.Name, map[string]any{"path": path, "bolt_timeout": "300ms", "scorchMergePlanOptions": mergePlan}, queue)
	if err != nil {
		return nil, fmt.Errorf("search: open %s: %w", path, err)
	}
	if err := store.Open(); errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("search: open %s: %w", path, errBusy)
	} else if err != nil {
		return nil, fmt.Errorf("search: open %s: %w", path, err)
	}
	g = &generation{path: path, store: store}
	if err = removeDrafts(path); err != nil {
		err = fmt.Errorf("search: open %s: %w", path, err)
	} else if missing != nil {
		err = errors.Join(g.commit(index.NewBatch(), state{Format: format}), g.refresh())
	} else {
		err = g.load()
	}
	if err != nil {
		store.Close()
		return nil, err
	}
	return g, nil
}

// load reads the state, and all segments once.
func (g *generation) load() error {
	if err := g.verify(); err != nil {
		return err
	}
	if err := g.refresh(); err != nil {
		return err
	}
	v, done := g.view()
	defer done()
	b, err := v.GetInternal(stateKey)
	if err != nil {
		return fmt.Errorf("search: state of %s: %w", g.path, err)
	}
	if b == nil {
		return fmt.Errorf("search: %s has lost its state", g.path)
	}
	if err := json.Unmarshal(b, &g.state); err != nil {
		return fmt.Errorf("search: state of %s: %w", g.path, err)
	}
	if g.state.Format != format {
		return fmt.Errorf("search: %s is of format %d, not %d", g.path, g.state.Format, format)
	}
	return nil
}

// verify compares the segments with their checksums.
func (g *generation) verify() error {
	r, err := g.store.Reader()
	if err != nil {
		return fmt.Errorf("search: read index: %w", err)
	}
	defer r.Close()
	for _, s := range r.(*scorch.IndexSnapshot).Segments() {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			continue
		}
		if err := verifySegment(file.Path()); err != nil {
			return err
		}
	}
	return nil
}

// verifySegment compares a segment with the CRC-32 at its end.
func verifySegment(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("search: segment: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("search: segment: %w", err)
	}
	sum, want := crc32.NewIEEE(), make([]byte, 4)
	_, err = io.Copy(sum, io.LimitReader(f, info.Size()-4))
	if err == nil {
		_, err = io.ReadFull(f, want)
	}
	if err != nil || sum.Sum32() != binary.BigEndian.Uint32(want) {
		return fmt.Errorf("search: segment %s is damaged", path)
	}
	return nil
}

// commit writes a batch together with the state that it leads to.
func (g *generation) commit(batch *index.Batch, next state) error {
	b, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("search: state: %w", err)
	}
	batch.SetInternal(stateKey, b)
	if err := g.store.Batch(batch); err != nil {
		return fmt.Errorf("search: write: %w", err)
	}
	g.state = next
	return nil
}

// enter keeps g open until leave. It reports false if g is closed.
func (g *generation) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.retired {
		return false
	}
	g.readers++
	return true
}

func (g *generation) leave() {
	g.mu.Lock()
	g.readers--
	last := g.retired && g.readers == 0
	g.mu.Unlock()
	if last {
		g.close()
	}
}

// retire closes g as soon as nobody reads it.
func (g *generation) retire() {
	g.mu.Lock()
	was := g.retired
	g.retired = true
	last := g.readers == 0
	g.mu.Unlock()
	if last && !was {
		g.close()
	}
}

// end closes g and leaves it where it is. Nobody may read it.
func (g *generation) end() error {
	if g.shown != nil {
		g.shown.Close()
	}
	return g.store.Close()
}

// close closes g, and removes it if it is not the one to be served.
func (g *generation) close() {
	_ = g.end() // whatever it is, nobody reads it any more
	if dir, name := filepath.Split(g.path); current(dir) > name {
		os.RemoveAll(g.path)
	}
}
