package api

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"nguon/api/query"
)

// unmatched is the route of requests that no route matches.
const unmatched = "unmatched"

// The reasons for which a request is turned away.
const (
	refusedQuota       = "quota"
	refusedConcurrency = "concurrency"
	refusedAdmission   = "admission"
)

// metrics are what Prometheus reads. Every label takes its values from a
// bounded set: templates of routes, methods of HTTP, statuses, names of plans.
type metrics struct {
	handler   http.Handler
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	duration  *prometheus.HistogramVec
	pages     *prometheus.CounterVec
	answers   *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	downloads *prometheus.CounterVec
	sql       *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nguon_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nguon_http_request_duration_seconds", Help: "Time from the header of a request to the end of its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15, 60},
		}, []string{"method", "route"}),
		pages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nguon_query_pages_total", Help: "Pages of rows read, by the engine that read them, how it found them, and from what.",
		}, []string{"engine", "plan", "reader"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nguon_rows_answers_total", Help: "Answers with rows, by whether they were made or kept from before.",
		}, []string{"from"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nguon_refusals_total", Help: "Requests turned away by a limit.",
		}, []string{"reason", "plan"}),
		downloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nguon_downloads_total", Help: "Downloads of whole files begun.",
		}, []string{"format"}),
	}
	m.sql = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "nguon_sql_statements_total", Help: "Statements of SQL, by what became of them.",
	}, []string{"outcome"})
	own := prometheus.NewRegistry()
	own.MustRegister(m.requests, m.duration, m.pages, m.answers, m.refusals, m.downloads, m.sql,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry = own
	m.handler = promhttp.HandlerFor(own, promhttp.HandlerOpts{})
	return m
}

// watch tells how many bytes of answers are kept.
func (m *metrics) watch(cache *rowsCache) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "nguon_rows_cache_bytes", Help: "Memory of the answers with rows that are kept.",
	}, func() float64 { return float64(cache.size()) }))
}

// watchLimiter tells whether replicas count together.
func (m *metrics) watchLimiter(f *failover) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "nguon_shared_limiter_up", Help: "1 while the shared limiter answers; 0 while this replica counts by itself.",
		}, func() float64 {
			if f.up() {
				return 1
			}
			return 0
		}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "nguon_limiter_local_total", Help: "Counts that were made in memory because the shared limiter did not answer.",
		}, func() float64 { return float64(f.counted.Load()) }))
}

// watchCopies tells of the copies of tables that the engine keeps.
func (m *metrics) watchCopies(count func() query.CopyStats) {
	gauge := func(name, help string, of func(query.CopyStats) float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return of(count()) }))
	}
	counter := func(name, help string, of func(query.CopyStats) float64) {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return of(count()) }))
	}
	gauge("nguon_table_copies", "Copies of tables that are asked often.", func(s query.CopyStats) float64 { return float64(s.Files) })
	gauge("nguon_table_copies_bytes", "Disk space of these copies.", func(s query.CopyStats) float64 { return float64(s.Bytes) })
	counter("nguon_table_copies_made_total", "Copies made.", func(s query.CopyStats) float64 { return float64(s.Made) })
	counter("nguon_table_copies_failed_total", "Copies that could not be made.", func(s query.CopyStats) float64 { return float64(s.Failed) })
	counter("nguon_table_copies_dropped_total", "Copies removed.", func(s query.CopyStats) float64 { return float64(s.Dropped) })
}

var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, methodQuery,
}

func (m *metrics) request(method, route string, status int, elapsed time.Duration) {
	if !slices.Contains(methods, method) {
		method = "other"
	}
	if route == "" {
		route = unmatched
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(method, route).Observe(elapsed.Seconds())
}

// Metrics answers with what Prometheus reads, for an address of its own.
func (s *Server) Metrics() http.Handler { return s.metrics.handler }

// getMetrics answers GET /metrics in the form of Prometheus.
func (s *Server) getMetrics(c *gin.Context) error {
	s.metrics.handler.ServeHTTP(c.Writer, c.Request)
	return nil
}
