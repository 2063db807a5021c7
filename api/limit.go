package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/ulule/limiter/v3"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/market"
)

const callerKey = "caller"

// callerOf returns who asks; meter has found it out.
func callerOf(c *gin.Context) *caller { return c.MustGet(callerKey).(*caller) }

// product returns what a request counts towards: the dataset whose data it
// asks for, the API that it calls, or the catalogue. What does not exist counts
// as the catalogue, so that made-up names earn neither counters nor quotas.
func (s *Server) product(c *gin.Context) market.Ref {
	switch path := c.FullPath(); {
	case path == sqlPath:
		return market.SQL
	case strings.HasPrefix(path, "/v1/data/"):
		slug, _, err := parsePinned(c.Param("dataset"))
		if err == nil {
			_, err = s.snapshots.get(c.Request.Context(), slug)
		}
		if err == nil {
			return market.DataProduct(slug)
		}
	case strings.HasPrefix(path, callPrefix):
		p, err := s.registered(c.Request.Context(), catalog.Slug(c.Param("product")))
		if err == nil && p.Public() {
			return p.Ref()
		}
	}
	return market.Catalogue
}

// meter finds out who asks, counts the request and refuses it if a quota is
// used up. Attempts with a bad key count for the address they come from.
func (s *Server) meter(c *gin.Context) error {
	ctx := c.Request.Context()
	who, keyErr := s.identify(c.Request)
	product := s.product(c)
	if err := s.subscribedPlan(ctx, &who, product); err != nil {
		return err
	}
	who.product = product
	note(ctx, &who, product)
	states, err := s.count(ctx, &who, product)
	if err != nil {
		return err
	}
	s.noteQuota(&who, product, states)
	setLimitHeaders(c.Writer.Header(), states)
	for _, st := range states {
		if st.over {
			s.metrics.refusals.WithLabelValues(refusedQuota, who.plan.Name).Inc()
			e := problem.Errorf(problem.QuotaExceeded, "Đã dùng hết %d lượt trong %d giây.", "All of %d requests in %d seconds are used up.",
				st.Quota, int64(st.Period.Seconds()))
			e.RetryAfter = time.Duration(max(1, st.reset)) * time.Second
			return e
		}
	}
	if keyErr != nil {
		return keyErr
	}
	c.Set(callerKey, &who)
	return nil
}

// A windowState is a window with what is left of it.
type windowState struct {
	market.Window
	left  int64
	reset int64 // whole seconds until more is left, or, of a long window, until it begins anew
	over  bool
}

// count counts one request in every window of the plan, the shortest first. A
// window that refuses it keeps it from the longer ones: what was not answered
// does not use up the day.
func (s *Server) count(ctx context.Context, who *caller, product market.Ref) ([]windowState, error) {
	states := make([]windowState, 0, len(who.plan.Windows))
	over := false
	for _, w := range who.plan.Windows {
		key := counter(who, product, w)
		rate := limiter.Rate{Limit: w.Quota, Period: w.Period}
		ask := s.limits.Get
		if over {
			ask = s.limits.Peek
		}
		got, err := ask(ctx, key, rate)
		if err != nil {
			return nil, fmt.Errorf("count a request: %w", err)
		}
		st := windowState{Window: w, left: got.Remaining}
		st.reset = min(max(0, got.Reset-time.Now().Unix()), int64(w.Period.Seconds())+1) // the part that the window has more
		st.over = got.Reached && !over
		over = over || st.over
		states = append(states, st)
	}
	return states, nil
}

// setLimitHeaders announces the windows, as draft-ietf-httpapi-ratelimit-headers
// has it and, for the window with the least left, as older clients know it.
func setLimitHeaders(h http.Header, states []windowState) {
	if len(states) == 0 {
		return
	}
	policy, left := make([]byte, 0, 128), make([]byte, 0, 128) // no fmt: every answer has these
	tight := states[0]
	for i, st := range states {
		if i > 0 {
			policy, left = append(policy, ", "...), append(left, ", "...)
		}
		policy = field(strconv.AppendQuote(policy, st.Name), ";q=", st.Quota, ";w=", int64(st.Period.Seconds()))
		left = field(strconv.AppendQuote(left, st.Name), ";r=", st.left, ";t=", st.reset)
		if st.left < tight.left {
			tight = st
		}
	}
	// In the form in which net/http sends names, so that it need not make it.
	h.Set("Ratelimit-Policy", string(policy))
	h.Set("Ratelimit", string(left))
	h.Set("X-Ratelimit-Limit", strconv.FormatInt(tight.Quota, 10))
	h.Set("X-Ratelimit-Remaining", strconv.FormatInt(tight.left, 10))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(tight.reset, 10))
}

// field appends two parameters of a structured field (RFC 9651).
func field(b []byte, first string, m int64, second string, n int64) []byte {
	return strconv.AppendInt(append(strconv.AppendInt(append(b, first...), m, 10), second...), n, 10)
}
