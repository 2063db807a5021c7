package remind_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/catalog/remind"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
	"nguon/catalog/workflow"
)

// An office is an agency with a dataset, on a clock that the test sets.
type office struct {
	*remind.Keeper
	db  *sqlstore.Store
	now time.Time
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", s, schedule.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// open returns an office whose dataset rain has been published at a time, and is
// due by a schedule.
func open(t testing.TB, published string, every catalog.Schedule) *office {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "a.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // a test's
	o := &office{db: db, now: at(t, published)}
	db.UseClock(func() time.Time { return o.now })
	d := catalogtest.Dataset("rain", "H26")
	d.Title, d.Schedule = catalog.Text{Vi: "Mưa", En: "Rain"}, &every
	r := catalogtest.Release(d, 1)
	r.PublishAt = o.now
	catalogtest.Publish(t, db, d, r)
	o.join(t, "editor", "H26", account.Editor)
	o.join(t, "approver", "H26", account.Approver)
	o.join(t, "steward", "H26", account.Steward)
	o.join(t, "admin", "H26", account.Administrator)
	o.join(t, "other", "H29", account.Editor)
	o.restart()
	o.raised(t) // of the publication
	return o
}

// restart has a new process look after the office.
func (o *office) restart() {
	now := func() time.Time { return o.now }
	o.Keeper = remind.New(remind.Deps{Agenda: schedule.NewAgenda(o.db, nil, now), Releases: o.db, Candidates: o.db, Users: o.db.Accounts(),
		Ledger: o.db, Log: slog.New(slog.DiscardHandler), Now: now})
}

func (o *office) join(t testing.TB, id, agency string, role account.Role) {
	t.Helper()
	u := catalogtest.User(id)
	u.State, u.Memberships = account.Active, []account.Membership{{Grant: account.Grant{Agency: agency, Role: role}, Since: o.now}}
	if err := o.db.Accounts().Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.PutUser(ctx, u) }); err != nil {
		t.Fatal(err)
	}
}

