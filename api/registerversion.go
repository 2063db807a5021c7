package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// versionInput is what an agency says of a version. Document is an OpenAPI
// document, as JSON or as a text of YAML; DocumentURL is where it is.
type versionInput struct {
	Note        catalog.Text    `json:"note"`
	Home        string          `json:"home"`
	Document    json.RawMessage `json:"document"`
	DocumentURL string          `json:"document_url"`
	Upstream    *struct {
		upstreamBody
		// Secret is the value of the header; if it is left out, it stays.
		Secret string `json:"secret"`
	} `json:"upstream"`
}

// putVersion answers PUT /v1/apis/:product/:version: it adds a version, or
// changes one.
func (s *Server) putVersion(c *gin.Context) error {
	var in versionInput
	if err := readJSON(c, &in); err != nil {
		return err
	}
	return s.change(c, func(ctx context.Context, by account.Caller, revision int64) (market.Product, error) {
		return s.Registry.SaveVersion(ctx, by, catalog.Slug(c.Param("product")), c.Param("version"), in.edition(), revision)
	})
}

// edition returns what in says to the registry.
func (in *versionInput) edition() registry.Edition {
	e := registry.Edition{Note: in.Note, Home: in.Home, DocumentURL: in.DocumentURL}
	var text string
	switch {
	case len(in.Document) == 0 || string(in.Document) == "null":
	case json.Unmarshal(in.Document, &text) == nil:
		e.Document = []byte(text)
	default:
		e.Document = in.Document
	}
	if u := in.Upstream; u != nil {
		e.Secret = u.Secret
		e.Upstream = &market.Upstream{
			URL: u.URL, Header: u.Header, Health: u.Health, Retries: u.Retries, Validate: u.Validate,
			Timeout: seconds(u.TimeoutSeconds), Cache: seconds(u.CacheSeconds), Private: u.Private,
		}
	}
	return e
}

// moveBody asks for another state of a version.
type moveBody struct {
	To        market.State `json:"to"`
	Comment   string       `json:"comment"`
	Sunset    time.Time    `json:"sunset"`
	Successor string       `json:"successor"`
	Now       bool         `json:"now"`
}

// moveVersion answers POST /v1/apis/:product/:version/state.
func (s *Server) moveVersion(c *gin.Context) error {
	var in moveBody
	if err := readJSON(c, &in); err != nil {
		return err
	}
	return s.change(c, func(ctx context.Context, by account.Caller, revision int64) (market.Product, error) {
		m := market.Move{To: in.To, Comment: in.Comment, Sunset: in.Sunset, Successor: in.Successor, Now: in.Now}
		return s.Registry.Move(ctx, by, catalog.Slug(c.Param("product")), c.Param("version"), m, revision)
	})
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
