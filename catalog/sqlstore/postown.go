package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"nguon/catalog/account"
	"nguon/catalog/voice"
)

// ownPosts returns the posts of somebody, and those that they support.
func (s *Store) ownPosts(ctx context.Context, user string) (all []account.OwnPost, supported []string, err error) {
	if user == "" || !storable(user) {
		return nil, nil, nil
	}
	f := voice.Filter{Author: user}
	for {
		page, err := s.Posts(ctx, f)
		if err != nil {
			return nil, nil, err
		}
		for i := range page {
			p := &page[i]
			all = append(all, account.OwnPost{
				ID: p.ID, Kind: string(p.Kind), Dataset: string(p.Dataset), Agency: p.Agency, Title: p.Title, Text: p.Text,
				State: string(p.State), Status: string(p.Status), Files: len(p.Files), Written: p.Written,
			})
		}
		if len(page) < voice.PageSize {
			break
		}
		f.After = &page[len(page)-1]
	}
	err = s.read.NewSelect().Model((*supportRow)(nil)).Column("post").Where("owner = ?", user).Order("post").Scan(ctx, &supported)
	if err != nil && !none(err) {
		return nil, nil, fmt.Errorf("sqlstore: supports: %w", failed(ctx, err))
	}
	return all, supported, nil
}

// leavePosts takes somebody out of all posts. Those in which nobody else has said
// anything go with them; what is left of their pictures is swept up later.
func (c *change) leavePosts(ctx context.Context, user string) error {
	var supported []string
	err := c.NewSelect().Model((*supportRow)(nil)).Column("post").Where("owner = ?", user).Scan(ctx, &supported)
	if err != nil && !none(err) {
		return err
	}
	if _, err := c.NewDelete().Model((*supportRow)(nil)).Where("owner = ?", user).Exec(ctx); err != nil {
		return err
	}
	for ids := range slices.Chunk(supported, perInsert) {
		if err := c.countSupports(ctx, ids...); err != nil {
			return err
		}
	}
	_, err = c.NewDelete().Model((*postRow)(nil)).Where("author = ?", user).Where("answered IS NULL").Where("supports = 0").Exec(ctx)
	if err != nil {
		return err
	}
	_, err = c.NewUpdate().Model((*postRow)(nil)).Set("author = ''").Set("revision = revision + 1").Where("author = ?", user).Exec(ctx)
	return err
}
