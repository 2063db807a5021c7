package compare

import (
	"math"
	"strconv"

	"nguon/catalog"
)

// What is taken for a move of the values of a column.
const (
	// movedIndex is the population stability index from which on a
	// distribution has moved: Σ (p−q)·ln(p/q) over the shares p and q of equal
	// classes. Above 0.25 is the usual sign of a major shift (Siddiqi, Credit
	// Risk Scorecards, 2006).
	movedIndex = 0.25
	// movedMissing is the difference of the shares of missing values from
	// which on it is reported.
	movedMissing = 0.1
	// enough is how many values both tables need: shares of fewer move by
	// chance.
	enough = 100
	// classes is how many classes numbers are put into, at most.
	classes = 10
	// least stands for the share of an empty class, whose logarithm would be
	// infinite.
	least = 0.001
)

// moved reports the columns whose values are distributed otherwise than
// before. Dates and times move on in any table that grows, and keys do not say
// how things are: they are left out.
func moved(before, now *catalog.Table) []catalog.ColumnChange {
	var all []catalog.ColumnChange
	for i := range now.Columns {
		c := &now.Columns[i]
		old, ok := before.Column(c.Name)
		if !ok || !catalog.SameType(old, c) || now.IsKey(c.Name) || before.IsKey(c.Name) {
			continue
		}
		all = append(all, missing(before, now, old, c)...)
		index, ok := stability(before, now, old, c)
		if !ok || index <= movedIndex {
			continue
		}
		change := catalog.ColumnChange{Column: c.Name, Kind: "moved", Text: catalog.Textf(
			"Phân bố giá trị của cột %[1]s khác nhiều so với trước (chỉ số ổn định %.2[2]f, ngưỡng %.2[3]f).",
			"The values of %[1]s are distributed otherwise than before (stability index %.2[2]f, threshold %.2[3]f).", c.Name, index, movedIndex)}
		if old.Stats.Mean != nil && c.Stats.Mean != nil {
			mean := catalog.Textf(" Trung bình: %[1]s → %[2]s.", " Mean: %[1]s → %[2]s.", short(*old.Stats.Mean), short(*c.Stats.Mean))
			change.Text.Vi += mean.Vi
			change.Text.En += mean.En
		}
		all = append(all, change)
	}
	return all
}

// missing reports another share of missing values.
func missing(before, now *catalog.Table, old, c *catalog.Column) []catalog.ColumnChange {
	if before.Rows < enough || now.Rows < enough {
		return nil
	}
	was, is := float64(old.Stats.Nulls)/float64(before.Rows), float64(c.Stats.Nulls)/float64(now.Rows)
	if math.Abs(was-is) <= movedMissing {
		return nil
	}
	return []catalog.ColumnChange{{Column: c.Name, Kind: "missing", Text: catalog.Textf(
		"Tỷ lệ giá trị thiếu của cột %[1]s: %.0[2]f %% → %.0[3]f %%.",
		"Share of missing values in %[1]s: %.0[2]f %% → %.0[3]f %%.", c.Name, was*100, is*100)}}
}

// stability returns the population stability index of the values that are not
// missing, or false if it cannot be known.
func stability(before, now *catalog.Table, old, c *catalog.Column) (float64, bool) {
	n, m := before.Rows-old.Stats.Nulls, now.Rows-c.Stats.Nulls
	if n < enough || m < enough {
		return 0, false
	}
	switch {
	case complete(old) && complete(c):
		return index(categories(old.Stats.Top, c.Stats.Top)), true
	case c.Type == catalog.Integer, c.Type == catalog.Number, c.Type == catalog.Decimal, c.Type == catalog.Duration:
		if len(old.Stats.Histogram) == 0 || len(c.Stats.Histogram) == 0 {
			return 0, false
		}
		return index(quantiles(old.Stats.Histogram, c.Stats.Histogram)), true
	case c.Type == catalog.String && len(old.Stats.Top) > 0 && len(c.Stats.Top) > 0:
		return index(frequent(old, c, n, m)), true
	}
	return 0, false
}

