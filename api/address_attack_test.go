package api_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog/market"
)

// The limits of those without a key are by address, and nothing that a caller
// writes changes its address.
func TestForgedAddressesDoNotPassLimits(t *testing.T) {
	forged := []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Originating-Ip", "Via"}
	passed := func(t *testing.T, w *world, next func(i int) request) (n int) {
		t.Helper()
		for i := range 12 {
			r := next(i)
			r.path = "/v1/agencies"
			if a := w.do(t, r); a.status == 200 {
				n++
			} else if a.status != 429 && a.status != 401 {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		return n
	}
	plans := func(d *api.Deps) {
		d.Plans = market.DefaultPlans().Override(market.Plan{Name: market.Anonymous, Rows: 10, Timeout: time.Second, Concurrency: 1,
			Windows: []market.Window{{Name: "day", Quota: 3, Period: 24 * time.Hour}}})
	}
	w := newWorld(t, plans)
	for _, name := range forged {
		t.Run(name, func(t *testing.T) {
			from := "192.0.2." + string(rune('0'+slices.Index(forged, name))) + ":1"
			n := passed(t, w, func(i int) request {
				value := "203.0.113." + string(rune('0'+i%10))
				if name == "Forwarded" {
					value = "for=" + value
				}
				return request{from: from, header: map[string]string{name: value}}
			})
			if n != 3 {
				t.Errorf("%d requests passed, want 3", n)
			}
		})
	}
	t.Run("another address of the same household", func(t *testing.T) {
		if n := passed(t, w, func(i int) request { return request{from: "[2001:db8:7:7::" + string(rune('a'+i%6)) + "]:1"} }); n != 3 {
			t.Errorf("%d requests passed, want 3", n)
		}
	})
	t.Run("keys that do not exist", func(t *testing.T) {
		passed(t, w, func(i int) request {
			return request{from: "198.51.100.1:1", header: map[string]string{"X-Api-Key": "ngn_live_" + strings.Repeat(string(rune('a'+i)), 36)}}
		})
		if a := w.do(t, request{path: "/v1/agencies", from: "198.51.100.1:1"}); a.status != 429 {
			t.Errorf("after twelve bad keys: %d, want 429", a.status)
		}
	})
	t.Run("through a proxy that is trusted, what the client wrote before it", func(t *testing.T) {
		trusting := newWorld(t, plans, trustLocal)
		n := passed(t, trusting, func(i int) request {
			return request{from: "10.0.0.1:1", header: map[string]string{"X-Forwarded-For": "203.0.113." + string(rune('0'+i%10)) + ", 198.51.100.9"}}
		})
		if n != 3 {
			t.Errorf("%d requests passed, want 3", n)
		}
		if a := trusting.do(t, request{path: "/v1/agencies", from: "10.0.0.1:1", header: map[string]string{"X-Forwarded-For": "198.51.100.10"}}); a.status != 200 {
			t.Errorf("another client of the proxy: %d, want 200", a.status)
		}
	})
}

func trustLocal(d *api.Deps) { d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} }
