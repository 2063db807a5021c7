package table

import (
	"context"
	"io"
	"sync"

	"golang.org/x/sync/semaphore"
)

// ConvertOptions of [Convert]. The zero value works.
type ConvertOptions struct {
	Metadata map[string]string  // of the Parquet file
	Bloom    []string           // names of columns with a Bloom filter, besides those of text with many values
	OnBatch  func(*Batch) error // sees every batch in order, one at a time, while others are parsed and written; may be nil
	Progress func(Progress)     // called now and then, never concurrently; may be nil
	Key      []string           // names of the columns that identify a row; see Written.Sorted
	Sort     bool               // by Key; the rows of [Batch] are those of the file then, not of the input
	Workers  int                // 0 is GOMAXPROCS
	TempDir  string             // as in [Options]
}

// Written is what [Convert] wrote.
type Written struct {
	Rows      int64
	Bytes     int64 // of the Parquet file
	RowGroups int
	Sorted    bool // by ConvertOptions.Key, whether by itself or by Sort
	Places    []Place
	Problems  []Problem // that only the values show
	Sums      []Sum     // of the values that went in, in the order of columns
}

// Convert reads the file that plan was made of once more and writes its rows
// as Parquet to w. The same file, plan and metadata give the same bytes. It
// returns an [*Error] if the plan has a problem that forbids it (see
// [Plan.Err]), or if the file was changed since it was inspected.
func Convert(ctx context.Context, plan *Plan, w io.Writer, o ConvertOptions) (*Written, error) {
	c, err := convert(ctx, plan, w, o, false)
	if err != nil {
		return nil, err
	}
	return c.finish()
}

