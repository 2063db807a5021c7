package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"nguon/catalog"
	"nguon/catalog/collection"
	"nguon/search"
	"nguon/web/frame"
)

// newest is how many releases the home page shows.
const newest = 8

// shownCollections is how many collections are shown beside something else.
const shownCollections = 4

// homePage is the first page.
type homePage struct {
	frame.Head
	Datasets, Agencies, Rows, Releases int64
	Newest                             []releaseItem
	Themes                             []themeItem
	Collections                        []collectionItem
	Stories                            []storyItem
}

// A releaseItem is a release in a list of the newest.
type releaseItem struct {
	Slug    catalog.Slug
	Title   catalog.Text
	Agency  catalog.Text
	Version int
	At      time.Time
	Note    catalog.Text
	Rows    int64
}

// A themeItem is a subject and how many datasets it has.
type themeItem struct {
	Code  string
	Title catalog.Text
	Count int64
}

func (s *Site) home(w http.ResponseWriter, r *http.Request, l *locale) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	page := homePage{
		Head:     s.Head(r, l.Locale, "", l.T("home.description")),
		Datasets: int64(len(sum.Datasets)), Agencies: int64(len(sum.Agencies)), Rows: sum.Rows, Releases: sum.Releases,
	}
	if page.Newest, err = s.newest(r.Context(), sum, newest); err != nil {
		return err
	}
	found, err := s.search.Search(r.Context(), search.Request{Lang: l.Lang, Limit: 1})
	if err != nil {
		return fmt.Errorf("themes: %w", err)
	}
	for _, f := range found.Facets {
		if f.Name != "theme" {
			continue
		}
		for _, v := range f.Values {
			page.Themes = append(page.Themes, themeItem{v.Value, catalog.Themes.Title(v.Value), int64(v.Count)})
		}
	}
	page.Collections, err = s.gathered(r.Context(), l, shownCollections, func(*collection.View) bool { return true })
	if err != nil {
		return err
	}
	if page.Stories, err = s.told(r.Context(), l, anyStory); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "home", page)
}

// newest returns the n newest releases of all datasets, n at most newestKept.
func (s *Site) newest(ctx context.Context, sum *summary, n int) ([]releaseItem, error) {
	var slugs []catalog.Slug
	for _, f := range sum.Newest[:min(n, len(sum.Newest))] {
		slugs = append(slugs, f.Slug)
	}
	if len(slugs) == 0 {
		return nil, nil
	}
	datasets, err := s.bySlug(ctx, slugs)
	if err != nil {
		return nil, err
	}
	latest, err := s.catalog.Latest(ctx, s.Now(), slugs...)
	if err != nil {
		return nil, fmt.Errorf("newest releases: %w", err)
	}
	var items []releaseItem
	for _, slug := range slugs {
		d, known := datasets[slug]
		rel, public := latest[slug]
		if known && public {
			items = append(items, releaseItem{slug, d.Title, sum.agency(d.Agency), rel.Version, rel.PublishAt, rel.Note, rel.Rows()})
		}
	}
	return items, nil
}

// bySlug returns the datasets with the given slugs.
func (s *Site) bySlug(ctx context.Context, slugs []catalog.Slug) (map[catalog.Slug]catalog.Dataset, error) {
	if len(slugs) == 0 {
		return nil, nil // an empty list would select all
	}
	list, err := s.catalog.Datasets(ctx, catalog.DatasetFilter{Slugs: slugs})
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	all := make(map[catalog.Slug]catalog.Dataset, len(list))
	for _, d := range list {
		all[d.Slug] = d
	}
	return all, nil
}
