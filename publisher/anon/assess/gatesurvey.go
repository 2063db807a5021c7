package assess

// survey takes into ours what the report says by columns that are not at hand,
// the weights and households of its rows, if that can be. Otherwise it returns
// the field that cannot.
func (g *gate) survey(want, ours *Adversary, b *bounds) string {
	p := g.in.Policy
	if ours.Individual == nil && p.Coverage < 1 && p.Weights != "" && !p.Kept(p.Weights) {
		ours.Individual = want.Individual
		if i := want.Individual; i != nil && !b.individual(i, ours) {
			return "individual"
		}
	}
	if ours.Household == nil && p.Household != "" {
		ours.Household = want.Household
		highest, sum, known := members(ours, p.Coverage < 1)
		if h := want.Household; h != nil && !(known && h.plausible(highest, sum, ours.Rows)) {
			return "household"
		}
	}
	return ""
}

// individual tells whether figures can be those of rows that stand for one
// person each at least, so that the risk of a row is no more than one over those
// that fit it.
func (b *bounds) individual(i *Individual, a *Adversary) bool {
	if len(b.wildcard) == 0 {
		return false
	}
	most, rows := 0.0, 0.0
	for _, bin := range b.wildcard {
		most += float64(bin.Rows) / float64(bin.Size-a.Empty)
		rows += float64(bin.Rows)
	}
	highest := 1 / float64(b.wildcard[0].Size-a.Empty)
	return i.Mean > 0 && i.Mean <= i.Highest+tolerance && i.Highest <= highest+tolerance && i.Mean <= most/rows+tolerance && near(i.Expected, i.Mean*rows)
}

// members are the highest risk of a member of a household and the sum over all.
func members(a *Adversary, sample bool) (highest, sum float64, known bool) {
	switch {
	case sample && a.Individual != nil:
		return a.Individual.Highest, a.Individual.Expected, true
	case !sample && a.Prosecutor != nil:
		return a.Prosecutor.Highest, a.Prosecutor.Average * float64(a.Rows-a.Empty), true
	}
	return 0, 0, false
}

// plausible tells whether figures can be those of households of so many rows: a
// household is as easy to find as each of its members, and no easier than all of
// them one by one.
func (h *Household) plausible(highest, sum float64, rows int64) bool {
	return h.Count >= 1 && h.Count <= rows && h.Highest >= highest-tolerance && h.Highest <= 1+tolerance &&
		h.Average >= 0 && h.Average <= h.Highest+tolerance && h.Average*float64(h.Count) <= sum*(1+tolerance)+tolerance
}
