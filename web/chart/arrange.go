package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// arrange orders the rows as the kind wants them, and keeps those that fit.
func (f *figure) arrange(l *frame.Locale, p *plan, page *query.Page) error {
	switch p.Kind {
	case Line:
		slices.SortStableFunc(f.Rows, func(a, b row) int { return cmp.Compare(a.x, b.x) })
	case Pyramid:
		if len(f.Series) > 2 || len(f.Rows) > mostBands {
			return unfit("series", "Tháp dân số cần một cột có hai giá trị, và nhiều nhất %d nhóm tuổi. Hãy dùng phần lọc.",
				"A pyramid needs a column of two values, and at most %d groups of ages. Use the filter.", mostBands)
		}
		f.byKey(p)
		if !named(p.x, "birth_year", "nam_sinh") {
			slices.Reverse(f.Rows) // the oldest stand above
		}
	case Bars:
		total := len(f.Rows)
		switch {
		case p.Sort == "key":
			f.byKey(p)
		case p.Series != "":
			slices.SortStableFunc(f.Rows, func(a, b row) int { return cmp.Compare(b.most(), a.most()) })
		}
		if page.Total != nil { // the answer has the first of them
			total = int(*page.Total)
		}
		f.Rows = f.Rows[:min(len(f.Rows), p.bars())]
		if total > len(f.Rows) {
			f.Said = append(f.Said, l.T("chart.said.bars", "shown", len(f.Rows), "total", total))
		}
	}
	return nil
}

// most is the greatest value of a row.
func (r row) most() float64 {
	greatest, seen := 0.0, false
	for i, v := range r.y {
		if r.Texts[i] != "" && (!seen || v > greatest) {
			greatest, seen = v, true
		}
	}
	return greatest
}

// byKey orders the rows by what they are named by: numbers by their size.
func (f *figure) byKey(p *plan) {
	slices.SortStableFunc(f.Rows, func(a, b row) int {
		if p.x.Type == catalog.Integer {
			return cmp.Compare(a.x, b.x)
		}
		return naturally(a.Label, b.Label)
	})
}

// naturally compares texts by the number that they begin with, then by letters,
// so that 5–9 comes before 10–14.
func naturally(a, b string) int {
	if x, ok := leading(a); ok {
		if y, also := leading(b); also && x != y {
			return cmp.Compare(x, y)
		}
	}
	return strings.Compare(a, b)
}

func leading(s string) (int, bool) {
	digits := strings.TrimLeft(s, "[(<>≤≥ ")
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(digits)
	}
	n, err := strconv.Atoi(digits[:end])
	return n, err == nil
}
