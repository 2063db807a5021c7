package aggregate_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/micro"
)

func FuzzAmounts(f *testing.F) {
	for _, seed := range [][2]string{{"1", "2.50"}, {"-1", "0"}, {"1e9", ""}, {".5", "5."}, {"9223372036854775807", "0.0000000000000000001"}, {"007", "1.0"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		one := &micro.Column{Name: "one", Values: []string{"x"}, Codes: []uint32{0, 0}}
		value := &micro.Column{Name: "amount", Values: []string{a, b}, Codes: []uint32{0, 1}}
		table, err := aggregate.New(t.Context(), &aggregate.Spec{By: []aggregate.Dimension{{Column: one}}, Value: value})
		if err != nil {
			if _, ok := errors.AsType[*aggregate.Error](err); !ok {
				t.Fatalf("err = %v", err)
			}
			return
		}
		want := new(big.Rat)
		for _, text := range value.Values {
			n, ok := new(big.Rat).SetString(text)
			if !ok || n.Sign() < 0 {
				t.Fatalf("%q was taken for an amount", text)
			}
			want.Add(want, n)
		}
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(table.Scale)), nil)
		if got := new(big.Rat).SetFrac(big.NewInt(table.Cells[0].Sum), scale); got.Cmp(want) != 0 {
			t.Fatalf("%q + %q = %v, want %v", a, b, got, want)
		}
	})
}

// Whatever the table, unsafe cells are protected as the audit sees it, or
// named, and sums agree with their cells.
func FuzzSuppress(f *testing.F) {
	f.Add([]byte{1, 0, 2, 9, 4, 5, 6, 3, 3}, uint8(3), uint8(3))
	f.Add([]byte{1, 1, 1, 1, 0, 0, 0, 0}, uint8(2), uint8(5))
	f.Fuzz(func(t *testing.T, cells []byte, width, least uint8) {
		columns := 1 + int(width)%8
		if len(cells) == 0 || len(cells) > 64 {
			return
		}
		counts := make([][]int, (len(cells)+columns-1)/columns)
		for i := range counts {
			counts[i] = make([]int, columns)
		}
		for i, n := range cells {
			counts[i/columns][i%columns] = int(n) % 16
		}
		by := gridBy(counts)
		if rows := len(counts); rows > 3 {
			same, pairs := make([]uint32, rows), make([]uint32, rows)
			for i := range rows {
				same[i], pairs[i] = uint32(i), uint32(i/2)
			}
			by[0].Parents = [][]uint32{same, pairs}
		}
		table, err := aggregate.New(t.Context(), &aggregate.Spec{By: by})
		if err != nil {
			t.Fatal(err)
		}
		p, err := table.Suppress(t.Context(), &aggregate.Rules{MinCount: int64(least % 12), Zeros: least > 200, Group: []int{1}}, aggregate.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Audits {
			n, count := p.Needs[a.Cell], table.Cells[a.Cell].Count
			if a.Unknown || a.Count.Low > count || a.Count.High < count {
				t.Fatalf("%d is not in %+v", count, a)
			}
			protected := a.Count.Low <= count-n.Count.Lower && a.Count.High-count >= n.Count.Upper
			if n.Reason != 0 && protected == slices.Contains(p.Open, a.Cell) {
				t.Fatalf("%d in %+v, needs %+v, open %v", count, a, n, p.Open)
			}
		}
		for cell, s := range p.States {
			if (s == aggregate.Primary) != (p.Needs[cell].Reason != 0) {
				t.Fatalf("cell %d is %d, reason %d", cell, s, p.Needs[cell].Reason)
			}
		}
	})
}
