package sqlstore

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Accounts are the accounts in the database of a [Store]. They end with it.
type Accounts struct {
	accountReads
	store *Store
}

var (
	_ account.Store = (*Accounts)(nil)
	_ account.Tx    = accountTx{}
)

// Accounts returns the accounts that are kept in s.
func (s *Store) Accounts() *Accounts { return &Accounts{accountReads{s.read, s}, s} }

// accountReads read in a transaction, or outside of one.
type accountReads struct {
	db    bun.IDB
	store *Store
}

// accountTx is a transaction that changes accounts.
type accountTx struct {
	accountReads
	c *change
}

// Change implements [account.Store]. As in [Store.Record], what changes with the
// context that f gets belongs to it.
func (a *Accounts) Change(ctx context.Context, f func(ctx context.Context, tx account.Tx) error) error {
	return a.store.change(ctx, "accounts", func(ctx context.Context, c *change) error {
		err := f(context.WithValue(ctx, recordKey{a.store}, c), accountTx{accountReads{c, a.store}, c})
		return cmp.Or(err, c.broken)
	})
}

// TouchSession implements [account.Store], as [Store.TouchKey] does.
func (a *Accounts) TouchSession(id string, at time.Time) { a.store.usedSessions.touch(id, at) }

// TouchRobot implements [account.Store], as [Store.TouchKey] does.
func (a *Accounts) TouchRobot(id string, at time.Time) { a.store.usedRobots.touch(id, at) }

// Sweep implements [account.Tx].
func (t accountTx) Sweep(ctx context.Context, b account.Bygones) (int, error) {
	sum := 0
	for _, q := range []*bun.DeleteQuery{
		t.c.NewDelete().Table("sessions").Where("seen < ?", stamp(b.Unseen)),
		t.c.NewDelete().Table("sessions").Where("created < ?", stamp(b.Made)),
		t.c.NewDelete().Table("tokens").Where("expires <= ?", stamp(b.Expired)),
		t.c.NewDelete().Table("attempts").Where("last < ?", stamp(b.Tried)),
		t.c.NewDelete().Table("invitations").Where("expires <= ?", stamp(b.Expired)),
	} {
		n, err := deleted(ctx, q)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// deleted runs a deletion and returns how many rows it removed.
func deleted(ctx context.Context, q *bun.DeleteQuery) (int, error) {
	result, err := q.Exec(ctx)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// found names what was looked for in an error, and turns that of no row into one
// of kind [catalog.ErrNotFound].
func found(ctx context.Context, what string, err error) error {
	switch {
	case err == nil:
		return nil
	case none(err):
		return catalog.Errorf(catalog.ErrNotFound, "Không tìm thấy.", "Not found.")
	}
	return fmt.Errorf("sqlstore: %s: %w", what, failed(ctx, err))
}

// page returns how many rows to ask for: SQLite would take a negative number for
// all.
func page(limit, most int) int64 {
	if limit <= 0 || limit > most {
		limit = most
	}
	return int64(limit)
}

// badText is the error for text that is not storable.
func badText() error {
	return catalog.Errorf(catalog.ErrInvalid, "Có ký tự không hợp lệ.", "There are characters that are not valid.")
}

// document returns v as JSON.
func document(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return string(text), nil
}

// hashText is a hash in a column.
func hashText(h [32]byte) string { return hex.EncodeToString(h[:]) }

func parseHash(s string) (h [32]byte, err error) {
	if n, err := hex.Decode(h[:], []byte(s)); err != nil || n != len(h) {
		return h, fmt.Errorf("hash of %d bytes: %w", n, err)
	}
	return h, nil
}
