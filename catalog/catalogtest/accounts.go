package catalogtest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// RunAccounts tests the stores of accounts that open returns. Each test gets a
// new, empty one, which open closes when its test ends.
func RunAccounts(t *testing.T, open func(t *testing.T) account.Store) {
	groups := map[string]map[string]func(*testing.T, account.Store){
		"users": users, "sessions": sessions, "tokens": tokens, "robots": robots, "audit": audit,
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		t.Run(group, func(t *testing.T) {
			for _, name := range slices.Sorted(maps.Keys(groups[group])) {
				t.Run(name, func(t *testing.T) { groups[group][name](t, open(t)) })
			}
		})
	}
}

var users = map[string]func(*testing.T, account.Store){
	"come back whole": testUserWhole,
	"are found by all their names, and no other": testUserNames,
	"do not share a name":                        testUserNamesUnique,
	"are listed in pages, by agency and state":   testUsersListed,
	"that fail to be saved leave nothing":        testUserRolledBack,
	"are not found by what cannot be a name":     testUserNotFound,
	"are deleted with all that is theirs":        testUserDeleted,
	"change one after another":                   testUsersConcurrent,
}

// User returns an active account with every field set.
func User(id string) account.User {
	return account.User{
		ID: id, Mail: account.Mail(id + "@example.org"), Name: "Nguyễn Thị 'Mai' ?", Lang: catalog.Vietnamese, State: account.Active,
		Password: "$argon2id$v=19$…",
		Memberships: []account.Membership{
			{Grant: account.Grant{Agency: "H26", Role: account.Editor}, Since: Epoch},
			{Grant: account.Grant{Agency: "H26", Role: account.Viewer}, Source: "https://id.example.org", Since: Epoch},
		},
		Identities: []account.Identity{{Issuer: "https://id.example.org", Subject: "sub " + id, Created: Epoch, LastUsed: Epoch}},
		Passkeys:   []account.Passkey{{ID: []byte(id + "\x00\xff"), Name: "Điện thoại", Credential: []byte{1, 2}, BackedUp: true, Created: Epoch}},
		Created:    Epoch, LastSeen: Epoch.Add(time.Hour),
	}
}

func change(t testing.TB, s account.Store, f func(ctx context.Context, tx account.Tx) error) {
	t.Helper()
	if err := s.Change(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func putUser(t testing.TB, s account.Store, us ...account.User) {
	t.Helper()
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		for _, u := range us {
			if err := tx.PutUser(ctx, u); err != nil {
				return err
			}
		}
		return nil
	})
}

func testUserWhole(t *testing.T, s account.Store) {
	full, bare := User("A"), account.User{ID: "B", State: account.Deleted, Created: Epoch}
	putUser(t, s, full, bare)
	wantEqual(t, "user", must(s.User(t.Context(), "A"))(t), full)
	wantEqual(t, "bare user", must(s.User(t.Context(), "B"))(t), bare)
	if got := must(s.User(t.Context(), "A"))(t); got.Password != full.Password { // it hides itself from comparisons of text
		t.Error("the password hash differs")
	}
	full.Name, full.Passkeys, full.LastSeen = "Mai", nil, Epoch.Add(2*time.Hour)
	putUser(t, s, full)
	wantEqual(t, "user saved again", must(s.User(t.Context(), "A"))(t), full)
}

func testUserNames(t *testing.T, s account.Store) {
	u := User("A")
	putUser(t, s, u, User("B"))
	mail, passkey := u.Mail, u.Passkeys[0].ID
	find := map[string]func() (account.User, error){
		"mail":     func() (account.User, error) { return s.UserByMail(t.Context(), mail) },
		"identity": func() (account.User, error) { return s.UserByIdentity(t.Context(), "https://id.example.org", "sub A") },
		"passkey":  func() (account.User, error) { return s.UserByPasskey(t.Context(), passkey) },
	}
	for name, by := range find {
		wantEqual(t, "user by "+name, must(by())(t), u)
	}
	u.Mail, u.Identities, u.Passkeys = "new@example.org", nil, nil
	putUser(t, s, u)
	wantEqual(t, "user by the new address", must(s.UserByMail(t.Context(), "new@example.org"))(t), u)
	for name, by := range find {
		_, err := by()
		wantKind(t, "user by the old "+name, err, catalog.ErrNotFound)
	}
}

