package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/api/sqldoor"
	"nguon/catalog"
)

// sqlPath is where statements of SQL are sent.
const sqlPath = "/v1/sql"

const (
	// methodQuery is the method of RFC 10008: a safe request with a body.
	methodQuery = "QUERY"
	sqlType     = "application/sql"
	// defaultSQLBytes bounds the values of an answer where the plan does not.
	defaultSQLBytes = 16 << 20
	// sqlRevision changes when the same statement would be answered otherwise.
	sqlRevision = "1"
)

// What becomes of a statement, in metrics.
const (
	sqlAnswered   = "answered"
	sqlRefused    = "refused"
	sqlTurnedAway = "turned-away"
	sqlTooSlow    = "too-slow"
	sqlFailed     = "failed"
)

// A sqlRequest is a statement with what its answer is to be.
type sqlRequest struct {
	text   string
	from   string // the parameter that it came in; empty for a body
	format query.Format
	bom    bool
}

// getSQL answers GET, POST and QUERY /v1/sql.
func (s *Server) getSQL(c *gin.Context) error {
	begin := time.Now()
	c.Writer.Header().Set("Accept-Query", sqlType)
	who := callerOf(c)
	if s.SQL == nil {
		return problem.Errorf(problem.SQLNotAllowed, "Cổng này không mở SQL.", "SQL is not open on this portal.")
	}
	if !who.plan.SQL {
		return problem.Errorf(problem.SQLNotAllowed, "Gói sử dụng này không có SQL.", "This plan does not include SQL.")
	}
	r, err := parseSQL(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	leave, err := s.admitOwn(ctx, who)
	if err != nil {
		return err
	}
	defer leave()
	limits := sqldoor.Limits{Rows: who.plan.Rows, Bytes: cmp.Or(who.plan.Bytes, defaultSQLBytes), Time: who.plan.Timeout}
	statement, err := s.SQL.Look(ctx, r.text, limits)
	if err != nil {
		return s.sqlError(ctx, r, err)
	}
	defer statement.Close()
	sources, err := s.sqlSources(ctx, statement.Names())
	if err != nil {
		return s.sqlError(ctx, r, err)
	}
	h := c.Writer.Header()
	etag := r.etag(sources)
	h.Add("Vary", "Accept")
	h.Set("Cache-Control", sources.cache())
	if c.Request.Method == http.MethodPost {
		h.Set("Cache-Control", "no-store") // what is kept of a POST would be kept for a GET
	} else {
		h.Set("ETag", etag)
		if matches(c.Request, etag) {
			c.Status(http.StatusNotModified)
			return nil
		}
	}
	for _, uri := range sources.licences() {
		h.Add("Link", linkTo(uri, "license"))
	}
	how := plain
	if !r.format.Packed() {
		how = acceptedCoding(c.Request.Header.Get("Accept-Encoding"))
	}
	key := fmt.Sprint("sql ", how, etag, limits.Rows, limits.Bytes)
	answer, ok := s.rows.kept(key)
	s.metrics.answers.WithLabelValues(map[bool]string{true: "kept", false: "made"}[ok]).Inc()
	if !ok {
		if answer, err = s.makeSQL(ctx, statement, sources, r, begin, how); err != nil {
			return s.sqlError(ctx, r, err)
		}
		s.rows.keep(key, answer)
	}
	if r.format.Saved() {
		h.Set("Content-Disposition", `attachment; filename="query.`+string(r.format)+`"`)
	}
	h.Set("Content-Type", r.format.MediaType())
	return sendRows(c, answer, how)
}

// parseSQL reads a request.
func parseSQL(c *gin.Context) (*sqlRequest, error) {
	params, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, problem.Errorf(problem.InvalidParameter, "Phần sau dấu ? không đúng cách mã hóa của URL.",
			"What follows the question mark is not encoded as URLs are.")
	}
	body := c.Request.Method == http.MethodPost || c.Request.Method == methodQuery
	for name, values := range params {
		if name != "format" && name != "bom" && (name != "q" || body) || len(values) != 1 {
			return nil, problem.Parameter(name, "không có tham số này, hoặc nó bị lặp lại", "there is no such parameter, or it is repeated")
		}
	}
	r := &sqlRequest{text: params.Get("q"), from: "q", format: accepted(c.Request.Header.Get("Accept"))}
	if params.Has("format") {
		var ok bool
		if r.format, ok = query.ParseFormat(params.Get("format")); !ok {
			return nil, problem.Parameter("format", "không có định dạng này", "there is no such format")
		}
	}
	switch params.Get("bom") {
	case "", "0":
	case "1":
		r.bom = true
	default:
		return nil, problem.Parameter("bom", "phải là 0 hoặc 1", "must be 0 or 1")
	}
	if body {
		r.from = ""
		if r.text, err = readSQL(c); err != nil {
			return nil, err
		}
	}
	if strings.TrimSpace(r.text) == "" {
		return nil, problem.Parameter("q", "hãy viết một câu SELECT", "write a SELECT statement")
	}
	return r, nil
}

