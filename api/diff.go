package api

import (
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/publisher/compare"
)

// diffBody is the answer of …/diff.
type diffBody struct {
	Dataset  catalog.Slug          `json:"dataset"`
	Resource string                `json:"resource"`
	From     int                   `json:"from"`
	To       int                   `json:"to"`
	Breaking bool                  `json:"breaking"` // whether a program that reads the table may fail
	Columns  []columnChange        `json:"columns"`  // in their form, and in how their values are distributed
	Rows     catalog.RowChanges    `json:"rows"`
	Cells    []compare.CellChanges `json:"cells"`   // changed rows by column, if rows are matched by key
	Changes  []json.RawMessage     `json:"changes"` // the first of them; all are in the files
	Links    diffLinks             `json:"links"`
}

type diffLinks struct {
	Parquet string `json:"parquet"`
	CSV     string `json:"csv"`
	HTML    string `json:"html"`
}

// diffName is how a route of differences names one of its files: no other route
// below a table begins so.
const diffName = "diff"

// getDiff answers GET /v1/data/:dataset/:resource/diff?from=3&to=4: what differs
// between two releases of a table. The later one may also be named by the
// address, as in air-quality@4, and is the newest otherwise.
func (s *Server) getDiff(c *gin.Context) error {
	t, from, made, err := s.difference(c)
	if err != nil {
		return err
	}
	b := diffBody{
		Dataset: t.release.Dataset, Resource: t.table.Resource, From: from.Version, To: t.release.Version, Breaking: made.Breaking,
		Columns: []columnChange{}, Rows: made.Rows, Cells: append([]compare.CellChanges{}, made.Cells...), Changes: append([]json.RawMessage{}, made.Sample...),
		Links: diffLinks{
			Parquet: s.diffURL(t, from, partParquet), CSV: s.diffURL(t, from, partCSV),
			HTML: s.url(fmt.Sprintf("/datasets/%s/releases/%d/diff/%s?from=%d", t.release.Dataset, t.release.Version, t.table.Resource, from.Version)),
		},
	}
	for _, col := range made.Columns {
		b.Columns = append(b.Columns, columnChange{col.Column, col.Kind, col.Breaking, col.Text, col.Rule()})
	}
	return answer(c, cacheLatest, b)
}

func (s *Server) diffURL(t *target, from *catalog.Release, part string) string {
	return s.url(t.path(fmt.Sprintf("%s.%s?from=%d", diffName, part, from.Version)))
}

// getDiffFile returns the handler of GET …/diff.parquet and …/diff.csv.gz: the
// table of all changes.
func (s *Server) getDiffFile(part string) handler {
	return func(c *gin.Context) error {
		t, from, made, err := s.difference(c)
		if err != nil {
			return err
		}
		f := made.Files[part]
		f.Format = part
		t.what = fmt.Sprintf("%s.%s?from=%d", diffName, part, from.Version)
		t.name = fmt.Sprintf("%s-changes-from-v%d", t.table.Resource, from.Version)
		return s.sendFile(c, t, &f)
	}
}

// difference finds what a request for a difference is about.
func (s *Server) difference(c *gin.Context) (t *target, from *catalog.Release, made *Difference, err error) {
	if s.Differ == nil {
		return nil, nil, nil, catalog.Errorf(catalog.ErrNotFound, "Cổng này không so sánh các phiên bản.", "This portal does not compare versions.")
	}
	if t, err = s.target(c); err != nil {
		return nil, nil, nil, err
	}
	to := t.release
	if text := c.Query("to"); text != "" {
		if t.pinned {
			return nil, nil, nil, problem.Parameter("to", "không dùng khi địa chỉ đã có phiên bản.", "has no place where the address has the version.")
		}
		if to, err = s.versionParam(t, "to", text); err != nil {
			return nil, nil, nil, err
		}
	}
	if from, err = s.versionParam(t, "from", c.Query("from")); err != nil {
		return nil, nil, nil, err
	}
	if from.Version >= to.Version {
		return nil, nil, nil, problem.Parameter("from", "phải nhỏ hơn to.", "must be less than to.")
	}
	waitLong(c.Writer)
	if made, err = s.Differ.Between(c.Request.Context(), from, to, t.table.Resource); err != nil {
		return nil, nil, nil, s.missing(c.Request.Context(), from, s.missing(c.Request.Context(), to, err))
	}
	t.release, t.pinned = to, true
	t.table, _ = to.Table(t.table.Resource)
	return t, from, made, nil
}

// versionParam returns the release that a parameter names.
func (s *Server) versionParam(t *target, name, text string) (*catalog.Release, error) {
	n, err := parseVersion(text)
	if err != nil {
		return nil, problem.Parameter(name, "phải là số của một phiên bản.", "must be the number of a version.")
	}
	return t.view.version(n)
}
