package api

import (
	"context"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/search/products"
)

// An APIFinder finds registered APIs. It is safe for concurrent use.
type APIFinder interface {
	Search(ctx context.Context, r products.Request) (*products.Result, error)
}

// findProducts answers GET /v1/apis?q=: the registered APIs that words find, the
// best match first. Drafts are found by nobody.
func (s *Server) findProducts(c *gin.Context, limit int) error {
	text := c.Query("q")
	switch {
	case s.APIs == nil:
		return problem.Parameter("q", "máy chủ này không tìm API.", "this server does not search APIs.")
	case !utf8.ValidString(text) || len(text) > maxSearchText:
		return problem.Parameter("q", "không phải UTF-8 hoặc dài quá %d byte.", "is not UTF-8 or longer than %d bytes.", maxSearchText)
	case c.Request.URL.Query().Has("after"):
		return problem.Parameter("after", "không đi cùng q.", "does not go with q.")
	}
	r := products.Request{Text: text, Lang: searchLanguage(c.Request), Limit: limit}
	if agency := c.Query("agency"); agency != "" {
		r.Filters = map[string][]string{products.FacetAgency: {agency}}
	}
	found, err := s.APIs.Search(c.Request.Context(), r)
	if err != nil {
		return err
	}
	body := struct {
		Data      []productBody `json:"data"`
		Total     int           `json:"total"`
		Corrected string        `json:"corrected,omitempty"` // what was searched in place of q
		Links     struct{}      `json:"links"`
	}{Data: []productBody{}, Total: found.Total, Corrected: found.Corrected}
	for _, h := range found.Hits {
		body.Data = append(body.Data, s.newProduct(h.Product, false))
	}
	c.Writer.Header().Add("Vary", "Accept-Language")
	return answer(c, cacheCatalogue, body)
}