func testUserNamesUnique(t *testing.T, s account.Store) {
	a := User("A")
	putUser(t, s, a)
	for name, take := range map[string]func(*account.User){
		"mail":     func(u *account.User) { u.Mail = a.Mail },
		"identity": func(u *account.User) { u.Identities = a.Identities },
		"passkey":  func(u *account.User) { u.Passkeys = a.Passkeys },
	} {
		b := User("B")
		take(&b)
		err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.PutUser(ctx, b) })
		wantKind(t, "another's "+name, err, catalog.ErrConflict)
	}
	_, err := s.User(t.Context(), "B")
	wantKind(t, "the user that could not be saved", err, catalog.ErrNotFound)
}

func testUsersListed(t *testing.T, s account.Store) {
	var ids []string
	for i := range account.UserPage + 2 {
		u := account.User{ID: fmt.Sprintf("U%04d", i), State: account.Active, Created: Epoch}
		if i%2 == 0 {
			u.State = account.Locked
			u.Memberships = []account.Membership{{Grant: account.Grant{Agency: "H26", Role: account.Viewer}}}
		}
		putUser(t, s, u)
		ids = append(ids, u.ID)
	}
	list := func(f account.UserFilter) (got []string) {
		for _, u := range must(s.Users(t.Context(), f))(t) {
			got = append(got, u.ID)
		}
		return got
	}
	wantEqual(t, "first page", list(account.UserFilter{}), ids[:account.UserPage])
	wantEqual(t, "a greater page than there is", list(account.UserFilter{Limit: 1 << 30}), ids[:account.UserPage])
	wantEqual(t, "second page", list(account.UserFilter{After: ids[account.UserPage-1]}), ids[account.UserPage:])
	wantEqual(t, "of an agency", list(account.UserFilter{Agency: "H26", Limit: 2}), []string{ids[0], ids[2]})
	wantEqual(t, "of an agency and a state", list(account.UserFilter{Agency: "H26", State: account.Active}), nil)
	wantEqual(t, "of a state", list(account.UserFilter{State: account.Active, After: ids[2], Limit: 1}), []string{ids[3]})
	wantEqual(t, "of no agency", list(account.UserFilter{Agency: "H26\x00"}), nil)
}

func testUserRolledBack(t *testing.T, s account.Store) {
	broken := errors.New("broken")
	err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		if err := tx.PutUser(ctx, User("A")); err != nil {
			return err
		}
		if err := tx.Append(ctx, account.Entry{Verb: account.VerbCreate}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("err = %v, want %v", err, broken)
	}
	_, err = s.UserByMail(t.Context(), "A@example.org")
	wantKind(t, "user", err, catalog.ErrNotFound)
	wantEqual(t, "audit log", must(s.Audit(t.Context(), account.AuditFilter{}))(t), []account.Entry{})
}

func testUserNotFound(t *testing.T, s account.Store) {
	putUser(t, s, User("A"))
	for _, id := range []string{"", "B", "A\x00", "\xff"} {
		_, err := s.User(t.Context(), id)
		wantKind(t, fmt.Sprintf("User(%q)", id), err, catalog.ErrNotFound)
		_, err = s.UserByMail(t.Context(), account.Mail(id))
		wantKind(t, fmt.Sprintf("UserByMail(%q)", id), err, catalog.ErrNotFound)
		_, err = s.UserByIdentity(t.Context(), id, id)
		wantKind(t, fmt.Sprintf("UserByIdentity(%q)", id), err, catalog.ErrNotFound)
	}
	for name, u := range map[string]account.User{
		"mail":   {ID: "B", Created: Epoch, Mail: "a\x00b"},
		"agency": {ID: "B", Created: Epoch, Memberships: []account.Membership{{Grant: account.Grant{Agency: "a\x00b"}}}},
	} {
		err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.PutUser(ctx, u) })
		wantKind(t, "a NUL in the "+name, err, catalog.ErrInvalid)
	}
}

