package catalogtest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

var releaseLog = map[string]func(*testing.T, Store){
	"enters what is published and withdrawn, with its hashes": testLog,
	"does not tell of what is not public yet":                 testLogEmbargo,
	"never tells of what never was public":                    testLogPostponed,
	"enters once, and in order, what was there before it":     testLogSettle,
	"does not grow by what fails":                             testLogRefused,
	"never keeps a release from being withdrawn":              testLogWithdrawnWithoutKey,
	"goes on with the key that was announced, and no other":   testLogKeys,
	"has one order, whoever publishes":                        testLogConcurrent,
}

// A clerk is a notary that signs by naming its keys.
type clerk []string

// Key implements [catalog.Notary].
func (c clerk) Key() string { return c[0] }

// Attest implements [catalog.Notary].
func (c clerk) Attest(f catalog.LogFact, key string) (catalog.LogText, error) {
	for _, has := range c {
		if has == key {
			what := f.Key
			if f.Release != nil {
				what = fmt.Sprintf("%s@%d of %s", f.Release.Dataset, f.Release.Version, f.Agency)
			}
			return catalog.LogText{Leaf: string(f.Kind) + " " + what, Statement: "signed by " + key}, nil
		}
	}
	return catalog.LogText{}, catalog.Errorf(catalog.ErrConflict, "Khóa khác.", "Another key.")
}

func notarised(t *testing.T, s Store, n catalog.Notary) {
	t.Helper()
	if err := s.Notarise(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

// leaves returns the leaves of the log, and checks the numbers and the hash of
// the tree, which it makes by the definition of RFC 6962.
func leaves(t *testing.T, s Store) []string {
	t.Helper()
	entries := must(s.LogEntries(t.Context(), 0, 10_000))(t)
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Leaf
		if e.Index != int64(i) || e.Time.IsZero() || e.Statement == "" {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	wantEqual(t, "size", must(s.LogSize(t.Context()))(t), int64(len(all)))
	if len(all) == 0 {
		return all
	}
	got := must(tlog.TreeHash(int64(len(all)), tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found, err := s.LogHashes(t.Context(), indexes)
		hashes := make([]tlog.Hash, len(found))
		for i := range found {
			hashes[i] = tlog.Hash(found[i])
		}
		return hashes, err
	})))(t)
	if want := treeHash(all); got != want {
		t.Errorf("hash of the tree %v, want %v", got, want)
	}
	return all
}

// treeHash is MTH of RFC 6962, section 2.1, of at least one leaf.
func treeHash(leaves []string) tlog.Hash {
	if len(leaves) == 1 {
		return tlog.RecordHash([]byte(leaves[0]))
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(treeHash(leaves[:k]), treeHash(leaves[k:]))
}

func testLog(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	wantEqual(t, "before there is one", leaves(t, s), []string{})
	notarised(t, s, clerk{"k1"})
	r := Publish(t, s, d, Release(d, 1))
	Publish(t, s, d, Release(d, 2))
	if err := s.Withdraw(t.Context(), "air", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "leaves", leaves(t, s), []string{
		"key.announced k1", "release.published air@1 of H26", "release.published air@2 of H26", "release.withdrawn air@1 of H26"})
	about := must(s.LogOf(t.Context(), r.ID))(t)
	if len(about) != 2 || about[0].Kind != catalog.LogPublished || about[1].Kind != catalog.LogWithdrawn || about[1].Index != 3 ||
		about[1].Subject != r.ID || about[1].Statement != "signed by k1" {
		t.Errorf("entries of the release: %+v", about)
	}
	if got := must(s.LogEntries(t.Context(), 1, 2))(t); len(got) != 2 || got[0].Index != 1 {
		t.Errorf("two entries from the second on: %+v", got)
	}
	if got := must(s.LogOf(t.Context(), "no\x00thing"))(t); len(got) > 0 {
		t.Errorf("entries of nothing: %+v", got)
	}
	if _, err := s.LogHashes(t.Context(), []int64{0, 1000}); err == nil {
		t.Error("a hash that is missing is no error")
	}
	notarised(t, s, clerk{"k1"}) // again, as at a restart
	if err := s.Settle(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "size after a restart", len(leaves(t, s)), 4)
}

func testLogEmbargo(t *testing.T, s Store) {
	notarised(t, s, clerk{"k1"})
	d := Dataset("air", "H26")
	r := Release(d, 1)
	r.PublishAt = time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	Publish(t, s, d, r)
	for _, at := range []time.Duration{-time.Microsecond, 0, time.Hour} {
		if err := s.Settle(t.Context(), r.PublishAt.Add(at)); err != nil {
			t.Fatal(err)
		}
		want := []string{"key.announced k1"}
		if at >= 0 {
			want = append(want, "release.published air@1 of H26")
		}
		wantEqual(t, fmt.Sprintf("leaves %v after its time", at), leaves(t, s), want)
	}
}

func testLogPostponed(t *testing.T, s Store) {
	notarised(t, s, clerk{"k1"})
	d := Dataset("air", "H26")
	r := Release(d, 1)
	r.PublishAt = time.Now().Add(time.Hour)
	Publish(t, s, d, r)
	wantKind(t, "Withdraw before its time", s.Withdraw(t.Context(), "air", 1, wrong, time.Now()), catalog.ErrConflict)
	if err := s.Move(t.Context(), r.ID, catalog.StatePublished, workflow.Step{Action: workflow.Postpone, State: catalog.StateApproved}); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context(), r.PublishAt.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "leaves", leaves(t, s), []string{"key.announced k1"})
}

func testLogSettle(t *testing.T, s Store) {
	air, water := Dataset("air", "H26"), Dataset("water", "H29")
	later := Release(air, 1)
	later.PublishAt = Epoch.Add(time.Hour)
	Publish(t, s, air, later)
	Publish(t, s, water, Release(water, 1))
	if err := s.Withdraw(t.Context(), "water", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context(), time.Now()); err != nil { // without a notary
		t.Fatal(err)
	}
	wantEqual(t, "leaves without a notary", leaves(t, s), []string{})
	notarised(t, s, clerk{"k1"})
	want := []string{"key.announced k1", "release.published water@1 of H29", "release.withdrawn water@1 of H29", "release.published air@1 of H26"}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := s.Settle(t.Context(), time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "leaves", leaves(t, s), want)
	if err := s.Rename(t.Context(), "air", "wind"); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), "wind", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "leaves at the end", leaves(t, s), append(want, "release.withdrawn wind@1 of H26"))
	wantEqual(t, "entries of the renamed", len(must(s.LogOf(t.Context(), later.ID))(t)), 2)
}

