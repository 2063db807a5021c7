package lattice

import "math"

// A Metric is what a search keeps small.
type Metric string

// The metrics, with N the rows, n the sizes of classes. Formulas as ARX has
// them.
const (
	// NUE is non-uniform entropy: −Σ over columns and rows of
	// log₂(count(value)/count(generalised value)), suppression left aside.
	NUE Metric = "nue"
	// Loss is the mean over columns, by weight, and rows of the share of its
	// dictionary that a value loses: (values covered − 1) ÷ (values − 1), 1
	// for missing values and suppressed rows, 0 in a column of one value.
	Loss Metric = "loss"
	// DM is discernibility: Σn² over classes that are kept, plus N for each
	// suppressed row.
	DM Metric = "dm"
	// DMStar is Σn² over all classes, suppression left aside.
	DMStar Metric = "dm*"
	// AECS is the average size of a class: N divided by the number of classes
	// kept, plus one if anything is suppressed.
	AECS Metric = "aecs"
)

// separable metrics, or their lower bounds, are sums over columns, known
// without making classes.
func (m Metric) separable() bool { return m == NUE || m == Loss }

func (m Metric) known() bool {
	switch m {
	case NUE, Loss, DM, DMStar, AECS:
		return true
	}
	return false
}

// tally is what the metrics need of the classes of a node.
type tally struct {
	rows, classes, squares             int64 // of all classes
	outRows, outClasses, outSquares    int64 // of those that break a criterion
	separable, outShares, weight, lost float64
}

// bound is a lower bound of the metric at a node and at every node above it,
// whatever is suppressed.
func (m Metric) bound(t *tally) float64 {
	switch m {
	case DM, DMStar:
		return float64(t.squares)
	case AECS:
		return float64(t.rows) / float64(max(t.classes, 1))
	}
	return t.separable
}

func (m Metric) value(t *tally) float64 {
	switch m {
	case DM:
		return float64(t.squares-t.outSquares) + float64(t.rows)*float64(t.outRows)
	case AECS:
		kept := t.classes - t.outClasses
		if t.outRows > 0 {
			kept++
		}
		return float64(t.rows) / float64(max(kept, 1))
	case Loss:
		return t.separable + (float64(t.outRows)*t.lost-t.outShares)/(float64(max(t.rows, 1))*t.weight)
	}
	return m.bound(t)
}

// entropy returns the NUE of one column at one level.
func entropy(counts []int64, up []uint32, width int) float64 {
	merged := make([]int64, width)
	for code, n := range counts {
		merged[up[code]] += n
	}
	sum := 0.0
	for code, n := range counts {
		if n > 0 {
			sum += float64(n) * math.Log2(float64(merged[up[code]])/float64(n))
		}
	}
	return sum
}

// shares returns how much of a dictionary each value of a level loses: all of
// it for missing values, which have no parent here.
func shares(up []uint32, width int) []float64 {
	lost := make([]float64, width)
	if len(up) < 2 {
		return lost
	}
	covered := make([]int, width)
	for _, parent := range up {
		covered[parent]++
	}
	for value, n := range covered {
		lost[value] = 1
		if n > 0 {
			lost[value] = float64(n-1) / float64(len(up)-1)
		}
	}
	return lost
}
