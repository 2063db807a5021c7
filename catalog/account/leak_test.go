package account_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
)

// robot makes a robot of H26 with so many tokens.
func (w *world) robot(t *testing.T, tokens int) (r account.Robot, plain []string) {
	t.Helper()
	r = do(t, func() (account.Robot, error) {
		return w.CreateRobot(t.Context(), operator(), account.Robot{Agency: "H26", Name: "Đường ống", Actions: []account.Action{account.ActionDraft}})
	})
	for range tokens {
		plain = append(plain, do(t, func() (string, error) {
			p, _, err := w.NewRobotToken(t.Context(), operator(), r.ID, time.Hour)
			return p, err
		}))
	}
	return r, plain
}

// works reports whether a token of a robot is taken.
func (w *world) works(t *testing.T, plain string) bool {
	t.Helper()
	_, err := w.AuthenticateRobot(t.Context(), plain)
	if err != nil && !errors.Is(err, catalog.ErrUnknownCaller) {
		t.Fatal(err)
	}
	return err == nil
}

func TestLeakedTokenOfARobotEndsAtOnceAndTheOthersWorkOn(t *testing.T) {
	w := newWorld(t)
	var told []account.RobotLeak
	w.TellLeak = func(_ context.Context, l account.RobotLeak) error { told = append(told, l); return nil }
	gone, stranger := w.robot(t, 1)
	if err := w.RemoveRobot(t.Context(), operator(), gone.ID); err != nil {
		t.Fatal(err)
	}
	r, plain := w.robot(t, 2)
	for _, p := range []string{plain[0], plain[0], stranger[0]} { // nobody can tell these apart
		if err := w.ReportLeaked(t.Context(), account.Caller{From: home}, p, "https://example.org/?t="+p); err != nil {
			t.Fatalf("ReportLeaked: %v", err)
		}
	}
	if w.works(t, plain[0]) || !w.works(t, plain[1]) {
		t.Errorf("the leaked token works: %v, the other: %v", w.works(t, plain[0]), w.works(t, plain[1]))
	}
	if len(told) != 1 || told[0].Robot.ID != r.ID || !strings.HasPrefix(plain[0], told[0].Token.Hint) || strings.Contains(told[0].Found, plain[0]) {
		t.Errorf("told of: %+v", told)
	}
	log := do(t, func() ([]account.Entry, error) {
		return w.Audit(t.Context(), operator(), account.AuditFilter{Object: r.ID, Verb: account.VerbRobotRevoke})
	})
	if len(log) != 1 || log[0].Actor.Kind != account.ActorNobody || log[0].Agency != "H26" || strings.Contains(string(log[0].After), plain[0]) ||
		!strings.Contains(string(log[0].After), "leaked") {
		t.Errorf("audit log: %+v", log)
	}
}

func TestExpiredTokenOfARobotIsNoLeakToTellOf(t *testing.T) {
	w := newWorld(t)
	w.TellLeak = func(context.Context, account.RobotLeak) error { t.Error("told"); return nil }
	_, plain := w.robot(t, 1)
	w.now = w.now.Add(time.Hour)
	if err := w.ReportLeaked(t.Context(), account.Caller{}, plain[0], ""); err != nil {
		t.Error(err)
	}
}

func TestLeakThatCannotBeToldIsNotHalfDone(t *testing.T) {
	w := newWorld(t)
	n := catalogtest.Notice("leak")
	full := errors.New("the board is full")
	w.TellLeak = func(ctx context.Context, _ account.RobotLeak) error { return errors.Join(w.db.Raise(ctx, n), full) }
	_, plain := w.robot(t, 1)
	if err := w.ReportLeaked(t.Context(), account.Caller{}, plain[0], ""); !errors.Is(err, full) {
		t.Errorf("err = %v, want %v", err, full)
	}
	due := do(t, func() (int, error) { all, err := w.db.ClaimNotices(t.Context(), 10, 0); return len(all), err })
	if due != 0 || !w.works(t, plain[0]) {
		t.Errorf("%d notices were raised; the token works: %v", due, w.works(t, plain[0]))
	}
	w.TellLeak = func(ctx context.Context, _ account.RobotLeak) error { return w.db.Raise(ctx, n) }
	if err := w.ReportLeaked(t.Context(), account.Caller{}, plain[0], ""); err != nil {
		t.Fatal(err)
	}
	due = do(t, func() (int, error) { all, err := w.db.ClaimNotices(t.Context(), 10, 0); return len(all), err })
	if due != 1 || w.works(t, plain[0]) {
		t.Errorf("%d notices were raised; the token works: %v", due, w.works(t, plain[0]))
	}
}

func TestReportOfWhatIsNoTokenOfARobotIsRefused(t *testing.T) {
	w := newWorld(t)
	_, plain := w.robot(t, 1)
	key, err := account.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ plain, found string }{
		"empty":              {"", ""},
		"noise":              {"ngn_robot_" + strings.Repeat("a", 36), ""},
		"an API key":         {key, ""},
		"a long place":       {plain[0], strings.Repeat("x", 501)},
		"a place of junk":    {plain[0], "\xff"},
		"a place with zeros": {plain[0], "a\x00"},
	} {
		wantKind(t, name, w.ReportLeaked(t.Context(), account.Caller{}, test.plain, test.found), catalog.ErrInvalid)
	}
	if !w.works(t, plain[0]) {
		t.Error("a refused report ended the token")
	}
}
