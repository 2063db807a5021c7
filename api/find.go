package api

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
	"nguon/search"
)

// foundBody is the answer of GET /v1/datasets.
type foundBody struct {
	Data []datasetBody[string] `json:"data"`
	// Close are datasets that have some of the words, where none has all.
	Close  []datasetBody[string]  `json:"close"`
	Facets map[string][]facetBody `json:"facets"`
	Meta   foundMeta              `json:"meta"`
	Links  pageLinks              `json:"links"`
}

type facetBody struct {
	Value string       `json:"value"`
	Title catalog.Text `json:"title"`
	Count int          `json:"count"`
	// Parent is the value above this one, in the trees of agencies and
	// territories; Count is that of all below, too.
	Parent string `json:"parent,omitempty"`
}

type foundMeta struct {
	Total int `json:"total"`
	// CloseMatches counts what holds some of the words, where nothing holds all.
	// The first of them are in Close, never in Data; DidYouMean is the part of
	// the text that finds them.
	CloseMatches int     `json:"close_matches"`
	DidYouMean   *string `json:"did_you_mean"`
	// Corrected is the text that was searched in place of one that finds
	// nothing and differs from it by mistakes of typing.
	Corrected *string `json:"corrected"`
	ElapsedMS int64   `json:"elapsed_ms"`
}

type pageLinks struct {
	Self string  `json:"self"`
	Next *string `json:"next"`
}

// listDatasets answers GET /v1/datasets: the search of the catalogue.
func (s *Server) listDatasets(c *gin.Context) error {
	ctx := c.Request.Context()
	p, err := parseFind(c.Request.URL.Query())
	if err != nil {
		return err
	}
	p.Lang = searchLanguage(c.Request)
	begin := time.Now()
	found, err := s.Search.Search(ctx, p.Request)
	if err != nil {
		return err
	}
	titles, err := s.agencyTitles(ctx)
	if err != nil {
		return err
	}
	body := foundBody{Meta: foundMeta{Total: found.Total, CloseMatches: found.CloseTotal}}
	if body.Data, err = s.foundDatasets(c, found.Hits, titles); err != nil {
		return err
	}
	if body.Close, err = s.foundDatasets(c, found.Close, titles); err != nil {
		return err
	}
	if found.Corrected != "" {
		body.Meta.Corrected = &found.Corrected
	}
	if found.DidYouMean != "" {
		body.Meta.DidYouMean = &found.DidYouMean
	}
	body.Facets = make(map[string][]facetBody)
	for _, f := range found.Facets {
		values := make([]facetBody, len(f.Values))
		for i, v := range f.Values {
			values[i] = facetBody{v.Value, s.facetTitle(f.Name, v.Value, titles), v.Count, v.Parent}
		}
		body.Facets[f.Name] = values
	}
	body.Links.Self = s.url(c.Request.URL.RequestURI())
	if end := p.Offset + len(found.Hits); len(found.Hits) > 0 && end < found.Total {
		next := s.url(withParameter(c.Request.URL, "cursor", p.cursor(end)))
		body.Links.Next = &next
		c.Writer.Header().Add("Link", linkTo(next, "next"))
	}
	c.Writer.Header().Add("Vary", "Accept-Language")
	timed := body
	timed.Meta.ElapsedMS = time.Since(begin).Milliseconds()
	return tagged(c, cacheSearch, body, timed)
}

// foundDatasets returns the datasets that were found, in that order. One that
// the index still holds but the catalogue no longer shows is left out.
func (s *Server) foundDatasets(c *gin.Context, hits []search.Hit, titles map[string]catalog.Text) ([]datasetBody[string], error) {
	data := make([]datasetBody[string], 0, len(hits))
	if len(hits) == 0 {
		return data, nil
	}
	slugs := make([]catalog.Slug, len(hits))
	for i, h := range hits {
		slugs[i] = h.Slug
	}
	datasets, err := s.Catalog.Datasets(c.Request.Context(), catalog.DatasetFilter{Slugs: slugs})
	if err != nil {
		return nil, err
	}
	latest, err := s.Catalog.Latest(c.Request.Context(), s.Now(), slugs...)
	if err != nil {
		return nil, err
	}
	bySlug := make(map[catalog.Slug]*catalog.Dataset, len(datasets))
	for i := range datasets {
		bySlug[datasets[i].Slug] = &datasets[i]
	}
	for _, h := range hits {
		d, r := bySlug[h.Slug], latest[h.Slug]
		if d == nil || r.Version == 0 {
			continue
		}
		b := newDataset(s, d, titles[d.Agency], &r, columnName)
		b.Match = s.newMatch(&h)
		data = append(data, b)
	}
	return data, nil
}

func (s *Server) facetTitle(facet, value string, agencies map[string]catalog.Text) catalog.Text {
	switch facet {
	case "theme":
		return catalog.Themes.Title(value)
	case "frequency":
		return catalog.Frequencies.Title(value)
	case "licence":
		return catalog.Licences.Title(value)
	case "agency":
		if t, ok := agencies[value]; ok {
			return t
		}
	case "territory":
		if s.Territory != nil {
			if t := s.Territory(value); !t.IsZero() {
				return t
			}
		}
	}
	return catalog.Text{Vi: value, En: value}
}

// searchLanguage is Vietnamese, which most titles are read in, unless the
// client asks for English.
func searchLanguage(r *http.Request) catalog.Lang {
	if r.Header.Get("Accept-Language") == "" {
		return catalog.Vietnamese
	}
	return language(r)
}

// withParameter returns the path and query of u with one parameter changed.
func withParameter(u *url.URL, name, value string) string {
	q := u.Query()
	q.Set(name, value)
	return u.EscapedPath() + "?" + q.Encode()
}