// complete reports whether the most frequent values of c are all its values.
func complete(c *catalog.Column) bool {
	return c.Stats.Exact && len(c.Stats.Top) > 0 && int64(len(c.Stats.Top)) == c.Stats.Distinct &&
		c.Type != catalog.Date && c.Type != catalog.DateTime
}

// index is the population stability index of two lists of counts.
func index(p, q []float64) float64 {
	total := func(s []float64) (t float64) {
		for _, x := range s {
			t += x
		}
		return t
	}
	n, m := total(p), total(q)
	sum := 0.0
	for i := range p {
		a, b := max(p[i]/n, least), max(q[i]/m, least)
		sum += (a - b) * math.Log(a/b)
	}
	return sum
}

// categories returns the counts of all values that either list holds.
func categories(a, b []catalog.ValueCount) (p, q []float64) {
	at := make(map[string]int)
	put := func(list []catalog.ValueCount, into func(i int, n float64)) {
		for _, v := range list {
			i, ok := at[v.Value]
			if !ok {
				i = len(at)
				at[v.Value] = i
				p, q = append(p, 0), append(q, 0)
			}
			into(i, float64(v.Count))
		}
	}
	put(a, func(i int, n float64) { p[i] = n })
	put(b, func(i int, n float64) { q[i] = n })
	return p, q
}

// frequent returns the counts of the values that are frequent in either table,
// and of the rest. A value that is frequent in one alone is taken to be in the
// other as often as the least frequent that is known there, at most.
func frequent(old, c *catalog.Column, n, m int64) (p, q []float64) {
	p, q = categories(old.Stats.Top, c.Stats.Top)
	fill := func(mine, other []float64, of *catalog.Column) {
		if complete(of) {
			return
		}
		last := float64(of.Stats.Top[len(of.Stats.Top)-1].Count)
		for i := range mine {
			if mine[i] == 0 {
				mine[i] = min(last, other[i])
			}
		}
	}
	fill(p, q, old)
	fill(q, p, c)
	rest := func(s []float64, all int64) float64 {
		left := float64(all)
		for _, x := range s {
			left -= x
		}
		return max(left, 0)
	}
	return append(p, rest(p, n)), append(q, rest(q, m))
}

// quantiles returns how many values of each histogram lie in classes that hold
// about equally many values of both tables, each taken with the same weight.
// Classes end where bins of the wider histogram do: an outlier that widens a
// histogram makes it say less, but nothing wrong. Values are taken to be spread
// evenly within the bins of the other.
func quantiles(a, b []catalog.Bin) (p, q []float64) {
	wide := a
	if width(b) > width(a) || width(b) == width(a) && b[0].From < a[0].From {
		wide = b
	}
	n, m := below(a, math.Inf(1)), below(b, math.Inf(1))
	lastA, lastB := 0.0, 0.0
	cut := func(x float64) {
		x, y := below(a, x), below(b, x)
		p, q = append(p, x-lastA), append(q, y-lastB)
		lastA, lastB = x, y
	}
	full := 1.0
	for _, bin := range wide {
		if share := below(a, bin.From)/n + below(b, bin.From)/m; share >= full*2/classes {
			cut(bin.From)
			full = math.Floor(share*classes/2) + 1
		}
	}
	cut(math.Inf(1))
	return p, q
}

func width(bins []catalog.Bin) float64 { return bins[0].Until - bins[0].From }

// below returns how many values of a histogram are less than x.
func below(bins []catalog.Bin, x float64) float64 {
	n := 0.0
	for _, b := range bins {
		switch {
		case x >= b.Until:
			n += float64(b.Count)
		case x > b.From:
			n += float64(b.Count) * (x - b.From) / (b.Until - b.From)
		}
	}
	return n
}

// short writes a number with four digits.
func short(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }
