package codes

// What share of the distinct values must be in a list for a column to be of it,
// if dataset.yaml does not say so.
const share = 0.6

// A matching is a list and a form that the values of a column are of.
type matching struct {
	list *List
	form Form
	hits int // distinct values
}

// decide returns the list and the form that hold most of the distinct values,
// or nil if no list that came into question holds enough of them. Of lists that
// hold equally many, the one in force wins.
func (c *Column) decide() *matching {
	if len(c.counts) == 0 {
		return nil
	}
	var best *matching
	for _, l := range c.candidates {
		for _, f := range l.Forms {
			if c.form != "" && c.form != f {
				continue
			}
			m := &matching{list: l, form: f}
			for value := range c.counts {
				if entries, _ := l.lookup(f, value); len(entries) > 0 {
					m.hits++
				}
			}
			if best == nil || m.hits > best.hits {
				best = m
			}
		}
	}
	if !c.declared && float64(best.hits) < share*float64(len(c.counts)) {
		return nil
	}
	return best
}
