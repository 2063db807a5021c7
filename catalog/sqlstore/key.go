package sqlstore

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

type keyRow struct {
	bun.BaseModel `bun:"table:api_keys,alias:k"`

	ID       string `bun:",pk"`
	Hash     string
	Name     string
	Plan     string
	Hint     string
	Grants   string
	Created  micros
	Expires  micros
	Revoked  micros
	LastUsed micros

	Application string
	Networks    string
}

func newKeyRow(k account.Key) (keyRow, error) {
	grants, err := json.Marshal(k.Grants)
	if err != nil {
		return keyRow{}, err
	}
	networks, err := json.Marshal(append([]netip.Prefix{}, k.Networks...))
	if err != nil {
		return keyRow{}, err
	}
	return keyRow{
		ID: k.ID, Hash: hex.EncodeToString(k.Hash[:]), Name: k.Name, Plan: k.Plan, Hint: k.Hint, Grants: string(grants),
		Created: stamp(k.Created), Expires: stamp(k.Expires), Revoked: stamp(k.Revoked), LastUsed: stamp(k.LastUsed),
		Application: k.Application, Networks: string(networks),
	}, nil
}

func (r keyRow) key() (account.Key, error) {
	k := account.Key{
		ID: r.ID, Name: r.Name, Plan: r.Plan, Hint: r.Hint,
		Created: r.Created.Time, Expires: r.Expires.Time, Revoked: r.Revoked.Time, LastUsed: r.LastUsed.Time,
		Application: r.Application,
	}
	if err := json.Unmarshal([]byte(r.Networks), &k.Networks); err != nil {
		return account.Key{}, fmt.Errorf("networks of key %s: %w", r.ID, err)
	}
	if len(k.Networks) == 0 {
		k.Networks = nil
	}
	if err := json.Unmarshal([]byte(r.Grants), &k.Grants); err != nil {
		return account.Key{}, fmt.Errorf("grants of key %s: %w", r.ID, err)
	}
	if n, err := hex.Decode(k.Hash[:], []byte(r.Hash)); err != nil || n != len(k.Hash) {
		return account.Key{}, fmt.Errorf("hash of key %s: %d bytes, %w", r.ID, n, err)
	}
	return k, nil
}

// SaveKey implements [account.Keys]. It returns an error of kind
// [catalog.ErrInvalid] for text that is not UTF-8, or has a NUL.
func (s *Store) SaveKey(ctx context.Context, k account.Key) error {
	row, err := newKeyRow(k)
	if err != nil {
		return fmt.Errorf("sqlstore: save key: %w", err)
	}
	if !storable(k.ID + k.Name + k.Plan + k.Hint) {
		return catalog.Errorf(catalog.ErrInvalid, "Tên khóa có ký tự không hợp lệ.", "The name of the key has characters that are not valid.")
	}
	return s.change(ctx, "save key", func(ctx context.Context, c *change) error {
		taken, err := c.NewSelect().Model((*keyRow)(nil)).Where("id = ? OR hash = ?", row.ID, row.Hash).Exists(ctx)
		switch {
		case err != nil:
			return err
		case taken:
			return catalog.Errorf(catalog.ErrConflict, "Khóa này đã có.", "This key exists already.")
		}
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// KeyByHash implements [account.Keys].
func (s *Store) KeyByHash(ctx context.Context, hash [32]byte) (account.Key, error) {
	var row keyRow
	err := s.read.NewSelect().Model(&row).Where("hash = ?", hex.EncodeToString(hash[:])).Scan(ctx)
	switch {
	case none(err):
		return account.Key{}, noKey()
	case err != nil:
		return account.Key{}, fmt.Errorf("sqlstore: key: %w", failed(ctx, err))
	}
	k, err := row.key()
	if err != nil {
		return account.Key{}, fmt.Errorf("sqlstore: key: %w", err)
	}
	k.LastUsed = s.used.latest(k.ID, k.LastUsed)
	return k, nil
}

// Keys implements [account.Keys].
func (s *Store) Keys(ctx context.Context) ([]account.Key, error) {
	return s.keys(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("created", "id") })
}

// KeysOf implements [account.Keys].
func (s *Store) KeysOf(ctx context.Context, application string) ([]account.Key, error) {
	if application == "" || !storable(application) {
		return nil, nil
	}
	return s.keys(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("application = ?", application).Order("created", "id")
	})
}

// ExpiringKeys implements [account.Keys].
func (s *Store) ExpiringKeys(ctx context.Context, from, until time.Time) ([]account.Key, error) {
	return s.keys(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("expires IS NOT NULL").Where("revoked IS NULL").Where("expires >= ?", stamp(from)).Where("expires < ?", stamp(until)).
			Where("application <> ''").Order("expires", "id")
	})
}

func (s *Store) keys(ctx context.Context, which func(*bun.SelectQuery) *bun.SelectQuery) ([]account.Key, error) {
	var rows []keyRow
	if err := which(s.read.NewSelect().Model(&rows)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: keys: %w", failed(ctx, err))
	}
	keys := make([]account.Key, len(rows))
	for i, r := range rows {
		var err error
		if keys[i], err = r.key(); err != nil {
			return nil, fmt.Errorf("sqlstore: keys: %w", err)
		}
		keys[i].LastUsed = s.used.latest(keys[i].ID, keys[i].LastUsed)
	}
	return keys, nil
}

// RevokeKey implements [account.Keys].
func (s *Store) RevokeKey(ctx context.Context, id string, at time.Time) error {
	return s.endKey(ctx, "revoke key", id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("revoked = ?", stamp(at)).Where("revoked IS NULL")
	})
}

// ExpireKey implements [account.Keys].
func (s *Store) ExpireKey(ctx context.Context, id string, at time.Time) error {
	return s.endKey(ctx, "expire key", id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("expires = ?", stamp(at)).Where("expires IS NULL OR expires > ?", stamp(at))
	})
}

func (s *Store) endKey(ctx context.Context, what, id string, how func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	if !storable(id) {
		return noKey()
	}
	return s.change(ctx, what, func(ctx context.Context, c *change) error {
		there, err := c.NewSelect().Model((*keyRow)(nil)).Where("id = ?", id).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !there:
			return noKey()
		}
		_, err = how(c.NewUpdate().Model((*keyRow)(nil)).Where("id = ?", id)).Exec(ctx)
		return err
	})
}

func noKey() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có khóa này.", "There is no such key.")
}
