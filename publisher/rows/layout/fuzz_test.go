package layout

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"

	"nguon/publisher/rows"
)

// words are what sheets made of bytes are written with.
var fuzzWords = []string{"", "", "", "", "=1", "=2", "=3", "=12.5", "=2020", "=2021", "A", "B", "Tên", "Mã", "Số", "Hà Nội", "Huế", "Tổng cộng", "Tổng số",
	"Ghi chú: x", "Nguồn:", "Người lập biểu", "(Ký, đóng dấu)", "Hà Nội, ngày 5 tháng 3 năm 2024", "ĐVT: %", "(tấn)", "ha", "(1)", "(2)", "I", "II. Vùng", "-", "…", "!#N/A", "@2024-01-02", " ", "Trang 2"}

// sheetOf makes a sheet of at most 60 rows and 9 columns of any bytes: each is
// a cell, the end of a row, a blank row, or a mark on the cell before.
func sheetOf(data []byte) *grid {
	g := &grid{}
	r := rows.Row{Number: 1}
	for _, b := range data {
		switch n := len(r.Cells); {
		case len(g.list) >= 60:
			return g
		case b >= 250 || n >= 9:
			g.list = append(g.list, r)
			r = rows.Row{Number: r.Number + 1}
		case b >= 240:
			g.list = append(g.list, r)
			r = rows.Row{Number: r.Number + int64(b-238)}
		case b >= 230 && n > 0:
			r.Cells[n-1].Right = int(b - 230)
		case b >= 220 && n > 0:
			r.Cells[n-1].Down = int(b - 220)
		case b >= 215:
			r.Hidden = true
		case b >= 210:
			g.hidden = append(g.hidden, int(b-210))
		default:
			c := parseCell(fuzzWords[int(b)%len(fuzzWords)])
			c.Text = append([]byte(nil), c.Text...)
			r.Cells = append(r.Cells, c)
		}
	}
	g.list = append(g.list, r)
	return g
}

// layoutOf makes a layout of a number.
func layoutOf(n uint16) Layout {
	var l Layout
	pick := func(values ...string) string {
		v := values[int(n)%len(values)]
		n /= uint16(len(values))
		return v
	}
	l.Totals = pick("", "", Drop)
	l.Sections = pick("", Column, Drop)
	l.Hidden = pick("", Drop)
	l.Notes = pick("", "", Keep)
	l.Header = pick("", "", "", None, "2", "3-4")
	l.Data = pick("", "", "5-9", "6-")
	l.Columns = pick("", "", "B:C", "A,D:F")
	if pick("", "skip") != "" {
		l.Skip = []string{"3", "7-8"}
	}
	return l
}

// No row is lost: each is a row of the table, the header, or in the range of
// a notice. Neither is a cell of a row of the table: it is in a column, or in
// the range of a notice.
func FuzzNothingIsLost(f *testing.F) {
	f.Add([]byte{10, 11, 250, 4, 5, 250, 5, 6}, uint16(0))
	f.Add([]byte{12, 13, 14, 250, 15, 4, 5, 250, 16, 5, 6, 241, 19, 250, 21, 0, 22}, uint16(3))
	f.Add([]byte{12, 0, 12, 232, 250, 15, 4, 5, 0, 10, 10, 250, 16, 5, 6, 0, 4, 5, 250, 17, 4, 4}, uint16(0))
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		data := make([]byte, 20+random.IntN(200))
		for i := range data {
			data[i] = byte(random.IntN(256))
		}
		f.Add(data, uint16(random.IntN(1<<16)))
	}
	f.Fuzz(func(t *testing.T, data []byte, settings uint16) {
		l := layoutOf(settings)
		if l.Check() != nil {
			return
		}
		if err := checkNothingIsLost(sheetOf(data), sheetOf(data), l); err != nil {
			t.Errorf("layout %+v: %v\n%s", l, err, outcome(sheetOf(data), l))
		}
	})
}

func checkNothingIsLost(g, again *grid, l Layout) error {
	opened, err := Open(g, l, rows.Options{})
	if err != nil {
		if _, ok := errors.AsType[*rows.Error](err); ok {
			return nil
		}
		return err
	}
	t := opened.(*Table)
	out := make(map[int64]int)
	last := int64(0)
	for {
		r, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if r.Number <= last {
			return fmt.Errorf("row %d comes after row %d", r.Number, last)
		}
		last = r.Number
		out[r.Number]++
		if len(r.Cells) > len(t.Columns()) {
			return fmt.Errorf("row %d has %d cells, and there are %d columns", r.Number, len(r.Cells), len(t.Columns()))
		}
	}
	columns := make(map[string]bool)
	for _, c := range t.Columns() {
		columns[c.Ref] = true
	}
	covered := ranges(t.Notices())
	for _, r := range again.list {
		header := false
		for _, h := range t.body.header {
			header = header || h.Number == r.Number
		}
		for c := range r.Cells {
			if classOf(&r.Cells[c]) == blank || columns[rows.ColumnRef(c)] && (out[r.Number] > 0 || header) {
				continue
			}
			if !covers(covered, r.Number, c) {
				return fmt.Errorf("cell %s is lost", rows.CellRef(r.Number, c))
			}
		}
	}
	return nil
}

var refPattern = regexp.MustCompile(`^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$`)

// ranges returns the ranges of notices.
func ranges(list []rows.Notice) []rect {
	var all []rect
	for _, n := range list {
		spots := n.Spots
		if len(spots) == 0 {
			spots = []rows.Spot{n.Spot}
		}
		for _, s := range spots {
			m := refPattern.FindStringSubmatch(s.Ref)
			if m == nil {
				continue
			}
			var r rect
			r.col1, _ = parseColumn(m[1])
			r.row1, _ = strconv.ParseInt(m[2], 10, 64)
			r.col2, r.row2 = r.col1, r.row1
			if m[3] != "" {
				r.col2, _ = parseColumn(m[3])
				r.row2, _ = strconv.ParseInt(m[4], 10, 64)
			}
			all = append(all, r)
		}
	}
	return all
}

func covers(all []rect, row int64, column int) bool {
	for _, r := range all {
		if r.row1 <= row && row <= r.row2 && r.col1 <= column && column <= r.col2 {
			return true
		}
	}
	return false
}
