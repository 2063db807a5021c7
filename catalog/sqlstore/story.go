package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/story"
)

var _ story.Store = (*Store)(nil)

type storyRow struct {
	bun.BaseModel `bun:"table:stories,alias:st"`

	ID       string `bun:",pk"`
	Author   string
	Agency   string
	State    story.State
	Asked    micros
	Revision int64
	Document string
}

func newStoryRow(d *story.Story) (storyRow, error) {
	if err := d.Validate(); err != nil {
		return storyRow{}, err
	}
	kept := *d
	kept.Asked, kept.Answered = stamp(d.Asked).Time, stamp(d.Answered).Time
	kept.Author, kept.Revision = "", 0 // columns of their own
	text, err := document(kept)
	if err == nil && !storable(d.ID+d.Author+d.Agency+d.Answer) {
		err = badText()
	}
	return storyRow{ID: d.ID, Author: d.Author, Agency: d.Agency, State: d.State, Asked: stamp(d.Asked), Revision: d.Revision, Document: text}, err
}

// story returns what r stands for. Its columns go before its document.
func (r *storyRow) story() (story.Story, error) {
	var d story.Story
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return d, fmt.Errorf("sqlstore: document of the story %s: %w", r.ID, err)
	}
	d.ID, d.Author, d.Agency, d.State, d.Asked, d.Revision = r.ID, r.Author, r.Agency, r.State, r.Asked.Time, r.Revision
	return d, nil
}

// AddStory implements [story.Store].
func (s *Store) AddStory(ctx context.Context, d story.Story) error {
	row, err := newStoryRow(&d)
	if err != nil {
		return err
	}
	row.Revision = 1
	return s.change(ctx, "add story", func(ctx context.Context, c *change) error {
		n, err := c.NewSelect().Model((*storyRow)(nil)).Where("author = ?", d.Author).Where("state = ?", story.Asked).Count(ctx)
		if err != nil {
			return err
		}
		if n >= story.MaxWaiting {
			return catalog.Errorf(catalog.ErrQuota, "Bạn có %d câu chuyện đang chờ trả lời. Hãy chờ, hoặc rút một câu chuyện.", "%d of your stories wait for an answer. Wait for one, or withdraw one.", n)
		}
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// SaveStory implements [story.Store].
func (s *Store) SaveStory(ctx context.Context, d story.Story) error {
	row, err := newStoryRow(&d)
	if err != nil {
		return err
	}
	return s.change(ctx, "save story", func(ctx context.Context, c *change) error {
		result, err := c.NewUpdate().Model(&row).Column("state", "document").
			Set("revision = revision + 1").Where("id = ?", d.ID).Where("revision = ?", d.Revision).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		there, err := c.NewSelect().Model((*storyRow)(nil)).Where("id = ?", d.ID).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !there:
			return story.NotFound()
		}
		return catalog.Errorf(catalog.ErrConflict, "Câu chuyện đã thay đổi; hãy tải lại.", "The story has changed; load it again.")
	})
}

// DropStory implements [story.Store].
func (s *Store) DropStory(ctx context.Context, id string) error {
	if !storable(id) {
		return nil
	}
	return s.change(ctx, "drop story", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*storyRow)(nil)).Where("id = ?", id).Exec(ctx)
		return err
	})
}

// leaveStories removes the stories of somebody; what is left of their pictures is
// swept up later.
func (c *change) leaveStories(ctx context.Context, user string) error {
	_, err := c.NewDelete().Model((*storyRow)(nil)).Where("author = ?", user).Exec(ctx)
	return err
}

// Story implements [story.Store].
func (s *Store) Story(ctx context.Context, id string) (story.Story, error) {
	if !storable(id) {
		return story.Story{}, story.NotFound()
	}
	var row storyRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	if none(err) {
		return story.Story{}, story.NotFound()
	}
	if err != nil {
		return story.Story{}, fmt.Errorf("sqlstore: story: %w", failed(ctx, err))
	}
	return row.story()
}

// Stories implements [story.Store].
func (s *Store) Stories(ctx context.Context, f story.Filter) ([]story.Story, error) {
	if !storable(f.Agency + f.Author) {
		return nil, nil
	}
	var rows []storyRow
	q := s.read.NewSelect().Model(&rows).Order("asked DESC", "id DESC").Limit(page(f.Limit, story.PageSize))
	if f.Agency != "" {
		q = q.Where("agency = ?", f.Agency)
	}
	if f.Author != "" {
		q = q.Where("author = ?", f.Author)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: stories: %w", failed(ctx, err))
	}
	all := make([]story.Story, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].story(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
