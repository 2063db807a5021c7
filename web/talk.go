package web

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"nguon/catalog"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// Posts are what people ask. They are safe for concurrent use.
type Posts interface {
	Posts(ctx context.Context, f voice.Filter) ([]voice.Post, error)
}

// talkLength is how many posts a dataset's page shows.
const talkLength = 3

// talk is what people have asked about a dataset last.
type talk struct {
	Posts    []talkItem
	Ask, All string
}

type talkItem struct {
	Title, Link, Word string
	Status            voice.Status
	At                time.Time
}

func (s *Site) talkOf(ctx context.Context, l *locale, slug catalog.Slug) (*talk, error) {
	if s.posts == nil {
		return nil, nil //nolint:nilnil // nothing is asked here
	}
	posts, err := s.posts.Posts(ctx, voice.Filter{Kinds: voice.AboutData(), Dataset: slug, State: voice.Public, Limit: talkLength})
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	about := "?" + url.Values{"dataset": {string(slug)}}.Encode()
	t := &talk{Ask: frame.Prefixed(l.Lang, "/questions/new"+about), All: frame.Prefixed(l.Lang, "/questions"+about)}
	for i := range posts {
		p := &posts[i]
		item := talkItem{Title: p.Title, Link: frame.Prefixed(l.Lang, p.Path()), Word: l.T("forum.status.answered"), Status: p.Status, At: p.Touched}
		if p.Status == voice.Open {
			item.Word = l.T("forum.status.open")
		}
		t.Posts = append(t.Posts, item)
	}
	return t, nil
}
