package catalogtest

import (
	"testing"

	"nguon/catalog"
)

var publishing = map[string]func(*testing.T, Store){
	"saves agency and dataset only if they changed": testPublishChanged,
	"takes the state published from the store":      testPublishState,
	"refuses, and changes nothing":                  testPublishRefused,
}

func testPublishChanged(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	p := catalog.Publication{Agency: Agency("H26"), Dataset: d}
	publish := func() {
		t.Helper()
		p.Release = Release(d, p.Release.Version+1)
		if err := s.SaveDraft(t.Context(), p.Release); err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	publish()
	first := must(s.Dataset(t.Context(), "air"))(t)

	last := lastEvent(t, s)
	p.Dataset = first // as it was read, with the times of the store
	publish()
	wantEqual(t, "events of nothing new", events(t, s, last), []catalog.Event{{Kind: catalog.ReleasePublished, Dataset: "air", Version: 2}})
	wantEqual(t, "dataset", must(s.Dataset(t.Context(), "air"))(t), first)

	last = lastEvent(t, s)
	p.Agency.Title.En, p.Dataset.Title.En = "Renamed agency", "Renamed dataset"
	publish()
	wantEqual(t, "events of new metadata", events(t, s, last), []catalog.Event{
		{Kind: catalog.AgencySaved, Agency: "H26"},
		{Kind: catalog.DatasetSaved, Dataset: "air"},
		{Kind: catalog.ReleasePublished, Dataset: "air", Version: 3},
	})
	changed := must(s.Dataset(t.Context(), "air"))(t)
	if changed.Title.En != "Renamed dataset" || !changed.Created.Equal(first.Created) || !changed.Modified.After(first.Modified) {
		t.Errorf("dataset %q created %v modified %v; want the new title, the first creation %v and a later modification than %v",
			changed.Title.En, changed.Created, changed.Modified, first.Created, first.Modified)
	}
	if got := must(s.Agencies(t.Context()))(t)[0].Title.En; got != "Renamed agency" {
		t.Errorf("agency is called %q", got)
	}
}

func testPublishState(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Release(d, 1)
	if err := s.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for _, r.State = range []catalog.State{catalog.StateChecked, catalog.StatePublished} { // the second is too late
		err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r})
		if got := err == nil; got != (r.State == catalog.StateChecked) {
			t.Errorf("Publish of %s: err = %v", r.State, err)
		}
	}
	if got := must(s.Release(t.Context(), "air", 1))(t).State; got != catalog.StatePublished {
		t.Errorf("state %q, want %q", got, catalog.StatePublished)
	}
}

func testPublishRefused(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	last := lastEvent(t, s)
	stored := must(s.Dataset(t.Context(), "air"))(t)

	draft := func(version int, state catalog.State) catalog.Release {
		r := Release(d, version)
		r.State = state
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	renamed := func(slug catalog.Slug) catalog.Dataset { d := d; d.Slug = slug; return d }
	for _, test := range []struct {
		name    string
		dataset catalog.Dataset
		release catalog.Release
		agency  string
		kind    error
	}{
		{"a release never saved", d, Release(d, 2), "H26", catalog.ErrConflict},
		{"a draft", d, draft(2, catalog.StateDraft), "H26", catalog.ErrConflict},
		{"a refused release", d, draft(2, catalog.StateRefused), "H26", catalog.ErrConflict},
		{"a version that is there", d, draft(1, catalog.StateChecked), "H26", catalog.ErrConflict},
		{"a version too far", d, draft(3, catalog.StateChecked), "H26", catalog.ErrConflict},
		{"version zero", d, draft(0, catalog.StateChecked), "H26", catalog.ErrConflict},
		{"the release of another dataset", renamed("water"), draft(2, catalog.StateChecked), "H26", catalog.ErrInvalid},
		{"the dataset of another agency", d, draft(2, catalog.StateChecked), "H29", catalog.ErrInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.dataset.Title.En = "Must not be saved"
			agency := Agency(test.agency)
			agency.Title.En = "Must not be saved"
			err := s.Publish(t.Context(), catalog.Publication{Agency: agency, Dataset: test.dataset, Release: test.release})
			wantKind(t, "Publish", err, test.kind)
			if got := events(t, s, last); len(got) > 0 {
				t.Errorf("left events %v", got)
			}
			wantEqual(t, "dataset", must(s.Dataset(t.Context(), "air"))(t), stored)
			wantEqual(t, "agencies", must(s.Agencies(t.Context()))(t), []catalog.Agency{Agency("H26")})
			if got := len(must(s.Releases(t.Context(), "air"))(t)); got != 1 {
				t.Errorf("%d releases, want 1", got)
			}
		})
	}
}
