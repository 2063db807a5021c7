package chart

import (
	"testing"

	"nguon/catalog"
)

// BenchmarkDraw draws the most points that lines have.
func BenchmarkDraw(b *testing.B) {
	l := locale(b, catalog.Vietnamese)
	table := people()
	var rows [][]any
	for i := range mostGroups {
		rows = append(rows, []any{int64(i), int64(i * i % 977)})
	}
	p, f := plotted(b, l, &table, Spec{Kind: Line, X: "year", Y: "population", Agg: "sum"}, []string{"year", "value"}, rows)
	b.Run("as=svg", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			draw(l, p, f, caption{Title: "Dân số"}).svg()
		}
	})
	b.Run("as=png", func(b *testing.B) {
		room := &Room{painters: make(chan struct{}, painters)}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := room.png(b.Context(), draw(l, p, f, caption{Title: "Dân số"})); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkMap lays out and draws the most rows that a map has.
func BenchmarkMap(b *testing.B) {
	l := locale(b, catalog.Vietnamese)
	table := stops(mostPlaces)
	var rows [][]any
	for i := range mostPlaces {
		rows = append(rows, []any{"A", 103 + float64(i*7919%6000)/1000, 9 + float64(i*104729%14000)/1000, int64(i)})
	}
	for _, y := range []string{"", "passengers"} {
		b.Run("y="+y, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p, f := placed(b, l, &table, Spec{Kind: Map, X: "longitude", Y: y}, nil, stopNames, rows)
				draw(l, p, f, caption{Title: "Bến xe"}).svg()
			}
		})
	}
}
