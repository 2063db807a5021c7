package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/notice"
)

type mutedRow struct {
	bun.BaseModel `bun:"table:muted_kinds,alias:mk"`

	Owner string      `bun:",pk"`
	Kind  notice.Kind `bun:",pk"`
}

// Mute implements [notice.Mutes].
func (s *Store) Mute(ctx context.Context, owner string, kinds ...notice.Kind) error {
	if !storable(owner) {
		return badText()
	}
	var rows []mutedRow
	for _, k := range kinds {
		if !slices.Contains(notice.Duties, k) {
			return catalog.Errorf(catalog.ErrInvalid, "Không thể tắt loại thông báo %q.", "Notices of kind %q cannot be muted.", string(k))
		}
		if row := (mutedRow{Owner: owner, Kind: k}); !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return s.change(ctx, "mute", func(ctx context.Context, c *change) error {
		if _, err := c.NewDelete().Model((*mutedRow)(nil)).Where("owner = ?", owner).Exec(ctx); err != nil || len(rows) == 0 {
			return err
		}
		_, err := c.NewInsert().Model(&rows).Exec(ctx)
		return err
	})
}

// MutedBy implements [notice.Mutes].
func (s *Store) MutedBy(ctx context.Context, owner string) ([]notice.Kind, error) {
	if !storable(owner) {
		return nil, nil
	}
	var kinds []notice.Kind
	err := s.read.NewSelect().Model((*mutedRow)(nil)).Column("kind").Where("owner = ?", owner).Order("kind").Scan(ctx, &kinds)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: muted kinds: %w", failed(ctx, err))
	}
	return kinds, nil
}

// Muting implements [notice.Mutes].
func (s *Store) Muting(ctx context.Context, k notice.Kind, owners []string) ([]string, error) {
	if len(owners) == 0 {
		return nil, nil
	}
	var muting []string
	err := s.read.NewSelect().Model((*mutedRow)(nil)).Column("owner").Where("kind = ?", k).Where("owner IN (?)", bun.List(owners)).Order("owner").Scan(ctx, &muting)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: muting: %w", failed(ctx, err))
	}
	return muting, nil
}
