package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nguon/catalog/market"
)

// BenchmarkServe passes calls to an upstream on the same machine that answers
// with 1 KB, and keeps the answer or not.
func BenchmarkServe(b *testing.B) {
	answer := strings.Repeat("a", 1024)
	for name, change := range map[string]func(*market.Version){
		"validated": nil,
		"not":       func(v *market.Version) { v.Upstream.Validate = market.NoneAtAll },
		"kept":      func(v *market.Version) { v.Upstream.Cache = time.Minute },
	} {
		b.Run("calls="+name, func(b *testing.B) {
			bench := newBench(b, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Cache-Control", "max-age=3600")
				io.WriteString(w, answer) //nolint:errcheck // the benchmark would tell
			}, change)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/?limit=5", http.NoBody)
					w := httptest.NewRecorder()
					if err := bench.proxy.Serve(w, r, bench.call(r, "/stations")); err != nil || w.Body.Len() != len(answer) {
						b.Errorf("%d bytes, %v", w.Body.Len(), err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
