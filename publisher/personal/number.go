package personal

import (
	"math"
	"net/netip"
	"strconv"

	"nguon/publisher/table"
)

// numeric looks at a cell of digits, blanks and the signs inside numbers.
func (c *column) numeric(v []byte, digits int, row int64) {
	var b [19]byte
	n, dots, others, dot := 0, 0, 0, 0
	for i, k := range v {
		switch {
		case digit(k):
			if n == 19 {
				c.numbersInText(v, row) // more than one
				return
			}
			b[n] = k
			n++
		case k == '.':
			dots++
			dot = i
		case k == '-' && i == 0:
			return // a number below zero
		default:
			others++
		}
	}
	if dots == 3 && others == 0 && len(v) <= 15 && c.address4(v, row) {
		return
	}
	d := b[:n]
	if dots == 1 && others == 0 && (d[0] != '0' || dot < 4) {
		return // a decimal number
	}
	if n < 6 {
		return
	}
	c.lengths[n]++
	c.digits(d, v, dots+others == 0, row)
}

// address4 looks for an address of the internet. Four small numbers may as
// well be a version or the number of a section.
func (c *column) address4(v []byte, row int64) bool {
	a, err := netip.ParseAddr(string(v))
	if err != nil {
		return false
	}
	r := ipVersion
	for _, n := range a.As4() {
		if n >= 32 {
			r = ipAddress
		}
	}
	c.hit(r, v, row)
	return true
}

// digits counts what a whole cell of digits may be. plain cells have no signs
// between them. v is the cell.
func (c *column) digits(d, v []byte, plain bool, row int64) {
	switch len(d) {
	case 9:
		if oldNationalID(d) {
			c.hit(oldID, v, row)
		}
		if subscriber(d) {
			c.hit(mobileZeroLost, v, row).mark(number(d[:2]))
		}
	case 10:
		if mobileNumber(d) {
			c.hit(mobile, v, row)
		}
		if plain && taxNumber(d) {
			c.hit(taxCode, v, row)
		}
		c.hit10(d, v, row)
		if plain {
			c.zerosLost(d, v, row)
		}
	case 11:
		switch {
		case mobileNumber(d):
			c.hit(mobile, v, row)
		case internationalMobile(d):
			c.hit(mobileInternational, v, row)
		case landlineNumber(d):
			c.hit(landline, v, row)
		}
		if plain {
			c.zerosLost(d, v, row)
		}
	case 12:
		if ok, abroad := nationalID(d, c.r.year); ok && abroad {
			c.hit(idAbroad, v, row)
		} else if ok {
			c.hit(idDomestic, v, row).mark(number(d[4:6]))
		}
	case 13:
		if zeroZeroMobile(d) {
			c.hit(mobileInternational, v, row)
		}
		if taxNumber(d) {
			c.hit(taxCode, v, row)
		}
	}
	if ok, issuer := cardNumber(d); ok && issuer {
		c.hit(cardIssuer, v, row)
	} else if ok {
		c.hit(cardLuhn, v, row)
	}
	if c.h.account {
		c.hit(accountDigits, v, row)
	}
}

// hit10 counts ten digits where the header speaks of social insurance: nothing
// in them tells that they are of it.
func (c *column) hit10(_, v []byte, row int64) {
	if c.h.insurance {
		c.hit(tenDigits, v, row)
	}
}

// zerosLost looks for the personal identification numbers that are left when a
// spreadsheet reads them as numbers: of 12 digits the zeros at the front are
// gone, which are one or two for the provinces.
func (c *column) zerosLost(d, v []byte, row int64) {
	if d[0] == '0' {
		return
	}
	id := [12]byte{'0', '0'}
	copy(id[12-len(d):], d)
	if ok, abroad := nationalID(id[:], c.r.year); ok && !abroad {
		c.hit(idZerosLost, v, row).mark(number(id[4:6]))
	}
}

// integer looks at a positive number that was read as one.
func (c *column) integer(d []byte, row int64) {
	if len(d) > 19 {
		return
	}
	c.lengths[len(d)]++
	switch len(d) {
	case 8:
		if (c.h.is(OldID) || c.h.is(NationalID)) && oldNationalID(append([]byte{'0'}, d...)) {
			c.hit(oldID, d, row)
		}
	case 9:
		ten := [10]byte{'0'}
		copy(ten[1:], d)
		if taxNumber(ten[:]) {
			c.hit(taxCode, d, row)
		}
		c.hit10(ten[:], d, row)
	case 10:
		if d[0] == '2' && c.h.phone {
			c.hit(landline, d, row)
		}
	}
	if len(d) >= 6 {
		c.digits(d, d, true, row)
	}
}

// integers looks at whole numbers. Those of fewer than nine digits are nothing
// without a header that says so.
func (c *column) integers(v *table.Vector, first int64) {
	least := int64(100_000_000)
	if c.h.id || c.h.account {
		least = 100_000
	}
	var b [20]byte
	for i, x := range v.Ints {
		if x < least || v.Null(i) {
			continue
		}
		c.integer(strconv.AppendInt(b[:0], x, 10), first+int64(i))
	}
}

// floats looks at numbers. A column has them where some cells have decimals,
// or were written as 1.2E+11.
func (c *column) floats(v *table.Vector, first int64) {
	var b [20]byte
	for i, x := range v.Floats {
		if v.Null(i) {
			continue
		}
		c.cells++
		if x < 180 {
			c.degrees(x)
			continue
		}
		if x < 100_000 || x >= 1e15 || x != math.Trunc(x) {
			continue
		}
		row := first + int64(i)
		d := strconv.AppendInt(b[:0], int64(x), 10)
		if x >= 1e9 && math.Mod(x, 1e5) == 0 && c.h.id {
			c.hit(idRounded, d, row)
			continue
		}
		c.integer(d, row)
	}
}

// coordinateScale is how many decimals tell a house from the next.
const coordinateScale = 4

func (c *column) decimals(v *table.Vector) {
	if c.c.Scale < coordinateScale {
		c.cells += int64(len(v.Ints) - v.NullCount)
		return
	}
	unit := math.Pow10(c.c.Scale)
	for i, x := range v.Ints {
		if !v.Null(i) {
			c.cells++
			c.degrees(float64(x) / unit)
		}
	}
}

// degrees counts a coordinate in Viet Nam that tells a house from the next: one
// with four decimals.
func (c *column) degrees(x float64) {
	if x < 8 || x > 24 && x < 102 || x > 118 {
		return
	}
	if m := x * 1000; math.Abs(m-math.Round(m)) < 1e-6 {
		return
	}
	if x <= 24 {
		c.lat++
	} else {
		c.lon++
	}
}
