package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
)

// maxFound bounds the place of a leak, in characters.
const maxFound = 500

// A RobotLeak is a token of a robot that somebody found where it should not be.
type RobotLeak struct {
	Robot Robot // as it was before
	Token RobotToken
	Found string // where; said by anybody
	At    time.Time
}

// CheckLeak checks the report of a leaked key, whose form check tells, and
// returns the place where it was found without the key, which addresses may have
// in them. The error is of kind catalog.ErrInvalid.
func CheckLeak(check func(plain string) error, plain, found string) (string, error) {
	var w catalog.Faults
	w.Check("key", check(plain) == nil, "không phải khóa API", "is no API key")
	w.Check("found", utf8.ValidString(found) && !strings.Contains(found, "\x00") && utf8.RuneCountInString(found) <= maxFound, "tối đa 500 ký tự", "has 500 characters at most")
	if err := w.Err("Báo cáo này chưa hợp lệ.", "This report is not valid."); err != nil {
		return "", err
	}
	return strings.ReplaceAll(found, plain, Hint(plain)+"…"), nil
}

// ReportLeaked ends a token of a robot that somebody has found where it should
// not be, and tells [Options.TellLeak]. Whoever has a token may do so: that it is
// known to them is the proof. The error is of kind catalog.ErrInvalid if this
// cannot be a token, and nil whether it was one that worked or not.
func (a *Accounts) ReportLeaked(ctx context.Context, by Caller, plain, found string) error {
	found, err := CheckLeak(CheckRobotToken, plain, found)
	if err != nil {
		return err
	}
	hash := a.pepper.Hash(plain)
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		r, err := tx.RobotByToken(ctx, hash)
		if errors.Is(err, catalog.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		now := a.Now()
		t, ok := r.token(hash)
		if !ok || !now.Before(t.Expires) {
			return nil
		}
		leak := RobotLeak{Robot: r, Token: t, Found: found, At: now}
		r.Tokens = slices.DeleteFunc(slices.Clone(r.Tokens), func(o RobotToken) bool { return o.ID == t.ID })
		if err := tx.PutRobot(ctx, r); err != nil {
			return err
		}
		after := map[string]string{"reason": "leaked", "found": found}
		e := NewEntry(by, VerbRobotRevoke, "robot", r.ID).Of(r.Agency).Change(map[string]string{"token": t.ID}, after)
		if err := tx.Append(ctx, e); err != nil {
			return err
		}
		return a.TellLeak(ctx, leak)
	})
}