func testUserDeleted(t *testing.T, s account.Store) {
	putUser(t, s, User("A"))
	sess, tok := session("S", "A", Epoch), token("T", "A")
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutSession(ctx, sess), tx.PutToken(ctx, tok))
	})
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.DeleteUser(ctx, "A") })
	_, err := s.User(t.Context(), "A")
	wantKind(t, "user", err, catalog.ErrNotFound)
	_, err = s.UserByMail(t.Context(), "A@example.org")
	wantKind(t, "user by mail", err, catalog.ErrNotFound)
	_, err = s.Session(t.Context(), sess.Hash)
	wantKind(t, "session", err, catalog.ErrNotFound)
	_, err = s.Token(t.Context(), tok.Hash, tok.Purpose)
	wantKind(t, "token", err, catalog.ErrNotFound)
}

func testUsersConcurrent(t *testing.T, s account.Store) {
	putUser(t, s, account.User{ID: "A", State: account.Active, Created: Epoch})
	const writers = 8
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
				u, err := tx.User(ctx, "A")
				if err != nil {
					return err
				}
				u.Memberships = append(u.Memberships, account.Membership{Grant: account.Grant{Agency: fmt.Sprint(i), Role: account.Viewer}})
				return errors.Join(tx.PutUser(ctx, u), tx.Append(ctx, account.Entry{Verb: account.VerbGrant}))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(must(s.User(t.Context(), "A"))(t).Memberships); n != writers {
		t.Errorf("%d of %d changes are there", n, writers)
	}
	verifyChain(t, s, writers)
}

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

var tokens = map[string]func(*testing.T, account.Store){
	"are taken once, for their purpose":       testTokenTaken,
	"are dropped by user and purpose":         testTokensDropped,
	"of attempts are counted and forgotten":   testAttempts,
	"of invitations are found, and withdrawn": testInvitations,
}

func token(name, user string) account.Token {
	return account.Token{
		Hash: sha256.Sum256([]byte(name)), Purpose: account.ForPassword, User: user, Payload: `{"tên": "?"}`, Expires: Epoch.Add(time.Hour),
	}
}

func testTokenTaken(t *testing.T, s account.Store) {
	tok := token("T", "")
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.PutToken(ctx, tok) })
	wantEqual(t, "token", must(s.Token(t.Context(), tok.Hash, tok.Purpose))(t), tok)
	var mu sync.Mutex
	var wg sync.WaitGroup
	taken := 0
	for i := range 6 {
		p := account.ForPassword
		if i == 0 {
			p = account.ForLink
		}
		wg.Go(func() {
			err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
				_, err := tx.TakeToken(ctx, tok.Hash, p)
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && p == tok.Purpose:
				taken++
			case !errors.Is(err, catalog.ErrNotFound):
				t.Errorf("TakeToken for %s: %v", p, err)
			}
		})
	}
	wg.Wait()
	if taken != 1 {
		t.Errorf("the token was taken %d times", taken)
	}
}

func testTokensDropped(t *testing.T, s account.Store) {
	a, b, c := token("A", "1"), token("B", "1"), token("C", "2")
	b.Purpose = account.ForLink
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutToken(ctx, a), tx.PutToken(ctx, b), tx.PutToken(ctx, c), tx.DropTokens(ctx, "1", account.ForPassword))
	})
	_, err := s.Token(t.Context(), a.Hash, a.Purpose)
	wantKind(t, "dropped token", err, catalog.ErrNotFound)
	wantEqual(t, "token of another purpose", must(s.Token(t.Context(), b.Hash, b.Purpose))(t), b)
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.DropTokens(ctx, "1") })
	_, err = s.Token(t.Context(), b.Hash, b.Purpose)
	wantKind(t, "token of a user without any", err, catalog.ErrNotFound)
	wantEqual(t, "token of another user", must(s.Token(t.Context(), c.Hash, c.Purpose))(t), c)
}

