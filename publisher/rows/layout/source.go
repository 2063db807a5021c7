package layout

import (
	"errors"
	"io"

	"nguon/publisher/rows"
)

// The head of a sheet is read before anything is decided.
const (
	headRows  = 200
	headBytes = 1 << 20
	headCells = 1 << 18 // wide sheets have a lower head
)

// An item is a row of the sheet that holds cells.
type item struct {
	rows.Row
	blanks int64 // rows without cells since the item before
}

// LinedGrid is a grid of a text, whose rows may take several lines: a number
// that is left out is not a blank row, which it yields as a row without cells.
type LinedGrid interface {
	rows.Grid
	Lined()
}

// A source yields the rows of a sheet that Layout does not take out.
type source struct {
	grid   rows.Grid
	wish   wish
	limits rows.Limits
	notes  *notices
	last   int64 // number of the last row read
	blanks int64
	lined  bool
	skip   int // index of the first span of wish.skip that is not behind
}

func (s *source) next() (item, error) {
	for {
		r, err := s.grid.Next()
		if err != nil {
			return item{}, err
		}
		if !s.lined {
			s.blanks += max(r.Number-s.last-1, 0)
		}
		s.last = max(r.Number, s.last)
		r.Cells = trimRow(r.Cells)
		if len(r.Cells) == 0 {
			s.blanks++
			continue
		}
		if len(r.Cells) > s.limits.Columns {
			return item{}, rows.Fatal(rows.TooManyColumns, rows.Spot{Line: r.Number, Got: int64(len(r.Cells)), Want: int64(s.limits.Columns)}, "")
		}
		if s.skips(r.Number) {
			s.notes.addRow(SkippedRows, rows.Note, wholeRow(r), rowText(r))
			continue
		}
		if r.Hidden && s.wish.Hidden == Drop {
			s.notes.addRow(HiddenDropped, rows.Note, wholeRow(r), rowText(r))
			continue
		}
		it := item{Row: r, blanks: s.blanks}
		s.blanks = 0
		return it, nil
	}
}

func (s *source) skips(row int64) bool {
	for s.skip < len(s.wish.skip) && s.wish.skip[s.skip].last < row {
		s.skip++
	}
	for _, span := range s.wish.skip[s.skip:] {
		if span.first > row {
			break
		}
		if span.holds(row) {
			return true
		}
	}
	return false
}

// head reads the first rows, from the row on where Layout begins if that is
// further down. eof tells that there are no others.
func (s *source) head() (lines []*line, eof bool, err error) {
	from := s.wish.header.first
	if from == 0 && s.wish.data.first > looksAhead {
		from = s.wish.data.first - looksAhead
	}
	size, cells := 0, 0
	for len(lines) < headRows && size < headBytes && cells < headCells {
		it, err := s.next()
		if errors.Is(err, io.EOF) {
			return lines, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		if it.Number < from {
			s.notes.addRow(LeftOut, rows.Note, wholeRow(it.Row), rowText(it.Row))
			continue
		}
		l := own(it.Row, it.blanks)
		for i := range l.Cells {
			size += len(l.Cells[i].Text)
		}
		cells += len(l.Cells)
		lines = append(lines, l)
	}
	return lines, false, nil
}

// wholeRow returns the range of the cells of a row.
func wholeRow(r rows.Row) rect {
	first := 0
	for first < len(r.Cells)-1 && isBlank(&r.Cells[first]) {
		first++
	}
	last := max(len(r.Cells)-1, 0)
	for i := range r.Cells {
		if wide := right(&r.Cells[i]); wide > 0 && !isBlank(&r.Cells[i]) {
			last = max(last, min(i+wide, maxColumn))
		}
	}
	return rect{r.Number, first, r.Number, last}
}

// rowText returns the first text of a row.
func rowText(r rows.Row) string {
	for i := range r.Cells {
		if !isBlank(&r.Cells[i]) {
			return tidy(r.Cells[i].Text[:min(len(r.Cells[i].Text), 400)])
		}
	}
	return ""
}
