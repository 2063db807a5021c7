package collection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

// shelfAge is for how long the list of all collections is not made anew.
const shelfAge = time.Second

// Catalogue is what a [Shelf] reads of the catalogue: see [catalog.Reader].
type Catalogue interface {
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Products knows registered APIs.
type Products interface {
	Product(ctx context.Context, name catalog.Slug) (market.Product, error)
}

// ShelfDeps are what a [Shelf] is made of. All but Now are needed.
type ShelfDeps struct {
	Store     Store
	Catalogue Catalogue
	Products  Products
	Place     func(code string) catalog.Text // the name of a province or commune; zero if there is none
	Now       func() time.Time               // nil is [time.Now]
}

// A Shelf shows collections to readers: those that are public, with those of their
// items that the public sees. One without any is not there. It is safe for
// concurrent use.
type Shelf struct {
	ShelfDeps

	mu   sync.Mutex
	made time.Time
	all  []View
}

// NewShelf returns a shelf of what is kept.
func NewShelf(d ShelfDeps) *Shelf {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Shelf{ShelfDeps: d}
}

// A View is a collection as readers see it at one time: nothing in it tells of an
// item that they do not see.
type View struct {
	Slug    catalog.Slug
	Agency  string // empty: the portal's
	Title   catalog.Text
	Lead    catalog.Text
	Items   []Shown   // one at least
	Since   time.Time // when readers could see it first
	Updated time.Time // when readers last saw something new in it
}

// Path is the path of the page of v, without language.
func (v *View) Path() string { return "/collections/" + string(v.Slug) }

// Holds reports whether a dataset, or a chart of it, is in v.
func (v *View) Holds(s catalog.Slug) bool {
	return slices.ContainsFunc(v.Items, func(i Shown) bool { return i.Target.Dataset == s })
}

// A Shown is an item that readers see.
type Shown struct {
	Path   string // without language
	Target Target
	Title  catalog.Text
	Note   catalog.Text
	Agency string // of a dataset, chart or API
	Since  time.Time
}

// View returns a collection as readers see it.
func (s *Shelf) View(ctx context.Context, name catalog.Slug) (View, error) {
	if !name.Valid() {
		return View{}, NotFound()
	}
	c, err := s.Store.Collection(ctx, name)
	if err != nil {
		return View{}, err
	}
	v, err := s.view(ctx, &c, make(map[catalog.Slug]*subject))
	if err == nil && (!c.Public() || len(v.Items) == 0) {
		return View{}, NotFound()
	}
	return v, err
}

// All returns all collections as readers see them, or saw them a second ago, those
// with something new first. They belong to the shelf: do not change them.
func (s *Shelf) All(ctx context.Context) ([]View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	if age := now.Sub(s.made); !s.made.IsZero() && age >= 0 && age < shelfAge {
		return s.all, nil
	}
	var all []View
	seen := make(map[catalog.Slug]*subject)
	for f := (Filter{Public: true, Limit: PageSize}); ; {
		page, err := s.Store.Collections(ctx, f)
		if err != nil {
			return nil, err
		}
		for i := range page {
			v, err := s.view(ctx, &page[i], seen)
			if err != nil {
				return nil, err
			}
			if len(v.Items) > 0 {
				all = append(all, v)
			}
		}
		if len(page) < PageSize {
			break
		}
		f.After = page[len(page)-1].Slug
	}
	slices.SortStableFunc(all, func(a, b View) int { return b.Updated.Compare(a.Updated) })
	s.all, s.made = all, now
	return all, nil
}

// Seen returns which items of c the public sees now, by their paths.
func (s *Shelf) Seen(ctx context.Context, c *Collection) (map[string]Shown, error) {
	v, err := s.view(ctx, c, make(map[catalog.Slug]*subject))
	all := make(map[string]Shown, len(v.Items))
	for _, i := range v.Items {
		all[i.Path] = i
	}
	return all, err
}

func (s *Shelf) view(ctx context.Context, c *Collection, seen map[catalog.Slug]*subject) (View, error) {
	v := View{Slug: c.Slug, Agency: c.Agency, Title: c.Title, Lead: c.Lead}
	var first time.Time // when the first of its items was public
	for _, i := range c.Items {
		shown, ok, err := s.shown(ctx, i, seen)
		if err != nil {
			return View{}, fmt.Errorf("collection %s: %w", c.Slug, err)
		}
		if !ok {
			continue
		}
		v.Items = append(v.Items, shown)
		if first.IsZero() || shown.Since.Before(first) {
			first = shown.Since
		}
		v.Updated = latest(v.Updated, shown.Since)
	}
	v.Since = latest(c.Since, first)
	v.Updated = latest(v.Updated, v.Since)
	return v, nil
}

// shown returns an item if the public sees it. Whoever has a look at the times
// does not learn that it was in the collection before it was public.
func (s *Shelf) shown(ctx context.Context, i Item, seen map[catalog.Slug]*subject) (Shown, bool, error) {
	t := i.Target()
	v := Shown{Path: i.Path, Target: t, Note: i.Note, Since: i.Added}
	switch t.Kind {
	case Dataset, Chart:
		about, ok := seen[t.Dataset]
		if !ok {
			var err error
			if about, err = s.subject(ctx, t.Dataset); err != nil {
				return v, false, err
			}
			seen[t.Dataset] = about
		}
		since, ok := about.since(t.Version)
		if !ok {
			return v, false, nil
		}
		v.Title, v.Agency, v.Since = about.Title, about.Agency, latest(v.Since, since)
		if t.Title != "" {
			v.Title = catalog.Text{Vi: t.Title}
		}
	case API:
		p, err := s.Products.Product(ctx, t.API)
		if errors.Is(err, catalog.ErrNotFound) {
			return v, false, nil
		}
		if err != nil {
			return v, false, err
		}
		if p.Current() == nil {
			return v, false, nil
		}
		v.Title, v.Agency = p.Title, p.Agency
	case Place:
		for n, code := range t.Places {
			name := s.Place(code)
			if name.IsZero() {
				return v, false, nil
			}
			if n > 0 {
				name = catalog.Text{Vi: v.Title.Vi + " – " + name.Vi, En: v.Title.In(catalog.English) + " – " + name.In(catalog.English)}
			}
			v.Title = name
		}
	default:
		return v, false, nil
	}
	return v, true, nil
}

// A subject is what the public sees of a dataset now.
type subject struct {
	Title  catalog.Text
	Agency string
	first  time.Time         // when its first release that is still there came; zero: none is
	at     map[int]time.Time // when each of them came
}

// since returns when the public saw a version first, or the dataset if it is 0;
// false if it sees none now.
func (s *subject) since(version int) (time.Time, bool) {
	if version == 0 {
		return s.first, !s.first.IsZero()
	}
	at, ok := s.at[version]
	return at, ok
}

func (s *Shelf) subject(ctx context.Context, name catalog.Slug) (*subject, error) {
	about := &subject{at: make(map[int]time.Time)}
	d, err := s.Catalogue.Dataset(ctx, name)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok { // its pages lead on as well
		name = moved.To
		d, err = s.Catalogue.Dataset(ctx, name)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		return about, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.Catalogue.Releases(ctx, name)
	if err != nil {
		return nil, err
	}
	about.Title, about.Agency = d.Title, d.Agency
	for _, r := range all.At(s.Now()) {
		if r.State == catalog.StateWithdrawn {
			continue
		}
		about.at[r.Version] = r.PublishAt
		if about.first.IsZero() || r.PublishAt.Before(about.first) {
			about.first = r.PublishAt
		}
	}
	return about, nil
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
