package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
		"users": users, "sessions": sessions, "tokens": tokens, "robots": robots, "audit": audit, "demands": demands,
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
		if i >= account.UserPage {
			u.Name = "Đặng Thị Ánh"
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
	wantEqual(t, "a page of less than nothing", list(account.UserFilter{Limit: -1}), ids[:account.UserPage])
	wantEqual(t, "a greater page than there is", list(account.UserFilter{Limit: 1 << 30}), ids[:account.UserPage])
	wantEqual(t, "second page", list(account.UserFilter{After: ids[account.UserPage-1]}), ids[account.UserPage:])
	wantEqual(t, "of an agency", list(account.UserFilter{Agency: "H26", Limit: 2}), []string{ids[0], ids[2]})
	wantEqual(t, "of an agency and a state", list(account.UserFilter{Agency: "H26", State: account.Active}), nil)
	wantEqual(t, "of a state", list(account.UserFilter{State: account.Active, After: ids[2], Limit: 1}), []string{ids[3]})
	wantEqual(t, "of a part of the name", list(account.UserFilter{Name: "thị á"}), ids[account.UserPage:])
	wantEqual(t, "of a part of the name without marks", list(account.UserFilter{Name: "DANG  thi", Limit: 1}), ids[account.UserPage:account.UserPage+1])
	wantEqual(t, "of a part of the name, and a state", list(account.UserFilter{Name: "anh", State: account.Active}), ids[account.UserPage+1:])
	wantEqual(t, "of a name that nobody has", list(account.UserFilter{Name: "lan"}), nil)
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
