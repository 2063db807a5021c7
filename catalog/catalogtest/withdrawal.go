package catalogtest

import (
	"testing"
	"time"

	"nguon/catalog"
)

var withdrawal = map[string]func(*testing.T, Store){
	"keeps metadata, time and reason":         testWithdraw,
	"frees the files of the release":          testWithdrawFrees,
	"of what is not published fails":          testWithdrawRefused,
	"leaves the number of the version in use": testWithdrawVersion,
}

var wrong = catalog.Text{Vi: "Số liệu sai.", En: "The figures are wrong."}

func testWithdraw(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	want := Publish(t, s, d, Release(d, 1))
	last := lastEvent(t, s)
	at := Epoch.Add(time.Hour)
	if err := s.Withdraw(t.Context(), "air", 1, wrong, at); err != nil {
		t.Fatal(err)
	}
	want.State, want.Withdrawn, want.Reason = catalog.StateWithdrawn, at, wrong
	wantEqual(t, "release", must(s.Release(t.Context(), "air", 1))(t), want)
	wantEqual(t, "releases", must(s.Releases(t.Context(), "air"))(t), catalog.Releases{want})
	wantEqual(t, "events", events(t, s, last), []catalog.Event{{Kind: catalog.ReleaseWithdrawn, Dataset: "air", Version: 1}})
}

func testWithdrawFrees(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Publish(t, s, d, Release(d, 1))
	file := derivedFile(r, "csv.gz", "derived/1")
	if err := s.SaveDerived(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), "air", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	if got := must(s.KeysInUse(t.Context(), Epoch))(t); len(got) > 0 {
		t.Errorf("keys in use = %v, want none", got)
	}
	if got := must(s.Derived(t.Context(), r.ID))(t); len(got) > 0 {
		t.Errorf("derived files = %v, want none", got)
	}
	wantKind(t, "SaveDerived afterwards", s.SaveDerived(t.Context(), file), catalog.ErrWithdrawn)
}

func testWithdrawRefused(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	if err := s.SaveDraft(t.Context(), Release(d, 2)); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), "air", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	last := lastEvent(t, s)
	wantKind(t, "the second time", s.Withdraw(t.Context(), "air", 1, wrong, Epoch), catalog.ErrWithdrawn)
	wantKind(t, "a draft", s.Withdraw(t.Context(), "air", 2, wrong, Epoch), catalog.ErrNotFound)
	wantKind(t, "no dataset", s.Withdraw(t.Context(), "water", 1, wrong, Epoch), catalog.ErrNotFound)
	if got := events(t, s, last); len(got) > 0 {
		t.Errorf("left events %v", got)
	}
}

func testWithdrawVersion(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	if err := s.Withdraw(t.Context(), "air", 1, wrong, Epoch); err != nil {
		t.Fatal(err)
	}
	again := Release(d, 1)
	if err := s.SaveDraft(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: again})
	wantKind(t, "Publish of the version again", err, catalog.ErrConflict)
	Publish(t, s, d, Release(d, 2))
}
