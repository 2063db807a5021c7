package gateway_test

import (
	"context"
	"net/http"
	"testing"

	"nguon/catalog/market"
)

type list []market.Product

func (l list) Products(context.Context, market.ProductFilter) ([]market.Product, error) {
	return l, nil
}

type record []market.Probe

func (r *record) AddProbes(_ context.Context, probes []market.Probe) error {
	*r = append(*r, probes...)
	return nil
}

func TestProbeAsksWhatCanBeCalled(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*market.Version)
		status int
		asked  string // empty: it is not asked
		up     bool
	}{
		{"that is well", nil, 204, "/base/ping?deep=1 hunter2", true},
		{"that is not", nil, 500, "/base/ping?deep=1 hunter2", false},
		{"that is deprecated", func(v *market.Version) { v.State = market.Deprecated }, 200, "/base/ping?deep=1 hunter2", true},
		{"not a draft", func(v *market.Version) { v.State = market.Draft }, 200, "", false},
		{"not one without a path", func(v *market.Version) { v.Upstream.Health = "" }, 200, "", false},
		{"none outside by an inside address", func(v *market.Version) { v.Upstream.Private = false }, 200, "none", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := "none"
			b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
				asked = r.RequestURI + " " + r.Header.Get("X-Token")
				w.WriteHeader(test.status)
			}, func(v *market.Version) {
				v.Upstream.Health = "/ping?deep=1"
				if test.change != nil {
					test.change(v)
				}
			})
			var health record
			if err := b.proxy.Probe(t.Context(), list{b.product}, &health); err != nil {
				t.Fatal(err)
			}
			if test.asked == "" {
				if asked != "none" || len(health) != 0 {
					t.Errorf("asked %s, %+v", asked, health)
				}
				return
			}
			if asked != test.asked || len(health) != 1 {
				t.Fatalf("asked %s, %+v", asked, health)
			}
			if p := health[0]; p.Product != "api/weather" || p.Version != "v1" || p.Up != test.up || !p.Time.Equal(b.now) {
				t.Errorf("%+v", p)
			}
		})
	}
}
