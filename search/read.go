package search

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// read calls visit for each document of a clause, with what the clause is
// worth there, and returns how many there are.
func (m *matcher) read(c clause, visit func(doc uint32, gain float32)) (uint64, error) {
	found := uint64(0)
	worth := c.worth()
	var buffer [256]uint32
	err := m.view.eachBitmap(c.field, c.term, func(s int, first uint32, docs *roaring.Bitmap) {
		lengths := m.view.columns[s].lengths
		it := docs.ManyIterator()
		for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
			found += uint64(n)
			for _, doc := range buffer[:n] {
				gain := c.weight
				if worth != nil {
					gain *= worth.by[lengths[int(doc)*tierLangs+worth.at]]
				}
				visit(first+doc, gain)
				if m.lines != nil && c.weight != 0 {
					m.note(c, first+doc, gain)
				}
			}
		}
	})
	return found, err
}

// A lengthWorth is how much a word counts by the length of the text that it
// stands in.
type lengthWorth struct {
	at int          // the place of the length among those of a document
	by [256]float32 // of each bucket
}

// worth returns how the clause counts by length, or nil if length does not
// matter.
func (c clause) worth() *lengthWorth {
	if c.tier == nil {
		return nil
	}
	for i := range tiers {
		if c.tier == &tiers[i] {
			return &lengthWorths[i][b2i(strings.HasPrefix(c.field[len(c.tier.name):], ".en"))]
		}
	}
	return nil
}

var lengthWorths = func() (all [len(tiers)][2]lengthWorth) {
	for i := range all {
		for lang := range all[i] {
			all[i][lang].at = 2*i + lang
			for b := ' '; b < 256; b++ {
				all[i][lang].by[b] = saturation(bucketLength(byte(b)), tiers[i].length)
			}
		}
	}
	return all
}()

// saturation is how much a word counts in a text of a length in words, after
// BM25, where the word stands once: less in a longer text. How often it stands
// there is not kept: titles and names say a word once, and who repeats it in a
// description is not to gain by it.
func saturation(length, usual float64) float32 {
	const k, b = 1.2, 0.5
	return float32((k + 1) / (1 + k*(1-b+b*length/usual)))
}
