package personal

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"nguon/publisher/table"
)

// plainly looks at a cell as [column.text] does, with every detector at every
// place and nothing remembered: what the quick ways are compared with.
func plainly(c *column, v []byte, row int64) {
	if v = trim(v); len(v) == 0 {
		return
	}
	c.cells++
	clear(c.r.known)
	v = trim(bytes.Clone(c.r.usual(v)))
	s := plainShape(v)
	if c.h.is(BirthDate) && s.digits >= 6 && len(v) <= 19 {
		c.birthText(v, row)
	}
	if !s.has(isLetter) {
		if s.digits >= 4 && !s.has(isAt|isColon|isElse) {
			c.numeric(v, s.digits, row)
		} else if s.digits >= 8 {
			plainNumbers(c, v, row)
		}
		return
	}
	c.letters++
	c.emails(v, row)
	if s.digits > 0 {
		if c.code(v, &s, row) {
			return
		}
		plainNumbers(c, v, row)
		if s.digits <= nameDigits && c.name(v, &s, row) {
			return
		}
		if house := s.blanks >= 2 && c.addresses(v, row); !house && s.blanks >= titleBlanks {
			c.people(v, row)
		}
		return
	}
	n := c.name(v, &s, row)
	c.area(v)
	if s.blanks >= titleBlanks {
		if !n {
			c.people(v, row)
		}
		if s.has(isElse | isSign) {
			c.addresses(v, row)
		}
	}
}

func plainShape(v []byte) (s shape) {
	for _, b := range v {
		s.classes |= classes[b]
		if digit(b) {
			s.digits++
		}
		if b == ' ' {
			s.blanks++
		}
	}
	return s
}

func plainNumbers(c *column, v []byte, row int64) {
	for i := 0; i < len(v); i++ {
		if digit(v[i]) {
			c.r.run.read(v, i)
			i = c.r.run.next - 1
			if n := c.r.run.n; n >= 5 && n <= len(c.r.run.digits) {
				c.runOf(v, row)
			}
		}
	}
}

// fragments are what random cells are made of: whatever some detector looks for.
var fragments = strings.Split(`số|ngõ|ngách|hẻm|12|12/5|12A|12Đ|3/2|1985|tổ|thôn|khu|phường|Phường|P.|q.|xã|Xã Đàn|thị trấn|thành phố|Hà Nội|, Hà Nội|TP. Hồ Chí Minh|Nguyễn|NGUYỄN|Trần|Văn|Thị|An|Hoa|Lê Lợi
|ông|bà|Ông|chị|bệnh nhân|khách hàng|chồng|cháu|0912345678|0912 345 678|+84 912.345.678|001085012345|CCCD|cmnd|012345678|a@b.vn|info@x.gov.vn|30A-123.45|29-B1|thẻ|4111 1111 1111 1111|DN4010123456789|C1234567
|hộ chiếu|mst|0100112437|ngày|20/2020/QĐ-TTg|1.011442.000.00.00.H38|:|,|;|.|-|(|)|/|_|%|“|”|–| |ZW|０９１２|nhà|ở|tại|đường|Đặng|ô|đ`, "|")

func (p people) jumble() string {
	var b strings.Builder
	for range 1 + p.IntN(9) {
		b.WriteString(strings.Replace(strings.TrimSpace(pick(p, fragments)), "ZW", "\u200b", 1))
		if p.IntN(5) > 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// The quick ways of looking at cells find what looking everywhere finds.
func TestQuickScanFindsWhatThePlainOneFinds(t *testing.T) {
	p := newPeople(21)
	columns := append(positives(), negatives()...)
	for _, header := range []string{"", "ho_ten cccd sdt ngay_sinh stk bhyt"} {
		columns = append(columns, labelled{name: "jumble", header: header, cells: make([]string, 5_000)})
		for i := range columns[len(columns)-1].cells {
			columns[len(columns)-1].cells[i] = p.jumble()
		}
		columns = append(columns, labelled{name: "sentences", header: header, cells: p.fill(p.sentence)})
	}
	for _, l := range columns {
		of := &table.Column{Source: l.header, Type: table.String}
		quick, plain := newColumn(of, newReader(now.Year())), newColumn(of, newReader(now.Year()))
		for row, cell := range append(l.cells, l.cells...) { // what repeats is looked at once
			quick.text([]byte(cell), int64(row))
			plainly(plain, []byte(cell), int64(row))
		}
		if a, b := counts(quick), counts(plain); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %v, want %v", l.name, a, b)
			for row, cell := range l.cells {
				quick, plain := newColumn(of, newReader(now.Year())), newColumn(of, newReader(now.Year()))
				quick.text([]byte(cell), int64(row))
				plainly(plain, []byte(cell), int64(row))
				if a, b := counts(quick), counts(plain); !reflect.DeepEqual(a, b) {
					t.Fatalf("cell %q: %v, want %v", cell, a, b)
				}
			}
		}
	}
}

// counts is all that a column has counted.
func counts(c *column) map[string]string {
	m := map[string]string{"cells": fmt.Sprint(c.cells, c.letters, c.lengths, c.loose, c.days, c.lat, c.lon, c.areas, c.asked)}
	for r, hits := range c.tallies {
		if hits != nil {
			m[rules[r].id] = fmt.Sprint(hits.count, hits.rows, hits.examples, hits.values.count(), hits.places, hits.personal, hits.spread)
		}
	}
	return m
}
