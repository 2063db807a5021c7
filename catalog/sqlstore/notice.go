package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/notice"
)

var _ notice.Store = (*Store)(nil)

type noticeRow struct {
	bun.BaseModel `bun:"table:notices,alias:n"`

	ID       string `bun:",pk"`
	Kind     notice.Kind
	Due      micros
	Told     micros
	Held     micros // until when somebody tells it
	Document string
}

func (r noticeRow) notice() (notice.Notice, error) {
	var n notice.Notice
	if err := json.Unmarshal([]byte(r.Document), &n); err != nil {
		return n, fmt.Errorf("document of notice %s: %w", r.ID, err)
	}
	n.ID, n.Kind, n.At = r.ID, r.Kind, r.Due.Time
	return n, nil
}

// Raise implements [notice.Board].
func (s *Store) Raise(ctx context.Context, ns ...notice.Notice) error {
	if len(ns) == 0 {
		return nil
	}
	return s.change(ctx, "raise notices", func(ctx context.Context, c *change) error { return c.raise(ctx, ns...) })
}

// raise records notices with what makes them true.
func (c *change) raise(ctx context.Context, ns ...notice.Notice) error {
	if len(ns) == 0 {
		return nil
	}
	rows := make([]noticeRow, len(ns))
	for i, n := range ns {
		if err := n.Validate(); err != nil {
			return err
		}
		text, err := document(n)
		if err != nil {
			return err
		}
		if !storable(n.ID + string(n.Kind) + n.Title.Vi + n.Title.En + n.Text.Vi + n.Text.En + strings.Join(n.To, "")) {
			return badText()
		}
		due := stamp(n.At)
		if due.IsZero() {
			due = c.now
		}
		rows[i] = noticeRow{ID: n.ID, Kind: n.Kind, Due: due, Document: text}
	}
	_, err := c.NewInsert().Model(&rows).On("CONFLICT (id) DO NOTHING").Exec(ctx)
	return err
}

// ClaimNotices implements [notice.Desk].
func (s *Store) ClaimNotices(ctx context.Context, limit int, lease time.Duration) ([]notice.Notice, error) {
	now := s.now()
	// A claim that goes far beyond a lease is of a clock that was ahead.
	const due = "told IS NULL AND due <= ? AND (held IS NULL OR held <= ? OR held > ?)"
	args := []any{stamp(now), stamp(now), stamp(now.Add(2 * lease))}
	rows := []noticeRow{}
	look := s.read.NewSelect().Model(&rows).Where(due, args...).Order("due", "id").Limit(int64(max(limit, 0)))
	var err error
	if lease <= 0 {
		err = look.Scan(ctx)
	} else if some, wrong := look.Exists(ctx); wrong != nil || !some || limit <= 0 { // looking costs less than a lock
		err = wrong
	} else {
		err = s.write.NewRaw("WITH claimed AS MATERIALIZED (SELECT id FROM notices WHERE "+due+" ORDER BY due, id LIMIT ? "+s.pools.dialect.free+
			") UPDATE notices SET held = ? WHERE id IN (SELECT id FROM claimed) RETURNING *",
			append(args, limit, stamp(now.Add(lease)))...).Scan(ctx, &rows)
	}
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: claim notices: %w", failed(ctx, err))
	}
	slices.SortFunc(rows, func(a, b noticeRow) int { return cmp.Or(a.Due.Compare(b.Due.Time), strings.Compare(a.ID, b.ID)) })
	all := make([]notice.Notice, len(rows))
	for i, r := range rows {
		if all[i], err = r.notice(); err != nil {
			return nil, fmt.Errorf("sqlstore: claim notices: %w", err)
		}
	}
	return all, nil
}

// FreeNotices implements [notice.Desk].
func (s *Store) FreeNotices(ctx context.Context, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.write.NewUpdate().Model((*noticeRow)(nil)).Set("held = NULL").Where("id IN (?)", bun.List(ids)).Where("told IS NULL").Exec(ctx)
	if err != nil {
		return fmt.Errorf("sqlstore: free notices: %w", failed(ctx, err))
	}
	return nil
}
