package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"nguon/catalog/account"
)

type tokenRow struct {
	bun.BaseModel `bun:"table:tokens,alias:t"`

	Hash    string `bun:",pk"`
	Purpose account.Purpose
	Holder  string
	Payload string
	Expires micros
}

// Token implements [account.Reads].
func (a accountReads) Token(ctx context.Context, hash [32]byte, p account.Purpose) (account.Token, error) {
	var row tokenRow
	err := a.db.NewSelect().Model(&row).Where("hash = ?", hashText(hash)).Where("purpose = ?", p).Scan(ctx)
	if err != nil {
		return account.Token{}, found(ctx, "token", err)
	}
	return account.Token{Hash: hash, Purpose: row.Purpose, User: row.Holder, Payload: row.Payload, Expires: row.Expires.Time}, nil
}

// PutToken implements [account.Tx].
func (t accountTx) PutToken(ctx context.Context, tok account.Token) error {
	if !storable(tok.Payload) {
		return badText()
	}
	row := tokenRow{Hash: hashText(tok.Hash), Purpose: tok.Purpose, Holder: tok.User, Payload: tok.Payload, Expires: stamp(tok.Expires)}
	_, err := t.c.NewInsert().Model(&row).Exec(ctx)
	return err
}

// TakeToken implements [account.Tx].
func (t accountTx) TakeToken(ctx context.Context, hash [32]byte, p account.Purpose) (account.Token, error) {
	tok, err := t.Token(ctx, hash, p)
	if err != nil {
		return account.Token{}, err
	}
	_, err = t.c.NewDelete().Table("tokens").Where("hash = ?", hashText(hash)).Exec(ctx)
	return tok, err
}

// DropTokens implements [account.Tx].
func (t accountTx) DropTokens(ctx context.Context, user string, ps ...account.Purpose) error {
	q := t.c.NewDelete().Table("tokens").Where("holder = ?", user)
	if len(ps) > 0 {
		q = q.Where("purpose IN (?)", bun.List(ps))
	}
	_, err := q.Exec(ctx)
	return err
}

// trimmed is how many tokens go at a time: more than come meanwhile.
const trimmed = 100

// TrimTokens implements [account.Tx].
func (t accountTx) TrimTokens(ctx context.Context, p account.Purpose, keep int) error {
	over := t.c.NewSelect().Model((*tokenRow)(nil)).Column("hash").Where("purpose = ?", p).Where("holder = ''").
		Order("expires DESC", "hash").Limit(trimmed).Offset(int64(keep))
	_, err := t.c.NewDelete().Table("tokens").Where("hash IN (?)", over).Exec(ctx)
	return err
}

type attemptsRow struct {
	bun.BaseModel `bun:"table:attempts,alias:a"`

	Key      string `bun:",pk"`
	Failures int
	Last     micros
}

// Attempts implements [account.Tx].
func (t accountTx) Attempts(ctx context.Context, key [32]byte) (account.Attempts, error) {
	var row attemptsRow
	err := t.c.NewSelect().Model(&row).Where("key = ?", hashText(key)).Scan(ctx)
	if err != nil && !none(err) {
		return account.Attempts{}, err
	}
	return account.Attempts{Key: key, Failures: row.Failures, Last: row.Last.Time}, nil
}

// PutAttempts implements [account.Tx].
func (t accountTx) PutAttempts(ctx context.Context, a account.Attempts) error {
	key := hashText(a.Key)
	if a.Failures <= 0 {
		_, err := t.c.NewDelete().Table("attempts").Where("key = ?", key).Exec(ctx)
		return err
	}
	row := attemptsRow{Key: key, Failures: a.Failures, Last: stamp(a.Last)}
	_, err := t.c.NewInsert().Model(&row).On("CONFLICT (key) DO UPDATE").
		Set("failures = EXCLUDED.failures, last = EXCLUDED.last").Exec(ctx)
	return err
}
