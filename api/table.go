package api

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/query"
	"nguon/catalog"
)

// A target is the table that a request is about.
type target struct {
	view    view
	release *catalog.Release
	table   *catalog.Table
	pinned  bool // the request names the version
	// What is sent in place of the table, as the last part of its address, and the
	// name of its file; empty is the table itself.
	what, name string
}

// target finds the table that a request under /v1/data is about.
func (s *Server) target(c *gin.Context) (*target, error) {
	slug, version, err := parsePinned(c.Param("dataset"))
	if err != nil {
		return nil, err
	}
	v, err := s.view(c.Request.Context(), slug)
	if err != nil {
		return nil, err
	}
	t := target{view: v, pinned: version > 0}
	if t.release, err = v.version(version); err != nil {
		return nil, err
	}
	if t.release.State == catalog.StateWithdrawn {
		return nil, gone(t.release)
	}
	var ok bool
	if t.table, ok = t.release.Table(c.Param("resource")); !ok {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu %s không có bảng %q.", "Dataset %s has no table %q.",
			slug, c.Param("resource"))
	}
	return &t, nil
}

// query returns t as package query knows it.
func (t *target) query() query.Target {
	return query.Target{Dataset: t.release.Dataset, Version: t.release.Version, Table: t.table, Tables: t.release.Tables}
}

// path returns the pinned path of something of the table.
func (t *target) path(what string) string {
	return "/v1/data/" + string(t.release.Dataset) + "@" + strconv.Itoa(t.release.Version) + "/" + t.table.Resource + "/" + what
}

// cache is how long an answer about t may be kept.
func (t *target) cache() string {
	if t.pinned {
		return cacheImmutable
	}
	return cacheLatest
}

// describe sets the headers that tell what an answer is about.
func (s *Server) describe(c *gin.Context, t *target, what string) {
	h := c.Writer.Header()
	pinned := s.url(t.path(what))
	if !t.pinned {
		h.Set("Content-Location", pinned)
	}
	links := append(make([]string, 0, 3), linkTo(pinned, "canonical"), linkTo(s.url(t.path("schema")), "describedby"))
	if uri := licenceURI(t.view.Licence); uri != "" {
		links = append(links, linkTo(uri, "license"))
	}
	h["Link"] = append(h["Link"], links...)
}

// outsideLinks are the characters that end the address in a value of Link.
var outsideLinks = strings.NewReplacer("<", "%3C", ">", "%3E")

// linkTo returns a value of Link. What a client wrote into its address ends
// neither the address in the header nor the link. rel is a name of ours.
func linkTo(uri, rel string) string {
	return "<" + outsideLinks.Replace(uri) + `>; rel="` + rel + `"`
}
