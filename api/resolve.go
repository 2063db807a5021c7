package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// resolve answers GET /id/:dataset, the identifier of a dataset or, with @ and a
// version, of one release: it leads to the page about it, or to what the API says
// of it if the client wants JSON. A withdrawn release leads there too: the page
// answers 410 and says why. Identifiers outlive the name of a dataset.
func (s *Server) resolve(c *gin.Context) error {
	slug, version, err := parsePinned(c.Param("dataset"))
	if err != nil {
		return err
	}
	v, err := s.view(c.Request.Context(), slug)
	if m, ok := errors.AsType[*catalog.Moved](err); ok {
		slug = m.To
		v, err = s.view(c.Request.Context(), slug)
	}
	if err != nil {
		return err
	}
	path := "/datasets/" + string(slug)
	if version > 0 {
		if _, err := v.version(version); err != nil {
			return err
		}
		path += fmt.Sprintf("/releases/%d", version)
	}
	switch accept := c.GetHeader("Accept"); {
	case strings.Contains(accept, "text/html"):
		if language(c.Request) == catalog.English && c.GetHeader("Accept-Language") != "" {
			path = "/en" + path
		}
	case strings.Contains(accept, "json"):
		path = "/v1" + path
	}
	c.Header("Vary", "Accept, Accept-Language")
	c.Header("Cache-Control", "public, max-age=60")
	c.Header("Location", s.url(path))
	c.Status(http.StatusSeeOther)
	return nil
}