// raised returns what was raised since the last call, in short: the kind, the
// days and who hears of it.
func (o *office) raised(t testing.TB) (all []string) {
	t.Helper()
	due, err := o.db.ClaimNotices(t.Context(), 100, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range due {
		if err := o.db.Tell(t.Context(), notice.Telling{Notice: n, Done: true}); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(notice.Duties, n.Kind) {
			all = append(all, fmt.Sprintf("%s %s: %s", n.Kind, strings.Join(n.To, "+"), n.Title.En))
		}
	}
	return all
}

// live looks after the office every hour of the mornings, in several processes
// of which each dies now and then, and returns what was raised, with the times.
func (o *office) live(t testing.TB, until string) (all []string) {
	t.Helper()
	hour := func() time.Duration {
		if h := o.now.In(schedule.Zone).Hour(); h > 10 {
			return time.Duration(24+6-h) * time.Hour
		}
		return time.Hour
	}
	for end, step := at(t, until), 0; o.now.Before(end); o.now, step = o.now.Add(hour()), step+1 {
		if step%30 == 29 {
			o.restart()
		}
		if err := o.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, s := range o.raised(t) {
			all = append(all, o.now.In(schedule.Zone).Format("01-02 15h ")+s)
		}
	}
	return all
}

func (o *office) want(t testing.TB, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("raised:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhoIsRemindedWhenOfADatasetOfEveryMonth(t *testing.T) {
	for _, test := range []struct {
		name      string
		every     catalog.Schedule
		published string
		policy    workflow.Policy
		until     string
		want      []string
	}{
		{"before, and after nothing came", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-10-26 09:00", workflow.Policy{}, "2026-12-10 00:00", []string{
			"11-19 08h release.due editor: Rain: a release is due in 7 days",
			"11-25 08h release.due editor: Rain: a release is due tomorrow",
			"11-27 08h release.late admin+steward: Rain: a release is a day late",
			"12-03 08h release.late admin+steward: Rain: a release is 7 days late",
		}},
		{"never during Tết", catalog.Schedule{Every: "month", Day: "23", At: "09:00"}, "2026-01-23 09:00", workflow.Policy{}, "2026-02-24 00:00", []string{
			"02-13 08h release.due editor: Rain: a release is due in 10 days",
		}},
		{"of a day that was moved out of Tết", catalog.Schedule{Every: "month", Day: "17", At: "09:00", Holidays: "before"}, "2026-01-16 09:00", workflow.Policy{}, "2026-02-15 00:00", []string{
			"02-06 08h release.due editor: Rain: a release is due in 7 days",
			"02-12 08h release.due editor: Rain: a release is due tomorrow",
			"02-14 08h release.late admin+steward: Rain: a release is a day late",
		}},
		{"when the agency wants", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-10-26 09:00", workflow.Policy{Days: workflow.Days{Remind: []int{14, 3, 2}}}, "2026-11-26 00:00", []string{
			"11-12 08h release.due editor: Rain: a release is due in 14 days",
			"11-23 08h release.due editor: Rain: a release is due in 3 days",
			"11-24 08h release.due editor: Rain: a release is due in 2 days",
		}},
		{"never, where the agency wants that", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-10-26 09:00", workflow.Policy{Days: workflow.Days{Remind: []int{}}}, "2026-11-26 00:00", nil},
		{"otherwise of a dataset that differs", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-10-26 09:00",
			workflow.Policy{Days: workflow.Days{Remind: []int{}}, Datasets: map[catalog.Slug]workflow.Days{"rain": {Remind: []int{2}, Alarm: []int{3}}}}, "2026-12-10 00:00", []string{
				"11-24 08h release.due editor: Rain: a release is due in 2 days",
				"11-29 08h release.late admin+steward: Rain: a release is 3 days late",
			}},
		{"to those whom the agency chooses", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-10-26 09:00",
			workflow.Policy{Days: workflow.Days{Remind: []int{1}, Alarm: []int{1}}, RemindTo: account.Approver, AlarmTo: account.Editor}, "2026-12-10 00:00", []string{
				"11-25 08h release.due approver: Rain: a release is due tomorrow",
				"11-27 08h release.late admin+approver+editor+steward: Rain: a release is a day late",
			}},
		{"once of a dataset of every day", catalog.Schedule{Every: "working-day", At: "09:00"}, "2026-11-16 09:00", workflow.Policy{}, "2026-11-28 00:00", []string{
			"11-18 08h release.late admin+steward: Rain: a release is a day late",
			"11-24 08h release.late admin+steward: Rain: a release is 7 days late",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := open(t, test.published, test.every)
			if err := o.db.SetPolicy(t.Context(), "H26", test.policy); err != nil {
				t.Fatal(err)
			}
			o.want(t, o.live(t, test.until), test.want...)
		})
	}
}

var monthly = catalog.Schedule{Every: "month", Day: "26", At: "09:00"}

func TestNobodyIsRemindedOfWhatHasATime(t *testing.T) {
	o := open(t, "2026-10-26 09:00", monthly)
	d := catalogtest.Dataset("rain", "H26")
	d.Schedule = &monthly
	r := catalogtest.Release(d, 2)
	r.PublishAt, r.Period.Until = at(t, "2026-11-26 09:00"), at(t, "2026-11-01 00:00") // later than that of the first
	o.now = at(t, "2026-11-15 10:00")
	catalogtest.Publish(t, o.db, d, r)
	o.want(t, o.live(t, "2026-11-26 08:00"))
}

func TestWhoWasNotToldInTimeIsToldTheLatestAlone(t *testing.T) {
	o := open(t, "2026-10-26 09:00", monthly)
	o.now = at(t, "2026-11-25 20:00") // no server ran since the 18th
	o.want(t, o.live(t, "2026-11-26 09:00"), "11-25 20h release.due editor: Rain: a release is due tomorrow")
	o.now = at(t, "2026-12-20 09:00") // nor since
	if got := o.live(t, "2026-12-20 12:00"); len(got) != 1 || !strings.Contains(got[0], "due in 6 days") {
		t.Errorf("raised %q, want the reminder of the next one and no alarm of three weeks ago", got)
	}
}

func TestThoseWithTheNextRoleHearWhereNobodyHasTheFirst(t *testing.T) {
	o := open(t, "2026-10-26 09:00", monthly)
	for _, id := range []string{"editor", "approver"} {
		o.join(t, id, "H29", account.Editor) // they have moved
	}
	o.want(t, o.live(t, "2026-11-20 00:00"), "11-19 08h release.due steward: Rain: a release is due in 7 days")
	o.join(t, "steward", "H29", account.Editor)
	o.join(t, "admin", "H29", account.Editor)
	o.want(t, o.live(t, "2026-11-26 00:00")) // nobody is there
	o.join(t, "portal", account.AnyAgency, account.PortalAdmin)
	o.want(t, o.live(t, "2026-11-26 09:00"), "11-26 06h release.due portal: Rain: a release is due today")
}

// submit has a release of a dataset made and submitted, or submitted again.
func (o *office) submit(t testing.TB, r catalog.Release, again bool, by string) {
	t.Helper()
	d := catalogtest.Dataset(r.Dataset, "H26")
	from := catalog.StateReturned
	if !again {
		from = catalog.StateChecked
		if err := o.db.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := o.db.Propose(t.Context(), r.ID, catalogtest.Agency("H26"), d); err != nil {
			t.Fatal(err)
		}
	}
	o.step(t, r.ID, from, workflow.Step{By: account.Actor{Kind: account.ActorUser, ID: by}, Action: workflow.Submit, State: catalog.StateSubmitted})
}

func (o *office) step(t testing.TB, id string, from catalog.State, s workflow.Step) {
	t.Helper()
	s.Time = o.now
	if err := o.db.Move(t.Context(), id, from, s); err != nil {
		t.Fatal(err)
	}
}

func TestApproversHearOnceForEachTimeThatSomethingIsSubmitted(t *testing.T) {
	o := open(t, "2026-10-26 09:00", catalog.Schedule{Every: "year", Month: 10, Day: "26", At: "09:00"})
	if err := o.db.SetPolicy(t.Context(), "H26", workflow.Policy{Approval: workflow.Required}); err != nil {
		t.Fatal(err)
	}
	r := catalogtest.Release(catalogtest.Dataset("rain", "H26"), 2)
	o.now = at(t, "2026-11-02 10:00")
	o.submit(t, r, false, "editor")
	o.want(t, o.live(t, "2026-11-03 00:00"), "11-02 10h approval.waiting approver: Stations rain: version 2 waits for approval")
	o.step(t, r.ID, catalog.StateSubmitted, workflow.Step{Action: workflow.Return, State: catalog.StateReturned})
	o.want(t, o.live(t, "2026-11-04 00:00"))
	o.submit(t, r, true, "approver") // who may not approve it themselves
	o.want(t, o.live(t, "2026-11-05 00:00"), "11-04 06h approval.waiting steward: Stations rain: version 2 waits for approval")
	o.step(t, r.ID, catalog.StateSubmitted, workflow.Step{Action: workflow.Approve, State: catalog.StateApproved})
	o.want(t, o.live(t, "2026-11-06 00:00"))
}

func TestWhatWaitsForApproversIsTheirsToBeRemindedOf(t *testing.T) {
	o := open(t, "2026-10-26 09:00", monthly)
	o.now = at(t, "2026-11-18 10:00")
	o.submit(t, catalogtest.Release(catalogtest.Dataset("rain", "H26"), 2), false, "editor")
	got := o.live(t, "2026-11-20 00:00")
	if len(got) != 2 || !strings.HasPrefix(got[1], "11-19 08h release.due approver:") {
		t.Errorf("raised %q", got)
	}
}

// A broken ledger fails for one dataset.
type brokenLedger struct{ remind.Ledger }

func (l brokenLedger) Marked(ctx context.Context, m remind.Mark) (bool, error) {
	if m.Subject == "broken" {
		return false, context.DeadlineExceeded
	}
	return l.Ledger.Marked(ctx, m)
}

func TestOneFailureKeepsNobodyFromHearingOfTheRest(t *testing.T) {
	o := open(t, "2026-10-26 09:00", monthly)
	d := catalogtest.Dataset("broken", "H26")
	d.Schedule = &monthly
	r := catalogtest.Release(d, 1)
	r.PublishAt = o.now
	catalogtest.Publish(t, o.db, d, r)
	o.raised(t)
	o.now = at(t, "2026-11-19 08:00")
	o.Ledger = brokenLedger{o.Ledger}
	if err := o.Sweep(t.Context()); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("err = %v, want one that names the dataset", err)
	}
	o.want(t, o.raised(t), "release.due editor: Rain: a release is due in 7 days")
}
