package sqlstore

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

var _ catalog.Agencies = (*Store)(nil)

// SaveAgency implements [catalog.Agencies].
func (s *Store) SaveAgency(ctx context.Context, a catalog.Agency) error {
	if err := a.Validate(); err != nil {
		return err
	}
	if !storable(a.Title.Vi + a.Title.En + a.Homepage + a.Email) {
		return badText()
	}
	return s.change(ctx, "save agency", func(ctx context.Context, c *change) error {
		if a.Parent != "" {
			there, err := c.NewSelect().Table("agencies").Where("code = ?", a.Parent).Exists(ctx)
			switch {
			case err != nil:
				return err
			case !there:
				return catalog.Errorf(catalog.ErrInvalid, "Không có cơ quan %q.", "There is no agency %q.", a.Parent)
			}
		}
		return c.saveAgency(ctx, a)
	})
}

// KeysWith returns those keys that have one of the given IDs, each thousand in the order in
// which they were made: whose keys they are that an agency sees calling.
func (s *Store) KeysWith(ctx context.Context, ids []string) ([]account.Key, error) {
	var keys []account.Key
	for part := range slices.Chunk(ids, perInsert) {
		some, err := s.keys(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id IN (?)", bun.List(part)) })
		if err != nil {
			return nil, err
		}
		keys = append(keys, some...)
	}
	return keys, nil
}
