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
	"nguon/catalog/market"
)

const callerKey = "caller"

// callerOf returns who asks; meter has found it out.
func callerOf(c *gin.Context) *caller { return c.MustGet(callerKey).(*caller) }

// catalogueProduct is the API product of everything that is not the data of
// one dataset.
const catalogueProduct = "catalogue"

// sqlProduct is the API product of statements of SQL, whatever they read.
const sqlProduct = "sql"

// product returns what a request counts towards: the dataset whose data it
// asks for, or the catalogue. Datasets that do not exist count as the
// catalogue, so that made-up names earn neither counters nor quotas.
func (s *Server) product(c *gin.Context) string {
	if c.FullPath() == "/v1/sql" {
		return sqlProduct
	}
	if !strings.HasPrefix(c.FullPath(), "/v1/data/") {
		return catalogueProduct
	}
	slug, _, err := parsePinned(c.Param("dataset"))
	if err != nil {
		return catalogueProduct
	}
	if _, err := s.snapshots.get(c.Request.Context(), slug); err != nil {
		return catalogueProduct
	}
	return "data/" + string(slug)
}

// meter finds out who asks, counts the request and refuses it if a quota is
// used up. Attempts with a bad key count for the address they come from.
func (s *Server) meter(c *gin.Context) error {
	who, keyErr := s.identify(c.Request)
	notePlan(c.Request.Context(), who.plan.Name)
	states, err := s.count(c.Request.Context(), &who, s.product(c))
	if err != nil {
		return err
	}
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
	reset int64 // seconds until it begins anew
	over  bool
}

// count counts one request in every window of the plan, the shortest first. A
// window that refuses it keeps it from the longer ones: what was not answered
// does not use up the day.
func (s *Server) count(ctx context.Context, who *caller, product string) ([]windowState, error) {
	states := make([]windowState, 0, len(who.plan.Windows))
	over := false
	for _, w := range who.plan.Windows {
		key := who.id + "|" + product + "|" + w.Name
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
		st.reset = min(max(0, got.Reset-time.Now().Unix()), int64(w.Period.Seconds()))
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
	var policy, left []string
	tight := states[0]
	for _, st := range states {
		name := strconv.Quote(st.Name)
		policy = append(policy, fmt.Sprintf("%s;q=%d;w=%d", name, st.Quota, int64(st.Period.Seconds())))
		left = append(left, fmt.Sprintf("%s;r=%d;t=%d", name, st.left, st.reset))
		if st.left < tight.left {
			tight = st
		}
	}
	h.Set("RateLimit-Policy", strings.Join(policy, ", "))
	h.Set("RateLimit", strings.Join(left, ", "))
	h.Set("X-RateLimit-Limit", strconv.FormatInt(tight.Quota, 10))
	h.Set("X-RateLimit-Remaining", strconv.FormatInt(tight.left, 10))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(tight.reset, 10))
}
