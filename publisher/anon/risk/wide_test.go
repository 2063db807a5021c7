//go:build !race

package risk_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// Many rows are grouped by several workers, and wide ones in several steps:
// neither may change the result.
func TestManyWideRowsHaveTheSameClasses(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	const rows = 200_000
	table := &micro.Table{Rows: rows}
	values := make([]string, 1<<17)
	for range 9 {
		codes := make([]uint32, rows)
		for i := range codes {
			codes[i] = uint32(r.IntN(len(values)))
			if i > 0 && r.IntN(4) > 0 {
				codes[i] = codes[r.IntN(min(i, 50))]
			}
			if r.IntN(1000) == 0 {
				codes[i] = micro.Missing
			}
		}
		table.Columns = append(table.Columns, micro.Column{Values: values, Codes: codes})
	}
	c := group(t, table, allOfAdult)
	type tuple [9]uint32
	number := make(map[tuple]uint32)
	var sizes []int64
	for i := range rows {
		var key tuple
		for j := range key {
			key[j] = table.Columns[j].Codes[i]
		}
		class, ok := number[key]
		if !ok {
			class = uint32(len(sizes))
			number[key] = class
			sizes = append(sizes, 0)
		}
		sizes[class]++
		if c.Of[i] != class {
			t.Fatalf("row %d: got class %d, want %d", i, c.Of[i], class)
		}
	}
	if !slices.Equal(c.Sizes, sizes) {
		t.Error("sizes differ")
	}
}

// Tuples of many columns take several words.
func TestWideTuplesAreMatchedInAllTheirColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 0))
	columns := make([]int, 24)
	names := make([]string, len(columns))
	for i := range columns {
		columns[i], names[i] = i, string(rune('a'+i))
	}
	for range 200 {
		kinds := anontest.Rows(anontest.Random(r, 40, len(columns), 40, 0.02), columns)
		rows := make([][]string, 60)
		for i := range rows {
			rows[i] = slices.Clone(kinds[r.IntN(4)])
			j := r.IntN(len(columns))
			rows[i][j] = kinds[r.IntN(len(kinds))][j]
		}
		original := anontest.Table(names, rows)
		release := hide(r, original, 0.02)
		s, err := risk.Suppressed(t.Context(), release, original, columns)
		if err != nil {
			t.Fatal(err)
		}
		before, after := anontest.Rows(original, columns), anontest.Rows(release, columns)
		wantAttacker, wantWildcard := anontest.Attackers(before, after, false), anontest.Wildcards(after)
		for i := range before {
			if _, attacker, wildcard := s.Candidates(i); attacker != wantAttacker[i] || wildcard != wantWildcard[i] {
				t.Fatalf("row %d: got %d, %d, want %d, %d", i, attacker, wildcard, wantAttacker[i], wantWildcard[i])
			}
		}
		p, err := group(t, release, columns).Match(t.Context(), original, columns)
		if err != nil {
			t.Fatal(err)
		}
		whole := make(map[string]int64)
		for _, row := range before {
			whole[strings.Join(row, "|")]++
		}
		for row, class := range group(t, release, columns).Of {
			if want := whole[strings.Join(after[row], "|")]; p.Counts[class] != want {
				t.Fatalf("row %d occurs %d times in the original, want %d", row, p.Counts[class], want)
			}
		}
	}
}
