package catalogtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

var tokens = map[string]func(*testing.T, account.Store){
	"are taken once, for their purpose":       testTokenTaken,
	"are dropped by user and purpose":         testTokensDropped,
	"of nobody are bounded, the oldest go":    testTokensTrimmed,
	"of attempts are counted and forgotten":   testAttempts,
	"of invitations are found, and withdrawn": testInvitations,
}

func token(name, user string) account.Token {
	return account.Token{
		Hash: sha256.Sum256([]byte(name)), Purpose: account.ForPassword, User: user, Payload: `{"tên": "?"}`, Expires: Epoch.Add(time.Hour),
	}
}

func testTokensTrimmed(t *testing.T, s account.Store) {
	kept := token("of a user", "U")
	kept.Expires = Epoch
	other := token("for something else", "")
	other.Purpose = account.ForLink
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		for i, tok := range []account.Token{kept, other, token("1", ""), token("2", ""), token("3", "")} {
			if tok.User == "" && tok.Purpose == account.ForPassword {
				tok.Expires = Epoch.Add(time.Duration(i) * time.Minute)
			}
			if err := tx.PutToken(ctx, tok); err != nil {
				return err
			}
		}
		return tx.TrimTokens(ctx, account.ForPassword, 2)
	})
	var left []string
	for _, tok := range []account.Token{kept, other, token("1", ""), token("2", ""), token("3", "")} {
		if _, err := s.Token(t.Context(), tok.Hash, tok.Purpose); err == nil {
			left = append(left, hex.EncodeToString(tok.Hash[:2]))
		} else if !errors.Is(err, catalog.ErrNotFound) {
			t.Fatal(err)
		}
	}
	gone := token("1", "")
	if len(left) != 4 || slices.Contains(left, hex.EncodeToString(gone.Hash[:2])) {
		t.Errorf("left are %q, want all but the first", left)
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
