package bulk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// Register makes all scorch indexes of the process take batches that [Add] was
// called for. It must be called before the first of them is opened. For all
// else they use zapx as before.
var Register = sync.OnceFunc(func() { scorch.RegisterSegmentPlugin(plugin{new(zap.ZapPlugin)}, true) })

// Add makes a batch put in the documents of a segment that a [Writer] has
// finished. The file becomes the index's, which removes it from path in time;
// it must be on the same volume. A batch takes one such segment, and no other
// documents than those in it; it may delete others. Documents of the index with
// the same identifiers stay, unless the batch deletes them.
func Add(b *index.Batch, path string) { b.Update(whole{path}) }

// whole stands for all documents of a segment where Bleve wants documents.
type whole struct{ path string }

// ID returns a text that no document has.
func (whole) ID() string { return "\x00bulk" }

// VisitFields visits nothing: there is nothing left to analyse.
func (whole) VisitFields(index.FieldVisitor) {}

// VisitComposite visits nothing.
func (whole) VisitComposite(index.CompositeFieldVisitor) {}

// HasComposite reports that there is no composite field.
func (whole) HasComposite() bool { return false }

// AddIDField does nothing: the documents have theirs.
func (whole) AddIDField() {}

// Indexed reports that the documents are searched.
func (whole) Indexed() bool { return true }

// Size is not asked for.
func (whole) Size() int { return 0 }

// NumPlainTextBytes is not counted.
func (whole) NumPlainTextBytes() uint64 { return 0 }

// StoredFieldsBytes is not counted.
func (whole) StoredFieldsBytes() uint64 { return 0 }

// A plugin is zapx, but for segments that are ready when they come.
type plugin struct{ *zap.ZapPlugin }

var _ scorch.SegmentPlugin = plugin{}

// New makes a segment of documents.
func (p plugin) New(docs []index.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing makes a segment of documents, or opens the one that stands for them.
func (p plugin) NewUsing(docs []index.Document, config map[string]any) (segment.Segment, uint64, error) {
	for _, d := range docs {
		ready, ok := d.(whole)
		switch {
		case !ok:
		case len(docs) > 1:
			return nil, 0, errors.New("bulk: a batch with a segment and other documents")
		default:
			return p.open(ready.path, config)
		}
	}
	return p.ZapPlugin.NewUsing(docs, config)
}

func (p plugin) open(path string, config map[string]any) (segment.Segment, uint64, error) {
	s, err := p.OpenUsing(path, config)
	if err != nil {
		os.Remove(path)
		return nil, 0, fmt.Errorf("bulk: open segment: %w", err)
	}
	file := s.(*zap.Segment)
	n := &ready{SegmentBase: &file.SegmentBase, file: file}
	n.refs.Store(1)
	return n, uint64(len(file.Data())), nil
}

// MergeUsing merges segments.
func (p plugin) MergeUsing(segments []segment.Segment, drops []*roaring.Bitmap, path string,
	done chan struct{}, stats segment.StatsReporter, config map[string]any) ([][]uint64, uint64, error) {
	known := make([]segment.Segment, len(segments))
	for i, s := range segments {
		if r, ok := s.(*ready); ok {
			s = r.SegmentBase
		}
		known[i] = s
	}
	return p.ZapPlugin.MergeUsing(known, drops, path, done, stats, config)
}

// Merge merges segments.
func (p plugin) Merge(segments []segment.Segment, drops []*roaring.Bitmap, path string,
	done chan struct{}, stats segment.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(segments, drops, path, done, stats, nil)
}

// A ready segment is one that the index has not persisted yet, although it is
// in a file: to persist it is to give the file its name.
type ready struct {
	*zap.SegmentBase
	file *zap.Segment
	refs atomic.Int64
}

var _ segment.UnpersistedSegment = (*ready)(nil)

// Persist makes path another name of the file.
func (r *ready) Persist(path string) error {
	err := os.Link(r.file.Path(), path)
	if errors.Is(err, os.ErrExist) { // from an attempt that has failed later on
		err = errors.Join(os.Remove(path), os.Link(r.file.Path(), path))
	}
	if err != nil {
		return fmt.Errorf("bulk: persist: %w", err)
	}
	return nil
}

// WriteTo writes the file to w.
func (r *ready) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(r.file.Data())
	return int64(n), err
}

// AddRef notes another user.
func (r *ready) AddRef() { r.refs.Add(1) }

// DecRef closes the file after its last user, and removes its first name.
func (r *ready) DecRef() error {
	if r.refs.Add(-1) > 0 {
		return nil
	}
	return errors.Join(r.file.Close(), os.Remove(r.file.Path()))
}

// Close is what the first user calls.
func (r *ready) Close() error { return r.DecRef() }
