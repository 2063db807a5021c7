package api

import (
	"bytes"
	"fmt"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
)

// getRisk answers GET …/checks/:resource/risk: the risk report of a table, byte
// for byte, for those who may publish for its agency. Everybody else sees the
// summary, [catalog.Disclosure].
func (s *Server) getRisk(c *gin.Context) error {
	report, err := s.risk(c)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", report)
	return nil
}

// getRiskPage answers GET …/checks/:resource/risk.html: the same to be read.
func (s *Server) getRiskPage(c *gin.Context) error {
	report, err := s.risk(c)
	if err != nil {
		return err
	}
	if s.RiskPage == nil {
		return noRoute(c)
	}
	var page bytes.Buffer
	if err := s.RiskPage(&page, report, language(c.Request)); err != nil {
		return fmt.Errorf("page of a risk report: %w", err)
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Add("Vary", "Accept-Language")
	c.Data(http.StatusOK, "text/html; charset=utf-8", page.Bytes())
	return nil
}

// risk reads the report that a request is about, if the caller may. Nothing on
// the way may keep the answer, or a refusal.
func (s *Server) risk(c *gin.Context) ([]byte, error) {
	c.Header("Cache-Control", "no-store")
	ctx, who := c.Request.Context(), callerOf(c)
	if who.credential() == "" {
		return nil, problem.Errorf(problem.KeyMissing, "Báo cáo rủi ro cần khóa API của cơ quan công bố.",
			"A risk report needs an API key of the agency that publishes.")
	}
	r, t, err := s.checked(c)
	if err != nil {
		return nil, err
	}
	d, err := s.Catalog.Dataset(ctx, r.Dataset)
	if err != nil {
		return nil, err
	}
	if err := mayPublish(who.Principal, d.Agency); err != nil {
		return nil, err
	}
	if t.Risk == nil {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Bảng %[1]s không có báo cáo rủi ro: bảng không nói về người.",
			"The table %[1]s has no risk report: it is not about people.", t.Resource)
	}
	path, done, err := s.Files.Locate(ctx, t.Risk.Key)
	if err != nil {
		return nil, s.missing(ctx, r, err)
	}
	defer done()
	return os.ReadFile(path)
}
