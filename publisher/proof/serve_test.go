package proof_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

// A monitor reads a log with nothing but the tools of golang.org/x/mod.
type monitor struct {
	t   *testing.T
	get func(path string) []byte
}

func (m *monitor) Height() int                         { return 8 }
func (m *monitor) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (m *monitor) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		all = append(all, m.get(strings.Replace(t.Path(), "tile/8/", "tile/", 1)))
	}
	return all, nil
}

// tree returns the tree of the checkpoint.
func (m *monitor) tree() tlog.Tree {
	m.t.Helper()
	keys := strings.Fields(string(m.get("keys")))
	v, err := note.NewVerifier(keys[0])
	if err != nil {
		m.t.Fatal(err)
	}
	n, err := note.Open(m.get("checkpoint"), note.VerifierList(v))
	if err != nil {
		m.t.Fatal(err)
	}
	var origin, root string
	var tree tlog.Tree
	if _, err := fmt.Sscanf(n.Text, "%s\n%d\n%s\n", &origin, &tree.N, &root); err != nil || origin != v.Name() {
		m.t.Fatalf("%q: %v", n.Text, err)
	}
	if tree.Hash, err = tlog.ParseHash(root); err != nil {
		m.t.Fatal(err)
	}
	return tree
}

// fill publishes the releases of one dataset from one version to another.
func fill(t testing.TB, p *portal, from, to int) {
	t.Helper()
	for v := from; v <= to; v++ {
		p.publish(t, "air", v)
	}
}

func TestLogCanBeReadByOthers(t *testing.T) {
	p := newPortal(t)
	m := &monitor{t, func(path string) []byte {
		rec := p.get(path)
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
		if want := "immutable"; strings.HasPrefix(path, "tile") != strings.Contains(rec.Header().Get("Cache-Control"), want) {
			t.Errorf("%s: Cache-Control %q", path, rec.Header().Get("Cache-Control"))
		}
		return rec.Body.Bytes()
	}}
	fill(t, p, 1, 100)
	old := m.tree()
	p.rotate(t)
	fill(t, p, 101, 300)
	tree := m.tree()
	if old.N != 101 || tree.N != 302 {
		t.Fatalf("sizes %d and %d", old.N, tree.N)
	}
	reader := tlog.TileHashReader(tree, m)
	for _, want := range []tlog.Tree{old, tree} {
		if got, err := tlog.TreeHash(want.N, reader); err != nil || got != want.Hash {
			t.Errorf("root of %d entries: %v, %v", want.N, got, err)
		}
	}
	entries := append(m.get("tile/entries/000"), m.get("tile/entries/001.p/46")...)
	for i := range tree.N {
		size := binary.BigEndian.Uint16(entries)
		leaf := entries[2 : 2+size]
		entries = entries[2+size:]
		record, err := tlog.ProveRecord(tree.N, i, reader)
		if err == nil {
			err = tlog.CheckRecord(record, tree.N, tree.Hash, i, tlog.RecordHash(leaf))
		}
		if err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	if len(entries) > 0 {
		t.Errorf("%d bytes are left", len(entries))
	}
	for _, path := range []string{"tile/0/001", "tile/0/001.p/47", "tile/0/002.p/1", "tile/1/000.p/2", "tile/entries/001.p/47", "tile/entries/001",
		"tile/8/000.p/1", "tile/data/000", "tile/0/x", "tile/0/000.p/0", "tile/0/1", "tile/-1/000", "tile/0/x999/x999/x999/x999/x999/999", "nothing"} {
		if rec := p.get(path); rec.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, rec.Code)
		}
	}
	if rec := p.get("tile/0/000.p/200"); rec.Code != http.StatusOK || !bytes.HasPrefix(m.get("tile/0/000"), rec.Body.Bytes()) {
		t.Errorf("a part of a tile that is whole by now: status %d", rec.Code)
	}
}

func TestReplicasServeOneLog(t *testing.T) {
	url := catalogtest.Postgres(t)
	a, b := replicaOf(t, url, derived(t, 1)), replicaOf(t, url, derived(t, 1))
	r := a.publish(t, "air", 1)
	b.publish(t, "air", 2)
	if x, y := a.get("checkpoint").Body.String(), b.get("checkpoint").Body.String(); x != y || !strings.Contains(x, "\n3\n") {
		t.Errorf("two checkpoints:\n%s\n%s", x, y)
	}
	a.rotate(t)
	if rec := b.get("checkpoint"); rec.Code != http.StatusInternalServerError {
		t.Errorf("a replica with the old key signs: %s", rec.Body)
	}
	d := catalogtest.Dataset("air", "H26")
	draft := catalogtest.Release(d, 3)
	if err := b.db.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	err := b.db.Publish(t.Context(), catalog.Publication{Agency: catalogtest.Agency("H26"), Dataset: d, Release: draft})
	if !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("a replica with the old key publishes: %v", err)
	}
	b.key = a.key
	if x, y := a.get("checkpoint").Body.String(), b.get("checkpoint").Body.String(); x != y {
		t.Errorf("two checkpoints:\n%s\n%s", x, y)
	}
	b.withdraw(t, r)
	verified(t, a.bundle(t, r, 0))
}

// Follow reads the tiles as nguon verify does.
func TestFollowSeesWhatABundleKeepsQuietAbout(t *testing.T) {
	p := newPortal(t)
	r := p.publish(t, "air", 1)
	before := p.bundle(t, r, 0)
	fill(t, p, 2, 300)
	p.withdraw(t, r)
	fetch := func(_ context.Context, path string, _ int64) ([]byte, error) {
		rec := p.get(path)
		if rec.Code != http.StatusOK {
			return nil, errors.New(rec.Body.String())
		}
		return rec.Body.Bytes(), nil
	}
	whole := p.bundle(t, r, 0)
	if err := verified(t, whole).Follow(t.Context(), fetch, before.Checkpoint); err != nil {
		t.Error(err)
	}
	quiet := *whole
	quiet.Withdrawal = nil
	if err := verified(t, &quiet).Follow(t.Context(), fetch, ""); !errors.Is(err, catalog.ErrRefused) || !strings.Contains(err.Error(), "withdrawn") {
		t.Errorf("without the withdrawal: %v", err)
	}
	e := verified(t, before)
	if err := e.Follow(t.Context(), fetch, whole.Checkpoint); !errors.Is(err, catalog.ErrRefused) {
		t.Errorf("a log that has shrunk: %v", err)
	}
	other := newPortal(t)
	otherRelease := other.publish(t, "air", 1)
	if err := verified(t, whole).Follow(t.Context(), fetch, other.bundle(t, otherRelease, 0).Checkpoint); !errors.Is(err, catalog.ErrRefused) {
		t.Errorf("another log with the same key: %v", err)
	}
	down := errors.New("no answer")
	err := verified(t, whole).Follow(t.Context(), func(context.Context, string, int64) ([]byte, error) { return nil, down }, before.Checkpoint)
	if !errors.Is(err, down) || errors.Is(err, catalog.ErrRefused) {
		t.Errorf("a portal that does not answer: %v", err)
	}
}
