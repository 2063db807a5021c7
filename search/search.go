package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
)

// ErrNotReady says that the index is being built: ask again soon. It is of kind
// [catalog.ErrNotReady].
var ErrNotReady error = catalog.Errorf(catalog.ErrNotReady, "Chỉ mục tìm kiếm đang được lập; hãy thử lại sau ít giây.",
	"The search index is being built; try again in a few seconds.")

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("search index is closed")

// Options of an [Index]. The zero value works.
type Options struct {
	Now  func() time.Time // default [time.Now]
	Log  *slog.Logger     // default: nothing is logged
	Poll time.Duration    // how often [Index.Follow] looks for events; default 250 ms
	// Within returns the code of the territory that a territory is a part of, or
	// "". By default, VN-44 is a part of VN.
	Within func(territory string) string

	// Use returns how often each dataset was called for in the last thirty days.
	// It is asked now and then; of two results that are alike in all else, the
	// one that is used more, by powers of two, comes first.
	Use func(context.Context) (map[catalog.Slug]int64, error)

	// Snapshot opens the newest snapshot that [Index.WriteSnapshot] has written
	// with SnapshotKey. An index that would have to be built is restored from
	// it instead. The error [fs.ErrNotExist] says that there is none.
	Snapshot    func(context.Context) (io.ReadCloser, error)
	SnapshotKey []byte
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Within == nil {
		o.Within = countryOf
	}
	o.Poll = cmp.Or(o.Poll, 250*time.Millisecond)
	return o
}

// countryOf returns the country of a part in ISO 3166-2, and "" for any other
// code.
func countryOf(territory string) string {
	country, part, _ := strings.Cut(territory, "-")
	if part == "" {
		return ""
	}
	return country
}

// An Index searches the catalogue. Its methods are safe for concurrent use.
type Index struct {
	dir   string
	cat   catalog.Reader
	opt   Options
	queue *index.AnalysisQueue

	live    atomic.Pointer[generation] // nil when closed
	ready   atomic.Bool
	damaged atomic.Pointer[generation] // that was found to be damaged while it was searched
	writing sync.Mutex                 // held by whoever changes live or its documents
	refused atomic.Pointer[time.Time]  // when a snapshot was of no use
	use     atomic.Pointer[usage]
	useRead time.Time // when it was last asked for; guarded by writing
	begun   bool      // a CatchUp has looked for a snapshot; guarded by writing
}

// Open opens the index in dir, which it makes if it is not there. Only one
// process may have an index open: for another one the error is of kind
// [catalog.ErrConflict] (see [Rebuild] for what it still may do).
//
// Open is quick. The index is not ready until [Index.CatchUp] or [Index.Follow]
// has brought it up to the last event, so that what was withdrawn meanwhile is
// not found; one that is new, damaged or of an older format they restore from a
// snapshot or build.
func Open(dir string, cat catalog.Reader, opt Options) (*Index, error) {
	opt = opt.withDefaults()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	x := &Index{dir: dir, cat: cat, opt: opt, queue: index.NewAnalysisQueue(runtime.GOMAXPROCS(0))}
	g, err := x.openCurrent()
	if err != nil {
		x.queue.Close()
		return nil, err
	}
	x.live.Store(g)
	clean(dir)
	cleanAside(dir)
	return x, nil
}

// openCurrent opens the generation to be served, or a new one if that is of no
// use.
func (x *Index) openCurrent() (*generation, error) {
	if name := current(x.dir); name != "" {
		g, err := x.openNamed(name)
		if err == nil || errors.Is(err, catalog.ErrConflict) {
			return g, err
		}
		x.opt.Log.Warn("search index is of no use and will be built anew", slog.Any("error", err))
	}
	name, err := newName(x.dir)
	if err != nil {
		return nil, err
	}
	g, err := x.openNamed(name)
	if err != nil {
		return nil, err
	}
	if err := setCurrent(x.dir, name); err != nil {
		g.store.Close()
		return nil, err
	}
	return g, nil
}

func (x *Index) openNamed(name string) (*generation, error) {
	path := filepath.Join(x.dir, name)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	g, err := openGeneration(path, x.queue)
	if errors.Is(err, errBusy) {
		return nil, &catalog.Error{Kind: catalog.ErrConflict, Err: err, Public: catalog.Text{
			Vi: "Chỉ mục tìm kiếm đang được một tiến trình khác sử dụng.",
			En: "The search index is in use by another process."}}
	}
	return g, err
}

