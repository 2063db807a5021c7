package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/storage"
)

// rowsMeta and rowsLinks are what the JSON answer of …/rows has beside "data".
type rowsMeta struct {
	Dataset   catalog.Slug `json:"dataset"`
	Version   int          `json:"version"`
	Resource  string       `json:"resource"`
	Rows      int          `json:"rows"`              // in this page
	Total     *int64       `json:"total"`             // that satisfy the conditions; null if not counted
	ElapsedMS int64        `json:"elapsed_ms"`        // until the answer was made, if it was kept
	Explain   *explanation `json:"explain,omitempty"` // if asked for
}

// An explanation tells how rows were found.
type explanation struct {
	Engine string       `json:"engine"`
	Plan   query.Plan   `json:"plan"`
	Reader query.Reader `json:"reader"`
	Why    string       `json:"why,omitempty"` // the reader
	Query  string       `json:"query"`         // in its canonical form
}

type rowsLinks struct {
	Self    string  `json:"self"`
	Next    *string `json:"next"`
	Pinned  string  `json:"pinned"`
	Schema  string  `json:"schema"`
	Licence string  `json:"licence"`
}

// getRows returns the handler of …/rows, or of …/rows.csv and so on for the
// given format.
func (s *Server) getRows(suffix query.Format) handler {
	return func(c *gin.Context) error {
		begin := time.Now()
		t, err := s.target(c)
		if err != nil {
			return err
		}
		q, what, err := s.parseRows(c, t, suffix)
		if err != nil {
			return err
		}
		noteQuery(c.Request.Context(), t.table.Resource, q)
		h := c.Writer.Header()
		etag := "W/" + query.ETag(t.query(), q) // weak: see newCompressor
		h.Set("ETag", etag)
		h.Set("Cache-Control", t.cache())
		h.Add("Vary", "Accept")
		s.describe(c, t, withQuery(what, c.Request.URL.RawQuery))
		if matches(c.Request, etag) {
			c.Status(http.StatusNotModified)
			return nil
		}
		how := plain
		if !q.Format.Packed() {
			how = acceptedCoding(c.Request.Header.Get("Accept-Encoding"))
		}
		key := etag + " " + what + " " + c.Request.URL.RequestURI()
		answer, made, err := s.rows.coded(c.Request.Context(), key, how, func(context.Context) (*rowsAnswer, error) {
			return s.makeRows(c, t, q, what, begin)
		})
		if err != nil {
			return err
		}
		s.metrics.answers.WithLabelValues(map[bool]string{true: "made", false: "kept"}[made]).Inc()
		if answer.next != "" {
			h.Add("Link", linkTo(answer.next, "next"))
		}
		if q.Format.Saved() {
			h.Set("Content-Disposition", `attachment; filename="`+fileName(t.release, t.table.Resource, string(q.Format))+`"`)
		}
		h.Set("Content-Type", q.Format.MediaType())
		return sendRows(c, answer, how)
	}
}

// sendRows sends an answer. If it is too large to have been compressed, it is
// compressed on the way.
func sendRows(c *gin.Context, a *rowsAnswer, how coding) error {
	h := c.Writer.Header()
	if a.coding == plain && how != plain && len(a.body) > mostCoded {
		h.Set("Content-Encoding", string(how))
		c.Status(http.StatusOK)
		if c.Request.Method == http.MethodHead {
			return nil
		}
		return how.compress(newPatientWriter(c.Writer), a.body)
	}
	if a.coding != plain {
		h.Set("Content-Encoding", string(a.coding))
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	c.Status(http.StatusOK)
	_, err := c.Writer.Write(a.body)
	return err
}

// makeRows runs q and writes its answer.
func (s *Server) makeRows(c *gin.Context, t *target, q *query.Query, what string, begin time.Time) (*rowsAnswer, error) {
	page, err := s.run(c, t, q)
	if err != nil {
		return nil, err
	}
	links := s.rowsLinks(c, t, what, page)
	body, err := encodeRows(t, q, page, links, begin)
	if err != nil {
		return nil, err
	}
	a := &rowsAnswer{body: body}
	if links.Next != nil {
		a.next = *links.Next
	}
	return a, nil
}

// parseRows returns the query of a request, and the last segment of the path
// under which its format is always answered.
func (s *Server) parseRows(c *gin.Context, t *target, suffix query.Format) (*query.Query, string, error) {
	params, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, "", problem.Errorf(problem.InvalidParameter, "Phần sau dấu ? không đúng cách mã hóa của URL.",
			"What follows the question mark is not encoded as URLs are.")
	}
	what := "rows"
	switch given := params.Get("format"); {
	case suffix == "" && !params.Has("format"):
		if f := accepted(c.Request.Header.Get("Accept")); f != query.JSON {
			params.Set("format", string(f))
			what += "." + string(f)
		}
	case suffix == "":
	case params.Has("format") && given != string(suffix):
		return nil, "", problem.Parameter("format", "địa chỉ đã chọn định dạng %s", "the address chooses the format %s already", suffix)
	default:
		params.Set("format", string(suffix))
		what += "." + string(suffix)
	}
	plan := callerOf(c).plan
	q, err := query.Parse(params, t.query(), query.Limits{Rows: plan.Rows, Timeout: plan.Timeout})
	return q, what, err
}

