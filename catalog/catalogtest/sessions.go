package catalogtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

var sessions = map[string]func(*testing.T, account.Store){
	"come back whole, newest first":  testSessionsWhole,
	"are found by both tokens":       testSessionRotated,
	"end one by one, or all but one": testSessionsEnd,
	"are marked to change tokens":    testSessionsMarked,
	"remember when they were used":   testSessionsTouched,
	"are swept when they are over":   testSweep,
	"need a user":                    testSessionNeedsUser,
}

func session(id, user string, made time.Time) account.Session {
	return account.Session{
		ID: id, User: user, Hash: sha256.Sum256([]byte(id)), Method: account.ByPasskey,
		Device:  account.Device{Agent: "Firefox", Network: netip.MustParsePrefix("2001:db8::/48")},
		Created: made, Seen: made.Add(time.Minute), Proved: made,
	}
}

func testSessionsWhole(t *testing.T, s account.Store) {
	putUser(t, s, User("A"), User("B"))
	old, recent, others := session("1", "A", Epoch), session("2", "A", Epoch.Add(time.Hour)), session("3", "B", Epoch)
	recent.Previous, recent.Rotated, recent.Rotate, recent.Device = sha256.Sum256(nil), Epoch, true, account.Device{}
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutSession(ctx, old), tx.PutSession(ctx, recent), tx.PutSession(ctx, others))
	})
	comparePrefixes(t, must(s.Sessions(t.Context(), "A"))(t), []account.Session{recent, old})
	comparePrefixes(t, []account.Session{must(s.Session(t.Context(), old.Hash))(t)}, []account.Session{old})
	wantEqual(t, "sessions of nobody", must(s.Sessions(t.Context(), "C"))(t), []account.Session{})
}

// comparePrefixes compares sessions, whose networks package cmp does not know.
func comparePrefixes(t *testing.T, got, want []account.Session) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("sessions = %+v, want %+v", got, want)
	}
}

func testSessionRotated(t *testing.T, s account.Store) {
	putUser(t, s, User("A"))
	first := session("1", "A", Epoch)
	second := first
	second.Hash, second.Previous, second.Rotated = sha256.Sum256([]byte("new")), first.Hash, Epoch.Add(time.Hour)
	for _, v := range []account.Session{first, second} {
		change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.PutSession(ctx, v) })
	}
	for name, hash := range map[string][32]byte{"new": second.Hash, "old": first.Hash} {
		if got := must(s.Session(t.Context(), hash))(t); got != second {
			t.Errorf("by the %s token: %+v, want %+v", name, got, second)
		}
	}
	_, err := s.Session(t.Context(), sha256.Sum256([]byte("other")))
	wantKind(t, "by no token", err, catalog.ErrNotFound)
}

func testSessionsEnd(t *testing.T, s account.Store) {
	putUser(t, s, User("A"), User("B"))
	change(t, s, func(ctx context.Context, tx account.Tx) (err error) {
		for _, id := range []string{"1", "2", "3"} {
			err = errors.Join(err, tx.PutSession(ctx, session(id, "A", Epoch)))
		}
		return errors.Join(err, tx.PutSession(ctx, session("4", "B", Epoch)))
	})
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		for _, test := range []struct {
			user, id string
			want     bool
		}{{"A", "4", false}, {"A", "1", true}, {"A", "1", false}, {"A", "\x00", false}} {
			if ended, err := tx.EndSession(ctx, test.user, test.id); ended != test.want || err != nil {
				t.Errorf("EndSession(%q, %q) = %v, %v; want %v", test.user, test.id, ended, err, test.want)
			}
		}
		if n, err := tx.EndSessions(ctx, "A", "3"); n != 1 || err != nil {
			t.Errorf("EndSessions = %d, %v; want 1", n, err)
		}
		return nil
	})
	for user, want := range map[string]string{"A": "3", "B": "4"} {
		left := must(s.Sessions(t.Context(), user))(t)
		if len(left) != 1 || left[0].ID != want {
			t.Errorf("sessions of %s: %+v, want %s alone", user, left, want)
		}
	}
}

func testSessionsMarked(t *testing.T, s account.Store) {
	putUser(t, s, User("A"), User("B"))
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutSession(ctx, session("1", "A", Epoch)), tx.PutSession(ctx, session("2", "B", Epoch)),
			tx.RotateSessions(ctx, "A"))
	})
	for id, want := range map[string]bool{"1": true, "2": false} {
		if got := must(s.Session(t.Context(), sha256.Sum256([]byte(id))))(t).Rotate; got != want {
			t.Errorf("session %s is marked: %v, want %v", id, got, want)
		}
	}
}

func testSessionsTouched(t *testing.T, s account.Store) {
	putUser(t, s, User("A"))
	v := session("1", "A", Epoch)
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.PutSession(ctx, v) })
	s.TouchSession("1", Epoch.Add(time.Hour))
	s.TouchSession("1", Epoch.Add(time.Second)) // late
	s.TouchSession("no such", Epoch)
	v.Seen = Epoch.Add(time.Hour)
	if got := must(s.Session(t.Context(), v.Hash))(t); got != v {
		t.Errorf("session = %+v, want %+v", got, v)
	}
}

func testSweep(t *testing.T, s account.Store) {
	putUser(t, s, User("A"))
	old, idle, good := session("1", "A", Epoch), session("2", "A", Epoch.Add(2*time.Hour)), session("3", "A", Epoch.Add(3*time.Hour))
	old.Seen, good.Seen = Epoch.Add(9*time.Hour), Epoch.Add(9*time.Hour)
	over, alive := token("T1", "A"), token("T2", "A")
	over.Expires, alive.Expires = Epoch.Add(9*time.Hour), Epoch.Add(9*time.Hour+1000)
	key := sha256.Sum256([]byte("key"))
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutSession(ctx, old), tx.PutSession(ctx, idle), tx.PutSession(ctx, good),
			tx.PutToken(ctx, over), tx.PutToken(ctx, alive), tx.PutAttempts(ctx, account.Attempts{Key: key, Failures: 3, Last: Epoch}),
			tx.PutInvitation(ctx, invitation("I", Epoch)))
	})
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		n, err := tx.Sweep(ctx, account.Bygones{
			Unseen: Epoch.Add(5 * time.Hour), Made: Epoch.Add(time.Hour), Tried: Epoch.Add(time.Second), Expired: Epoch.Add(9 * time.Hour),
		})
		if n != 5 {
			t.Errorf("%d were swept, want 2 sessions, a token, a count of attempts, an invitation", n)
		}
		if a, err := tx.Attempts(ctx, key); a.Failures != 0 || err != nil {
			t.Errorf("Attempts = %+v, %v", a, err)
		}
		return err
	})
	comparePrefixes(t, must(s.Sessions(t.Context(), "A"))(t), []account.Session{good})
	wantEqual(t, "token", must(s.Token(t.Context(), alive.Hash, alive.Purpose))(t), alive)
	wantEqual(t, "invitations", must(s.Invitations(t.Context(), "H26"))(t), []account.Invitation{})
}

func testSessionNeedsUser(t *testing.T, s account.Store) {
	err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		return tx.PutSession(ctx, session("1", "nobody", Epoch))
	})
	if err == nil {
		t.Error("a session of nobody was saved")
	}
}
