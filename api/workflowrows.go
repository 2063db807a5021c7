package api

import (
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/account"
)

// getCandidateRows answers GET /v1/releases/:release/rows/:resource: a look at
// the rows as the public would get them, with the same parameters.
func (s *Server) getCandidateRows(c *gin.Context) error {
	begin := time.Now()
	y, table, err := s.candidateTable(c, account.ActionReadDraft)
	if err != nil {
		return err
	}
	t := &target{view: view{Dataset: &y.Dataset}, release: &y.Release, table: table, pinned: true}
	params := c.Request.URL.Query()
	params.Del("format")
	q, err := query.Parse(params, t.query(), query.Limits{Rows: draftRowsAtOnce, Timeout: draftRowsTimeout})
	if err != nil {
		return err
	}
	page, err := s.run(c, t, q)
	if err != nil {
		return err
	}
	links := rowsLinks{Self: s.url(c.Request.URL.RequestURI()), Licence: licenceURI(y.Dataset.Licence)}
	links.Pinned, links.Schema = links.Self, s.url(releasesPath+"/"+y.Release.ID)
	if page.Next != "" {
		next := s.url(withParameter(c.Request.URL, "cursor", page.Next))
		links.Next = &next
	}
	body, err := encodeRows(t, q, page, links, begin)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", body)
	return nil
}

// getCandidateRisk answers GET /v1/releases/:release/risk/:resource: the risk
// report of a table, byte for byte, for those who make and approve releases.
func (s *Server) getCandidateRisk(c *gin.Context) error {
	_, t, err := s.candidateTable(c, account.ActionDraft)
	if err != nil {
		return err
	}
	if t.Risk == nil {
		return catalog.Errorf(catalog.ErrNotFound, "Bảng %[1]s không có báo cáo rủi ro: bảng không nói về người.",
			"The table %[1]s has no risk report: it is not about people.", t.Resource)
	}
	path, done, err := s.Files.Locate(c.Request.Context(), t.Risk.Key)
	if err != nil {
		return err
	}
	defer done()
	report, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", report)
	return nil
}
