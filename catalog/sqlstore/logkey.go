package sqlstore

import (
	"context"

	"nguon/catalog"
)

// Notarise implements [catalog.Log].
func (s *Store) Notarise(ctx context.Context, n catalog.Notary) error {
	err := s.change(ctx, "begin the log", func(ctx context.Context, c *change) error {
		h, err := c.logHead(ctx)
		if err != nil {
			return err
		}
		if h.size == 0 {
			return c.enter(ctx, n, catalog.LogFact{Kind: catalog.LogKey, Key: n.Key()})
		}
		_, err = n.Attest(catalog.LogFact{Kind: catalog.LogKey, Time: c.now.Time, Key: h.key}, h.key)
		return err
	})
	if err == nil {
		s.notary = n
	}
	return err
}

// AnnounceKey implements [catalog.Log]. It returns an error of kind
// [catalog.ErrConflict] if there is no log, or the key is, or was, in use.
func (s *Store) AnnounceKey(ctx context.Context, n catalog.Notary, key string) error {
	return s.change(ctx, "announce a key", func(ctx context.Context, c *change) error {
		h, err := c.logHead(ctx)
		if err != nil {
			return err
		}
		used, err := c.NewSelect().Table("log_entries").Where("subject = ?", key).Exists(ctx)
		if err != nil {
			return err
		}
		if h.size == 0 || used {
			return catalog.Errorf(catalog.ErrConflict, "Nhật ký chưa có, hoặc khóa này đã từng được dùng.",
				"There is no log yet, or this key was in use before.")
		}
		return c.enter(ctx, n, catalog.LogFact{Kind: catalog.LogKey, Key: key})
	})
}
