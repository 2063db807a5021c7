package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
	"nguon/catalog/collection"
)

// Collections are what editors have gathered, as readers see it. They are safe for
// concurrent use.
type Collections interface {
	All(ctx context.Context) ([]collection.View, error)
	View(ctx context.Context, s catalog.Slug) (collection.View, error)
}

// A gatheredBody is a collection as anybody sees it: what is not public is left
// out, and not counted.
type gatheredBody struct {
	Slug      catalog.Slug   `json:"slug"`
	Agency    *string        `json:"agency"` // null: the portal's
	Title     catalog.Text   `json:"title"`
	Lead      catalog.Text   `json:"description"`
	Since     time.Time      `json:"public_since"`
	UpdatedAt time.Time      `json:"updated_at"`
	Items     []gatheredItem `json:"items"`
	Links     gatheredLinks  `json:"links"`
}

type gatheredItem struct {
	Kind    collection.Kind `json:"kind"`
	Title   catalog.Text    `json:"title"`
	Note    catalog.Text    `json:"note"`
	Dataset *catalog.Slug   `json:"dataset,omitempty"`
	Version int             `json:"version,omitempty"`
	API     *catalog.Slug   `json:"api,omitempty"`
	Places  []string        `json:"places,omitempty"`
	HTML    string          `json:"html"`
}

type gatheredLinks struct {
	Self string `json:"self"`
	HTML string `json:"html"`
}

// listGathered answers GET /v1/collections: those with something new first.
func (s *Server) listGathered(c *gin.Context) error {
	body := list[gatheredBody]{Data: []gatheredBody{}}
	if s.Collections != nil {
		all, err := s.Collections.All(c.Request.Context())
		if err != nil {
			return err
		}
		for i := range all {
			body.Data = append(body.Data, s.newGathered(&all[i]))
		}
	}
	return answer(c, cacheCatalogue, body)
}

// getGathered answers GET /v1/collections/:collection.
func (s *Server) getGathered(c *gin.Context) error {
	if s.Collections == nil {
		return collection.NotFound()
	}
	v, err := s.Collections.View(c.Request.Context(), catalog.Slug(c.Param("collection")))
	if err != nil {
		return err
	}
	return answer(c, cacheCatalogue, s.newGathered(&v))
}

func (s *Server) newGathered(v *collection.View) gatheredBody {
	b := gatheredBody{
		Slug: v.Slug, Title: v.Title, Lead: v.Lead, Since: v.Since, UpdatedAt: v.Updated,
		Links: gatheredLinks{s.url("/v1" + v.Path()), s.url(v.Path())},
	}
	if v.Agency != "" {
		b.Agency = &v.Agency
	}
	for i := range v.Items {
		from := &v.Items[i]
		item := gatheredItem{Kind: from.Target.Kind, Title: from.Title, Note: from.Note, Version: from.Target.Version, Places: from.Target.Places, HTML: s.url(from.Path)}
		if from.Target.Dataset != "" {
			item.Dataset = &from.Target.Dataset
		}
		if from.Target.API != "" {
			item.API = &from.Target.API
		}
		b.Items = append(b.Items, item)
	}
	return b
}
