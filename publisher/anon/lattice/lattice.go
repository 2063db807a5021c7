// Package lattice searches for the best full-domain generalisation of
// microdata: one level for each quasi-identifier, the same for all rows, at
// which every privacy criterion holds once a limited number of rows is
// suppressed, and at which least is lost.
//
// The nodes of the lattice are the combinations of levels. The search is
// Flash (Kohlmayer, Prasser et al. 2012): greedy paths to the top from each
// node that is still open, a binary search on the path, and predictive
// tagging of what the outcome says about other nodes. Rows are collapsed into
// distinct tuples with counts once; the classes of a node are merged from
// those of a node below it, never from rows.
//
// With criteria that are not monotone (l-diversity by entropy or recursion and
// t-closeness as soon as rows may be suppressed, δ-disclosure always, bounds on
// the risk of the whole release) only what is monotone in them prunes; what is
// left is looked at exhaustively within the limits. A lattice too large to enumerate
// gets a bounded best effort, and [Result.Optimal] says so.
//
// # Several adversaries
//
// Each view of [Problem.Views] is what one adversary knows: the rows that are
// kept must satisfy the criteria in every view, where a class is the kept rows
// that are alike in the columns of that view. What is kept at a node is the
// result of taking away, all at once and again until nothing changes, the rows
// of every class that breaks a criterion in some view. A view that is part of another one is
// left out, unless merging may break a criterion: its classes are unions of
// classes that hold.
//
// If merging classes never harms ([IfAnyHolds]), that is the greatest set of
// rows there is. For the union of two sets that satisfy the criteria satisfies
// them too: each of its classes holds a class of one of the two, with rows
// added. So there is one greatest set, and no row of it is ever taken away,
// since its class contains one of the greatest set.
//
// The pruning stays valid. Going up from a node to one above it, each class of
// the rows kept below, in each view, is a union of classes that hold, so it
// holds: what is kept below satisfies the criteria above, and is part of what
// is kept there. The number of suppressed rows does not grow going up, so a node
// at which it is over the limit tells of all nodes below it.
//
// Where merging may break a criterion, the set that is left satisfies everything
// but need not be the greatest, and more rows may have to go further up. If it
// cannot break where all classes hold ([IfAllHold]), then a class that is broken
// above has rows that every node below suppresses: one at least, or as many as
// [Measure.Excess] says. A node at which these are over the limit tells of all
// nodes below it, too. Other criteria prune nothing.
//
// Metrics are those of the classes over all dimensions.
package lattice

import (
	"fmt"
	"math"
	"time"

	"nguon/publisher/anon/micro"
)

// A Dimension is a quasi-identifier with its hierarchy.
type Dimension struct {
	Column *micro.Column

	// Parents[l][code] is the code at level l of a code of the column's
	// dictionary. A value of one level must have one parent in the next.
	// A missing value is a value of its own at every level, as it stays
	// missing in what is published.
	Parents [][]uint32

	Min, Max int     // levels that may be chosen; Max 0 means the last level unless Fixed
	Fixed    bool    // only level Min may be chosen
	Weight   float64 // of the column's loss in NUE and Loss; 0 means 1
}

// A Problem is what is searched. It is not changed.
type Problem struct {
	Dimensions []Dimension
	Sensitive  []*micro.Column // columns whose histograms the criteria look at
	Criteria   []Criterion     // all must hold in every class that is kept
	Views      [][]int         // of each adversary, the dimensions that it knows, as indexes; none means one that knows all
	Risk       Risk            // of what is kept, as a whole
	Outliers   float64         // share of rows, 0 to 1, that may be suppressed
	Metric     Metric
}

// Limits bound a search. The zero value of a field means its default.
type Limits struct {
	Time   time.Duration // default 60 s; what is found by then is the answer
	Nodes  int           // checked at most; default 50,000
	Memory int64         // bytes of classes kept for merging; default 256 MiB
}

