package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/notice"
)

type followRow struct {
	bun.BaseModel `bun:"table:follows,alias:f"`

	ID      string `bun:",pk"`
	Owner   string
	Topic   notice.Topic
	Mail    notice.Cadence
	Webhook bool
	Created micros
}

func (r followRow) follow() notice.Follow {
	return notice.Follow{ID: r.ID, Owner: r.Owner, Topic: r.Topic, Mail: r.Mail, Webhook: r.Webhook, Created: r.Created.Time}
}

func follows(rows []followRow) []notice.Follow {
	all := make([]notice.Follow, len(rows))
	for i, r := range rows {
		all[i] = r.follow()
	}
	return all
}

// SaveFollow implements [notice.Follows].
func (s *Store) SaveFollow(ctx context.Context, f notice.Follow) (notice.Follow, error) {
	if err := f.Validate(); err != nil {
		return f, err
	}
	if !storable(f.ID + f.Owner + string(f.Topic)) {
		return f, badText()
	}
	var row followRow
	err := s.change(ctx, "save follow", func(ctx context.Context, c *change) error {
		var has int
		err := c.NewSelect().Model((*followRow)(nil)).ColumnExpr("count(*)").Where("owner = ?", f.Owner).Where("topic <> ?", f.Topic).Scan(ctx, &has)
		if err != nil {
			return err
		}
		if has >= notice.MaxFollows {
			return catalog.Errorf(catalog.ErrConflict, "Bạn đã theo dõi %[1]d mục; hãy bỏ bớt.", "You follow %[1]d topics already; end some first.", has)
		}
		row = followRow{ID: f.ID, Owner: f.Owner, Topic: f.Topic, Mail: f.Mail, Webhook: f.Webhook, Created: c.now}
		return c.NewInsert().Model(&row).On("CONFLICT (owner, topic) DO UPDATE").
			Set("mail = EXCLUDED.mail").Set("webhook = EXCLUDED.webhook").Returning("*").Scan(ctx)
	})
	return row.follow(), err
}

// DropFollow implements [notice.Follows].
func (s *Store) DropFollow(ctx context.Context, owner, id string) error {
	if !storable(owner + id) {
		return nil
	}
	return s.change(ctx, "drop follow", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*followRow)(nil)).Where("owner = ?", owner).Where("id = ?", id).Exec(ctx)
		return err
	})
}

// DropFollows implements [notice.Follows].
func (s *Store) DropFollows(ctx context.Context, owner string, cadence notice.Cadence) error {
	if !storable(owner) {
		return nil
	}
	return s.change(ctx, "drop follows", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*followRow)(nil)).Where("owner = ?", owner).Where("mail = ?", cadence).Exec(ctx)
		return err
	})
}

// FollowsOf implements [notice.Follows].
func (s *Store) FollowsOf(ctx context.Context, owner string) ([]notice.Follow, error) {
	if !storable(owner) {
		return nil, nil
	}
	var rows []followRow
	if err := s.read.NewSelect().Model(&rows).Where("owner = ?", owner).Order("created DESC", "id DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: follows: %w", failed(ctx, err))
	}
	return follows(rows), nil
}

// Followers implements [notice.Follows].
func (s *Store) Followers(ctx context.Context, topics []notice.Topic, after string, limit int) ([]notice.Follow, error) {
	if len(topics) == 0 || limit <= 0 || !storable(after) {
		return nil, nil
	}
	if len(topics) > fewTopics {
		return s.followersAmong(ctx, topics, after, limit)
	}
	owners := s.read.NewSelect().Model((*followRow)(nil)).Distinct().Column("owner").Where("topic IN (?)", bun.List(topics)).
		Where("owner > ?", after).Order("owner").Limit(int64(limit))
	var rows []followRow
	err := s.read.NewSelect().Model(&rows).Where("topic IN (?)", bun.List(topics)).Where("owner IN (?)", owners).Order("owner", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: followers: %w", failed(ctx, err))
	}
	return follows(rows), nil
}

// fewTopics is up to how many topics their follows are looked up. Of more, such as
// the saved searches that find a dataset, it takes less to look at all follows:
// a statement with ten thousand names is slow for each page of users.
const fewTopics = 200

// followersAmong is Followers for many topics: at least one user's follows, if
// there are any, of those of the next users.
func (s *Store) followersAmong(ctx context.Context, topics []notice.Topic, after string, limit int) ([]notice.Follow, error) {
	asked := make(map[notice.Topic]bool, len(topics))
	for _, t := range topics {
		asked[t] = true
	}
	for {
		var owners []string
		err := s.read.NewSelect().Model((*followRow)(nil)).Distinct().Column("owner").Where("owner > ?", after).Order("owner").
			Limit(int64(limit)).Scan(ctx, &owners)
		if err != nil && !none(err) {
			return nil, fmt.Errorf("sqlstore: followers: %w", failed(ctx, err))
		}
		if len(owners) == 0 {
			return nil, nil
		}
		last := owners[len(owners)-1]
		var rows []followRow
		err = s.read.NewSelect().Model(&rows).Where("owner > ?", after).Where("owner <= ?", last).Order("owner", "id").Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: followers: %w", failed(ctx, err))
		}
		rows = slices.DeleteFunc(rows, func(r followRow) bool { return !asked[r.Topic] })
		if len(rows) > 0 {
			return follows(rows), nil
		}
		after = last
	}
}

// Searches implements [notice.Follows].
func (s *Store) Searches(ctx context.Context, after notice.Topic, limit int) ([]notice.Topic, error) {
	var topics []notice.Topic
	err := s.read.NewSelect().Model((*followRow)(nil)).Distinct().Column("topic").Where("topic >= 'search/'").Where("topic < 'search0'").
		Where("topic > ?", after).Order("topic").Limit(int64(max(limit, 0))).Scan(ctx, &topics)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: searches: %w", failed(ctx, err))
	}
	return topics, nil
}
