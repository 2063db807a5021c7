package risk

import "math"

// A Reference is the distribution in the whole table, prepared to be compared
// with those of its classes, whose values must all occur in it. It may be used
// by several goroutines at once.
type Reference struct {
	rows  int64
	count []int64   // by code
	rank  []int     // by code, the place among the values that occur
	upTo  []int64   // of each rank, the rows with this value or one before it
	area  []float64 // of each rank, the sum of upTo of the ranks before it
}

// NewReference prepares a distribution.
func NewReference(whole Distribution) *Reference {
	r := &Reference{rows: whole.Rows(), area: []float64{0}}
	if n := len(whole.Codes); n > 0 {
		last := whole.Codes[n-1]
		r.count, r.rank = make([]int64, last+1), make([]int, last+1)
	}
	var sum int64
	area := 0.0
	for i, code := range whole.Codes {
		sum += whole.Counts[i]
		area += float64(sum)
		r.count[code], r.rank[code] = whole.Counts[i], i
		r.upTo, r.area = append(r.upTo, sum), append(r.area, area)
	}
	return r
}

// Equal returns the distance of t-closeness in which all values are equally
// far from one another: ½ Σ|q − p|.
func (r *Reference) Equal(d Distribution) float64 {
	n := d.Rows()
	var more int64 // Σ(q−p) over q > p, times n and rows: exact
	for i, code := range d.Codes {
		more += max(0, d.Counts[i]*r.rows-r.count[code]*n)
	}
	return float64(more) / (float64(n) * float64(r.rows))
}

// Ordered returns the distance of t-closeness in which values are as far from
// one another as they are in their order: (1 ÷ (m−1)) Σ_i |Σ_{j≤i} (q_j − p_j)|
// over the m values that occur in the table. With one value it is 0.
func (r *Reference) Ordered(d Distribution) float64 {
	m := len(r.upTo)
	if m < 2 {
		return 0
	}
	// All figures are whole numbers until the last division: they are exact
	// up to 2⁵³, so that a class that is exactly t-close is found so.
	n, rows := float64(d.Rows()), float64(r.rows)
	sum, below := 0.0, 0.0 // below: rows of the class with a value before the part
	from := 0
	for i, code := range d.Codes {
		to := r.rank[code]
		sum += r.between(from, to, below*rows, n)
		below += float64(d.Counts[i])
		from = to
	}
	sum += r.between(from, m, n*rows, n)
	return sum / (n * rows * float64(m-1))
}

// between returns Σ|q − n·upTo[i]| for from ≤ i < to. As upTo increases, there
// is one place where the sign turns.
func (r *Reference) between(from, to int, q, n float64) float64 {
	lo, hi := from, to
	for lo < hi {
		if mid := (lo + hi) / 2; float64(r.upTo[mid])*n < q {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return q*float64(lo-from) - n*(r.area[lo]-r.area[from]) + n*(r.area[to]-r.area[lo]) - q*float64(to-lo)
}

// Delta returns max |log₂(q ÷ p)| over the values that occur in the class: the
// δ of δ-disclosure privacy, to the base 2 as ARX has it, must be above its
// greatest value over classes. (pycanon takes the natural logarithm: this
// times ln 2.)
func (r *Reference) Delta(d Distribution) float64 {
	n := d.Rows()
	worst := 0.0
	for i, code := range d.Codes {
		worst = max(worst, math.Abs(math.Log2(float64(d.Counts[i]*r.rows)/float64(r.count[code]*n))))
	}
	return worst
}

// Beta returns max (q − p) ÷ p over the values that are more frequent in the
// class than in the table: the β of basic β-likeness must not be below its
// greatest value over classes.
func (r *Reference) Beta(d Distribution) float64 {
	worst := 0.0
	r.gains(d, func(gain, _ float64) { worst = max(worst, gain) })
	return worst
}

// EnhancedBeta returns the least β for which the class has enhanced β-likeness:
// (q − p) ÷ p is at most min(β, −ln p) for every value. It is infinity if some
// value is above −ln p, which no β mends.
func (r *Reference) EnhancedBeta(d Distribution) float64 {
	worst := 0.0
	r.gains(d, func(gain, p float64) {
		if worst = max(worst, gain); gain > -math.Log(p) {
			worst = math.Inf(1)
		}
	})
	return worst
}

// gains calls f with (q − p) ÷ p and p of the values with q > p.
func (r *Reference) gains(d Distribution, f func(gain, p float64)) {
	n := d.Rows()
	for i, code := range d.Codes {
		if more := d.Counts[i]*r.rows - r.count[code]*n; more > 0 {
			f(float64(more)/float64(r.count[code]*n), float64(r.count[code])/float64(r.rows))
		}
	}
}
