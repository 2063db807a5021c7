package risk

import (
	"math"

	"nguon/publisher/anon/micro"
)

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

// NonUniformEntropy returns NUE, the bits that recoding takes from columns,
// whose rows correspond one by one:
//
//	−Σ_columns Σ_rows log₂(count(original value) ÷ count(recoded value))
//
// It is that of the recoding, before rows or cells are suppressed, and so
// increases up the lattice of generalisations. A missing value is a value.
func NonUniformEntropy(original, recoded *micro.Table, columns []int) (float64, error) {
	if recoded.Rows != original.Rows {
		return 0, &Error{Code: NotAligned, Got: int64(recoded.Rows), Want: int64(original.Rows)}
	}
	for _, t := range []*micro.Table{original, recoded} {
		if err := check(t, columns); err != nil {
			return 0, err
		}
	}
	sum := 0.0
	for _, c := range columns {
		sum += certainty(&recoded.Columns[c]) - certainty(&original.Columns[c])
	}
	return sum, nil
}

// certainty returns Σ_rows log₂ count(value) = Σ_values n·log₂ n.
func certainty(c *micro.Column) (sum float64) {
	counts := make([]int64, len(c.Values)+1)
	for _, code := range c.Codes {
		counts[min(int64(code), int64(len(c.Values)))]++
	}
	for _, n := range counts {
		sum += nLogN(n)
	}
	return sum
}

func nLogN(n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(n) * math.Log2(float64(n))
}

// Loss returns the share of its domain that a column loses (Iyengar, KDD
// 2002): the mean over rows of (leaves − 1) ÷ (domain − 1), where leaves is how
// many of the domain's values the recoded value stands for, by code; 1 for a
// row that is suppressed or has no value. A domain of one value has nothing to
// lose. ok is false if there are no rows.
func Loss(recoded *micro.Column, leaves []int64, domain int64, suppressed []bool) (loss float64, ok bool) {
	if len(recoded.Codes) == 0 {
		return 0, false
	}
	if domain < 2 {
		return 0, true
	}
	sum := 0.0
	for i, code := range recoded.Codes {
		if int(code) >= len(leaves) || suppressed != nil && suppressed[i] {
			sum++
			continue
		}
		sum += float64(leaves[code]-1) / float64(domain-1)
	}
	return sum / float64(len(recoded.Codes)), true
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
