package chart

import (
	"slices"

	"nguon/catalog"
)

// Bounds on suggestions, so that a reader can choose.
const (
	mostSuggested = 8
	mostOfRule    = 2
	fewSeries     = mostSeries
	fewBars       = 40
)

// A rule says which charts fit a table with certain columns.
type rule struct {
	name string
	fits func(t *catalog.Table) []Spec
}

// rules decide what is suggested, the most telling first.
var rules = []rule{
	{"rows that have a place: a map", mapsOfRows},
	{"a time and a quantity: a line", linesOfQuantities},
	{"age and sex: a pyramid", pyramids},
	{"a name for each row and a quantity: the greatest", rankings},
	{"a few values and a quantity: bars", barsOfQuantities},
	{"two columns of few values: grouped bars", groupedBars},
	{"a time alone: rows over time", linesOfRows},
	{"a few values alone: how often each occurs", barsOfRows},
	{"two quantities: a scatter plot", scatters},
	{"a quantity alone: its distribution", distributions},
}

// Suggest returns charts that fit a table, the most telling first.
func Suggest(t *catalog.Table) []Spec {
	var all []Spec
	if t.Rows == 0 {
		return nil
	}
	for _, r := range rules {
		fit := r.fits(t)
		for _, s := range fit[:min(len(fit), mostOfRule)] {
			if s.Table = t.Resource; len(all) < mostSuggested {
				all = append(all, s.plain())
			}
		}
	}
	return all
}

// columns returns the columns of a table for which is is true.
func columns(t *catalog.Table, is func(c *catalog.Column) bool) []*catalog.Column {
	var all []*catalog.Column
	for i := range t.Columns {
		if is(&t.Columns[i]) {
			all = append(all, &t.Columns[i])
		}
	}
	return all
}

func category(most int64) func(*catalog.Column) bool {
	return func(c *catalog.Column) bool { return isCategory(c, most) }
}

// gathered is how rows that share a bar become one value.
func gathered(t *catalog.Table, y *catalog.Column, by ...string) string {
	switch {
	case isUnique(t, by...):
		return ""
	case isStock(y.Unit):
		return "sum"
	}
	return "avg"
}

// stepOf is what the times of a column are gathered by, so that a line has a few
// hundred points at most.
func stepOf(c *catalog.Column) string {
	if isYear(c) || c.Type == catalog.Date && c.Precision != catalog.ByDay {
		return ""
	}
	span := timeSpan(c)
	switch {
	case span.Hours() > 24*3000:
		return "year"
	case span.Hours() > 24*400:
		return "month"
	case c.Type == catalog.DateTime:
		return "day"
	}
	return ""
}

func linesOfQuantities(t *catalog.Table) []Spec {
	var all []Spec
	for _, x := range columns(t, isTime) {
		for _, y := range columns(t, isCounted) {
			s := Spec{Kind: Line, X: x.Name, Y: y.Name}
			if !isUnique(t, x.Name) || t.Rows > mostDots {
				s.Step = stepOf(x)
			}
			if series := columns(t, category(fewSeries)); !isUnique(t, x.Name) && len(series) > 0 {
				s.Series = series[0].Name
			}
			if s.Agg = gathered(t, y, x.Name, s.Series); s.Step != "" && s.Agg == "" {
				s.Agg = "avg"
			}
			if x.Type != catalog.DateTime { // of an event, its time is no axis of what was measured
				all = append(all, s)
			}
		}
	}
	return all
}

func linesOfRows(t *catalog.Table) []Spec {
	var all []Spec
	for _, x := range columns(t, isTime) {
		if (!isUnique(t, x.Name) || x.Type == catalog.DateTime) && !isPanel(t) {
			all = append(all, Spec{Kind: Line, X: x.Name, Step: stepOf(x)})
		}
	}
	return all[:min(len(all), 1)]
}

func pyramids(t *catalog.Table) []Spec {
	ages, sexes := columns(t, isAge), columns(t, isSex)
	if len(ages) == 0 || len(sexes) == 0 {
		return nil
	}
	s := Spec{Kind: Pyramid, X: ages[0].Name, Series: sexes[0].Name}
	for _, y := range columns(t, isCounted) {
		if y.Unit == "người" || y.Unit == "person" {
			s.Y, s.Agg = y.Name, "sum"
		}
	}
	return []Spec{s}
}

// isPanel reports whether the rows of a table are the same things at several
// times, so that neither counting nor adding up all of them means anything.
func isPanel(t *catalog.Table) bool {
	return slices.ContainsFunc(columns(t, isTime), func(c *catalog.Column) bool { return t.IsKey(c.Name) && !isUnique(t, c.Name) })
}

// rankings need a column that names the rows, which is not the key of a series.
func rankings(t *catalog.Table) []Spec {
	if len(columns(t, isTime)) > 0 {
		return nil
	}
	names := columns(t, func(c *catalog.Column) bool {
		return c.Type == catalog.String && c.Role != catalog.RoleCode && !named(c, "id", "code", "ma") && isUnique(t, c.Name) && !t.IsKey(c.Name)
	})
	var all []Spec
	for _, y := range columns(t, isCounted) {
		if len(names) > 0 && y.Stats.Distinct > 2 {
			all = append(all, Spec{Kind: Bars, X: names[0].Name, Y: y.Name})
		}
	}
	return all
}

// orderOf is the order of bars that have one of their own, such as ages.
func orderOf(x *catalog.Column) string {
	if isAge(x) {
		return "key"
	}
	return ""
}

func barsOfQuantities(t *catalog.Table) []Spec {
	var all []Spec
	for _, x := range columns(t, category(fewBars)) {
		for _, y := range columns(t, isCounted) {
			if y.Unit != "" && !isUnique(t, x.Name) && !isPanel(t) {
				all = append(all, Spec{Kind: Bars, X: x.Name, Y: y.Name, Agg: gathered(t, y, x.Name), Sort: orderOf(x)})
				break
			}
		}
	}
	return all
}

func barsOfRows(t *catalog.Table) []Spec {
	var all []Spec
	for _, x := range columns(t, category(fewBars)) {
		if !isUnique(t, x.Name) && x.Role != catalog.RoleCode && !isPanel(t) {
			all = append(all, Spec{Kind: Bars, X: x.Name, Sort: orderOf(x)})
		}
	}
	return all
}

func groupedBars(t *catalog.Table) []Spec {
	var all []Spec
	for _, x := range columns(t, category(12)) {
		for _, s := range columns(t, category(4)) {
			if s.Name != x.Name && s.Stats.Distinct < x.Stats.Distinct && !isUnique(t, x.Name) && !isPanel(t) {
				all = append(all, Spec{Kind: Bars, X: x.Name, Series: s.Name, Sort: orderOf(x)})
				break
			}
		}
	}
	return all[:min(len(all), 1)]
}

func scatters(t *catalog.Table) []Spec {
	wide := columns(t, func(c *catalog.Column) bool { return isCounted(c) && c.Stats.Distinct > 10 })
	if len(wide) < 2 {
		return nil
	}
	s := Spec{Kind: Scatter, X: wide[0].Name, Y: wide[1].Name}
	if series := columns(t, category(fewSeries)); len(series) > 0 {
		s.Series = series[0].Name
	}
	return []Spec{s}
}

func distributions(t *catalog.Table) []Spec {
	var all []Spec
	for _, c := range columns(t, isCounted) {
		if len(c.Stats.Histogram) >= 5 && c.Stats.Distinct > 10 {
			all = append(all, Spec{Kind: Histogram, X: c.Name})
		}
	}
	return all
}

// mapsOfRows has the quantity that tells most, which is one with a unit, and the
// places alone.
func mapsOfRows(t *catalog.Table) []Spec {
	var all []Spec
	for _, c := range columns(t, isPlaced) {
		if !isSpot(t, c) || len(all) > 0 {
			continue
		}
		for _, y := range columns(t, isCounted) {
			if y.Unit != "" && y.Unit != "°" && y.Stats.Distinct > 2 && t.Rows <= mostPlaces {
				all = append(all, Spec{Kind: Map, X: c.Name, Y: y.Name})
				break
			}
		}
		all = append(all, Spec{Kind: Map, X: c.Name})
	}
	return all
}