// Ready returns [ErrNotReady] as long as the index is not whole, and nil from
// then on.
func (x *Index) Ready() error {
	if !x.ready.Load() {
		return ErrNotReady
	}
	return nil
}

// Close closes the index when the searches that are under way have ended. It
// waits for a [Index.CatchUp] to end.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.live.Swap(nil)
	if g == nil {
		return nil
	}
	g.retire()
	x.queue.Close()
	return nil
}

// enter returns the generation that is served, kept open until its leave.
func (x *Index) enter() (*generation, error) {
	for {
		g := x.live.Load()
		if g == nil {
			return nil, ErrClosed
		}
		if g.enter() {
			return g, nil
		}
	}
}

// Search answers a request. It returns an error of kind [catalog.ErrInvalid]
// if something but the text of r is wrong, and [ErrNotReady] while the index is
// not whole.
func (x *Index) Search(ctx context.Context, r Request) (*Result, error) {
	start := time.Now()
	r = r.withDefaults()
	if use := x.use.Load(); use != nil {
		r.use = *use
	}
	if err := r.validate(); err != nil {
		return nil, err
	}
	if err := x.Ready(); err != nil {
		return nil, err
	}
	g, err := x.enter()
	if err != nil {
		return nil, err
	}
	defer g.leave()
	v, done := g.view()
	defer done()
	var result *Result
	err = guard(func() (err error) {
		result, err = v.search(ctx, r)
		return err
	})
	if err != nil && ctx.Err() == nil {
		err = x.suspect(g, err)
	}
	if err != nil {
		return nil, err
	}
	result.Elapsed = time.Since(start)
	return result, nil
}

func (v *view) search(ctx context.Context, r Request) (*Result, error) {
	a, err := v.attempt(ctx, parse(r.Text, r.Exact))
	if err != nil {
		return nil, err
	}
	if a.n == 0 && !a.e.blank {
		inYears, narrowed, err := v.inYears(ctx, parse(r.Text, r.Exact), r)
		if err != nil {
			return nil, err
		}
		if inYears != nil {
			a, r = inYears, narrowed
		}
	}
	t := newTally(v, r)
	among, err := v.among(r.Among)
	if err != nil {
		return nil, err
	}
	candidates, err := v.collect(ctx, a.match, t, page{r.Sort, r.Lang, r.use, among, r.Offset + r.Limit})
	if err != nil {
		return nil, err
	}
	result := &Result{Total: t.total, Scored: t.scored, Facets: t.facets(), Corrected: a.corrected}
	if result.Hits, err = v.hits(ctx, a, candidates[min(r.Offset, len(candidates)):], r); err != nil {
		return nil, err
	}
	if a.n > 0 || a.e.blank {
		return result, nil
	}
	c, err := v.close(ctx, a.e)
	if err != nil || c == nil {
		return result, err
	}
	t = newTally(v, r)
	if candidates, err = v.collect(ctx, c.match, t, page{SortRelevance, r.Lang, r.use, among, maxClose}); err != nil {
		return nil, err
	}
	result.CloseTotal = t.total
	if result.Close, err = v.hits(ctx, c, candidates, r); err != nil {
		return nil, err
	}
	if len(candidates) > 0 {
		result.DidYouMean, err = v.spelled(candidates[0].doc, c.e)
	}
	return result, err
}

// hits describes the candidates that an attempt has found.
func (v *view) hits(ctx context.Context, a *attempt, found []candidate, r Request) ([]Hit, error) {
	hits := make([]Hit, 0, len(found))
	ranking := a.newRanking(ctx, page{use: r.use})
	for _, c := range found {
		ps, err := v.passages(c.doc)
		if err != nil {
			return nil, err
		}
		finds := findings(ps, a.e, a.loose)
		hit := Hit{Slug: catalog.Slug(c.slug()), Score: float64(c.score), Fields: fieldsOf(finds),
			Snippet: snippet(ps, finds, r.Lang), Found: places(finds, r.Lang)}
		if r.Explain {
			hit.Explain = ranking.explain(c)
		}
		hits = append(hits, hit)
	}
	return hits, nil
}
