package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/collection"
	"nguon/catalog/story"
	"nguon/web"
	"nguon/web/frame"
)

// gathered are collections, and told are stories, of the tests.
type (
	gathered []collection.View
	told     []story.View
)

func (g gathered) All(context.Context) ([]collection.View, error) { return g, nil }
func (s told) All(context.Context) ([]story.View, error)          { return s, nil }

// Collections and stories stand beside what they are about, and nowhere else.
func TestCollectionsAndStoriesStandBesideTheirSubject(t *testing.T) {
	s := newShelf()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: baseURL, Static: web.Static(), Now: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	const slug = "population-by-province"
	d, err := s.Dataset(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Deps{
		Frame: f, Catalog: s, Search: s, Query: s, Reuses: s, Places: []string{"/places/01"},
		Collections: gathered{{Slug: "mua-lu", Title: catalog.Text{Vi: "Mưa lũ <miền Trung>", En: "Floods"}, Items: []collection.Shown{{Target: collection.Target{Kind: collection.Dataset, Dataset: slug}}}}},
		Stories:     told{{Story: story.Story{ID: "01S", Title: "Bản đồ <ngập>", By: "Nhóm Mưa"}, Of: []catalog.Dataset{d}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := f.Handler(nil, site)
	for _, test := range []struct {
		path                string
		collection, telling bool
	}{
		{"/", true, true},
		{"/datasets/" + slug, true, true},
		{"/agencies/" + d.Agency, false, true},
		{"/datasets?theme=" + d.Themes[0], false, true},
		{"/datasets?theme=justice", false, false},
		{"/datasets?q=lu+mien", true, false},
		{"/datasets?q=kh%C3%B4ng", false, false},
	} {
		_, page := get(t, h, test.path)
		if got := strings.Contains(page, `href="/collections/mua-lu"`); got != test.collection {
			t.Errorf("%s has the collection: %v, want %v", test.path, got, test.collection)
		}
		if got := strings.Contains(page, `href="/stories/01S"`); got != test.telling {
			t.Errorf("%s has the story: %v, want %v", test.path, got, test.telling)
		}
		if strings.Contains(page, "<ngập>") || strings.Contains(page, "<miền") {
			t.Errorf("%s shows words as parts of the page", test.path)
		}
	}
	for path, want := range map[string]string{"/sitemap.xml": "/sitemaps/places.xml<", "/sitemaps/places.xml": "/en/places/01<", "/sitemaps/pages.xml": "/en/collections/mua-lu<"} {
		if _, page := get(t, h, path); !strings.Contains(page, baseURL+want) {
			t.Errorf("%s does not list %s", path, want)
		}
	}
}
