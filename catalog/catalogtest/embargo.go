package catalogtest

import (
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/workflow"
)

var embargo = map[string]func(*testing.T, Store){
	"hides a new dataset and its agency until its time": testEmbargoNew,
	"hides new metadata until their time":               testEmbargoMetadata,
	"announces each release once, with its jobs":        testAnnounce,
	"is told of, though the clock jumps back":           testAnnounceTold,
	"leaves no gap in the numbers":                      testEmbargoOrder,
	"of what is postponed is as if it had not been":     testPostpone,
	"of an agency ends with its first dataset":          testEmbargoAgency,
}

// A hand is a clock that is set.
type hand struct{ at atomic.Pointer[time.Time] }

func newHand(s Store, at time.Time) *hand {
	h := new(hand)
	h.set(at)
	s.UseClock(func() time.Time { return *h.at.Load() })
	return h
}

func (h *hand) set(at time.Time) { h.at.Store(&at) }

// nine is when releases of these tests are due.
var nine = time.Date(2026, 12, 1, 9, 0, 0, 0, time.FixedZone("", 7*60*60)).UTC()

// noJobs is for announcements that nothing follows.
func noJobs(catalog.Release) []catalog.Job { return nil }

// scheduled publishes the first release of a dataset for nine, an hour before.
func scheduled(t *testing.T, s Store) (*hand, catalog.Dataset, catalog.Release) {
	t.Helper()
	clock := newHand(s, nine.Add(-time.Hour))
	d := Dataset("air", "H26")
	r := Release(d, 1)
	r.PublishAt = nine
	Publish(t, s, d, r)
	return clock, d, r
}

func testEmbargoNew(t *testing.T, s Store) {
	clock, d, _ := scheduled(t, s)
	if got := events(t, s, 0); len(got) > 0 {
		t.Errorf("events before: %v", got)
	}
	for _, at := range []time.Duration{-time.Hour, -time.Microsecond} {
		clock.set(nine.Add(at))
		_, err := s.Dataset(t.Context(), "air")
		wantKind(t, "Dataset", err, catalog.ErrNotFound)
		_, unknown := s.Dataset(t.Context(), "fog")
		if err.Error() == unknown.Error() || len(err.Error()) != len(unknown.Error()) {
			t.Errorf("it reads %q, and of what does not exist %q", err, unknown)
		}
		if got := must(s.Datasets(t.Context(), catalog.DatasetFilter{}))(t); len(got) > 0 {
			t.Errorf("datasets %v before: %v", at, got)
		}
		if got := must(s.Agencies(t.Context()))(t); len(got) > 0 {
			t.Errorf("agencies %v before: %v", at, got)
		}
	}
	clock.set(nine)
	got := must(s.Dataset(t.Context(), "air"))(t)
	if !got.Created.Equal(nine) || !got.Modified.Equal(nine) || got.Title != d.Title {
		t.Errorf("at its time: %+v", got)
	}
	wantEqual(t, "datasets", slugs(must(s.Datasets(t.Context(), catalog.DatasetFilter{}))(t)), []catalog.Slug{"air"})
	wantEqual(t, "agencies", must(s.Agencies(t.Context()))(t), []catalog.Agency{Agency("H26")})
	wantEqual(t, "latest", must(s.Latest(t.Context(), nine, "air"))(t)["air"].Version, 1)
}

