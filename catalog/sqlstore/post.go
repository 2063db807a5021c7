package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/voice"
)

var _ voice.Store = (*Store)(nil)

type postRow struct {
	bun.BaseModel `bun:"table:posts,alias:p"`

	ID       string `bun:",pk"`
	Kind     voice.Kind
	Dataset  catalog.Slug
	Agency   string
	Author   string
	State    voice.State
	Status   voice.Status
	Written  micros
	Touched  micros
	Due      micros
	Answered micros
	Supports int64
	Revision int64
	Document string
}

// postDocument is what is stored of a [voice.Post] beside the columns.
type postDocument struct {
	Title   string         `json:"title"`
	Text    string         `json:"text"`
	Held    []voice.Reason `json:"held,omitempty"`
	Note    string         `json:"note,omitempty"`
	Since   time.Time      `json:"since,omitzero"`
	Answers []voice.Answer `json:"answers,omitempty"`
	Files   []voice.File   `json:"files,omitempty"`
}

func newPostRow(p *voice.Post) (postRow, error) {
	d := postDocument{Title: p.Title, Text: p.Text, Held: p.Held, Note: p.Note, Since: stamp(p.Since).Time, Files: p.Files}
	for _, a := range p.Answers {
		a.At = stamp(a.At).Time
		d.Answers = append(d.Answers, a)
	}
	text, err := document(d)
	if err != nil {
		return postRow{}, err
	}
	if !storable(p.ID + p.Agency + p.Author + p.Title + p.Text + p.Note) {
		return postRow{}, badText()
	}
	for _, a := range p.Answers {
		if !storable(a.Text + a.By) {
			return postRow{}, badText()
		}
	}
	return postRow{
		ID: p.ID, Kind: p.Kind, Dataset: p.Dataset, Agency: p.Agency, Author: p.Author, State: p.State, Status: p.Status,
		Written: stamp(p.Written), Touched: stamp(p.Touched), Due: stamp(p.Due), Answered: stamp(p.Answered()), Supports: p.Supports, Revision: p.Revision, Document: text,
	}, nil
}

func (r postRow) post() (voice.Post, error) {
	var d postDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return voice.Post{}, fmt.Errorf("document of post %s: %w", r.ID, err)
	}
	return voice.Post{
		ID: r.ID, Kind: r.Kind, Dataset: r.Dataset, Agency: r.Agency, Author: r.Author, Title: d.Title, Text: d.Text, Written: r.Written.Time,
		State: r.State, Held: d.Held, Note: d.Note, Status: r.Status, Since: d.Since, Due: r.Due.Time, Answers: d.Answers, Files: d.Files,
		Touched: r.Touched.Time, Supports: r.Supports, Revision: r.Revision,
	}, nil
}

// AddPost implements [voice.Store].
func (s *Store) AddPost(ctx context.Context, p voice.Post) error {
	if err := p.Validate(); err != nil {
		return err
	}
	p.Supports, p.Revision = 0, 1
	row, err := newPostRow(&p)
	if err != nil {
		return err
	}
	return s.change(ctx, "add post", func(ctx context.Context, c *change) error {
		var lately []postRow
		err := c.NewSelect().Model(&lately).Where("author = ?", p.Author).Where("written > ?", stamp(p.Written.Add(-24*time.Hour))).Scan(ctx)
		if err != nil && !none(err) {
			return err
		}
		for _, r := range lately {
			old, err := r.post()
			if err != nil {
				return err
			}
			if old.Kind == p.Kind && old.Dataset == p.Dataset && old.Title == p.Title && old.Text == p.Text {
				return catalog.Errorf(catalog.ErrConflict, "Bạn vừa gửi đúng những lời này.", "You have sent these very words already.")
			}
		}
		if len(lately) >= voice.MaxDay {
			return catalog.Errorf(catalog.ErrQuota, "Mỗi người gửi tối đa %d bài trong 24 giờ. Hãy quay lại sau.",
				"One person can send %d posts within 24 hours. Come back later.", voice.MaxDay)
		}
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// SavePost implements [voice.Store].
func (s *Store) SavePost(ctx context.Context, p voice.Post) error {
	if err := p.Validate(); err != nil {
		return err
	}
	row, err := newPostRow(&p)
	if err != nil {
		return err
	}
	return s.change(ctx, "save post", func(ctx context.Context, c *change) error {
		result, err := c.NewUpdate().Model(&row).Column("dataset", "agency", "author", "state", "status", "written", "touched", "due", "answered", "document").
			Set("revision = revision + 1").Where("id = ?", p.ID).Where("revision = ?", p.Revision).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err == nil && n == 0 {
			err = c.otherPost(ctx, p.ID)
		}
		return err
	})
}

// otherPost returns why there is no post of a revision.
func (c *change) otherPost(ctx context.Context, id string) error {
	there, err := c.NewSelect().Model((*postRow)(nil)).Where("id = ?", id).Exists(ctx)
	switch {
	case err != nil:
		return err
	case !there:
		return voice.NotFound()
	}
	return catalog.Errorf(catalog.ErrConflict, "Bài này đã thay đổi; hãy tải lại.", "This post has changed; load it again.")
}

// DropPost implements [voice.Store].
func (s *Store) DropPost(ctx context.Context, id string, revision int64) error {
	if !storable(id) {
		return voice.NotFound()
	}
	return s.change(ctx, "drop post", func(ctx context.Context, c *change) error {
		n, err := deleted(ctx, c.NewDelete().Model((*postRow)(nil)).Where("id = ?", id).Where("revision = ?", revision))
		if err == nil && n == 0 {
			err = c.otherPost(ctx, id)
		}
		return err
	})
}
