package aggregate_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"nguon/publisher/anon/aggregate"
)

// survey is rows spread unevenly over communes in provinces and over sectors.
func survey(rows, provinces, communes, sectors int) *aggregate.Spec {
	r := rand.New(rand.NewPCG(6, 6))
	var place, sector, amount []string
	for range rows {
		place = append(place, fmt.Sprintf("%06d", int(float64(provinces*communes)*r.Float64()*r.Float64())))
		sector = append(sector, fmt.Sprintf("%03d", int(float64(sectors)*r.Float64()*r.Float64())))
		amount = append(amount, fmt.Sprint(int64(1000*r.ExpFloat64())))
	}
	places := column("place", place...)
	parents := [][]uint32{nil, nil}
	for code, text := range places.Values {
		var n int
		if _, err := fmt.Sscan(text, &n); err != nil {
			panic(err)
		}
		parents[0], parents[1] = append(parents[0], uint32(code)), append(parents[1], uint32(n/communes))
	}
	return &aggregate.Spec{
		By:    []aggregate.Dimension{{Column: places, Parents: parents}, {Column: column("sector", sector...)}},
		Value: column("amount", amount...),
	}
}

func BenchmarkNew(b *testing.B) {
	spec := survey(200_000, 34, 30, 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := aggregate.New(b.Context(), spec); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(200_000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkSuppress(b *testing.B) {
	for _, size := range []struct{ rows, provinces, communes, sectors int }{{2000, 5, 6, 8}, {20_000, 10, 10, 10}, {50_000, 34, 10, 10}, {300_000, 34, 90, 10}} {
		b.Run(fmt.Sprintf("places=%d/sectors=%d", size.provinces*size.communes, size.sectors), func(b *testing.B) {
			table, err := aggregate.New(b.Context(), survey(size.rows, size.provinces, size.communes, size.sectors))
			if err != nil {
				b.Fatal(err)
			}
			var states [3]int
			open := 0
			for b.Loop() {
				p, err := table.Suppress(b.Context(), &aggregate.Rules{MinCount: 3, P: 10}, aggregate.Limits{})
				if err != nil {
					b.Fatal(err)
				}
				states, open = [3]int{}, len(p.Open)
				for _, s := range p.States {
					states[s]++
				}
			}
			b.ReportMetric(float64(states[aggregate.Primary]), "primary")
			b.ReportMetric(float64(states[aggregate.Secondary]), "secondary")
			b.ReportMetric(float64(open), "open")
		})
	}
}
