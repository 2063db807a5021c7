package api

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"nguon/api/collection"
	"nguon/api/openapi"
	"nguon/api/query"
)

// getDocument answers GET /openapi.json: the document of the platform.
func (s *Server) getDocument(c *gin.Context) error {
	return answer(c, cacheCatalogue, openapi.Platform(openapi.Options{BaseURL: s.BaseURL, Version: s.Version, Plans: s.Plans}))
}

// getTableDocument answers GET /v1/data/:dataset/:resource/openapi.json: the
// document of one table.
func (s *Server) getTableDocument(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	s.describe(c, t, "openapi.json")
	return answer(c, t.cache(), s.tableDocument(t))
}

func (s *Server) tableDocument(t *target) *openapi3.T {
	return openapi.Table(openapi.Options{BaseURL: s.BaseURL, Version: s.Version, Plans: s.Plans}, openapi.TableInput{
		Dataset: *t.view.Dataset, Version: t.release.Version, Pinned: t.pinned, Table: t.table,
		Includable: query.Includable(t.query()),
	})
}

// getCollection returns the handler of …/postman.json and …/bruno.json: the
// document of a table as a collection of the given client.
func (s *Server) getCollection(client string, write func(collection.Collection) any) handler {
	return func(c *gin.Context) error {
		t, err := s.target(c)
		if err != nil {
			return err
		}
		s.describe(c, t, client+".json")
		c.Header("Content-Disposition", `attachment; filename="`+fileName(t.release, t.table.Resource, client+"_collection.json")+`"`)
		return answer(c, t.cache(), write(collection.Of(s.tableDocument(t))))
	}
}

// getAPICatalog answers GET /.well-known/api-catalog (RFC 9727).
func (s *Server) getAPICatalog(c *gin.Context) error {
	const profile = "https://www.rfc-editor.org/info/rfc9727"
	type link struct {
		Href string `json:"href"`
		Type string `json:"type,omitempty"`
	}
	type entry struct {
		Anchor      string `json:"anchor"`
		Item        []link `json:"item,omitempty"`
		ServiceDesc []link `json:"service-desc,omitempty"`
		ServiceDoc  []link `json:"service-doc,omitempty"`
		Status      []link `json:"status,omitempty"`
	}
	self, v1 := s.url("/.well-known/api-catalog"), s.url("/v1")
	c.Writer.Header().Add("Link", linkTo(self, "api-catalog"))
	return answerAs(c, fmt.Sprintf("application/linkset+json; profile=%q", profile), cacheCatalogue, struct {
		Linkset []entry `json:"linkset"`
	}{[]entry{
		{Anchor: self, Item: []link{{Href: v1}}},
		{
			Anchor:      v1,
			ServiceDesc: []link{{s.url("/openapi.json"), "application/json"}},
			ServiceDoc:  []link{{s.url("/about#api"), "text/html"}},
			Status:      []link{{s.url("/readyz"), "application/json"}},
		},
	}})
}
