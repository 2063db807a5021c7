package api

import (
	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// schemaBody is the answer of …/schema.
type schemaBody struct {
	Dataset  catalog.Slug `json:"dataset"`
	Version  int          `json:"version"`
	Resource string       `json:"resource"`
	Rows     int64        `json:"rows"`
	Key      []string     `json:"key"` // the columns that identify a row; empty if none were declared
	Columns  []columnBody `json:"columns"`

	// References are the tables whose columns rows may include.
	References []catalog.Reference `json:"references,omitempty"`

	Disclosure *catalog.Disclosure `json:"disclosure,omitempty"`
	Links      tableLinks          `json:"links"`
}

type tableLinks struct {
	Rows    string `json:"rows"`
	Schema  string `json:"schema"`
	Stats   string `json:"stats"`
	OpenAPI string `json:"openapi"`
	Postman string `json:"postman"`
	Bruno   string `json:"bruno"`
	Changes string `json:"changes"`
	Licence string `json:"licence"`
}

// statsBody is the answer of …/stats.
type statsBody struct {
	Dataset  catalog.Slug  `json:"dataset"`
	Version  int           `json:"version"`
	Resource string        `json:"resource"`
	Rows     int64         `json:"rows"`
	Columns  []columnStats `json:"columns"`
	Links    tableLinks    `json:"links"`
}

type columnStats struct {
	Name string       `json:"name"`
	Type catalog.Type `json:"type"`
	catalog.Stats
}

func (s *Server) newTableLinks(t *target) tableLinks {
	return tableLinks{
		s.url(t.path("rows")), s.url(t.path("schema")), s.url(t.path("stats")), s.url(t.path("openapi.json")),
		s.url(t.path("postman.json")), s.url(t.path("bruno.json")), s.url(t.path("changes")), licenceURI(t.view.Licence),
	}
}

// getSchema answers GET /v1/data/:dataset/:resource/schema.
func (s *Server) getSchema(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	b := schemaBody{
		Dataset: t.release.Dataset, Version: t.release.Version, Resource: t.table.Resource, Rows: t.table.Rows,
		Key: append([]string{}, t.table.Key...), Columns: make([]columnBody, len(t.table.Columns)), Links: s.newTableLinks(t),
		References: t.table.References, Disclosure: t.table.Disclosure,
	}
	for i, col := range t.table.Columns {
		b.Columns[i] = newColumn(col)
	}
	s.describe(c, t, "schema")
	return answer(c, t.cache(), b)
}

// getStats answers GET /v1/data/:dataset/:resource/stats.
func (s *Server) getStats(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	b := statsBody{
		Dataset: t.release.Dataset, Version: t.release.Version, Resource: t.table.Resource, Rows: t.table.Rows,
		Columns: make([]columnStats, len(t.table.Columns)), Links: s.newTableLinks(t),
	}
	for i, col := range t.table.Columns {
		b.Columns[i] = columnStats{col.Name, col.Type, col.Stats}
	}
	s.describe(c, t, "stats")
	return answer(c, t.cache(), b)
}