func testAttempts(t *testing.T, s account.Store) {
	a := account.Attempts{Key: sha256.Sum256([]byte("a")), Failures: 3, Last: Epoch}
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		for _, want := range []account.Attempts{a, {Key: a.Key, Failures: 4, Last: Epoch.Add(time.Hour)}} {
			if err := tx.PutAttempts(ctx, want); err != nil {
				return err
			}
			got, err := tx.Attempts(ctx, a.Key)
			wantEqual(t, "attempts", got, want)
			if err != nil {
				return err
			}
		}
		if err := tx.PutAttempts(ctx, account.Attempts{Key: a.Key}); err != nil {
			return err
		}
		got, err := tx.Attempts(ctx, a.Key)
		wantEqual(t, "forgotten attempts", got, account.Attempts{Key: a.Key})
		return err
	})
}

func invitation(id string, expires time.Time) account.Invitation {
	return account.Invitation{
		ID: id, Hash: sha256.Sum256([]byte(id)), Grant: account.Grant{Agency: "H26", Role: account.Editor}, Mail: "mai@example.org",
		Created: Epoch.Add(-time.Hour), Expires: expires,
	}
}

func testInvitations(t *testing.T, s account.Store) {
	first, second, other := invitation("1", Epoch), invitation("2", Epoch), invitation("3", Epoch)
	other.Grant.Agency = "H29"
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutInvitation(ctx, first), tx.PutInvitation(ctx, second), tx.PutInvitation(ctx, other))
	})
	wantEqual(t, "invitations", must(s.Invitations(t.Context(), "H26"))(t), []account.Invitation{second, first})
	wantEqual(t, "by hash", must(s.InvitationByHash(t.Context(), other.Hash))(t), other)
	wantEqual(t, "by ID", must(s.Invitation(t.Context(), "1"))(t), first)
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.DeleteInvitation(ctx, "1") })
	_, err := s.InvitationByHash(t.Context(), first.Hash)
	wantKind(t, "withdrawn invitation", err, catalog.ErrNotFound)
	_, err = s.Invitation(t.Context(), "\x00")
	wantKind(t, "what cannot be an ID", err, catalog.ErrNotFound)
}

var robots = map[string]func(*testing.T, account.Store){
	"come back whole, by ID, agency and token": testRobots,
}

func testRobots(t *testing.T, s account.Store) {
	r := account.Robot{
		ID: "R1", Agency: "H26", Name: "Đường ống", Actions: []account.Action{account.ActionDraft}, Created: Epoch,
		Tokens: []account.RobotToken{{ID: "T1", Hint: "ngn_robot_abc", Hash: sha256.Sum256([]byte("1")), Created: Epoch, Expires: Epoch.Add(time.Hour)}},
	}
	other := account.Robot{ID: "R2", Agency: "H29", Created: Epoch}
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.PutRobot(ctx, r), tx.PutRobot(ctx, other))
	})
	wantEqual(t, "robots", must(s.Robots(t.Context(), "H26"))(t), []account.Robot{r})
	wantEqual(t, "robot", must(s.Robot(t.Context(), "R2"))(t), other)
	wantEqual(t, "robot by token", must(s.RobotByToken(t.Context(), r.Tokens[0].Hash))(t), r)

	s.TouchRobot("R1", Epoch.Add(time.Minute))
	s.TouchRobot("no such", Epoch)
	first := r.Tokens[0].Hash
	r.LastUsed, r.Tokens[0].Hash = Epoch.Add(time.Minute), sha256.Sum256([]byte("2"))
	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.PutRobot(ctx, r) })
	wantEqual(t, "robot by its new token", must(s.RobotByToken(t.Context(), r.Tokens[0].Hash))(t), r)
	_, err := s.RobotByToken(t.Context(), first)
	wantKind(t, "robot by a token that was replaced", err, catalog.ErrNotFound)

	change(t, s, func(ctx context.Context, tx account.Tx) error { return tx.DeleteRobot(ctx, "R1") })
	_, err = s.Robot(t.Context(), "R1")
	wantKind(t, "deleted robot", err, catalog.ErrNotFound)
	_, err = s.RobotByToken(t.Context(), r.Tokens[0].Hash)
	wantKind(t, "deleted robot by token", err, catalog.ErrNotFound)
}

var audit = map[string]func(*testing.T, account.Store){
	"entries come back whole, in a chain": testAuditWhole,
	"entries are found and paged":         testAuditFound,
}