// Options are limits and a listener.
type Options struct {
	Limits   Limits
	Progress func(Progress) // called after each check, from the goroutine of Search; may be nil
}

// Progress is how far a search has come.
type Progress struct {
	Checked int
	Lattice int64
	Found   bool
	Best    float64 // metric of the best node so far, if Found
}

// A Node is one combination of levels and what it gives.
type Node struct {
	Levels     []int // of each dimension
	Holds      bool  // criteria hold after suppression within the limit
	Smallest   int64 // rows of the smallest class of any view before suppression
	K          int64 // rows of the smallest class of any view after suppression; 0 if nothing is left
	Classes    int64 // over all dimensions, before suppression
	Suppressed int64 // rows that the criteria do not leave
	Metric     float64

	// Risks after suppression, in the view where each is greatest.
	Average float64 // classes ÷ rows
	AtRisk  float64 // share of rows whose risk is above Risk.Above; 0 if that is not set
}

// A Result is the outcome of a search.
type Result struct {
	Node
	Found   bool  // false: no node that was checked satisfies the criteria; Node is then the top
	Optimal bool  // nothing better exists in the lattice, or, if not Found, nothing at all
	Checked int   // nodes whose classes were made
	Lattice int64 // nodes there are; math.MaxInt64 if there are more

	// Levers are the neighbours: one level up or down in one column, in the
	// order of the columns, down first.
	Levers []Lever
}

// A Lever is a neighbour of the chosen node.
type Lever struct {
	Dimension int
	Node
}

// Codes of [Error].
const (
	NoDimension   = "no-dimension"    // there is nothing to generalise
	TooManyRows   = "too-many-rows"   // more than 2³¹−1
	TooManyLevels = "too-many-levels" // more than 64 in Column
	UnevenRows    = "uneven-rows"     // Column has another number of rows
	NoLevel       = "no-level"        // Min or Max of Column is not a level
	Hole          = "hole"            // Value of Column has no parent at a level
	TwoParents    = "two-parents"     // a value of a level of Column, met at Value, has two parents
	BadLimit      = "bad-limit"       // the share of suppressed rows is not between 0 and 1
	BadCriterion  = "bad-criterion"   // it asks for a sensitive column that is not there
	BadView       = "bad-view"        // view number Value has no dimension, one twice, or one that is not there
	TooManyViews  = "too-many-views"  // more than MaxViews
	BadRisk       = "bad-risk"        // a bound of Risk is not between 0 and 1
	UnknownMetric = "unknown-metric"  // Value names it
)

// An Error says why a problem cannot be searched.
type Error struct {
	Code   string
	Column string // "" if it is not about one
	Value  string
	Level  int
}

func (e *Error) Error() string {
	return fmt.Sprintf("lattice: %s: column %q, value %q, level %d", e.Code, e.Column, e.Value, e.Level)
}

const defaultMemory = 128 << 20

func (l Limits) withDefaults() Limits {
	if l.Time <= 0 {
		l.Time = time.Minute
	}
	if l.Nodes <= 0 {
		l.Nodes = 50_000
	}
	if l.Memory <= 0 {
		l.Memory = defaultMemory
	}
	return l
}

// Size returns the number of nodes of the lattice of p, or [math.MaxInt64] if
// there are more, so that it can be shown before the search.
func (p *Problem) Size() int64 {
	size := int64(1)
	for i := range p.Dimensions {
		low, high := p.Dimensions[i].bounds()
		n := int64(high - low + 1)
		if n < 1 {
			return 0
		}
		if size > math.MaxInt64/n {
			return math.MaxInt64
		}
		size *= n
	}
	return size
}

func (d *Dimension) bounds() (low, high int) {
	switch {
	case d.Fixed:
		return d.Min, d.Min
	case d.Max == 0:
		return d.Min, len(d.Parents) - 1
	}
	return d.Min, d.Max
}
