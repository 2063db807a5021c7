package lattice

import (
	"slices"

	"nguon/publisher/anon/risk"
)

// A Criterion says whether a class of rows that are alike in every
// quasi-identifier may be published. Implementations must not keep the class.
type Criterion interface {
	Holds(c *Class) bool

	// Monotone tells what merging classes does to the criterion.
	Monotone() Monotonicity
}

// Monotonicity is what is known of a criterion when classes merge.
type Monotonicity int

// A criterion is as monotone as can be proved, never more.
const (
	// Never: classes that hold may merge into one that does not
	// (δ-disclosure: a value's share may become small but not zero).
	Never Monotonicity = iota
	// IfAllHold: classes that all hold merge into one that holds, as for
	// criteria that are convex in the shares (entropy and recursive l,
	// t-closeness, β-likeness, (α,k)). Where rows may be suppressed that says
	// less, since a class that holds may merge with one that does not.
	IfAllHold
	// IfAnyHolds: a class that holds merges with any other into one that
	// holds (k-anonymity, distinct l-diversity).
	IfAnyHolds
)

// A Class is rows alike in every quasi-identifier.
type Class struct {
	Size int64
	hist []risk.Distribution // of each sensitive column
}

// Sensitive returns the distribution of sensitive column i, rows without a
// value left aside. It is empty if no row of the class has one.
func (c *Class) Sensitive(i int) risk.Distribution { return c.hist[i] }

// K is k-anonymity: a class has at least so many rows.
type K int64

// Holds tells whether c is large enough.
func (k K) Holds(c *Class) bool { return c.Size >= int64(k) }

// Monotone is IfAnyHolds: merging only adds rows.
func (K) Monotone() Monotonicity { return IfAnyHolds }

// A Measure is a criterion about the distribution of one sensitive column.
// Classes in which no row has a value satisfy it.
type Measure struct {
	Column int // an index of [Problem.Sensitive]

	// Within tells whether a distribution, never an empty one, may be
	// published. It must not keep or change it.
	Within func(d risk.Distribution) bool
	Kind   Monotonicity

	// Excess is the share of the rows of a distribution that breaks the
	// criterion that must be taken away at least, whichever they are, for the
	// rest to satisfy it. It makes searching cheaper; nil if it is not known.
	Excess func(d risk.Distribution) float64
}

// Holds asks Within.
func (m Measure) Holds(c *Class) bool {
	d := c.Sensitive(m.Column)
	return len(d.Codes) == 0 || m.Within(d)
}

// Monotone is what the maker of m knows of it.
func (m Measure) Monotone() Monotonicity { return m.Kind }

// Distinct is l-diversity in its plainest form: l different values. With
// complete the caller states that the column misses no value, which makes
// searching cheaper: no class is then without a value.
func Distinct(column, l int, complete bool) Measure {
	m := even(column, func(d risk.Distribution) bool { return len(d.Codes) >= l })
	if complete {
		m.Kind = IfAnyHolds
	}
	return m
}

// Entropy is entropy l-diversity: exp H ≥ l.
func Entropy(column int, l float64) Measure {
	return even(column, func(d risk.Distribution) bool { return d.Entropy() >= l })
}

// Recursive is recursive (c,l)-diversity.
func Recursive(column int, c float64, l int) Measure {
	return even(column, func(d risk.Distribution) bool { return d.Recursive(c, l) })
}

// Share is the α of (α,k)-anonymity: no value has more than this share.
func Share(column int, alpha float64) Measure {
	return convex(column, risk.Distribution.Share, alpha)
}

// Close is t-closeness, with any convex distance from the whole table, at most
// 1: the method Equal or Ordered of a [risk.Reference], or Distance of a
// [risk.Tree].
func Close(column int, distance func(risk.Distribution) float64, t float64) Measure {
	return convex(column, distance, t)
}

// convex is a criterion on what is convex in the shares and at most 1. If a
// class of value v is made of a share x of rows and of others that are within
// the limit, then v ≤ x + (1−x)·most.
func convex(column int, value func(risk.Distribution) float64, most float64) Measure {
	return Measure{
		Column: column,
		Within: func(d risk.Distribution) bool { return value(d) <= most },
		Kind:   IfAllHold,
		Excess: func(d risk.Distribution) float64 { return (value(d) - most) / (1 - most) },
	}
}

// even is a criterion that is satisfied the sooner, the more even the counts
// are (in the order of majorisation). Of all ways to take so many rows away,
// cutting the greatest counts down to one level leaves the most even ones.
func even(column int, within func(risk.Distribution) bool) Measure {
	return Measure{Column: column, Within: within, Kind: IfAllHold, Excess: func(d risk.Distribution) float64 {
		cut := risk.Distribution{Codes: d.Codes, Counts: make([]int64, len(d.Counts))}
		holds := func(level int64) bool {
			for i, n := range d.Counts {
				cut.Counts[i] = min(n, level)
			}
			return within(cut)
		}
		if !holds(1) {
			return 1
		}
		low, high := int64(1), slices.Max(d.Counts) // it holds at low, but not at high
		for high-low > 1 {
			if middle := (low + high) / 2; holds(middle) {
				low = middle
			} else {
				high = middle
			}
		}
		holds(high)
		return 1 - float64(cut.Rows())/float64(d.Rows())
	}}
}

// Delta is δ-disclosure privacy, with logarithms to the base 2.
func Delta(column int, table *risk.Reference, delta float64) Measure {
	return Measure{Column: column, Within: func(d risk.Distribution) bool { return table.Delta(d) < delta }, Kind: Never}
}

// Beta is basic β-likeness.
func Beta(column int, table *risk.Reference, beta float64) Measure {
	return Measure{Column: column, Within: func(d risk.Distribution) bool { return table.Beta(d) <= beta }, Kind: IfAllHold}
}

// EnhancedBeta is enhanced β-likeness.
func EnhancedBeta(column int, table *risk.Reference, beta float64) Measure {
	return Measure{Column: column, Within: func(d risk.Distribution) bool { return table.EnhancedBeta(d) <= beta }, Kind: IfAllHold}
}
