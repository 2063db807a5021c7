//go:build !race

package search_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"nguon/search"
)

// TestEveryCountIsWhatChoosingItFinds takes texts, filters and spans at random.
func TestEveryCountIsWhatChoosingItFinds(t *testing.T) {
	x := openGenerated(t, 1500)
	random := rand.New(rand.NewPCG(5, 6))
	texts := []string{"", "dân số", "so", "an giang", "health", "-lúa", `"theo tháng"`, "số liệu", "nothing such"}
	for range 40 {
		r := search.Request{Text: texts[random.IntN(len(texts))], Filters: make(map[string][]string), Limit: 1}
		if random.IntN(3) == 0 {
			r.From = time.Date(1990+random.IntN(30), 5, 1, 0, 0, 0, 0, time.UTC)
		}
		if random.IntN(4) == 0 {
			r.Until = time.Date(2021+random.IntN(5), 5, 1, 0, 0, 0, 0, time.UTC)
		}
		all := find(t, x, search.Request{})
		for _, f := range all.Facets {
			if random.IntN(5) == 0 {
				for range 1 + random.IntN(2) {
					r.Filters[f.Name] = append(r.Filters[f.Name], f.Values[random.IntN(len(f.Values))].Value)
				}
			}
		}
		found := find(t, x, r)
		for _, f := range found.Facets {
			v := search.FacetValue{}
			if len(f.Values) > 0 {
				v = f.Values[random.IntN(len(f.Values))]
			}
			if v.Value == "" {
				continue
			}
			chosen := r
			chosen.Filters = make(map[string][]string)
			for name, values := range r.Filters {
				chosen.Filters[name] = values
			}
			chosen.Filters[f.Name] = []string{v.Value}
			if got := find(t, x, chosen).Total; got != v.Count {
				t.Errorf("%+v: %s=%s counts %d and finds %d", r, f.Name, v.Value, v.Count, got)
			}
		}
	}
}
