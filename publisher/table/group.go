package table

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/geo"
)

// A groupWriter gathers batches to row groups, which several goroutines encode
// at a time and which are committed in their order.
type groupWriter struct {
	plan    *Plan
	out     io.Writer
	o       ConvertOptions
	workers int
	done    func(*Batch) // a batch is needed no more
	fail    func(error)  // ends the work

	file   *parquet.GenericWriter[any]
	covers []*cover
	layout []columnLayout
	rows   int64
	groups int
	mu     sync.Mutex
	free   []*parquet.ConcurrentRowGroupWriter
}

// A part is some rows of a batch.
type part struct {
	batch       *Batch
	from, until int
}

// A group is the parts of one row group.
type group struct {
	parts []part
	rows  int
	bytes int64
}

// write makes row groups until there are no more batches, or ctx ends.
func (g *groupWriter) write(ctx context.Context, in <-chan *Batch) error {
	jobs := make(chan *job, g.workers)
	var now group
	var failed error
	var wg sync.WaitGroup
	wg.Go(func() { failed = g.commit(jobs) })
	slots := make(chan struct{}, g.workers)
	flush := func() {
		e := &job{group: now, done: make(chan error, 1)}
		now = group{}
		g.start(e.group.parts)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			e.done <- g.encode(ctx, e)
		}()
		jobs <- e
	}
	for b := range in {
		b.refs.Store(1)
		for from := 0; from < b.Rows; {
			n := min(b.Rows-from, groupRows-now.rows)
			now.parts = append(now.parts, part{b, from, from + n})
			now.rows += n
			b.refs.Add(1)
			if from += n; now.rows == groupRows {
				flush()
			}
		}
		g.release(b)
		if now.bytes += b.bytes; now.bytes >= groupBytes && now.rows > 0 {
			flush()
		}
	}
	if now.rows > 0 && ctx.Err() == nil {
		flush()
	}
	close(jobs)
	wg.Wait()
	return failed
}

// A job is a row group on its way.
type job struct {
	group group
	out   *parquet.ConcurrentRowGroupWriter
	done  chan error
}

// start opens the file once the first row group shows what the values of the
// columns are like.
func (g *groupWriter) start(first []part) {
	if g.file != nil {
		return
	}
	g.layout = make([]columnLayout, len(g.plan.Columns))
	for i := range g.layout {
		g.layout[i] = g.choose(i, first)
	}
	g.covers = g.plan.covers()
	g.file = g.plan.newWriter(g.out, g.layout, g.covers, g.o.Metadata)
}

func (g *groupWriter) choose(column int, first []part) columnLayout {
	c := &g.plan.Columns[column]
	var l columnLayout
	few := fewDistinct(column, first)
	l.dictionary = few
	l.bloom = slices.Contains(g.o.Bloom, c.Name) || c.Type == String && !few && len(g.plan.Columns) <= bloomColumns
	return l
}

// fewDistinct reports whether the values of a column repeat so often that a
// dictionary of them pays.
func fewDistinct(column int, parts []part) bool {
	rows := 0
	for _, p := range parts {
		rows += p.until - p.from
	}
	limit, bytes := max(rows/dictionaryRatio, 1), 0
	seen := make(map[uint64]struct{})
	for _, p := range parts {
		v := &p.batch.Columns[column]
		for i := p.from; i < p.until; i++ {
			h := v.hash(i)
			if _, ok := seen[h]; ok {
				continue
			}
			seen[h] = struct{}{}
			if v.Type == String || v.Type == Geometry {
				bytes += len(v.Bytes(i))
			}
			if len(seen) > limit || bytes > dictionaryBytes/2 {
				return false
			}
		}
	}
	return true
}

func (g *groupWriter) encode(ctx context.Context, e *job) error {
	e.out = g.begin()
	room := make([]parquet.Value, valuesAtOnce)
	writers := e.out.ColumnWriters()
	for i, v := range g.covers {
		first := len(g.plan.Columns) + i*len(sides)
		if err := g.encodeCover(v, e.group.parts, writers[first:first+len(sides)], room); err != nil {
			return err
		}
	}
	for i, w := range writers[:len(g.plan.Columns)] {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, p := range e.group.parts {
			if err := encodeColumn(w, g.plan.Columns[i].optional(), &p.batch.Columns[i], p.from, p.until, room); err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	for _, p := range e.group.parts {
		g.release(p.batch)
	}
	return nil
}

func (g *groupWriter) encodeCover(v *cover, parts []part, writers []*parquet.ColumnWriter, room []parquet.Value) error {
	boxes, err := v.add(parts)
	if err != nil {
		return err
	}
	for i, w := range writers {
		if err := encodeColumn(w, g.plan.Columns[v.column].optional(), &boxes[i], 0, boxes[i].len(), room); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// begin returns a writer of a row group, if possible one with warm buffers.
func (g *groupWriter) begin() *parquet.ConcurrentRowGroupWriter {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := len(g.free); n > 0 {
		w := g.free[n-1]
		g.free = g.free[:n-1]
		return w
	}
	return g.file.BeginRowGroup()
}

// commit writes row groups in their order.
func (g *groupWriter) commit(jobs <-chan *job) error {
	var failed error
	for e := range jobs {
		err := <-e.done
		if failed == nil && err == nil {
			if _, err = e.out.Commit(); err == nil {
				g.rows += int64(e.group.rows)
				g.groups++
				g.mu.Lock()
				g.free = append(g.free, e.out)
				g.mu.Unlock()
			}
		}
		if failed == nil && err != nil {
			failed = err
			g.fail(err)
		}
	}
	return failed
}

func (g *groupWriter) release(b *Batch) {
	if b.refs.Add(-1) == 0 {
		g.done(b)
	}
}

// close writes the footer.
func (g *groupWriter) close() error {
	if g.file == nil {
		g.start(nil)
	}
	if len(g.covers) > 0 {
		text, err := metadata(g.plan, g.covers)
		if err != nil {
			return err
		}
		g.file.SetKeyValueMetadata(geo.MetadataKey, text)
	}
	return g.file.Close()
}
