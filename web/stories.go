package web

import (
	"context"
	"fmt"

	"nguon/catalog"
	"nguon/catalog/story"
	"nguon/web/frame"
)

// Stories are what people made of data and tell of. They are safe for concurrent
// use.
type Stories interface {
	All(ctx context.Context) ([]story.View, error)
}

// shownStories is how many stories are shown beside something else.
const shownStories = 3

// A storyItem is a story in a list beside something else.
type storyItem struct {
	Title, Link, By string
	Image           string // "" if there is none
	Width, Height   int
}

// told returns the newest stories that fit.
func (s *Site) told(ctx context.Context, l *locale, fits func(*story.View) bool) ([]storyItem, error) {
	if s.stories == nil {
		return nil, nil
	}
	all, err := s.stories.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("stories: %w", err)
	}
	var items []storyItem
	for i := range all {
		v := &all[i]
		if len(items) == shownStories || !fits(v) {
			continue
		}
		item := storyItem{Title: v.Title, Link: frame.Prefixed(l.Lang, v.Path()), By: v.By, Image: v.PicturePath()}
		if v.Picture != nil {
			item.Width, item.Height = v.Picture.Width, v.Picture.Height
		}
		items = append(items, item)
	}
	return items, nil
}

// Which stories belong to a page.
func anyStory(*story.View) bool { return true }
func usingDataset(s catalog.Slug) func(*story.View) bool {
	return func(v *story.View) bool { return v.Used(s) }
}
func usingAgency(code string) func(*story.View) bool {
	return func(v *story.View) bool { return v.From(code) }
}
func onTheme(code string) func(*story.View) bool {
	return func(v *story.View) bool { return v.About(code) }
}
