package layout

import (
	"io"
	"strconv"
	"testing"
	"time"

	"nguon/publisher/rows"
)

// An endless is a sheet of the same row with growing numbers.
type endless struct {
	left  int64
	next  int64
	cells []rows.Cell
	head  []rows.Cell
}

func newEndless(count int64) *endless {
	e := &endless{left: count}
	for i := range 8 {
		e.head = append(e.head, rows.Cell{Kind: rows.Text, Text: []byte("Cột " + strconv.Itoa(i))})
	}
	for _, s := range []string{"Thành phố Hà Nội", "=12345.5", "Nguyễn Văn An", "=17", "=2020", "@2024-01-02", "Ghi", "=3"} {
		e.cells = append(e.cells, parseCell(s))
	}
	return e
}

func (e *endless) Next() (rows.Row, error) {
	if e.left == 0 {
		return rows.Row{}, io.EOF
	}
	e.left--
	e.next++
	cells := e.cells
	if e.next == 1 {
		cells = e.head
	} else {
		// What a reader does at least for every row.
		e.cells[3].Text = strconv.AppendInt(e.cells[3].Text[:0], e.next, 10)
	}
	return rows.Row{Number: e.next, Cells: cells}, nil
}

func (*endless) HiddenColumns() []int { return nil }
func (*endless) Close() error         { return nil }

// The layout may cost little of the time of any reader: compare ns/row with
// the microseconds that a row of a workbook takes.
func BenchmarkLayout(b *testing.B) {
	const count = 200_000
	read := func(next func() (rows.Row, error)) {
		for {
			if _, err := next(); err != nil {
				return
			}
		}
	}
	b.ReportAllocs()
	var bare, with time.Duration
	for b.Loop() {
		start := time.Now()
		read(newEndless(count).Next)
		bare += time.Since(start)
		start = time.Now()
		t, err := Open(newEndless(count), Layout{}, rows.Options{})
		if err != nil {
			b.Fatal(err)
		}
		read(t.Next)
		with += time.Since(start)
		if n := t.Notices(); len(n) > 0 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(with-bare)/float64(b.N)/count, "layout-ns/row")
	b.ReportMetric(float64(bare)/float64(b.N)/count, "bare-ns/row")
}