func testLogRefused(t *testing.T, s Store) {
	notarised(t, s, clerk{"k1"})
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: Release(d, 2)})
	wantKind(t, "Publish of what was not checked", err, catalog.ErrConflict)
	wantKind(t, "Withdraw of nothing", s.Withdraw(t.Context(), "air", 7, wrong, Epoch), catalog.ErrNotFound)
	wantEqual(t, "size", len(leaves(t, s)), 2)
}

func testLogWithdrawnWithoutKey(t *testing.T, s Store) {
	notarised(t, s, clerk{"k1"})
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	if err := s.AnnounceKey(t.Context(), clerk{"k1"}, "k2"); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), "air", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "size while the key is missing", len(leaves(t, s)), 3)
	notarised(t, s, clerk{"k2"})
	if err := s.Settle(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "last leaf", leaves(t, s)[3], "release.withdrawn air@1 of H26")
}

func testLogKeys(t *testing.T, s Store) {
	wantKind(t, "AnnounceKey without a log", s.AnnounceKey(t.Context(), clerk{"k1"}, "k2"), catalog.ErrConflict)
	notarised(t, s, clerk{"k1"})
	wantKind(t, "AnnounceKey by a stranger", s.AnnounceKey(t.Context(), clerk{"k3"}, "k2"), catalog.ErrConflict)
	if err := s.AnnounceKey(t.Context(), clerk{"k1"}, "k2"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "AnnounceKey of an old key", s.AnnounceKey(t.Context(), clerk{"k2"}, "k1"), catalog.ErrConflict)
	d := Dataset("air", "H26")
	r := Release(d, 1)
	if err := s.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	p := catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r}
	wantKind(t, "Publish with the old key", s.Publish(t.Context(), p), catalog.ErrConflict)
	wantKind(t, "Notarise with the old key", s.Notarise(t.Context(), clerk{"k1"}), catalog.ErrConflict)
	notarised(t, s, clerk{"k2"})
	if err := s.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "leaves", leaves(t, s), []string{"key.announced k1", "key.announced k2", "release.published air@1 of H26"})
	keys := must(s.LogKeys(t.Context()))(t)
	if len(keys) != 2 || keys[0].Subject != "k1" || keys[1].Subject != "k2" || keys[1].Statement != "signed by k1" {
		t.Errorf("keys: %+v", keys)
	}
}

func testLogConcurrent(t *testing.T, s Store) {
	notarised(t, s, clerk{"k1"})
	var wg sync.WaitGroup
	for i := range 4 {
		d := Dataset(catalog.Slug(fmt.Sprintf("set-%d", i)), "H26")
		wg.Go(func() {
			for version := 1; version <= 5; version++ {
				r := Release(d, version)
				if err := s.SaveDraft(t.Context(), r); err != nil {
					t.Error(err)
				}
				if err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	wantEqual(t, "size", len(leaves(t, s)), 21)
}