func testEmbargoMetadata(t *testing.T, s Store) {
	clock := newHand(s, nine.Add(-2*time.Hour))
	d := Dataset("air", "H26")
	first := Release(d, 1)
	first.PublishAt = nine.Add(-2 * time.Hour)
	Publish(t, s, d, first)
	before := must(s.Dataset(t.Context(), "air"))(t)
	agencies := must(s.Agencies(t.Context()))(t)
	changed, agency := d, Agency("H26")
	changed.Title = catalog.Text{Vi: "Gió", En: "Wind"}
	agency.Title = catalog.Text{Vi: "Sở Gió", En: "Department of Wind"}
	second := Release(d, 2)
	second.PublishAt = nine
	if err := s.SaveDraft(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(t.Context(), catalog.Publication{Agency: agency, Dataset: changed, Release: second}); err != nil {
		t.Fatal(err)
	}
	clock.set(nine.Add(-time.Microsecond))
	wantEqual(t, "dataset before", must(s.Dataset(t.Context(), "air"))(t), before)
	wantEqual(t, "agencies before", must(s.Agencies(t.Context()))(t), agencies)
	for _, what := range []string{"at its time", "announced"} {
		clock.set(nine)
		got := must(s.Datasets(t.Context(), catalog.DatasetFilter{Slugs: []catalog.Slug{"air"}}))(t)
		if len(got) != 1 || got[0].Title != changed.Title || !got[0].Modified.Equal(nine) || !got[0].Created.Equal(before.Created) {
			t.Errorf("datasets %s: %+v", what, got)
		}
		wantEqual(t, "agencies "+what, must(s.Agencies(t.Context()))(t), []catalog.Agency{agency})
		must(s.Announce(t.Context(), nine, noJobs))(t)
	}
}

func testAnnounce(t *testing.T, s Store) {
	clock, _, r := scheduled(t, s)
	if got := must(s.NextDue(t.Context()))(t); !got.Equal(nine) {
		t.Errorf("next due %v, want %v", got, nine)
	}
	asked := 0
	jobs := func(catalog.Release) []catalog.Job { asked++; return nil }
	if got := must(s.Announce(t.Context(), nine.Add(-time.Microsecond), jobs))(t); len(got) > 0 || asked > 0 {
		t.Errorf("announced before its time: %v", got)
	}
	late := nine.Add(90 * time.Second)
	clock.set(late)
	if got := must(s.Announce(t.Context(), late, jobs))(t); len(got) != 1 || got[0].ID != r.ID || asked != 1 {
		t.Errorf("announced %v, with jobs for %d", got, asked)
	}
	if got := must(s.Announce(t.Context(), late, jobs))(t); len(got) > 0 {
		t.Errorf("announced again: %v", got)
	}
	if got := must(s.NextDue(t.Context()))(t); !got.IsZero() {
		t.Errorf("next due afterwards: %v", got)
	}
	wantEqual(t, "events", events(t, s, 0), []catalog.Event{{Kind: catalog.DatasetSaved, Dataset: "air"},
		{Kind: catalog.ReleasePublished, Dataset: "air", Version: 1}})
	c := must(s.Candidate(t.Context(), r.ID))(t)
	if step, ok := c.Last(workflow.Announce); !ok || step.Delay != 90*time.Second {
		t.Errorf("the delay is not noted: %+v", c.Steps)
	}
}

func testAnnounceTold(t *testing.T, s Store) {
	clock, _, _ := scheduled(t, s)
	must(s.Announce(t.Context(), nine, noJobs))(t) // who announces looked at a clock that was set back then
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) > 0 {
		t.Errorf("told of before its time: %v", due)
	}
	clock.set(nine)
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 1 || due[0].Kind != notice.ReleasePublished {
		t.Errorf("notices at its time: %v, want one", due)
	}
}

func testEmbargoOrder(t *testing.T, s Store) {
	clock, d, first := scheduled(t, s)
	second := Release(d, 2)
	if err := s.SaveDraft(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Duration{-time.Hour, -time.Microsecond} {
		second.PublishAt = nine.Add(at)
		err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: second})
		wantKind(t, "Publish of what overtakes", err, catalog.ErrConflict)
	}
	Publish(t, s, d, func() catalog.Release { second.PublishAt = nine; return second }())
	postpone := workflow.Step{Action: workflow.Postpone, State: catalog.StateApproved}
	wantKind(t, "Move of what another follows", s.Move(t.Context(), first.ID, catalog.StatePublished, postpone), catalog.ErrConflict)
	clock.set(nine)
	wantKind(t, "Move of what is public", s.Move(t.Context(), second.ID, catalog.StatePublished, postpone), catalog.ErrConflict)
}

func testPostpone(t *testing.T, s Store) {
	clock, d, r := scheduled(t, s)
	move(t, s, r.ID, catalog.StatePublished, workflow.Postpone, catalog.StateApproved)
	if got := must(s.NextDue(t.Context()))(t); !got.IsZero() {
		t.Errorf("next due %v, want never", got)
	}
	clock.set(nine.Add(time.Hour))
	_, err := s.Dataset(t.Context(), "air")
	wantKind(t, "Dataset", err, catalog.ErrNotFound)
	if got := must(s.Agencies(t.Context()))(t); len(got) > 0 {
		t.Errorf("agencies: %v", got)
	}
	r.PublishAt = nine.Add(time.Hour)
	err = s.Publish(t.Context(), catalog.Publication{From: catalog.StateApproved, Agency: Agency("H26"), Dataset: d, Release: r})
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "latest", must(s.Latest(t.Context(), r.PublishAt, "air"))(t)["air"].ID, r.ID)
}

func testEmbargoAgency(t *testing.T, s Store) {
	clock := newHand(s, nine.Add(-2*time.Hour))
	air, water, soil := Dataset("air", "H26"), Dataset("water", "H26"), Dataset("soil", "H26")
	late, early, now := Release(air, 1), Release(water, 1), Release(soil, 1)
	late.PublishAt, early.PublishAt, now.PublishAt = nine.Add(time.Hour), nine, nine.Add(-2*time.Hour)
	Publish(t, s, air, late)
	Publish(t, s, water, early)
	clock.set(nine)
	wantEqual(t, "agencies at the earlier time", len(must(s.Agencies(t.Context()))(t)), 1)
	clock.set(nine.Add(-2 * time.Hour))
	wantEqual(t, "agencies before", len(must(s.Agencies(t.Context()))(t)), 0)
	move(t, s, early.ID, catalog.StatePublished, workflow.Postpone, catalog.StateApproved)
	clock.set(nine)
	wantEqual(t, "agencies after the earlier was postponed", len(must(s.Agencies(t.Context()))(t)), 0)
	clock.set(nine.Add(-2 * time.Hour))
	Publish(t, s, soil, now)
	wantEqual(t, "agencies with a dataset now", len(must(s.Agencies(t.Context()))(t)), 1)
}
