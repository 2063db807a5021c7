package search

import (
	"math"
	"strings"
)

// A lengthWorth is how much a word counts by the length of the text that it
// stands in.
type lengthWorth struct {
	at int          // the place of the length among those of a document
	by [256]float32 // of each bucket
}

// worth returns how the clause counts by length, or nil if length does not
// matter.
func (c *clause) worth() *lengthWorth {
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

// rarity is the inverse document frequency, after BM25.
func rarity(all, having int) float32 {
	a, h := float64(max(all, having)), float64(having)
	return float32(math.Log(1 + (a-h+0.5)/(h+0.5)))
}
