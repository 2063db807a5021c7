package remind

import (
	"context"
	"fmt"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/schedule"
	"nguon/catalog/workflow"
)

// run is how near to one another missed days are one failure: of a dataset of
// every day, the first of them alone is said.
const run = 7 * 24 * time.Hour

// forever is a time at which every release with a time is public.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// A stage is something to say of an occurrence.
type stage struct {
	schedule.Occurrence
	kind string
	at   time.Time // from when it is said
}

// dataset says what there is to say of a dataset.
func (k *Keeper) dataset(ctx context.Context, s *schedule.Scheduled, p workflow.Policy, now time.Time) error {
	days := p.DaysOf(s.Dataset.Slug)
	if st, ok := ahead(s, days.Remind, now); ok {
		if err := k.remind(ctx, s, st, p.Reminded(), now); err != nil {
			return err
		}
	}
	if st, ok := behind(s, days.Alarm, now); ok {
		return k.alarm(ctx, s, st, p.Alarmed(), now)
	}
	return nil
}

// ahead returns the last reminder of the next occurrence whose time has come.
// One that would come before the occurrence before is none: of what is due every
// day nobody wants to hear every day.
func ahead(s *schedule.Scheduled, days []int, now time.Time) (last stage, ok bool) {
	next := s.Standing.Next
	if next == nil {
		return last, false
	}
	o := *next
	if !now.Before(o.Due) { // missed, or of today
		if o, ok = s.Plan.Next(now); !ok {
			return last, false
		}
	}
	if o.Due.Sub(now) > (workflow.MaxRemindDays+40)*24*time.Hour { // a reminder is moved ahead of a long rest at most
		return last, false
	}
	before, follows := s.Plan.Before(o)
	for _, n := range days {
		at := s.Plan.Ahead(o, n)
		if !at.After(now) && now.Sub(at) < stale && (!follows || at.After(before.Due)) {
			last = stage{o, fmt.Sprintf("before-%d", n), at}
		}
	}
	return last, last.kind != ""
}

// behind returns the last alarm of the occurrence that was missed, whose time
// has come.
func behind(s *schedule.Scheduled, days []int, now time.Time) (last stage, ok bool) {
	past := s.Standing.Past
	i := len(past) - 1
	if i < 0 || past[i].Version != 0 {
		return last, false
	}
	for i > 0 && past[i-1].Version == 0 && past[i].Due.Sub(past[i-1].Due) < run {
		i--
	}
	for _, n := range days {
		if at := past[i].Behind(n); !at.After(now) && now.Sub(at) < stale {
			last = stage{past[i].Occurrence, fmt.Sprintf("after-%d", n), at}
		}
	}
	return last, last.kind != ""
}

func markOf(s *schedule.Scheduled, st stage) Mark {
	return Mark{string(s.Dataset.Slug), st.DueDay().Format(time.DateOnly), st.kind}
}

// open reports whether there is anything to say of an occurrence: it was not
// said, and no release has a time that counts for it.
func (k *Keeper) open(ctx context.Context, s *schedule.Scheduled, st stage, now time.Time) (bool, error) {
	if said, err := k.Ledger.Marked(ctx, markOf(s, st)); said || err != nil {
		return false, err
	}
	rs, err := k.Releases.Releases(ctx, s.Dataset.Slug)
	if err != nil {
		return false, err
	}
	standing := s.Plan.Standing(rs.At(forever), now)
	answered := slices.ContainsFunc(standing.Past, func(r schedule.Record) bool { return r.Due.Equal(st.Due) && r.Version > 0 })
	return !answered, nil
}

// remind tells those who have a role, or those who approve releases if there is
// one to approve, that one is due.
func (k *Keeper) remind(ctx context.Context, s *schedule.Scheduled, st stage, least account.Role, now time.Time) error {
	if open, err := k.open(ctx, s, st, now); !open || err != nil {
		return err
	}
	waits, err := k.Candidates.Candidates(ctx, workflow.Filter{Dataset: s.Dataset.Slug, Limit: 1,
		States: []catalog.State{catalog.StateSubmitted, catalog.StateApproved}})
	if err != nil {
		return err
	}
	if len(waits) > 0 {
		least = account.Approver
	}
	to, err := Nearest(ctx, k.Users, s.Dataset.Agency, least, nil)
	if err != nil {
		return err
	}
	return k.say(ctx, markOf(s, st), ids(to), func(to []string) notice.Notice {
		return notice.Due(&s.Dataset, st.Due, st.DaysTo(now), len(waits) > 0, to)
	})
}

// alarm tells those who have a role, or a greater one, that a release did not
// come.
func (k *Keeper) alarm(ctx context.Context, s *schedule.Scheduled, st stage, least account.Role, now time.Time) error {
	if open, err := k.open(ctx, s, st, now); !open || err != nil {
		return err
	}
	to, err := All(ctx, k.Users, s.Dataset.Agency, least)
	if err != nil {
		return err
	}
	return k.say(ctx, markOf(s, st), ids(to), func(to []string) notice.Notice {
		return notice.Late(&s.Dataset, st.Due, -st.DaysTo(now), to)
	})
}
