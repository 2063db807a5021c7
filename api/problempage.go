package api

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
)

// getProblem answers GET /problems/:code: what a code means, in both languages
// as plain text.
func (s *Server) getProblem(c *gin.Context) error {
	k, ok := problem.Find(problem.Code(c.Param("code")))
	if !ok {
		return catalog.Errorf(catalog.ErrNotFound, "Không có mã lỗi %q.", "There is no problem %q.", c.Param("code"))
	}
	text := fmt.Sprintf("%s (%d)\n\n%s\n%s\n\n%s\n%s\n", k.Code, k.Status, k.Title.Vi, k.Advice.Vi, k.Title.En, k.Advice.En)
	c.Header("Cache-Control", "public, max-age=86400")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}
