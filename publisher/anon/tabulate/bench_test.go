package tabulate_test

import (
	"fmt"
	"io"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/tabulate"
)

// BenchmarkMake makes a table of Adult, grown to many rows, by three columns.
func BenchmarkMake(b *testing.B) {
	adult := anontest.Adult(b)
	const rows = 1_000_000
	grown := anontest.Grow(adult, rows, 0.05, 1)
	id := micro.Column{Name: "id", Values: make([]string, rows), Codes: make([]uint32, rows)}
	for i := range id.Codes {
		id.Values[i], id.Codes[i] = strconv.Itoa(i), uint32(i)
	}
	grown.Columns = append(grown.Columns, id)
	in := &tabulate.Input{Rows: grown, Identity: []string{"id"}, Key: key(b, "sixteen bytes or more")}
	for _, round := range []*policy.Round{nil, {Base: 5, Mode: "random-keyed"}} {
		name := "none"
		if round != nil {
			name = round.Mode
		}
		b.Run(fmt.Sprintf("rows=%d/round=%s", rows, name), func(b *testing.B) {
			p := of(policy.Table{By: []string{"sex", "race", "education"}, Count: "n", MinCount: 5, Round: round})
			b.ReportAllocs()
			for b.Loop() {
				table, err := tabulate.Make(b.Context(), p, 0, in)
				if err != nil {
					b.Fatal(err)
				}
				if err := table.WriteCSV(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
