package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog/market"
)

// Wrap puts around next what every request needs: an id, the access log and
// metrics, recovery from panics, and security headers.
func (s *Server) Wrap(next http.Handler) http.Handler {
	if strings.HasPrefix(s.BaseURL, "https:") {
		next = strictTransport(next)
	}
	return RequestID(s.Observe(Recover(s.Log, SecurityHeaders(endChunked(next)))))
}

// strictTransport has browsers come by https alone for a year, to the portal and
// to hosts below its own (RFC 6797).
func strictTransport(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		next.ServeHTTP(w, r)
	})
}

// endChunked has a connection end with the answer to a body in chunks. One that
// comes with a Content-Length besides is read as chunks, and its sender may have
// meant the length: what follows is not to be taken for a request (RFC 9112,
// 6.1). The two cannot be told apart here.
func endChunked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// RequestID gives each request an id, a ULID, which is in the header
// X-Request-Id of the answer and, by [problem.Instance], in its context. An id
// that the client sends is not taken over: it could be anything.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := ulid.MustNew(ulid.Now(), rand.Reader).String()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(problem.WithInstance(r.Context(), id)))
	})
}

// SecurityHeaders sets headers that suit data, and which pages relax where
// they must, by setting them again.
func SecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// Recover answers a panic with a problem document, if the answer has not
// begun, and logs it with its stack. http.ErrAbortHandler passes.
func Recover(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // the value itself is what net/http knows
				panic(v)
			}
			err := fmt.Errorf("panic: %v", v)
			log.LogAttrs(r.Context(), slog.LevelError, "panic",
				slog.String("path", r.URL.Path), slog.String("request_id", problem.Instance(r.Context())),
				slog.Any("error", err), slog.String("stack", string(debug.Stack())))
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			describe(r, err).Write(w)
		}()
		next.ServeHTTP(w, r)
	})
}

// An exchange gathers what handlers learn about a request for those around
// them.
type exchange struct {
	plan    string
	product market.Ref // empty: it is not counted
	key     string     // the ID of the key; empty without one
	// refusedKey is the ID of a key that was revoked, has expired or does not work
	// from there.
	refusedKey string
	query      string // of which kind the query of a table is; empty if it is none
}

type exchangeKey struct{}

// note records who asks for what, for the access log and the meter.
func note(ctx context.Context, who *caller, product market.Ref) {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		e.plan, e.product = who.plan.Name, product
		if who.Key != nil {
			e.key = who.Key.ID
		}
	}
}

// noteRefused records which key did not work, for the log.
func noteRefused(ctx context.Context, id string) {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		e.refusedKey = id
	}
}

// noteQuery records which kind of query is asked, for the meter: without values.
func noteQuery(ctx context.Context, resource string, q *query.Query) {
	e, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return
	}
	e.query = resource
	if kind := q.Outline(); kind != "" {
		e.query += "·" + kind
	}
}

// Observe writes the access log and counts requests. It knows the route from
// r.Pattern, which whoever matches the request sets. Queries are not logged:
// they could hold what is nobody's business.
func (s *Server) Observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := new(exchange)
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e))
		rec := &recorder{ResponseWriter: w}
		begin := time.Now()
		defer func() {
			status, aborted := rec.status, recover()
			if aborted != nil && status == 0 {
				status = http.StatusInternalServerError
			} else if status == 0 {
				status = http.StatusOK
			}
			elapsed := time.Since(begin)
			s.metrics.request(r.Method, r.Pattern, status, elapsed)
			if s.Meter != nil && e.product != "" {
				s.Meter.Count(e.product, e.key, r.Pattern, status, rec.bytes, elapsed)
				if e.query != "" {
					s.Meter.CountQuery(e.product, e.query)
				}
			}
			s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", r.Method), slog.String("route", r.Pattern), slog.String("path", r.URL.Path),
				slog.Int("status", status), slog.Int64("bytes", rec.bytes), slog.Duration("duration", elapsed),
				slog.String("plan", e.plan), slog.String("key", e.key), slog.String("request_id", problem.Instance(r.Context())))
			if aborted != nil {
				panic(aborted)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64 // of the body, as sent
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// ReadFrom counts the bytes of a file, which the system sends without showing
// them to us where the connection can.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := io.Copy(r.ResponseWriter, src)
	r.bytes += n
	return n, err
}

// Flush lets streams through; Gin asks for it by this name.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() } // nothing to do about it

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
