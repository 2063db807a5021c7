package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/score"
	"nguon/catalog/voice"
)

// Post implements [voice.Store].
func (s *Store) Post(ctx context.Context, id string) (voice.Post, error) {
	if !storable(id) {
		return voice.Post{}, voice.NotFound()
	}
	var row postRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	if none(err) {
		return voice.Post{}, voice.NotFound()
	}
	if err != nil {
		return voice.Post{}, fmt.Errorf("sqlstore: post: %w", failed(ctx, err))
	}
	return row.post()
}

// Posts implements [voice.Store].
func (s *Store) Posts(ctx context.Context, f voice.Filter) ([]voice.Post, error) {
	if !storable(string(f.Dataset) + f.Agency + f.Author) {
		return nil, nil
	}
	var rows []postRow
	q := s.read.NewSelect().Model(&rows).Limit(page(f.Limit, voice.PageSize))
	if len(f.Kinds) > 0 {
		q = q.Where("kind IN (?)", bun.List(f.Kinds))
	}
	if f.Dataset != "" {
		q = q.Where("dataset = ?", f.Dataset)
	}
	if f.Agency != "" || f.Portal {
		q = q.Where("agency = ?", f.Agency)
	}
	if f.Author != "" {
		q = q.Where("author = ?", f.Author)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN (?)", bun.List(f.Statuses))
	}
	if f.Wanted {
		q = q.Order("supports DESC", "id DESC")
		if a := f.After; a != nil {
			q = q.Where("supports < ? OR supports = ? AND id < ?", a.Supports, a.Supports, a.ID)
		}
	} else {
		q = q.Order("touched DESC", "id DESC")
		if a := f.After; a != nil {
			q = q.Where("touched < ? OR touched = ? AND id < ?", stamp(a.Touched), stamp(a.Touched), a.ID)
		}
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: posts: %w", failed(ctx, err))
	}
	all := make([]voice.Post, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.post(); err != nil {
			return nil, fmt.Errorf("sqlstore: posts: %w", err)
		}
	}
	return all, nil
}

// Waiting implements [voice.Store].
func (s *Store) Waiting(ctx context.Context) (map[string]int64, error) {
	var rows []struct {
		Agency string
		N      int64
	}
	err := s.read.NewSelect().Model((*postRow)(nil)).Column("agency").ColumnExpr("count(*) AS n").
		Where("state = ?", voice.Public).Where("answered IS NULL").Group("agency").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: posts that wait: %w", failed(ctx, err))
	}
	n := make(map[string]int64, len(rows))
	for _, r := range rows {
		n[r.Agency] = r.N
	}
	return n, nil
}

type supportRow struct {
	bun.BaseModel `bun:"table:post_supports,alias:ps"`

	Post  string `bun:",pk"`
	Owner string `bun:",pk"`
	Since micros
}

// Support implements [voice.Store].
func (s *Store) Support(ctx context.Context, id, user string, wants bool, at time.Time) error {
	if !storable(id + user) {
		return voice.NotFound()
	}
	return s.change(ctx, "support post", func(ctx context.Context, c *change) error {
		there, err := c.NewSelect().Model((*postRow)(nil)).Where("id = ?", id).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !there:
			return voice.NotFound()
		}
		if wants {
			_, err = c.NewInsert().Model(&supportRow{Post: id, Owner: user, Since: stamp(at)}).On("CONFLICT (post, owner) DO NOTHING").Exec(ctx)
		} else {
			_, err = c.NewDelete().Model((*supportRow)(nil)).Where("post = ?", id).Where("owner = ?", user).Exec(ctx)
		}
		if err != nil {
			return err
		}
		return c.countSupports(ctx, id)
	})
}

func (c *change) countSupports(ctx context.Context, ids ...string) error {
	_, err := c.NewUpdate().Model((*postRow)(nil)).Set("supports = (SELECT count(*) FROM post_supports WHERE post = p.id)").Where("id IN (?)", bun.List(ids)).Exec(ctx)
	return err
}

// Supporters implements [voice.Store].
func (s *Store) Supporters(ctx context.Context, id, after string, limit int) ([]string, error) {
	var all []string
	if !storable(id + after) {
		return nil, nil
	}
	err := s.read.NewSelect().Model((*supportRow)(nil)).Column("owner").Where("post = ?", id).Where("owner > ?", after).Order("owner").Limit(int64(max(limit, 0))).Scan(ctx, &all)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: supporters: %w", failed(ctx, err))
	}
	return all, nil
}

// Supports implements [voice.Store].
func (s *Store) Supports(ctx context.Context, id, user string) (bool, error) {
	if !storable(id + user) {
		return false, nil
	}
	wants, err := s.read.NewSelect().Model((*supportRow)(nil)).Where("post = ?", id).Where("owner = ?", user).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("sqlstore: support: %w", failed(ctx, err))
	}
	return wants, nil
}

// postReplies returns the public posts whose answer was due in [from, until).
func (s *Store) postReplies(ctx context.Context, from, until time.Time) ([]score.Reply, error) {
	var rows []postRow
	err := s.read.NewSelect().Model(&rows).Column("agency", "due", "answered").Where("state = ?", voice.Public).
		Where("due >= ?", stamp(from)).Where("due < ?", stamp(until)).Order("due", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: replies: %w", failed(ctx, err))
	}
	all := make([]score.Reply, len(rows))
	for i, r := range rows {
		all[i] = score.Reply{Agency: r.Agency, Due: r.Due.Time, Answered: r.Answered.Time}
	}
	return all, nil
}
