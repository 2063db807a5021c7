package table

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// A runFile holds sorted runs of rows, one after the other, in a temporary
// file.
type runFile struct {
	file *os.File
	end  int64
	runs []run
}

type run struct{ from, until int64 }

func newRunFile(dir string) (*runFile, error) {
	f, err := scratch(dir, "nguon-sort-*")
	if err != nil {
		return nil, err
	}
	return &runFile{file: f}, nil
}

func (f *runFile) close() error { return f.file.Close() }

// A runWriter writes one run at the end of the file.
type runWriter struct {
	f    *runFile
	w    *bufio.Writer
	from int64
	size []byte
}

func (f *runFile) begin() *runWriter {
	return &runWriter{f: f, w: bufio.NewWriterSize(io.NewOffsetWriter(f.file, f.end), 256<<10), from: f.end}
}

func (w *runWriter) write(key, row []byte) error {
	w.size = binary.AppendUvarint(binary.AppendUvarint(w.size[:0], uint64(len(key))), uint64(len(row)))
	w.f.end += int64(len(w.size) + len(key) + len(row))
	for _, part := range [][]byte{w.size, key, row} {
		if _, err := w.w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func (w *runWriter) close() error {
	w.f.runs = append(w.f.runs, run{w.from, w.f.end})
	return w.w.Flush()
}

// A runReader is at one row of a run.
type runReader struct {
	r     *bufio.Reader
	order int // of runs, which decides among equal keys
	key   []byte
	row   []byte
}

func (f *runFile) reader(r run, order int) *runReader {
	return &runReader{r: bufio.NewReaderSize(io.NewSectionReader(f.file, r.from, r.until-r.from), 128<<10), order: order}
}

// next moves to the next row, or returns io.EOF.
func (r *runReader) next() error {
	key, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	row, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	if r.key, err = refill(r.r, r.key, key); err != nil {
		return err
	}
	r.row, err = refill(r.r, r.row, row)
	return err
}

func refill(r io.Reader, buf []byte, n uint64) ([]byte, error) {
	if uint64(cap(buf)) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	_, err := io.ReadFull(r, buf)
	return buf, err
}

// A runHeap has the run with the least row at its head.
type runHeap []*runReader

// Len is of heap.Interface, as are the others.
func (h runHeap) Len() int { return len(h) }

// Less compares the rows that the runs are at.
func (h runHeap) Less(i, j int) bool {
	return cmp.Or(bytes.Compare(h[i].key, h[j].key), cmp.Compare(h[i].order, h[j].order)) < 0
}

// Swap exchanges two runs.
func (h runHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push adds a run.
func (h *runHeap) Push(x any) { *h = append(*h, x.(*runReader)) }

// Pop takes the last run off.
func (h *runHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// merge calls emit with the rows of all runs in their order. It reads width runs
// at a time.
func (f *runFile) merge(ctx context.Context, width int, emit func(row []byte) error) error {
	for len(f.runs) > width {
		first := slices.Clone(f.runs[:width])
		f.runs = slices.Delete(f.runs, 0, width)
		w := f.begin()
		if err := f.walk(ctx, first, w.write); err != nil {
			return err
		}
		if err := w.close(); err != nil {
			return err
		}
		// The merged run holds the earliest rows: among equal keys it goes first.
		last := len(f.runs) - 1
		f.runs = append([]run{f.runs[last]}, f.runs[:last]...)
	}
	return f.walk(ctx, f.runs, func(_, row []byte) error { return emit(row) })
}

func (f *runFile) walk(ctx context.Context, runs []run, emit func(key, row []byte) error) error {
	var h runHeap
	for i, r := range runs {
		reader := f.reader(r, i)
		if err := reader.next(); err != nil {
			return err
		}
		h = append(h, reader)
	}
	heap.Init(&h)
	for n := 0; len(h) > 0; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r := h[0]
		if err := emit(r.key, r.row); err != nil {
			return err
		}
		switch err := r.next(); {
		case err == nil:
			heap.Fix(&h, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(&h)
		default:
			return err
		}
	}
	return nil
}
