package search

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
)

// A snapshot of the index is a tar archive, compressed with Zstandard:
//
//	snapshot.json      a snapshotHead: what follows, so that it can be refused
//	                   before it is read
//	00000000001a.zap   the segments
//	root.bolt          the list of them, with the state of the index
//	seal.json          a seal: the files with their sizes and SHA-256
//	seal.mac           the HMAC-SHA256 of the head and of the seal
//
// Nothing of it is opened before the seal has been verified: the files are
// those that a replica with the same key has written, or they are not used.
const (
	headName = "snapshot.json"
	rootName = "root.bolt"
	sealName = "seal.json"
	macName  = "seal.mac"

	snapshotVersion = 1
)

// SnapshotFormat names the form of snapshots and of the indexes in them: one of
// another form is of no use to this program.
func SnapshotFormat() string {
	return strconv.Itoa(snapshotVersion) + "-" + strconv.FormatUint(uint64(format), 16)
}

type snapshotHead struct {
	Format string        `json:"format"` // [SnapshotFormat]
	Last   catalog.Event `json:"last"`
	Made   time.Time     `json:"made"`
}

type seal struct {
	Files []sealedFile `json:"files"` // in their order
}

type sealedFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Seen says how far an index has come.
type Seen struct {
	Event    int64 // number of the last event that is in it
	Datasets int
	Refused  time.Time // when a snapshot was last of no use to this process; zero if never
}

// Seen returns how far the index has come, or [ErrNotReady].
func (x *Index) Seen() (Seen, error) {
	if err := x.Ready(); err != nil {
		return Seen{}, err
	}
	g, err := x.enter()
	if err != nil {
		return Seen{}, err
	}
	defer g.leave()
	v, done := g.view()
	defer done()
	s, err := stateOf(v)
	if err != nil {
		return Seen{}, err
	}
	n, err := v.DocCount()
	if err != nil {
		return Seen{}, fmt.Errorf("search: count: %w", err)
	}
	seen := Seen{Event: s.Last.Seq, Datasets: int(n)}
	if at := x.refused.Load(); at != nil {
		seen.Refused = *at
	}
	return seen, nil
}

// stateOf returns the state of the index that a reader sees.
func stateOf(r index.IndexReader) (s state, err error) {
	b, err := r.GetInternal(stateKey)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		return s, fmt.Errorf("search: state: %w", err)
	}
	return s, nil
}

// WriteSnapshot writes the index as it is at one moment, sealed with a key,
// while it goes on being searched and updated. What is written reaches w in
// order, and takes as much memory as a few blocks of it. The index must be
// ready, or the error is [ErrNotReady].
func (x *Index) WriteSnapshot(ctx context.Context, w io.Writer, key []byte) (Seen, error) {
	if err := x.Ready(); err != nil {
		return Seen{}, err
	}
	g, err := x.enter()
	if err != nil {
		return Seen{}, err
	}
	defer g.leave()
	store, ok := g.store.(index.CopyIndex)
	if !ok {
		return Seen{}, fmt.Errorf("search: %T cannot be copied", g.store)
	}
	from := store.CopyReader()
	defer from.CloseCopyReader() //nolint:errcheck // nothing was written to it
	s, err := stateOf(from)
	if err != nil {
		return Seen{}, err
	}
	if !s.Built { // it was replaced just now
		return Seen{}, ErrNotReady
	}
	n, err := from.DocCount()
	if err != nil {
		return Seen{}, fmt.Errorf("search: count: %w", err)
	}
	p, err := newPacker(ctx, w, key, x.dir, g.path)
	if err != nil {
		return Seen{}, err
	}
	defer p.discard()
	err = p.head(snapshotHead{Format: SnapshotFormat(), Last: s.Last, Made: x.opt.Now().UTC()})
	if err == nil {
		err = guard(func() error { return from.CopyTo(p) })
	}
	if err == nil {
		err = p.finish()
	}
	if err != nil {
		return Seen{}, fmt.Errorf("search: write snapshot: %w", cmp.Or(p.out.err, context.Cause(ctx), err))
	}
	return Seen{Event: s.Last.Seq, Datasets: int(n)}, nil
}
