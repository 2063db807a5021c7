package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// checksBody sums up what was found when a table was made. Of a withdrawn
// release it holds no value of the data, and leads nowhere.
type checksBody struct {
	Resource  string            `json:"resource"`
	InputRows int64             `json:"input_rows"`
	Findings  []catalog.Finding `json:"findings,omitempty"`
	Misfits   int               `json:"misfits"`            // values that are not in the data
	Score     *int              `json:"score,omitempty"`    // of the quality, from 0 to 100
	Breaking  *bool             `json:"breaking,omitempty"` // whether programs that read the release before may fail
	Links     *checksLinks      `json:"links,omitempty"`

	Disclosure *catalog.Disclosure `json:"disclosure,omitempty"` // how the people in the table are protected
}

type checksLinks struct {
	Self    string `json:"self"`
	Misfits string `json:"misfits"`
	HTML    string `json:"html"`
}

// reportBody is the whole of it.
type reportBody struct {
	Dataset  catalog.Slug `json:"dataset"`
	Version  int          `json:"version"`
	Resource string       `json:"resource"`
	Rows     int64        `json:"rows"`
	catalog.Checks
	Disclosure *catalog.Disclosure `json:"disclosure,omitempty"`
	Links      checksLinks         `json:"links"`
}

func (s *Server) newChecks(r *catalog.Release, t *catalog.Table) checksBody {
	b := checksBody{Resource: t.Resource, InputRows: t.Checks.InputRows, Findings: t.Checks.Findings, Misfits: len(t.Checks.Misfits)}
	if q := t.Checks.Quality; q != nil {
		b.Score = &q.Score
	}
	if c := t.Checks.Changes; c != nil {
		b.Breaking = &c.Breaking
	}
	if r.State == catalog.StateWithdrawn {
		b.Findings = slices.Clone(b.Findings)
		for i := range b.Findings {
			b.Findings[i].Value = ""
		}
		return b
	}
	links := s.newChecksLinks(r, t)
	b.Links, b.Disclosure = &links, t.Disclosure
	return b
}

func (s *Server) newChecksLinks(r *catalog.Release, t *catalog.Table) checksLinks {
	path := fmt.Sprintf("/datasets/%s/releases/%d/checks/%s", r.Dataset, r.Version, t.Resource)
	return checksLinks{s.url("/v1" + path), s.url("/v1" + path + "/misfits.csv"), s.url(path)}
}

// checked finds the table of a release whose checks a request is about.
func (s *Server) checked(c *gin.Context) (*catalog.Release, *catalog.Table, error) {
	r, err := s.release(c)
	if err != nil {
		return nil, nil, err
	}
	if r.State == catalog.StateWithdrawn {
		return nil, nil, gone(r)
	}
	t, ok := r.Table(c.Param("resource"))
	if !ok {
		return nil, nil, catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu %s không có bảng %q.", "Dataset %s has no table %q.",
			r.Dataset, c.Param("resource"))
	}
	return r, t, nil
}

// getChecks answers GET …/releases/:version/checks/:resource.
func (s *Server) getChecks(c *gin.Context) error {
	r, t, err := s.checked(c)
	if err != nil {
		return err
	}
	b := reportBody{r.Dataset, r.Version, t.Resource, t.Rows, t.Checks, t.Disclosure, s.newChecksLinks(r, t)}
	return answer(c, cacheCatalogue, b)
}

// getMisfits answers GET …/checks/:resource/misfits.csv: the values that are
// not in the data because they do not fit their column.
func (s *Server) getMisfits(c *gin.Context) error {
	r, t, err := s.checked(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"line", "ref", "column", "value", "type"}}
	for _, m := range t.Checks.Misfits {
		rows = append(rows, []string{strconv.FormatInt(m.Line, 10), m.Ref, m.Column, m.Value, string(m.Type)})
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write misfits: %w", err)
	}
	c.Header("Content-Disposition", `attachment; filename="`+fileName(r, t.Resource, "misfits.csv")+`"`)
	send(c, "text/csv; charset=utf-8; header=present", cacheCatalogue, b.Bytes())
	return nil
}