// readSQL reads a statement that is the body of a request.
func readSQL(c *gin.Context) (string, error) {
	kind, params, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != sqlType || charset != "" && !strings.EqualFold(charset, "utf-8") {
		c.Writer.Header().Set("Accept-Post", sqlType)
		return "", problem.Errorf(problem.UnsupportedMediaType, "Hãy gửi câu SQL với Content-Type: %s (UTF-8).", "Send the SQL as Content-Type: %s (UTF-8).", sqlType)
	}
	text, err := io.ReadAll(io.LimitReader(c.Request.Body, sqldoor.MaxStatement+1))
	if err != nil {
		return "", err
	}
	if len(text) > sqldoor.MaxStatement {
		return "", problem.Errorf(problem.TooLarge, "Câu SQL dài quá %d byte.", "The SQL has more than %d bytes.", sqldoor.MaxStatement)
	}
	return string(text), nil
}

// etag is the validator of the answer: it is known before the statement runs.
func (r *sqlRequest) etag(sources sqlSources) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%t\x00%s\x00", sqlRevision, r.format, r.bom, r.text)
	for _, t := range sources {
		fmt.Fprintf(h, "%s@%d/%s\x00", t.release.Dataset, t.release.Version, t.table.Resource)
		h.Write(t.table.File.SHA256[:])
	}
	return `W/"sql-` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18]) + `"`
}

// makeSQL runs a statement and writes its answer.
func (s *Server) makeSQL(ctx context.Context, statement *sqldoor.Statement, sources sqlSources, r *sqlRequest, begin time.Time, how coding) (*rowsAnswer, error) {
	tables := make([]sqldoor.Table, len(sources))
	for i, t := range sources {
		path, done, err := s.Files.Locate(ctx, t.table.File.Key)
		if err != nil {
			return nil, s.missing(ctx, t.release, err)
		}
		defer done()
		tables[i] = sqldoor.Table{Path: path, Columns: t.table.Columns}
	}
	answer, err := statement.Run(ctx, tables)
	statement.Close() // others wait for its place
	if err != nil {
		return nil, err
	}
	s.metrics.sql.WithLabelValues(sqlAnswered).Inc()
	var b bytes.Buffer
	if err := s.encodeSQL(&b, answer.Page, sources, r, begin); err != nil {
		return nil, err
	}
	a := &rowsAnswer{body: b.Bytes()}
	if how == plain || len(a.body) < leastCoded || len(a.body) > mostCoded {
		return a, nil
	}
	a.body, err = how.compressed(a.body)
	a.coding = how
	return a, err
}

// sqlError makes of an error of the door one that the API reports.
func (s *Server) sqlError(ctx context.Context, r *sqlRequest, err error) error {
	if refusal, ok := errors.AsType[*sqldoor.Refusal](err); ok {
		s.metrics.sql.WithLabelValues(sqlRefused).Inc()
		return refusal.Public(r.from)
	}
	switch {
	case errors.Is(err, sqldoor.ErrBusy):
		s.metrics.sql.WithLabelValues(sqlTurnedAway).Inc()
		e := problem.Errorf(problem.Overloaded, "Máy chủ đang bận; hãy thử lại sau ít giây.", "The server is busy; try again in a few seconds.")
		e.RetryAfter = retryWhenFull
		return e
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		s.metrics.sql.WithLabelValues(sqlTooSlow).Inc()
		return &query.Error{Code: query.CodeTimeout, Err: err, Text: catalog.Text{
			Vi: "Câu SQL chạy quá lâu. Hãy thu hẹp điều kiện, hoặc tải cả tệp.",
			En: "The SQL took too long. Narrow its conditions, or download the file.",
		}}
	}
	s.metrics.sql.WithLabelValues(sqlFailed).Inc()
	return err
}
