package bulk

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

func TestListsHoldTheDocumentsOfTerms(t *testing.T) {
	const docs = 40_000
	r := rand.New(rand.NewPCG(1, 2))
	var l lists
	shares := []float64{1, 0.9, 0.2, 0.13, 0.12, 0.01, 0.001, 1.0 / docs}
	want := make([][]uint32, len(shares)+2)
	for range want {
		l.grow()
	}
	add := func(term int, doc uint32) {
		if !l.add(uint32(term), doc) {
			t.Fatalf("document %d of term %d is not new", doc, term)
		}
		if l.add(uint32(term), doc) {
			t.Fatalf("document %d of term %d is new twice", doc, term)
		}
		want[term] = append(want[term], doc)
	}
	for doc := range uint32(docs) {
		for term, share := range shares {
			if r.Float64() < share {
				add(term, doc)
			}
		}
		if doc > docs/2 { // frequent, but late
			add(len(shares), doc)
		}
	}
	sets := 0
	for term := range want {
		var got []uint32
		if set := l.set(uint32(term)); set != nil {
			got = roaring.FromDense(set, true).ToArray()
			sets++
		} else {
			got = l.read(uint32(term), nil)
		}
		if !slices.Equal(got, want[term]) {
			t.Errorf("term %d: got %d documents, want %d", term, len(got), len(want[term]))
		}
	}
	if sets < 3 || sets > 6 {
		t.Errorf("%d terms are in sets, want the frequent ones", sets)
	}
	if least := 40_000; l.size() < least || l.size() > 64*least {
		t.Errorf("size = %d", l.size())
	}
}

func TestTableNumbersTermsInTheirOrderAndSortsThem(t *testing.T) {
	table := newTable()
	var all [][]byte
	for i := range 3 * firstSlots { // it grows twice
		term := fmt.Appendf([]byte{byte(i % 3)}, "%d", (i*7919)%10_007)
		if i%5 == 0 {
			term = append(term, 0)
		}
		n, isNew, ok := table.number(term)
		if known := slices.IndexFunc(all, func(t []byte) bool { return bytes.Equal(t, term) }); known >= 0 {
			if isNew || int(n) != known || !ok {
				t.Fatalf("%q has number %d, want %d", term, n, known)
			}
			continue
		}
		if !isNew || int(n) != len(all) || !ok {
			t.Fatalf("%q has number %d, want the next, %d", term, n, len(all))
		}
		all = append(all, term)
	}
	var got [][]byte
	for _, n := range table.sorted() {
		got = append(got, table.of(n))
	}
	slices.SortFunc(all, bytes.Compare)
	if !slices.EqualFunc(got, all, bytes.Equal) {
		t.Error("terms are not sorted")
	}
}
