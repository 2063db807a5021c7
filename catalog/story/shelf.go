package story

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"nguon/catalog"
)

// shelfAge is for how long the list of stories is not made anew.
const shelfAge = time.Second

// A Shelf is the stories that readers see, the newest of them. It is safe for
// concurrent use.
type Shelf struct {
	store   Store
	dataset func(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	now     func() time.Time

	mu   sync.Mutex
	made time.Time
	all  []View
}

// NewShelf returns a shelf of what is kept; now may be nil for [time.Now].
func NewShelf(store Store, datasets Catalogue, now func() time.Time) *Shelf {
	if now == nil {
		now = time.Now
	}
	return &Shelf{store: store, dataset: datasets.Dataset, now: now}
}

// A View is a story that is shown, with what it is made of.
type View struct {
	Story
	Of []catalog.Dataset // for each of its uses
}

// Used reports whether v is made of a dataset.
func (v *View) Used(s catalog.Slug) bool {
	return slices.ContainsFunc(v.Of, func(d catalog.Dataset) bool { return d.Slug == s })
}

// From reports whether v is made of data of an agency.
func (v *View) From(agency string) bool {
	return slices.ContainsFunc(v.Of, func(d catalog.Dataset) bool { return d.Agency == agency })
}

// About reports whether v is made of data on a theme.
func (v *View) About(theme string) bool {
	return slices.ContainsFunc(v.Of, func(d catalog.Dataset) bool { return slices.Contains(d.Themes, theme) })
}

// All returns what is shown, or was a second ago, the newest first, [PageSize] at
// most. They belong to the shelf: do not change them.
func (s *Shelf) All(ctx context.Context) ([]View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if age := now.Sub(s.made); !s.made.IsZero() && age >= 0 && age < shelfAge {
		return s.all, nil
	}
	stories, err := s.store.Stories(ctx, Filter{State: Shown})
	if err != nil {
		return nil, err
	}
	var all []View
	known := make(map[catalog.Slug]catalog.Dataset)
	for i := range stories {
		v, err := s.view(ctx, stories[i], known)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	s.all, s.made = all, now
	return all, nil
}

// View says what a story is made of.
func (s *Shelf) View(ctx context.Context, of Story) (View, error) {
	return s.view(ctx, of, make(map[catalog.Slug]catalog.Dataset))
}

func (s *Shelf) view(ctx context.Context, of Story, known map[catalog.Slug]catalog.Dataset) (View, error) {
	v := View{Story: of}
	for _, u := range of.Uses {
		d, ok := known[u.Dataset]
		if !ok {
			var err error
			d, err = s.dataset(ctx, u.Dataset)
			if moved, ok := errors.AsType[*catalog.Moved](err); ok {
				d, err = s.dataset(ctx, moved.To)
			}
			if errors.Is(err, catalog.ErrNotFound) {
				d, err = catalog.Dataset{Slug: u.Dataset, Title: catalog.Text{Vi: string(u.Dataset)}}, nil
			}
			if err != nil {
				return v, err
			}
			known[u.Dataset] = d
		}
		v.Of = append(v.Of, d)
	}
	return v, nil
}
