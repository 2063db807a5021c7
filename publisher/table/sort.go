package table

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// Rows are sorted by the columns of the key, in the order of values: missing
// ones last, texts by their bytes. Rows of equal keys stay in the order of the
// input.
const (
	runBytes   = 64 << 20 // of rows that are sorted in memory at a time
	mergeWidth = 64       // runs that are read at a time
	batchRows  = 8192     // of the batches that come out
)

// A sorter puts rows in the order of a key: in memory, or by way of sorted runs
// in a temporary file that are merged.
type sorter struct {
	plan *Plan
	keys []int
	dir  string

	limit   int // bytes of data
	width   int // runs that are merged at a time
	data    []byte
	entries []sortEntry
	runs    *runFile
}

// A sortEntry is where a row is in data: its key, and what follows it.
type sortEntry struct{ at, key, end int }

func newSorter(plan *Plan, names []string, dir string) *sorter {
	s := &sorter{plan: plan, dir: dir, limit: runBytes, width: mergeWidth}
	for _, name := range names {
		if i := plan.Column(name); i >= 0 {
			s.keys = append(s.keys, i)
		}
	}
	return s
}

// add takes in the rows of b, which may be used again afterwards.
func (s *sorter) add(b *Batch) error {
	for i := range b.Rows {
		e := sortEntry{at: len(s.data)}
		s.data = appendKey(s.data, b, s.keys, i)
		e.key = len(s.data)
		s.data = appendRow(s.data, b, i)
		e.end = len(s.data)
		s.entries = append(s.entries, e)
	}
	if len(s.data) < s.limit {
		return nil
	}
	return s.spill()
}

func (s *sorter) sort() {
	slices.SortFunc(s.entries, func(a, b sortEntry) int {
		return cmp.Or(bytes.Compare(s.data[a.at:a.key], s.data[b.at:b.key]), cmp.Compare(a.at, b.at))
	})
}

// spill writes the rows in memory down as a sorted run.
func (s *sorter) spill() error {
	if len(s.entries) == 0 {
		return nil
	}
	s.sort()
	if s.runs == nil {
		var err error
		if s.runs, err = newRunFile(s.dir); err != nil {
			return err
		}
	}
	w := s.runs.begin()
	for _, e := range s.entries {
		if err := w.write(s.data[e.at:e.key], s.data[e.key:e.end]); err != nil {
			return err
		}
	}
	s.data, s.entries = s.data[:0], s.entries[:0]
	return w.close()
}

// each calls emit with all rows in their order, without their keys.
func (s *sorter) each(ctx context.Context, emit func(row []byte) error) error {
	if s.runs == nil {
		s.sort()
		for i, e := range s.entries {
			if i%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if err := emit(s.data[e.key:e.end]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	s.data, s.entries = nil, nil
	return s.runs.merge(ctx, s.width, emit)
}

func (s *sorter) close() error {
	if s.runs == nil {
		return nil
	}
	return s.runs.close()
}

// inOrder watches whether rows come in the order of a key.
type inOrder struct {
	keys []int
	last []byte // key of the last row of the batch before
	not  bool
}

func (o *inOrder) add(b *Batch) {
	if o.not || len(o.keys) == 0 || b.Rows == 0 {
		return
	}
	first := appendKey(nil, b, o.keys, 0)
	if bytes.Compare(o.last, first) > 0 {
		o.not = true
		return
	}
	for i := 1; i < b.Rows; i++ {
		if compareRows(b, o.keys, i-1, i) > 0 {
			o.not = true
			return
		}
	}
	o.last = appendKey(o.last[:0], b, o.keys, b.Rows-1)
}

// compareRows compares two rows of a batch as their keys would be.
func compareRows(b *Batch, keys []int, i, j int) int {
	for _, k := range keys {
		v := &b.Columns[k]
		c := 0
		switch ni, nj := v.Null(i), v.Null(j); {
		case ni || nj:
			c = cmp.Compare(boolRank(ni), boolRank(nj))
		case v.Type == Number:
			c = cmp.Compare(orderedBits(v.Floats[i]), orderedBits(v.Floats[j]))
		case v.Type == Boolean:
			c = cmp.Compare(boolRank(v.Bools[i]), boolRank(v.Bools[j]))
		case v.Type == String, v.Type == Geometry:
			c = bytes.Compare(v.Bytes(i), v.Bytes(j))
		default:
			c = cmp.Compare(v.Ints[i], v.Ints[j])
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
