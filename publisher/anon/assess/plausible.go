package assess

import (
	"math"

	"nguon/publisher/anon/risk"
)

// plausible looks at the attacker's figures of a release with suppressed
// cells, which cannot be measured without the rows before suppression. It
// returns the field that cannot be as it is; empty if all can.
//
// For each row strict ≤ attacker ≤ wildcard, so that for each size there are no
// more rows with fewer candidates of the attacker than there are by the strict
// count, and no fewer than by the wildcard.
func (b *bounds) plausible(a *Adversary) string {
	if len(b.strict) == 0 {
		if a.Attacker != nil || a.AttackerAll != nil || len(a.Sizes) > 0 || a.Uniques != 0 || a.Prosecutor != nil {
			return "k_attacker"
		}
		return ""
	}
	switch k, all, r := a.Attacker, a.AttackerAll, a.Prosecutor; {
	case k == nil || *k < b.strict[0].Size || *k > b.wildcard[0].Size:
		return "k_attacker"
	case all == nil || *all < *k || *all > b.wildcard[0].Size:
		return "k_attacker_with_empty_rows"
	case !b.sizes(a.Sizes) || *k < a.Sizes[0].From || *k > a.Sizes[0].To:
		return "sizes"
	case a.Uniques != uniques(a.Sizes):
		return "uniques"
	case r == nil || !near(r.Highest, 1/float64(*k)):
		return "prosecutor.highest"
	case !b.lowest(a.Sizes[len(a.Sizes)-1], r.Lowest):
		return "prosecutor.lowest"
	case !b.average(a.Sizes, r.Average):
		return "prosecutor.average"
	case !b.atRisk(a.Sizes, r.AtRisk, risk.SizeFor(r.Above)):
		return "prosecutor.at_risk"
	}
	return ""
}

// sizes tells whether bins can be those of the attacker's candidates.
func (b *bounds) sizes(all []Bin) bool {
	var rows, last int64
	for _, bin := range all {
		one := bins(risk.Histogram{{Size: max(1, bin.From), Rows: bin.Rows}})[0]
		if bin.Rows <= 0 || bin.From <= last || one != bin {
			return false
		}
		if rows > upTo(b.strict, bin.From-1) || rows < upTo(b.wildcard, bin.From-1) {
			return false
		}
		rows, last = rows+bin.Rows, bin.To
		if rows > upTo(b.strict, last) || rows < upTo(b.wildcard, last) {
			return false
		}
	}
	return len(all) > 0 && rows == b.strict.Rows()
}

// upTo returns how many rows have at most so many candidates.
func upTo(h risk.Histogram, size int64) (rows int64) {
	for _, bin := range h {
		if bin.Size <= size {
			rows += bin.Rows
		}
	}
	return rows
}

func uniques(all []Bin) int64 {
	if len(all) > 0 && all[0].To == 1 {
		return all[0].Rows
	}
	return 0
}

// lowest tells whether a risk can be that of the row with the most candidates,
// which are in the last of the bins.
func (b *bounds) lowest(last Bin, got float64) bool {
	most := math.Round(1 / got)
	return near(got, 1/most) && most >= float64(max(last.From, b.strict[len(b.strict)-1].Size)) &&
		most <= float64(min(last.To, b.wildcard[len(b.wildcard)-1].Size))
}

// average tells whether a risk can be the mean over all rows.
func (b *bounds) average(all []Bin, got float64) bool {
	var least, most, rows float64
	for _, bin := range all {
		rows += float64(bin.Rows)
		least += float64(bin.Rows) / float64(bin.To)
		most += float64(bin.Rows) / float64(bin.From)
	}
	strict, _ := b.strict.Prosecutor()
	wildcard, _ := b.wildcard.Prosecutor()
	return within(got, max(least/rows, wildcard.Average), min(most/rows, strict.Average))
}

// atRisk tells whether a share can be that of the rows with fewer candidates
// than size.
func (b *bounds) atRisk(all []Bin, got float64, size int64) bool {
	var least, most, rows float64
	for _, bin := range all {
		rows += float64(bin.Rows)
		if bin.To < size {
			least += float64(bin.Rows)
		}
		if bin.From < size {
			most += float64(bin.Rows)
		}
	}
	strict, _ := b.strict.Below(size)
	wildcard, _ := b.wildcard.Below(size)
	return within(got, max(least/rows, wildcard), min(most/rows, strict))
}

// within tells whether a number is between two, but for rounding.
func within(v, least, most float64) bool { return v >= least-tolerance && v <= most+tolerance }

// plausiblePopulation looks at the figures of an adversary that need the table
// of the population: they must fit one another, and the population must have
// all rows of the table. It returns the field that cannot be; empty if all can.
func plausiblePopulation(a *Adversary, above float64, exact bool) string {
	j := a.Journalist
	switch {
	case (j == nil) != (a.KMap == nil) || (j == nil) != (a.Marketer == nil) || (j == nil) != (a.Presence == nil):
		return "journalist"
	case j == nil:
		return ""
	case *a.KMap < 1 || exact && a.Strict != nil && *a.KMap < *a.Strict || !near(j.Highest, 1/float64(*a.KMap)):
		return "k_map"
	case j.Lowest <= 0 || j.Lowest > j.Highest:
		return "journalist.lowest"
	case !within(*a.Marketer, j.Lowest, j.Highest):
		return "marketer"
	case !within(j.Average, *a.Marketer, j.Highest):
		return "journalist.average"
	case j.Above != above || !within(j.AtRisk, 0, 1) || (j.AtRisk > 0) != (*a.KMap < risk.SizeFor(above)):
		return "journalist.at_risk"
	case a.Presence.Least < 0 || a.Presence.Most < a.Presence.Least || a.Presence.Most > 1:
		return "presence"
	}
	return ""
}
