package proof

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

// A Fetcher returns the body of an answer of the portal for a path of [Prefix],
// of at most the given length. It is an error if the answer is longer.
type Fetcher func(ctx context.Context, path string, most int64) ([]byte, error)

// Follow checks the log itself, tile by tile, against the checkpoint of e: that
// it begins with the log of a checkpoint that was saved, if saved is not empty,
// and that nothing entered after the release withdraws it or announces a key
// that the bundle keeps quiet about. It reads each tile once and holds one at a
// time, but for those that others are checked against. What is not as it must
// be is an error of kind [catalog.ErrRefused].
func (e *Evidence) Follow(ctx context.Context, fetch Fetcher, saved string) error {
	c := e.Checkpoint
	tiles := &tileReader{ctx: ctx, fetch: fetch, kept: make(map[tlog.Tile][]byte)}
	reader := tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, tiles)
	if saved != "" {
		old, err := e.saved(saved)
		if err != nil {
			return err
		}
		if err := follows(c, old, reader); err != nil {
			return tiles.blame(old.Size, err)
		}
	}
	if e.Index < 0 {
		return nil
	}
	return e.scan(ctx, fetch, reader, tiles)
}

// follows checks that the tree of old is the beginning of that of c.
func follows(c, old Checkpoint, reader tlog.HashReader) error {
	if old.Size > c.Size {
		return fmt.Errorf("the log had %d entries, and has %d", old.Size, c.Size)
	}
	root, err := tlog.TreeHash(old.Size, reader)
	if err != nil {
		return err
	}
	if root != old.Root {
		return errors.New("another root")
	}
	return nil
}

// scan reads the entries after that of the release.
func (e *Evidence) scan(ctx context.Context, fetch Fetcher, reader tlog.HashReader, tiles *tileReader) error {
	size := e.Checkpoint.Size
	for n := (e.Index + 1) / tileWidth; n*tileWidth < size; n++ {
		width := min(size-n*tileWidth, tileWidth)
		t := tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)}
		body, err := fetch(ctx, tilePath(t), tileWidth*(2+catalog.MaxLeaf))
		if err != nil {
			return err
		}
		leaves, err := splitEntries(body, int(width))
		if err != nil {
			return refuseTile(n, err)
		}
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, n*tileWidth+int64(i))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return tiles.blame(0, err)
		}
		for i, leaf := range leaves {
			index := n*tileWidth + int64(i)
			if tlog.RecordHash([]byte(leaf)) != hashes[i] {
				return refuseInclusion(index, errMismatch)
			}
			if index > e.Index {
				if err := e.look(index, leaf); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// look refuses an entry that the bundle should have told of.
func (e *Evidence) look(index int64, text string) error {
	leaf, err := parseLine[Leaf](text)
	if err != nil {
		return refuseInclusion(index, err)
	}
	switch {
	case leaf.Kind == catalog.LogWithdrawn && leaf.Release != nil && *leaf.Release == e.Manifest.Release && e.Withdrawal == nil:
		return refuse(nil, "Nhật ký ghi bản phát hành này đã bị rút (mục %d), mà bằng chứng của cổng không nói.",
			"The log says that the release was withdrawn (entry %d), and the portal's proof does not.", index)
	case leaf.Kind == catalog.LogKey && !slices.Contains(e.Keys, leaf.Key):
		return refuse(nil, "Nhật ký công bố một khóa mới (mục %d), mà bằng chứng của cổng không nói.",
			"The log announces a key (entry %d), and the portal's proof does not.", index)
	}
	return nil
}

// splitEntries splits a tile of entries.
func splitEntries(b []byte, n int) ([]string, error) {
	leaves := make([]string, 0, n)
	for len(b) > 0 {
		if len(b) < 2 {
			return nil, errors.New("a length is cut off")
		}
		size := int(binary.BigEndian.Uint16(b))
		if b = b[2:]; len(b) < size || len(leaves) == n {
			return nil, errors.New("entries are cut off, or too many")
		}
		leaves, b = append(leaves, string(b[:size])), b[size:]
	}
	if len(leaves) != n {
		return nil, fmt.Errorf("%d entries; want %d", len(leaves), n)
	}
	return leaves, nil
}

// tilePath is the path of a tile by tlog-tiles, which has one height.
func tilePath(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	if rest, ok := strings.CutPrefix(path, "data/"); ok {
		path = "entries/" + rest
	}
	return "tile/" + path
}

// A tileReader fetches tiles of hashes. It implements [tlog.TileReader].
type tileReader struct {
	ctx   context.Context //nolint:containedctx // of one call of Follow; the interface has none
	fetch Fetcher
	kept  map[tlog.Tile][]byte // that were checked
	err   error                // the first failure to fetch
}

// Height implements [tlog.TileReader].
func (r *tileReader) Height() int { return tileHeight }

// SaveTiles implements [tlog.TileReader].
func (r *tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, t := range tiles {
		if t.L > 0 { // those of leaves are needed once, and there are many
			r.kept[t] = data[i]
		}
	}
}

// ReadTiles implements [tlog.TileReader].
func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, t := range tiles {
		if all[i] = r.kept[t]; all[i] != nil {
			continue
		}
		var err error
		if all[i], err = r.fetch(r.ctx, tilePath(t), tileWidth*tlog.HashSize); err != nil {
			r.err = errors.Join(r.err, err)
			return nil, err
		}
	}
	return all, nil
}

// blame tells a portal that does not answer from one that answers wrongly.
func (r *tileReader) blame(saved int64, err error) error {
	switch {
	case r.err != nil:
		return r.err
	case saved > 0:
		return refuseFork(saved, err)
	default:
		return refuseTile(0, err)
	}
}
