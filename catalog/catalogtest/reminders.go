package catalogtest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/remind"
	"nguon/catalog/workflow"
)

var reminders = map[string]func(*testing.T, Store){
	"are said once":                  testRemindOnce,
	"are said once by all processes": testRemindConcurrently,
	"are forgotten in time":          testPruneMarks,
	"follow a dataset to a new name": testRemindRenamed,
}

var mutes = map[string]func(*testing.T, Store){
	"are a person's own":   testMutes,
	"are of duties alone":  testMuteRefused,
	"end when they change": testMuteChanged,
}

func mark(kind string) remind.Mark {
	return remind.Mark{Subject: "rain", Due: "2026-11-30", Kind: kind}
}

// duty returns a notice of a duty, for one user.
func duty(parts ...string) notice.Notice {
	n := Notice(parts...)
	n.Kind, n.To, n.Topics = notice.ReleaseDue, []string{"lan"}, nil
	return n
}

func remindOf(t *testing.T, s Store, m remind.Mark, ns ...notice.Notice) {
	t.Helper()
	if err := s.Remind(t.Context(), m, ns...); err != nil {
		t.Fatal(err)
	}
}

func testRemindOnce(t *testing.T, s Store) {
	m := mark("before-7")
	if must(s.Marked(t.Context(), m))(t) {
		t.Error("marked before anything was said")
	}
	remindOf(t, s, m, duty("a"), duty("b"))
	remindOf(t, s, m, duty("c"))
	remindOf(t, s, mark("before-1"), duty("d"))
	if !must(s.Marked(t.Context(), m))(t) {
		t.Error("not marked after it was said")
	}
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 3 {
		t.Errorf("raised %+v, want a, b and d", due)
	}
	wrong := duty("e")
	wrong.Title = catalog.Text{}
	wantKind(t, "a notice that is not valid", s.Remind(t.Context(), mark("after-1"), wrong), catalog.ErrInvalid)
	if must(s.Marked(t.Context(), mark("after-1")))(t) {
		t.Error("what was not said is marked")
	}
}

func testRemindConcurrently(t *testing.T, s Store) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if err := s.Remind(t.Context(), mark("before-7"), duty(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 1 {
		t.Errorf("raised %d notices, want one", len(due))
	}
}

func testPruneMarks(t *testing.T, s Store) {
	remindOf(t, s, mark("before-7"), duty("a"))
	for _, test := range []struct {
		before time.Time
		want   bool
	}{{time.Now().Add(-time.Hour), true}, {time.Now().Add(time.Hour), false}} {
		if err := s.PruneMarks(t.Context(), test.before); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Marked(t.Context(), mark("before-7")))(t); got != test.want {
			t.Errorf("marked after marks of before %v were removed: %v", test.before, got)
		}
	}
}

func testRemindRenamed(t *testing.T, s Store) {
	d := Dataset("rain", "H26")
	Publish(t, s, d, Release(d, 1))
	remindOf(t, s, mark("before-7"), duty("a"))
	days := workflow.Days{Remind: []int{3}}
	if err := s.SetPolicy(t.Context(), "H26", workflow.Policy{Approval: workflow.Required}.WithDays("rain", &days)); err != nil {
		t.Fatal(err)
	}
	if err := s.Rename(t.Context(), "rain", "rainfall"); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "policy", must(s.Policy(t.Context(), "H26"))(t), workflow.Policy{Approval: workflow.Required, Datasets: map[catalog.Slug]workflow.Days{"rainfall": days}})
	m := mark("before-7")
	m.Subject = "rainfall"
	if !must(s.Marked(t.Context(), m))(t) {
		t.Error("the dataset of the new name is not marked")
	}
}

func testMutes(t *testing.T, s Store) {
	if err := s.Mute(t.Context(), "lan", notice.ReleaseLate, notice.ReleaseDue, notice.ReleaseLate); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "muted by lan", must(s.MutedBy(t.Context(), "lan"))(t), []notice.Kind{notice.ReleaseDue, notice.ReleaseLate})
	if got := must(s.MutedBy(t.Context(), "minh"))(t); len(got) != 0 {
		t.Errorf("muted by another: %v", got)
	}
	wantEqual(t, "who mutes", must(s.Muting(t.Context(), notice.ReleaseDue, []string{"minh", "lan"}))(t), []string{"lan"})
	for name, got := range map[string][]string{
		"a kind that nobody mutes": must(s.Muting(t.Context(), notice.ApprovalWaiting, []string{"minh", "lan"}))(t),
		"others":                   must(s.Muting(t.Context(), notice.ReleaseDue, []string{"minh"}))(t),
		"nobody":                   must(s.Muting(t.Context(), notice.ReleaseDue, nil))(t),
	} {
		if len(got) != 0 {
			t.Errorf("%s: muting %v", name, got)
		}
	}
}

func testMuteRefused(t *testing.T, s Store) {
	wantKind(t, "Mute of a leaked key", s.Mute(t.Context(), "lan", notice.ReleaseDue, notice.KeyLeaked), catalog.ErrInvalid)
	if got := must(s.MutedBy(t.Context(), "lan"))(t); len(got) != 0 {
		t.Errorf("muted %v after an error", got)
	}
}

func testMuteChanged(t *testing.T, s Store) {
	for _, want := range [][]notice.Kind{{notice.ReleaseDue}, {notice.ApprovalWaiting}, nil} {
		if err := s.Mute(t.Context(), "lan", want...); err != nil {
			t.Fatal(err)
		}
		if got := must(s.MutedBy(t.Context(), "lan"))(t); !slices.Equal(got, want) {
			t.Errorf("muted %v, want %v", got, want)
		}
	}
}
