package market

import (
	"context"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account"
)

// The bounds of keys.
const (
	MaxKeys     = 10                       // of an application that work
	MaxNetworks = 20                       // of a key
	MaxKeyLife  = 2 * 366 * 24 * time.Hour // of a key that ends
	MaxOverlap  = 30 * 24 * time.Hour      // in which a key works beside the one that follows it
)

// A KeyDraft is what an owner says of a key.
type KeyDraft struct {
	Name     string        // 1 to 100 characters
	Life     time.Duration // after which it ends; 0 is never
	Networks []netip.Prefix
}

func (d *KeyDraft) validate() error {
	var w catalog.Faults
	n := utf8.RuneCountInString(strings.TrimSpace(d.Name))
	w.Check("name", n >= 1 && n <= 100, "cần tên dài 1 đến 100 ký tự", "must have 1 to 100 characters")
	w.Check("life", d.Life >= 0 && d.Life <= MaxKeyLife, "tối đa hai năm", "is two years at most")
	w.Check("networks", len(d.Networks) <= MaxNetworks, "tối đa 20 mạng", "are 20 at most")
	for _, p := range d.Networks {
		w.Check("networks", p.IsValid() && p == p.Masked(), "có mạng không đúng", "has a network that is none")
	}
	return w.Err("Khóa này chưa hợp lệ.", "This key is not valid.")
}

// Keys returns the keys of an application of the caller, in the order of their
// making, those included that work no more.
func (c *Consumers) Keys(ctx context.Context, by account.Caller, application string) ([]account.Key, error) {
	if _, err := c.Application(ctx, by, application); err != nil {
		return nil, err
	}
	return c.store.KeysOf(ctx, application)
}

// NewKey makes a key of an application and returns it, once.
func (c *Consumers) NewKey(ctx context.Context, by account.Caller, application string, d KeyDraft) (plain string, k account.Key, err error) {
	if err := d.validate(); err != nil {
		return "", account.Key{}, err
	}
	if plain, k, err = c.makeKey(application, d); err != nil {
		return "", account.Key{}, err
	}
	err = c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if _, err := c.open(ctx, by, application); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, account.VerbKeyCreate, "key", k.ID).Change(nil, told(k))
		return entries(e), c.addKey(ctx, k, "")
	})
	if err != nil {
		return "", account.Key{}, err
	}
	return plain, k, nil
}

// RotateKey makes a key that takes the place of another, and returns it, once.
// The other works on for the given time, at most [MaxOverlap], or until its own
// end. The new one has the name, the networks and the span of life of the other.
func (c *Consumers) RotateKey(ctx context.Context, by account.Caller, application, id string, overlap time.Duration) (plain string, k account.Key, err error) {
	if overlap < 0 || overlap > MaxOverlap {
		var w catalog.Faults
		w.Check("overlap", false, "tối đa 30 ngày", "is 30 days at most")
		return "", account.Key{}, w.Err("Chưa thể đổi khóa.", "The key cannot be rotated yet.")
	}
	err = c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		old, err := c.liveKey(ctx, by, application, id)
		if err != nil {
			return nil, err
		}
		d := KeyDraft{Name: old.Name, Networks: old.Networks}
		if !old.Expires.IsZero() {
			d.Life = min(old.Expires.Sub(old.Created), MaxKeyLife)
		}
		if plain, k, err = c.makeKey(application, d); err != nil {
			return nil, err
		}
		end := c.Now().Add(overlap)
		if err := c.store.ExpireKey(ctx, old.ID, end); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, account.VerbKeyRotate, "key", old.ID).Change(map[string]any{"key": old.ID}, told(k))
		return entries(e), c.addKey(ctx, k, old.ID)
	})
	if err != nil {
		return "", account.Key{}, err
	}
	return plain, k, nil
}

// RevokeKey ends a key at once.
func (c *Consumers) RevokeKey(ctx context.Context, by account.Caller, application, id string) error {
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		k, err := c.liveKey(ctx, by, application, id)
		if err != nil {
			return nil, err
		}
		e := account.NewEntry(by, account.VerbKeyRevoke, "key", k.ID).Change(told(k), nil)
		return entries(e), c.store.RevokeKey(ctx, k.ID, c.Now())
	})
}

// makeKey makes a key that is still to be saved.
func (c *Consumers) makeKey(application string, d KeyDraft) (plain string, k account.Key, err error) {
	if plain, err = account.NewKey(c.rand); err != nil {
		return "", account.Key{}, err
	}
	now := c.Now()
	k = account.Key{ID: c.newID(), Name: strings.TrimSpace(d.Name), Hint: account.Hint(plain), Hash: c.pepper.Hash(plain), Created: now,
		Application: application, Networks: d.Networks}
	if d.Life > 0 {
		k.Expires = now.Add(d.Life)
	}
	return plain, k, nil
}

// addKey saves a key unless its application has enough that work. Within a
// record, nobody else adds one meanwhile. The key whose place it takes counts no
// more, although it may work on.
func (c *Consumers) addKey(ctx context.Context, k account.Key, instead string) error {
	others, err := c.store.KeysOf(ctx, k.Application)
	if err != nil {
		return err
	}
	live := 0
	for _, o := range others {
		if o.ID != instead && Works(o, k.Created) {
			live++
		}
	}
	if live >= MaxKeys {
		return catalog.Errorf(catalog.ErrConflict, "Một ứng dụng có tối đa %d khóa đang dùng. Hãy thu hồi một khóa trước.",
			"An application has at most %d keys that work. Revoke one first.", MaxKeys)
	}
	return c.store.SaveKey(ctx, k)
}

// liveKey returns a key of an application of the caller that works.
func (c *Consumers) liveKey(ctx context.Context, by account.Caller, application, id string) (account.Key, error) {
	if _, err := c.open(ctx, by, application); err != nil {
		return account.Key{}, err
	}
	keys, err := c.store.KeysOf(ctx, application)
	if err != nil {
		return account.Key{}, err
	}
	for _, k := range keys {
		switch {
		case k.ID != id:
		case !Works(k, c.Now()):
			return account.Key{}, catalog.Errorf(catalog.ErrConflict, "Khóa này không còn dùng được.", "This key works no more.")
		default:
			return k, nil
		}
	}
	return account.Key{}, catalog.Errorf(catalog.ErrNotFound, "Không có khóa này.", "There is no such key.")
}

// Works reports whether a key works at the given time, as far as its own dates
// go.
func Works(k account.Key, at time.Time) bool { return !k.RevokedAt(at) && !k.ExpiredAt(at) }

// told is what the audit log says of a key.
func told(k account.Key) any {
	return struct {
		Key         string         `json:"key"`
		Application string         `json:"application"`
		Expires     time.Time      `json:"expires,omitzero"`
		Networks    []netip.Prefix `json:"networks,omitempty"`
	}{k.ID, k.Application, k.Expires, k.Networks}
}
