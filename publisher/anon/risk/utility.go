package risk

import "math"

// Discernibility returns DM: Σn² over the classes that are released, and for
// each suppressed row the number of all rows.
func Discernibility(released Histogram, suppressed int64) float64 {
	return DiscernibilityStar(released) + float64(suppressed)*float64(released.Rows()+suppressed)
}

// DiscernibilityStar returns DM*: Σn² over all classes, whether their rows are
// suppressed or not, which increases up the lattice of generalisations.
func DiscernibilityStar(all Histogram) (sum float64) {
	for _, b := range all {
		sum += float64(b.Size) * float64(b.Rows)
	}
	return sum
}

// AverageClassSize returns AECS: rows ÷ classes, the suppressed rows being a
// class of their own. ok is false if there are no rows.
func AverageClassSize(released Histogram, suppressed int64) (size float64, ok bool) {
	classes := released.Classes()
	if suppressed > 0 {
		classes++
	}
	if classes == 0 {
		return 0, false
	}
	return float64(released.Rows()+suppressed) / float64(classes), true
}

// NonUniformEntropy returns NUE of one column, the bits that recoding takes
// from it, of how many rows have each value before and after:
//
//	−Σ_rows log₂(count(original value) ÷ count(recoded value)) = Σ m·log₂ m − Σ n·log₂ n
//
// over the counts m after and n before. It is that of the recoding, before rows
// or cells are suppressed, and so increases up the lattice of generalisations.
// A missing value is a value. That of a table is the sum over its columns.
func NonUniformEntropy(before, after []int64) float64 {
	return certainty(after) - certainty(before)
}

// certainty returns Σ_rows log₂ count(value) = Σ_values n·log₂ n.
func certainty(counts []int64) (sum float64) {
	for _, n := range counts {
		if n > 0 {
			sum += float64(n) * math.Log2(float64(n))
		}
	}
	return sum
}

// Loss returns the share of its domain that a column loses (Iyengar, KDD
// 2002): the mean over rows of (leaves − 1) ÷ (domain − 1), where leaves is how
// many of the domain's values a recoded value stands for, and counts how many
// rows have it; 1 for each of the lost rows, which are suppressed or have no
// value. A domain of one value has nothing to lose. ok is false if there are no
// rows.
func Loss(counts, leaves []int64, domain, lost int64) (loss float64, ok bool) {
	sum, rows := float64(lost), lost
	for i, n := range counts {
		rows += n
		if domain > 1 {
			sum += float64(n) * float64(leaves[i]-1) / float64(domain-1)
		}
	}
	switch {
	case rows == 0:
		return 0, false
	case domain < 2:
		return 0, true
	}
	return sum / float64(rows), true
}

// Precision returns 1 minus the mean over cells of level ÷ height, for columns
// of rows that were generalised to levels of hierarchies with heights (the
// level of the single value); cells of suppressed rows are at the top. ok is
// false if there are no rows or no columns.
func Precision(levels, heights []int, rows, suppressed int64) (precision float64, ok bool) {
	if len(levels) == 0 || len(levels) != len(heights) || rows <= 0 {
		return 0, false
	}
	lost := 0.0
	for i, level := range levels {
		if heights[i] > 0 {
			lost += float64(rows-suppressed)*float64(level)/float64(heights[i]) + float64(suppressed)
		}
	}
	return 1 - lost/(float64(rows)*float64(len(levels))), true
}
