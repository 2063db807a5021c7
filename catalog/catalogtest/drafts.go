package catalogtest

import (
	"testing"

	"nguon/catalog"
)

var drafts = map[string]func(*testing.T, Store){
	"a draft is not seen, and makes no event":         testDraftHidden,
	"a draft is replaced until it is refused":         testDraftReplaced,
	"a published release is not replaced":             testDraftOfPublished,
	"a release that is no draft is not saved as one":  testDraftStates,
	"several drafts of one version live side by side": testDraftsTogether,
}

func testDraftHidden(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	if err := s.SaveDraft(t.Context(), Release(d, 1)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Release(t.Context(), "air", 1)
	wantKind(t, "Release of a draft", err, catalog.ErrNotFound)
	if got := events(t, s, 0); len(got) > 0 {
		t.Errorf("events of a draft = %v, want none", got)
	}
}

func testDraftReplaced(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Release(d, 1)
	states := []catalog.State{catalog.StateDraft, catalog.StateDraft, catalog.StateChecked, catalog.StateDraft, catalog.StateRefused}
	for _, r.State = range states {
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatalf("to %s: %v", r.State, err)
		}
	}
	for _, r.State = range []catalog.State{catalog.StateDraft, catalog.StateChecked, catalog.StateRefused} {
		wantKind(t, "from refused to "+string(r.State), s.SaveDraft(t.Context(), r), catalog.ErrConflict)
	}
}

func testDraftOfPublished(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	want := Publish(t, s, d, Release(d, 1))
	changed := want
	changed.State, changed.Note = catalog.StateChecked, catalog.Text{Vi: "Khác.", En: "Other."}
	wantKind(t, "SaveDraft", s.SaveDraft(t.Context(), changed), catalog.ErrConflict)
	wantEqual(t, "release", must(s.Release(t.Context(), "air", 1))(t), want)
}

func testDraftStates(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Release(d, 1)
	for _, r.State = range []catalog.State{"", catalog.StatePublished, catalog.StateScheduled, catalog.StateWithdrawn} {
		wantKind(t, "SaveDraft in state "+string(r.State), s.SaveDraft(t.Context(), r), catalog.ErrInvalid)
	}
}

func testDraftsTogether(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	first, second := Release(d, 1), Release(d, 1)
	for _, r := range []catalog.Release{first, second} {
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	publish := func(r catalog.Release) error {
		return s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r})
	}
	if err := publish(second); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "Publish of the same version", publish(first), catalog.ErrConflict)
}