// convert reads the rows and writes them, unless it is only a scan.
func convert(ctx context.Context, plan *Plan, w io.Writer, o ConvertOptions, scan bool) (*converter, error) {
	if err := plan.Err(); err != nil {
		return nil, err
	}
	src := plan.source
	if src.changed != nil {
		if err := src.changed(); err != nil {
			return nil, asError(err)
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := newConverter(plan, src, w, o)
	c.scan = scan
	c.run(ctx, cancel)
	return c, context.Cause(ctx)
}

// A converter is the state of the second pass: parsers work on chunks in any
// order; what they made is put in order, shown to OnBatch, gathered to row
// groups, and encoded by others.
type converter struct {
	plan    *Plan
	src     *source
	o       ConvertOptions
	meter   meter
	out     *counter
	workers int

	taking  sync.Mutex
	next    int                 // chunk to parse
	budget  *semaphore.Weighted // bytes of input whose rows are not encoded yet
	batches sync.Pool
	mu      sync.Mutex
	sums    []Sum
	order   inOrder
	outside spots   // points
	sorter  *sorter // nil unless the rows are to be sorted
	scan    bool    // nothing is written

	writer *groupWriter
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func newConverter(plan *Plan, src *source, w io.Writer, o ConvertOptions) *converter {
	workers := Options{Workers: o.Workers}.withDefaults().Workers
	c := &converter{
		plan: plan, src: src, o: o, out: &counter{w: w}, workers: workers,
		meter:  meter{report: o.Progress, now: Progress{Stage: "convert", Total: src.end - src.start}},
		budget: semaphore.NewWeighted(2*groupBytes + int64(workers)*largest(plan.chunks)),
		sums:   make([]Sum, len(plan.Columns)),
	}
	if len(plan.chunks) > 0 {
		c.meter.now.Bytes = plan.chunks[0].off - src.start
	}
	for i := range c.sums {
		c.sums[i].Name = plan.Columns[i].Name
	}
	for _, name := range o.Key {
		if i := plan.Column(name); i >= 0 {
			c.order.keys = append(c.order.keys, i)
		}
	}
	if o.Sort {
		c.sorter = newSorter(plan, o.Key, o.TempDir)
	}
	c.writer = &groupWriter{plan: plan, out: c.out, o: o, workers: workers, done: c.recycle}
	return c
}

// run moves all chunks through the stages. The first error cancels ctx.
func (c *converter) run(ctx context.Context, cancel context.CancelCauseFunc) {
	parsed := make(chan *Batch, c.workers)
	var parsers, rest sync.WaitGroup
	for range c.workers {
		parsers.Go(func() {
			if err := c.parse(ctx, parsed); err != nil {
				cancel(err)
			}
		})
	}
	c.writer.fail = func(err error) { cancel(err) }
	ordered := make(chan *Batch)
	seen := make(chan *Batch, 1)
	shown := (<-chan *Batch)(ordered)
	rest.Go(func() {
		defer close(ordered)
		order(ctx, parsed, ordered)
	})
	if c.sorter != nil {
		sorted := make(chan *Batch, 1)
		shown = sorted
		rest.Go(func() {
			defer close(sorted)
			if err := c.sortRows(ctx, ordered, sorted); err != nil {
				cancel(err)
			}
		})
	}
	rest.Go(func() {
		defer close(seen)
		if err := c.show(ctx, shown, seen); err != nil {
			cancel(err)
		}
	})
	rest.Go(func() {
		if c.scan {
			c.writer.drop(seen)
		} else if err := c.writer.write(ctx, seen); err != nil {
			cancel(err)
		}
	})
	parsers.Wait()
	close(parsed)
	rest.Wait()
}

// order passes batches on in the order of their chunks.
func order(ctx context.Context, in <-chan *Batch, out chan<- *Batch) {
	waiting := make(map[int]*Batch)
	next := 0
	for b := range in {
		waiting[b.seq] = b
		for waiting[next] != nil {
			select {
			case out <- waiting[next]:
			case <-ctx.Done():
				return
			}
			delete(waiting, next)
			next++
		}
	}
}

// show hands batches to OnBatch.
func (c *converter) show(ctx context.Context, in <-chan *Batch, out chan<- *Batch) error {
	for b := range in {
		c.order.add(b)
		if c.o.OnBatch != nil {
			if err := c.o.OnBatch(b); err != nil {
				return err
			}
		}
		select {
		case out <- b:
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// batch returns an empty batch, if possible one with warm buffers.
func (c *converter) batch() *Batch {
	b, _ := c.batches.Get().(*Batch)
	if b == nil {
		b = &Batch{Columns: make([]Vector, len(c.plan.Columns))}
	}
	for i := range b.Columns {
		b.Columns[i].reset(c.plan.Columns[i].Type)
	}
	return b
}

func sum(sums []Sum, b *Batch) {
	for j := range b.Columns {
		sums[j].sum(&b.Columns[j], b.First)
	}
}

func (c *converter) recycle(b *Batch) {
	c.budget.Release(b.bytes)
	c.meter.add(int64(b.Rows), b.bytes)
	c.batches.Put(b)
}

// take returns the next chunk to parse, once there is room for it. Chunks get
// room in their order, and there is more of it than a row group can hold: so
// whatever the writer waits for is on its way.
func (c *converter) take(ctx context.Context) (i int, ok bool) {
	c.taking.Lock()
	defer c.taking.Unlock()
	if c.next == len(c.plan.chunks) {
		return 0, false
	}
	if c.budget.Acquire(ctx, int64(c.plan.chunks[c.next].size)) != nil {
		return 0, false
	}
	c.next++
	return c.next - 1, true
}

func largest(chunks []chunkRef) int64 {
	size := 0
	for _, c := range chunks {
		size = max(size, c.size)
	}
	return int64(size)
}

// parse parses chunks until there are no more.
func (c *converter) parse(ctx context.Context, out chan<- *Batch) error {
	parsers := c.plan.parsers()
	l := newLexer(&c.src.dialect)
	var outside spots
	sums := make([]Sum, len(c.sums)) // not a copy: another parser may have ended already
	for {
		i, ok := c.take(ctx)
		if !ok {
			break
		}
		b := c.batch()
		b.seq = i
		if err := c.fill(b, l, parsers, &outside); err != nil {
			return err
		}
		if c.sorter == nil {
			sum(sums, b)
		}
		select {
		case out <- b:
		case <-ctx.Done():
			return nil
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.outside.merge(outside, 1)
	for i := range sums {
		c.sums[i].Hash += sums[i].Hash
		c.sums[i].Nulls += sums[i].Nulls
	}
	return nil
}

// complete checks that all was read that was inspected.
func (c *converter) complete() error {
	if c.writer.rows != c.plan.Rows {
		return fatal(FileChanged, Spot{Got: c.writer.rows, Want: c.plan.Rows}, "not as many rows as were inspected")
	}
	for i, s := range c.sums {
		if want := c.plan.Columns[i].Nulls; s.Nulls != want && !c.plan.Columns[i].Derived {
			e := fatal(FileChanged, Spot{Got: s.Nulls, Want: want}, "not as many missing values as were inspected")
			e.Column = c.plan.Columns[i].Source
			return e
		}
	}
	return nil
}

// finish closes the file and checks that all is in it.
func (c *converter) finish() (*Written, error) {
	if err := c.writer.close(); err != nil {
		return nil, err
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	for _, v := range c.writer.covers {
		c.sums = append(c.sums, v.sums[:]...)
	}
	var problems []Problem
	if c.outside.count > 0 {
		outside := c.outside.problem(PointOutside, Warning, c.plan.Columns[len(c.plan.Columns)-1].Source)
		outside.Line, outside.Spots = 0, nil
		problems = append(problems, outside)
	}
	return &Written{Places: places(c.plan, c.writer.covers), Problems: problems, Rows: c.writer.rows, Bytes: c.out.n, RowGroups: c.writer.groups, Sums: c.sums,
		Sorted: len(c.order.keys) > 0 && !c.order.not}, nil
}
