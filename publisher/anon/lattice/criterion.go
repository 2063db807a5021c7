package lattice

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
	// t-closeness, β-likeness, (α,k)). Where rows may be suppressed that does
	// not help, since a class that holds may merge with one that does not.
	IfAllHold
	// IfAnyHolds: a class that holds merges with any other into one that
	// holds (k-anonymity, distinct l-diversity).
	IfAnyHolds
)

// A Class is rows alike in every quasi-identifier.
type Class struct {
	Size int64
	hist [][]Bin // of each sensitive column

	dense   [][]int64
	touched []bool
}

// A Bin counts one value of a sensitive column in a class. Missing values have
// the code len(Values), one after the last of the dictionary.
type Bin struct {
	Code  uint32
	Count int64
}

// Bins returns the counts of sensitive column i that are not zero, by code.
func (c *Class) Bins(i int) []Bin { return c.hist[i] }

// Counts returns the counts of sensitive column i by code, zeros included,
// missing values last. The slice is valid until Holds returns.
func (c *Class) Counts(i int) []int64 {
	if !c.touched[i] {
		for _, b := range c.hist[i] {
			c.dense[i][b.Code] = b.Count
		}
		c.touched[i] = true
	}
	return c.dense[i]
}

func (c *Class) reset() {
	for i, touched := range c.touched {
		if !touched {
			continue
		}
		for _, b := range c.hist[i] {
			c.dense[i][b.Code] = 0
		}
		c.touched[i] = false
	}
}

// K is k-anonymity: a class has at least so many rows.
type K int64

// Holds tells whether c is large enough.
func (k K) Holds(c *Class) bool { return c.Size >= int64(k) }

// Monotone is IfAnyHolds: merging only adds rows.
func (K) Monotone() Monotonicity { return IfAnyHolds }

// Distinct is l-diversity in its plainest form: Column, an index of
// [Problem.Sensitive], has at least Least different values in the class.
// A missing value counts as one.
type Distinct struct {
	Column int
	Least  int
}

// Holds counts the values.
func (d Distinct) Holds(c *Class) bool { return len(c.Bins(d.Column)) >= d.Least }

// Monotone is IfAnyHolds: merging only adds values.
func (Distinct) Monotone() Monotonicity { return IfAnyHolds }

func (d Distinct) column() int { return d.Column }

// Measure is any criterion that is a function of the histogram of one
// sensitive column, with the formulas of package risk.
type Measure struct {
	Column int // an index of [Problem.Sensitive]

	// Within tells whether counts by code, as of [Class.Counts], may be
	// published. It must not keep or change them.
	Within func(counts []int64) bool
	Kind   Monotonicity
}

// Holds asks Within.
func (m Measure) Holds(c *Class) bool { return m.Within(c.Counts(m.Column)) }

// Monotone is what the maker of m knows of it.
func (m Measure) Monotone() Monotonicity { return m.Kind }

func (m Measure) column() int { return m.Column }

// columned are criteria that look at a sensitive column.
type columned interface{ column() int }
