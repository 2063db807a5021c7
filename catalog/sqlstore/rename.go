package sqlstore

import (
	"context"

	"nguon/catalog"
)

// Rename implements [catalog.Writer]. A dataset may get back a slug that it
// had before. It returns an error of kind [catalog.ErrInvalid] if the new slug
// is not valid; giving a dataset the slug that it has changes nothing.
func (s *Store) Rename(ctx context.Context, from, to catalog.Slug) error {
	if !to.Valid() {
		return catalog.Errorf(catalog.ErrInvalid, "Tên mới phải gồm chữ thường a-z, chữ số và gạch nối, tối đa 80 ký tự.",
			"The new name must be lower-case letters a-z, digits and hyphens, at most 80 characters.")
	}
	return s.change(ctx, "rename", func(ctx context.Context, c *change) error {
		there, err := c.NewSelect().Table("datasets").Where("slug = ?", from).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !there:
			return noDataset(ctx, c, from)
		case from == to:
			return nil
		}
		if err := c.mayTake(ctx, from, to); err != nil {
			return err
		}
		for _, update := range []struct {
			query string
			args  []any
		}{
			{"DELETE FROM redirects WHERE slug = ?", []any{to}},
			{"UPDATE datasets SET slug = ?, modified = ? WHERE slug = ?", []any{to, c.now, from}}, // redirects follow
			{"UPDATE releases SET dataset = ? WHERE dataset = ?", []any{to, from}},
			{"UPDATE candidates SET dataset = ? WHERE dataset = ?", []any{to, from}},
			{"UPDATE reminders SET subject = ? WHERE subject = ?", []any{to, from}},
			{"UPDATE dois SET dataset = ? WHERE dataset = ?", []any{to, from}},
			{"UPDATE posts SET dataset = ? WHERE dataset = ?", []any{to, from}},
			{"INSERT INTO redirects (slug, target) VALUES (?, ?)", []any{from, to}},
		} {
			if _, err := c.NewRaw(update.query, update.args...).Exec(ctx); err != nil {
				return err
			}
		}
		if err := c.renameInPolicy(ctx, from, to); err != nil {
			return err
		}
		c.event(catalog.Event{Kind: catalog.DatasetRenamed, Dataset: from})
		c.event(catalog.Event{Kind: catalog.DatasetSaved, Dataset: to})
		return nil
	})
}

// mayTake returns an error of kind [catalog.ErrConflict] if the slug to is, or
// was, that of another dataset than from.
func (c *change) mayTake(ctx context.Context, from, to catalog.Slug) error {
	taken, err := c.NewSelect().Table("datasets").Where("slug = ?", to).Exists(ctx)
	if err == nil && !taken {
		taken, err = c.NewSelect().Table("redirects").Where("slug = ?", to).Where("target <> ?", from).Exists(ctx)
	}
	if err != nil {
		return err
	}
	if taken {
		return catalog.Errorf(catalog.ErrConflict, "Tên %q là, hoặc từng là, của một bộ dữ liệu khác.",
			"The name %q is, or was, that of another dataset.", to)
	}
	return nil
}
