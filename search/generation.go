package search

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	bolt "go.etcd.io/bbolt"

	"nguon/catalog"
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

// errBusy says that another process has the index open.
var errBusy = errors.New("in use by another process")

// A generation is one whole index.
type generation struct {
	path  string
	store index.Index
	cache *columnCache

	// state is guarded by Index.writing, once the generation is served.
	state   state
	checked bool // that the catalogue is the one that the index was made from

	mu      sync.Mutex
	readers int
	retired bool // close and remove when the last reader is gone
}

// A state is what an index knows about itself. It changes in one batch with
// the documents.
type state struct {
	Format int           `json:"format"`
	Built  bool          `json:"built"` // all of the catalogue is in it
	Last   catalog.Event `json:"last"`  // the last event that was seen
	// Due holds the datasets that have a release in the future, with the time
	// of the next one.
	Due map[catalog.Slug]time.Time `json:"due"`
}

var stateKey = []byte("nguon")

// openGeneration opens the index in path, or makes one there. An error that is
// not errBusy means that the index is of no use.
func openGeneration(path string, queue *index.AnalysisQueue) (g *generation, err error) {
	// Damaged files make the store panic, or point it outside of them.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			g, err = nil, fmt.Errorf("search: open %s: %v", path, r)
		}
	}()
	_, missing := os.Stat(filepath.Join(path, "root.bolt"))
	store, err := scorch.NewScorch(scorch.Name, map[string]any{"path": path, "bolt_timeout": "300ms"}, queue)
	if err != nil {
		return nil, fmt.Errorf("search: open %s: %w", path, err)
	}
	if err := store.Open(); errors.Is(err, bolt.ErrTimeout) {
		return nil, fmt.Errorf("search: open %s: %w", path, errBusy)
	} else if err != nil {
		return nil, fmt.Errorf("search: open %s: %w", path, err)
	}
	g = &generation{path: path, store: store, cache: newColumnCache()}
	if missing != nil {
		err = g.commit(index.NewBatch(), state{Format: format})
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
	v, done, err := g.view("")
	if err != nil {
		return err
	}
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
		b, err := os.ReadFile(file.Path())
		if err != nil {
			return fmt.Errorf("search: segment: %w", err)
		}
		// A segment ends with the CRC-32 of what is before it.
		if end := len(b) - 4; end < 0 || crc32.ChecksumIEEE(b[:end]) != binary.BigEndian.Uint32(b[end:]) {
			return fmt.Errorf("search: segment %s is damaged", file.Path())
		}
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

// view returns what is in the index now. The caller calls done after use.
func (g *generation) view(byTitle catalog.Lang) (v *view, done func(), err error) {
	r, err := g.store.Reader()
	if err != nil {
		return nil, nil, fmt.Errorf("search: read index: %w", err)
	}
	v, err = g.cache.view(r.(*scorch.IndexSnapshot), byTitle)
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	return v, func() { r.Close() }, nil
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

// close closes g, and removes it if it is not the one to be served.
func (g *generation) close() {
	g.store.Close()
	if dir, name := filepath.Split(g.path); current(dir) > name {
		os.RemoveAll(g.path)
	}
}

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

// inUse reports whether a process has the generation open.
func inUse(path string) bool {
	root := filepath.Join(path, "root.bolt")
	if _, err := os.Stat(root); err != nil {
		return false
	}
	db, err := bolt.Open(root, 0o600, &bolt.Options{Timeout: time.Millisecond})
	if err != nil {
		return errors.Is(err, bolt.ErrTimeout)
	}
	db.Close()
	return false
}