// run answers q when it is the caller's turn.
func (s *Server) run(c *gin.Context, t *target, q *query.Query) (*query.Page, error) {
	ctx := c.Request.Context()
	turn, err := s.admit(ctx, callerOf(c))
	if err != nil {
		return nil, err
	}
	defer turn.end()
	q.Admit = turn.useEngine
	page, err := s.Query.Run(ctx, t.query(), q)
	if err != nil {
		return nil, s.missing(ctx, t.release, err)
	}
	s.metrics.pages.WithLabelValues(page.Engine, string(page.Plan), string(page.Reader)).Inc()
	return page, nil
}

// missing returns err, or that the release was withdrawn if this is why its
// object is missing: it may have been since the request began.
func (s *Server) missing(ctx context.Context, r *catalog.Release, err error) error {
	if errors.Is(err, storage.ErrNotExist) {
		if now, rerr := s.Catalog.Release(ctx, r.Dataset, r.Version); rerr == nil && now.State == catalog.StateWithdrawn {
			return gone(&now)
		}
	}
	return err
}

// rowsLinks returns the links of a page. Those to the next page and to the
// schema are pinned, so that a walk sees one version whatever is published
// meanwhile.
func (s *Server) rowsLinks(c *gin.Context, t *target, what string, page *query.Page) rowsLinks {
	u := c.Request.URL
	l := rowsLinks{
		Self:    s.url(u.RequestURI()),
		Pinned:  s.url(withQuery(t.path(what), u.RawQuery)),
		Schema:  s.url(t.path("schema")),
		Licence: licenceURI(t.view.Licence),
	}
	if page.Next != "" {
		params := u.Query()
		params.Set("cursor", page.Next)
		next := s.url(withQuery(t.path(what), params.Encode()))
		l.Next = &next
	}
	return l
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// bodies are buffers that answers are put together in. What is kept of an answer
// is a copy, which has no room to spare.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encodeRows returns the whole answer. Its size is bounded by the rows that a
// plan allows in a page.
func encodeRows(t *target, q *query.Query, page *query.Page, links rowsLinks, begin time.Time) ([]byte, error) {
	b, _ := bodies.Get().(*bytes.Buffer)
	defer func() {
		if b.Reset(); b.Cap() <= mostCoded {
			bodies.Put(b)
		}
	}()
	if q.Format != query.JSON {
		err := query.Encode(b, q.Format, page, query.EncodeOptions{BOM: q.BOM})
		return bytes.Clone(b.Bytes()), err
	}
	b.WriteString(`{"data":`)
	if err := query.Encode(b, query.JSON, page, query.EncodeOptions{}); err != nil {
		return nil, err
	}
	m := rowsMeta{
		Dataset: t.release.Dataset, Version: t.release.Version, Resource: t.table.Resource,
		Rows: len(page.Rows), Total: page.Total, ElapsedMS: time.Since(begin).Milliseconds(),
	}
	if q.Explain {
		m.Explain = &explanation{page.Engine, page.Plan, page.Reader, page.Why, q.Canonical()}
	}
	meta, err := encode(m)
	if err != nil {
		return nil, err
	}
	tail, err := encode(links)
	if err != nil {
		return nil, err
	}
	b.WriteString(`,"meta":`)
	b.Write(bytes.TrimSpace(meta))
	b.WriteString(`,"links":`)
	b.Write(bytes.TrimSpace(tail))
	b.WriteString("}\n")
	return bytes.Clone(b.Bytes()), nil
}

// fileName is under what name a browser saves rows or files of a release.
func fileName(r *catalog.Release, resource, format string) string {
	return string(r.Dataset) + "-v" + strconv.Itoa(r.Version) + "-" + resource + "." + format
}