func testAuditWhole(t *testing.T, s account.Store) {
	e := account.Entry{
		Actor: account.Actor{Kind: account.ActorUser, ID: "U"}, Verb: account.VerbGrant, Object: account.Object{Kind: "user", ID: "V"}, Agency: "H26",
		Device: account.Device{Agent: "Firefox", Network: netip.MustParsePrefix("192.0.2.0/24")},
		Before: json.RawMessage(`{"vai trò":"<&>"}`), After: json.RawMessage(`[1]`),
	}
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.Append(ctx, e), tx.Append(ctx, account.Entry{Verb: account.VerbSignUp}))
	})
	got := must(s.Audit(t.Context(), account.AuditFilter{}))(t)
	verifyChain(t, s, 2)
	if got[0].Time.IsZero() || got[0].Actor != e.Actor || got[0].Object != e.Object || got[0].Agency != "H26" || got[0].Device != e.Device ||
		got[0].Verb != e.Verb || string(got[0].After) != `[1]` {
		t.Errorf("entry = %+v, want %+v", got[0], e)
	}
	err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.Append(ctx, account.Entry{Agency: "\x00"}) })
	wantKind(t, "an entry with a NUL", err, catalog.ErrInvalid)
}

// verifyChain checks that there are so many entries, each with the hash that it
// must have.
func verifyChain(t *testing.T, s account.Store, n int) {
	t.Helper()
	var prev [32]byte
	all := must(s.Audit(t.Context(), account.AuditFilter{}))(t)
	for i, e := range all {
		want := must(e.Chain(prev))(t)
		if e.Seq != int64(i+1) || e.Hash != want {
			t.Errorf("entry %d has number %d and hash %x, want %x", i+1, e.Seq, e.Hash, want)
		}
		prev = e.Hash
	}
	if len(all) != n {
		t.Errorf("%d entries, want %d", len(all), n)
	}
}

func testAuditFound(t *testing.T, s account.Store) {
	change(t, s, func(ctx context.Context, tx account.Tx) (err error) {
		for i := range 6 {
			e := account.Entry{
				Actor: account.Actor{Kind: account.ActorUser, ID: fmt.Sprint("U", i%2)}, Verb: account.VerbGrant,
				Object: account.Object{Kind: "user", ID: fmt.Sprint("O", i%3)},
			}
			if i == 5 {
				e.Agency, e.Verb = "H26", account.VerbLock
			}
			err = errors.Join(err, tx.Append(ctx, e))
		}
		return err
	})
	now := must(s.Audit(t.Context(), account.AuditFilter{Limit: 1}))(t)[0].Time
	for _, test := range []struct {
		name string
		f    account.AuditFilter
		want []int64
	}{
		{"all", account.AuditFilter{}, []int64{1, 2, 3, 4, 5, 6}},
		{"by actor", account.AuditFilter{Actor: "U1"}, []int64{2, 4, 6}},
		{"by object", account.AuditFilter{Object: "O0"}, []int64{1, 4}},
		{"by actor and object", account.AuditFilter{Actor: "U1", Object: "O0"}, []int64{4}},
		{"by verb", account.AuditFilter{Verb: account.VerbLock}, []int64{6}},
		{"by agency", account.AuditFilter{Agency: "H26"}, []int64{6}},
		{"oldest page", account.AuditFilter{Limit: 2}, []int64{1, 2}},
		{"next page", account.AuditFilter{Limit: 2, After: 2}, []int64{3, 4}},
		{"newest page", account.AuditFilter{Limit: 2, Before: math.MaxInt64}, []int64{6, 5}},
		{"the one before it", account.AuditFilter{Limit: 2, Before: 5}, []int64{4, 3}},
		{"from now", account.AuditFilter{From: now}, []int64{1, 2, 3, 4, 5, 6}},
		{"until now", account.AuditFilter{Until: now}, nil},
		{"by nobody", account.AuditFilter{Actor: "\x00"}, nil},
	} {
		var got []int64
		for _, e := range must(s.Audit(t.Context(), test.f))(t) {
			got = append(got, e.Seq)
		}
		wantEqual(t, test.name, got, test.want)
	}
}
