package layout

import "nguon/publisher/rows"

// A rect is a range of cells, corners included.
type rect struct {
	row1 int64
	col1 int
	row2 int64
	col2 int
}

func (r rect) ref() string { return rows.RangeRef(r.row1, r.col1, r.row2, r.col2) }

// join returns the smallest range that holds both.
func (r rect) join(o rect) rect {
	return rect{min(r.row1, o.row1), min(r.col1, o.col1), max(r.row2, o.row2), max(r.col2, o.col2)}
}

// maxSpots bounds the places that a notice names; the others are counted.
const maxSpots = 100

// notices collects what is to be said of a sheet, one notice for each code and
// column.
type notices struct {
	list  []*notice
	index map[noticeKey]*notice
}

type noticeKey struct {
	code   rows.Code
	column string
}

type notice struct {
	rows.Notice
	last  rect // of the last spot
	spots []rows.Spot
}

func newNotices() *notices { return &notices{index: make(map[noticeKey]*notice)} }

// add counts occurrences of a code in a range. The worst severity stays.
func (n *notices) add(code rows.Code, s rows.Severity, count int64, at rect, value string) {
	n.addTo(code, s, "", count, at, value)
}

// addRow is add for a row: rows that follow one another make one range.
func (n *notices) addRow(code rows.Code, s rows.Severity, at rect, value string) {
	e := n.index[noticeKey{code: code}]
	if e == nil || e.last.row2+1 != at.row1 || len(e.spots) > maxSpots {
		n.add(code, s, 1, at, value)
		return
	}
	e.Count++
	e.Severity = max(e.Severity, s)
	e.last = e.last.join(at)
	e.spots[len(e.spots)-1].Ref = e.last.ref()
}

func (n *notices) addTo(code rows.Code, s rows.Severity, column string, count int64, at rect, value string) {
	key := noticeKey{code, column}
	e := n.index[key]
	if e == nil {
		e = &notice{Notice: rows.Notice{Code: code, Severity: s, Column: column}}
		n.index[key], n.list = e, append(n.list, e)
	}
	e.Count += count
	e.Severity = max(e.Severity, s)
	most := maxSpots
	if column != "" {
		most = 3
	}
	if len(e.spots) < most {
		e.last = at
		e.spots = append(e.spots, rows.Spot{Line: at.row1, Value: shorten(value), Ref: at.ref()})
	}
}

// rows returns the notices in the order in which they were met.
func (n *notices) rows() []rows.Notice {
	out := make([]rows.Notice, len(n.list))
	for i, e := range n.list {
		out[i] = e.Notice
		out[i].Spot = e.spots[0]
		if len(e.spots) > 1 {
			out[i].Spots = e.spots
		}
	}
	return out
}

// shorten cuts a text to the 80 characters of a spot.
func shorten(s string) string {
	const most = 80
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}
