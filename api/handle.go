package api

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/peer"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
)

// A handler answers a request or says why it cannot. It writes nothing if it
// returns an error.
type handler func(*gin.Context) error

// handle turns h into a Gin handler. It is the one place where a failed
// request is answered.
func (s *Server) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.Pattern = c.FullPath(); c.Request.Pattern == "" {
			c.Request.Pattern = unmatched
		}
		err := h(c)
		if err == nil {
			return
		}
		c.Abort()
		s.fail(c, err)
	}
}

// fail answers with the problem that err is, and logs it where it is the
// server's. A dataset that has another name now is a redirect.
func (s *Server) fail(c *gin.Context, err error) {
	ctx := c.Request.Context()
	if m, ok := errors.AsType[*catalog.Moved](err); ok && c.Param("dataset") != "" {
		s.redirectMoved(c, m.To)
		return
	}
	d := describe(c.Request, err)
	if d.Status >= http.StatusInternalServerError {
		s.Log.LogAttrs(ctx, slog.LevelError, "request failed",
			slog.String("route", c.Request.Pattern), slog.Int("status", d.Status),
			slog.String("request_id", d.Instance), slog.Any("error", err))
	}
	s.logRefusal(c, d)
	if c.Writer.Written() { // the answer has begun: end it, so that it is not taken for whole
		panic(http.ErrAbortHandler)
	}
	d.Write(c.Writer)
}

// logRefusal writes to the log who was refused, if that is why the request failed:
// for want of a key that works, or of a right.
func (s *Server) logRefusal(c *gin.Context, d problem.Details) {
	event := account.EventForbidden
	switch d.Status {
	case http.StatusForbidden:
	case http.StatusUnauthorized:
		event = account.EventKeyRefused
	default:
		return
	}
	by := account.Caller{From: account.Origin{Address: peer.Proxies(s.TrustedProxies).Client(c.Request), Agent: c.Request.UserAgent()}}
	if who, ok := c.Value(callerKey).(*caller); ok {
		by.Principal = who.Principal
	}
	refusedKey := ""
	if e, ok := c.Request.Context().Value(exchangeKey{}).(*exchange); ok {
		refusedKey = e.refusedKey
	}
	account.LogEvent(c.Request.Context(), s.Log, event, by, slog.String("code", string(d.Code)), slog.String("refused_key", refusedKey),
		slog.String("method", c.Request.Method), slog.String("route", c.Request.Pattern), slog.String("request_id", d.Instance))
}

func describe(r *http.Request, err error) problem.Details {
	d := problem.From(err, language(r))
	d.Instance = problem.Instance(r.Context())
	return d
}

func language(r *http.Request) catalog.Lang { return problem.Language(r.Header.Get("Accept-Language")) }

// redirectMoved sends the client to the same address under the new slug. The
// slug is the third segment of every path that has one.
func (s *Server) redirectMoved(c *gin.Context, to catalog.Slug) {
	segments := strings.Split(c.Request.URL.EscapedPath(), "/")
	_, version, pinned := strings.Cut(c.Param("dataset"), "@")
	segments[3] = string(to)
	if pinned {
		segments[3] += "@" + version
	}
	s.redirect(c, http.StatusPermanentRedirect, strings.Join(segments, "/"))
}

// redirect sends the client to a path of this server, with the same query.
func (s *Server) redirect(c *gin.Context, status int, path string) {
	if q := c.Request.URL.RawQuery; q != "" {
		path += "?" + q
	}
	c.Header("Cache-Control", "public, max-age=60")
	c.Header("Location", s.url(path))
	c.Status(status)
}
