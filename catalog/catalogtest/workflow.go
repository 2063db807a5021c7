package catalogtest

import (
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

var releaseWorkflow = map[string]func(*testing.T, Store){
	"keeps what a release is proposed with, and its steps": testCandidate,
	"lists by agency, dataset and state, the last first":   testCandidates,
	"moves only from the state that was seen":              testMove,
	"publishes only from the state that was seen":          testPublishFrom,
	"frees the files of what is discarded":                 testDiscard,
	"keeps what waits, however old":                        testWaitingIsKept,
	"keeps policies of agencies":                           testPolicy,
	"follows a dataset that is renamed":                    testCandidateRenamed,
}

var editor = account.Actor{Kind: account.ActorUser, ID: "01EDITOR"}

// propose saves a checked release of d with its candidacy and first step.
func propose(t *testing.T, s Store, d catalog.Dataset, version int) catalog.Release {
	t.Helper()
	r := Release(d, version)
	if err := s.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := s.Propose(t.Context(), r.ID, Agency(d.Agency), d); err != nil {
		t.Fatal(err)
	}
	step := workflow.Step{By: editor, Action: workflow.Check, State: catalog.StateChecked}
	if err := s.Note(t.Context(), r.ID, step); err != nil {
		t.Fatal(err)
	}
	return r
}

// move takes a release to a state.
func move(t *testing.T, s Store, id string, from catalog.State, a workflow.Action, to catalog.State) {
	t.Helper()
	if err := s.Move(t.Context(), id, from, workflow.Step{By: editor, Action: a, State: to}); err != nil {
		t.Fatal(err)
	}
}

func testCandidate(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := propose(t, s, d, 1)
	at := Epoch.Add(time.Hour)
	comment := catalog.Text{Vi: "Xin duyệt.", En: "Xin duyệt."}
	err := s.Move(t.Context(), r.ID, catalog.StateChecked,
		workflow.Step{Time: at, By: editor, Action: workflow.Submit, State: catalog.StateSubmitted, Comment: comment})
	if err != nil {
		t.Fatal(err)
	}
	got := must(s.Candidate(t.Context(), r.ID))(t)
	r.State = catalog.StateSubmitted
	wantEqual(t, "release", got.Release, r)
	wantEqual(t, "agency", got.Agency, Agency("H26"))
	d.Created, d.Modified = time.Time{}, time.Time{}
	wantEqual(t, "dataset", got.Dataset, d)
	if len(got.Steps) != 2 || got.Steps[0].Time.IsZero() {
		t.Fatalf("steps: %+v", got.Steps)
	}
	wantEqual(t, "second step", got.Steps[1],
		workflow.Step{Time: at, By: editor, Action: workflow.Submit, State: catalog.StateSubmitted, Comment: comment})
	_, err = s.Dataset(t.Context(), "air")
	wantKind(t, "Dataset of what is submitted", err, catalog.ErrNotFound)
	for _, id := range []string{"", "01NONE", "a\x00"} {
		_, err = s.Candidate(t.Context(), id)
		wantKind(t, "Candidate "+id, err, catalog.ErrNotFound)
	}
}

func testCandidates(t *testing.T, s Store) {
	air := propose(t, s, Dataset("air", "H26"), 1)
	again := propose(t, s, Dataset("air", "H26"), 1)
	water := propose(t, s, Dataset("water", "H29"), 1)
	move(t, s, again.ID, catalog.StateChecked, workflow.Submit, catalog.StateSubmitted)
	for _, test := range []struct {
		name string
		f    workflow.Filter
		want []string
	}{
		{"all", workflow.Filter{}, []string{water.ID, again.ID, air.ID}},
		{"a page", workflow.Filter{Limit: 1, Before: water.ID}, []string{again.ID}},
		{"of agencies", workflow.Filter{Agencies: []string{"H26", "H30"}}, []string{again.ID, air.ID}},
		{"of a dataset", workflow.Filter{Dataset: "water"}, []string{water.ID}},
		{"in states", workflow.Filter{Dataset: "air", States: []catalog.State{catalog.StateChecked, catalog.StateApproved}}, []string{air.ID}},
		{"that cannot be", workflow.Filter{Dataset: "a\x00"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range must(s.Candidates(t.Context(), test.f))(t) {
				got = append(got, c.Release.ID)
			}
			wantEqual(t, "IDs", got, test.want)
		})
	}
}

func testMove(t *testing.T, s Store) {
	r := propose(t, s, Dataset("air", "H26"), 1)
	move(t, s, r.ID, catalog.StateChecked, workflow.Submit, catalog.StateSubmitted)
	submit := workflow.Step{By: editor, Action: workflow.Submit, State: catalog.StateSubmitted}
	wantKind(t, "Move of what has moved", s.Move(t.Context(), r.ID, catalog.StateChecked, submit), catalog.ErrConflict)
	wantKind(t, "Move of nothing", s.Move(t.Context(), "01NONE", catalog.StateChecked, submit), catalog.ErrNotFound)
	if err := s.Move(t.Context(), r.ID, catalog.StateSubmitted, workflow.Step{State: catalog.StatePublished}); err == nil {
		t.Error("Move makes a release public")
	}
	wantEqual(t, "steps", len(must(s.Candidate(t.Context(), r.ID))(t).Steps), 2)
}

func testPublishFrom(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := propose(t, s, d, 1)
	move(t, s, r.ID, catalog.StateChecked, workflow.Submit, catalog.StateSubmitted)
	p := catalog.Publication{From: catalog.StateApproved, Agency: Agency("H26"), Dataset: d, Release: r}
	wantKind(t, "Publish of what is not approved", s.Publish(t.Context(), p), catalog.ErrConflict)
	p.From = catalog.StateRefused
	wantKind(t, "Publish of what was refused", s.Publish(t.Context(), p), catalog.ErrConflict)
	move(t, s, r.ID, catalog.StateSubmitted, workflow.Approve, catalog.StateApproved)
	p.From = catalog.StateApproved
	if err := s.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	r.State = catalog.StatePublished
	wantEqual(t, "release", must(s.Release(t.Context(), "air", 1))(t), r)
}

func testDiscard(t *testing.T, s Store) {
	r := propose(t, s, Dataset("air", "H26"), 1)
	move(t, s, r.ID, catalog.StateChecked, workflow.Discard, catalog.StateDiscarded)
	if got := must(s.KeysInUse(t.Context(), Epoch.Add(-time.Hour)))(t); len(got) > 0 {
		t.Errorf("keys in use = %v, want none", got)
	}
	wantKind(t, "Move of what was discarded", s.Move(t.Context(), r.ID, catalog.StateDiscarded,
		workflow.Step{Action: workflow.Submit, State: catalog.StateSubmitted}), catalog.ErrConflict)
}

func testWaitingIsKept(t *testing.T, s Store) {
	kept := propose(t, s, Dataset("air", "H26"), 1)
	lost := Release(Dataset("air", "H26"), 1) // its publication never came to an end
	if err := s.SaveDraft(t.Context(), lost); err != nil {
		t.Fatal(err)
	}
	got := must(s.KeysInUse(t.Context(), kept.Created.Add(time.Hour)))(t)
	wantEqual(t, "keys in use", got, map[string]bool{kept.Tables[0].File.Key: true})
}

func testPolicy(t *testing.T, s Store) {
	wantEqual(t, "policy of who never said", must(s.Policy(t.Context(), "H26"))(t), workflow.Policy{})
	for _, want := range []workflow.Policy{{Approval: workflow.Required}, {Days: workflow.Days{Remind: []int{}}, AlarmTo: account.Approver, Datasets: map[catalog.Slug]workflow.Days{"air": {Alarm: []int{2}}}}, {}} {
		if err := s.SetPolicy(t.Context(), "H26", want); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "policy", must(s.Policy(t.Context(), "H26"))(t), want)
		wantEqual(t, "policy of another", must(s.Policy(t.Context(), "H27"))(t), workflow.Policy{})
	}
	wantKind(t, "SetPolicy of no agency", s.SetPolicy(t.Context(), "a b", workflow.Policy{}), catalog.ErrInvalid)
}

func testCandidateRenamed(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	r := propose(t, s, d, 2)
	if err := s.Rename(t.Context(), "air", "wind"); err != nil {
		t.Fatal(err)
	}
	got := must(s.Candidate(t.Context(), r.ID))(t)
	if got.Release.Dataset != "wind" || got.Dataset.Slug != "wind" {
		t.Errorf("release of %s, with the metadata of %s, want wind", got.Release.Dataset, got.Dataset.Slug)
	}
}
