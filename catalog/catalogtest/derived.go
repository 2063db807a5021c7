package catalogtest

import (
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
)

var derived = map[string]func(*testing.T, Store){
	"are recorded once, and replaced": testDerived,
	"need a published release":        testDerivedRefused,
}

var inUse = map[string]func(*testing.T, Store){
	"are the files of drafts, releases and what is derived": testKeysInUse,
	"are not those of drafts too old, which are gone":       testOldDrafts,
	"say who else refers to them":                           testSharing,
	"are not those of what was refused or replaced":         testNotInUse,
}

func derivedFile(r catalog.Release, format, key string) catalog.DerivedFile {
	return catalog.DerivedFile{
		ReleaseID: r.ID, Resource: Resource,
		File: catalog.File{Key: key, Format: format, Bytes: 99, SHA256: sha256.Sum256([]byte(key))},
	}
}

func testDerived(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Publish(t, s, d, Release(d, 1))
	if got := must(s.Derived(t.Context(), r.ID))(t); len(got) > 0 {
		t.Errorf("derived files before any = %v", got)
	}
	csv, ndjson := derivedFile(r, "csv.gz", "derived/csv"), derivedFile(r, "ndjson.gz", "derived/ndjson")
	for _, f := range []catalog.DerivedFile{ndjson, csv, csv} {
		if err := s.SaveDerived(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	wantEqual(t, "derived files", must(s.Derived(t.Context(), r.ID))(t), []catalog.DerivedFile{csv, ndjson})
	newer := derivedFile(r, "csv.gz", "derived/csv-2")
	if err := s.SaveDerived(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "derived files", must(s.Derived(t.Context(), r.ID))(t), []catalog.DerivedFile{newer, ndjson})
}

func testDerivedRefused(t *testing.T, s Store) {
	draft := Release(Dataset("air", "H26"), 1)
	if err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "of a draft", s.SaveDerived(t.Context(), derivedFile(draft, "csv.gz", "k")), catalog.ErrNotFound)
	draft.ID = "unknown"
	wantKind(t, "of no release", s.SaveDerived(t.Context(), derivedFile(draft, "csv.gz", "k")), catalog.ErrNotFound)
}

func wantInUse(t *testing.T, s Store, draftsAfter time.Time, want ...string) {
	t.Helper()
	slices.Sort(want)
	got := slices.Sorted(maps.Keys(must(s.KeysInUse(t.Context(), draftsAfter))(t)))
	wantEqual(t, "keys in use", got, want)
}

func testKeysInUse(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Publish(t, s, d, Release(d, 1))
	if err := s.SaveDerived(t.Context(), derivedFile(r, "csv.gz", "derived/csv")); err != nil {
		t.Fatal(err)
	}
	draft := Release(d, 2)
	draft.State = catalog.StateDraft
	shared := Table(draft.ID)
	shared.Resource, shared.File.Key = "same", r.Tables[0].File.Key
	draft.Tables = append(draft.Tables, shared, catalog.Table{Resource: "not-yet-written"})
	if err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	wantInUse(t, s, Epoch.Add(-time.Hour), r.Tables[0].File.Key, draft.Tables[0].File.Key, "derived/csv")
}

func testSharing(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	first, second, third := Release(d, 1), Release(d, 2), Release(d, 3)
	common := catalog.Part{Rows: 3, File: first.Tables[0].File}
	second.Tables[0].Parts = []catalog.Part{common, {Period: "2026-10", Rows: 1, File: catalog.File{Key: "new/part"}}}
	Publish(t, s, d, first)
	Publish(t, s, d, second)
	third.State, third.Tables[0].Parts = catalog.StateDraft, second.Tables[0].Parts
	if err := s.SaveDraft(t.Context(), third); err != nil {
		t.Fatal(err)
	}
	wantShared := func(id string, want ...catalog.Shared) {
		t.Helper()
		slices.SortFunc(want, func(a, b catalog.Shared) int {
			return cmp.Or(strings.Compare(a.ReleaseID, b.ReleaseID), strings.Compare(a.Object, b.Object))
		})
		wantEqual(t, "what "+id+" shares", must(s.Sharing(t.Context(), id))(t), want)
	}
	key := common.File.Key
	wantShared(first.ID, catalog.Shared{ReleaseID: second.ID, Object: key}, catalog.Shared{ReleaseID: third.ID, Object: key})
	wantShared(third.ID, catalog.Shared{ReleaseID: first.ID, Object: key}, catalog.Shared{ReleaseID: second.ID, Object: key},
		catalog.Shared{ReleaseID: second.ID, Object: "new/part"})
	wantInUse(t, s, Epoch.Add(-time.Hour), key, "new/part", second.Tables[0].File.Key, third.Tables[0].File.Key)
	if err := s.Withdraw(t.Context(), d.Slug, 2, catalog.Text{Vi: "Sai.", En: "Wrong."}, Epoch); err != nil {
		t.Fatal(err)
	}
	wantShared(first.ID, catalog.Shared{ReleaseID: third.ID, Object: key})
	wantInUse(t, s, Epoch.Add(-time.Hour), key, "new/part", third.Tables[0].File.Key)
}

func testOldDrafts(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	old := Publish(t, s, d, Release(d, 1)) // as old, but not a draft
	fresh, stale := Release(d, 2), Release(d, 2)
	fresh.Created, stale.Created = Epoch, Epoch.Add(-time.Hour)
	for _, r := range []catalog.Release{fresh, stale} {
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	wantInUse(t, s, Epoch.Add(-time.Second), fresh.Tables[0].File.Key, old.Tables[0].File.Key)
	err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: stale})
	wantKind(t, "Publish of a draft that is gone", err, catalog.ErrConflict)
	if err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: fresh}); err != nil {
		t.Error(err)
	}
}

func testNotInUse(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	replaced, refused := Release(d, 1), Release(d, 1)
	for _, r := range []catalog.Release{replaced, refused} {
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	refused.State = catalog.StateRefused
	replaced.Tables = []catalog.Table{Table("second-try")}
	for _, r := range []catalog.Release{replaced, refused} {
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	wantInUse(t, s, Epoch.Add(-time.Hour), replaced.Tables[0].File.Key)
}
