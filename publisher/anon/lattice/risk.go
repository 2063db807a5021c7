package lattice

import (
	"math"

	"nguon/publisher/anon/risk"
)

// Risk bounds the risk of the release as a whole, in every view, once the rows
// that break a criterion are suppressed. The zero value bounds nothing.
//
// These bounds judge what the criteria leave; no more rows are suppressed to
// meet them. They are not monotone: where fewer rows break a criterion higher
// up, more of the small classes are kept, and the average may rise. They prune
// by what is monotone in them: if the risk is over its bound though as many
// rows as are allowed were left out of the smallest classes, no set of rows that
// may be kept meets it here, nor below, where classes are smaller.
type Risk struct {
	Average float64 // classes ÷ rows at most; 0 means any

	// Of the rows that are kept, at most Share may have a risk above Above. 0
	// for Above means any. With a Share of 0 that is K([risk.SizeFor](Above)).
	Above, Share float64
}

func (r Risk) check() error {
	for _, bound := range []float64{r.Average, r.Above, r.Share} {
		if !(bound >= 0 && bound <= 1) {
			return &Error{Code: BadRisk}
		}
	}
	return nil
}

// everywhere is what a bound on every row asks of every class.
func (r Risk) everywhere() (k K, ok bool) {
	return K(risk.SizeFor(r.Above)), r.Above > 0 && r.Share == 0
}

// census counts the classes of one view.
type census struct {
	classes, rows int64
	small         int64 // rows in classes that are too small for Risk.Above
	least         int64 // rows of the smallest class; 0 if there is none
}

// count leaves out the classes that are empty, and those in out unless it is nil.
func (l *lattice) count(sizes []int64, out []bool) (c census) {
	for class, n := range sizes {
		if n == 0 || out != nil && out[class] {
			continue
		}
		c.classes++
		c.rows += n
		if n < l.small {
			c.small += n
		}
		if c.least == 0 || n < c.least {
			c.least = n
		}
	}
	return c
}

func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// tolerable tells whether the whole of a view is within the bounds.
func (l *lattice) tolerable(c census) bool {
	r := l.p.Risk
	return (r.Average == 0 || share(c.classes, c.rows) <= r.Average) && (l.small == 0 || share(c.small, c.rows) <= r.Share)
}

// hopeless tells whether the bounds fail whichever rows are suppressed, within
// the limit, at this node or below.
func (l *lattice) hopeless(sizes []int64) bool {
	r := l.p.Risk
	if r.Average == 0 && l.small == 0 {
		return false
	}
	c := l.count(sizes, nil)
	if l.small > 0 {
		gone := min(c.small, l.limit)
		if share(c.small-gone, c.rows-gone) > r.Share {
			return true
		}
	}
	return r.Average > 0 && share(c.classes, c.rows) > r.Average && l.leastAverage(sizes, c) > r.Average
}

// leastAverage is a lower bound of classes ÷ rows when the smallest classes are
// left out as far as the limit goes. Very large classes count as smaller than
// they are, so that there is an array to sort them with.
func (l *lattice) leastAverage(sizes []int64, c census) float64 {
	var of [4096]int64 // classes by size
	for _, n := range sizes {
		of[min(n, int64(len(of)-1))]++
	}
	least := math.Inf(1)
	limit := l.limit
	for n := int64(1); n < int64(len(of)); n++ {
		least = min(least, share(c.classes, c.rows))
		gone := min(of[n], limit/n)
		c.classes, c.rows, limit = c.classes-gone, c.rows-gone*n, limit-gone*n
	}
	return min(least, share(c.classes, c.rows))
}
