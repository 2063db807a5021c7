package personal

import (
	"bytes"
	"net/netip"
	"strconv"
)

// code looks at a cell of letters and digits as a whole, and reports whether
// that is all that there is to it.
func (c *column) code(v []byte, s *shape, row int64) bool {
	digits := s.digits
	if s.blanks == 0 {
		switch n := len(v); {
		case n == 15 && digits == 13:
			if healthInsuranceCard(bytes.ToUpper(v)) {
				c.hit(healthCard, v, row)
				return true
			}
		case n == 32 || n == 40 || n == 64:
			if c.digest(v, row) {
				return true
			}
		case (n == 8 || n == 9) && digits == n-1 && passportNumber(v):
			c.hit(passport, v, row)
		case s.has(isColon) && n < 46:
			if a, err := netip.ParseAddr(string(v)); err == nil && !a.IsUnspecified() && !a.IsLoopback() {
				c.hit(ipAddress, v, row)
				return true
			}
		case n <= 14 && s.has(isSign) && (c.h.id):
			if f, err := strconv.ParseFloat(string(v), 64); err == nil && f >= 1e9 && f < 1e12 {
				c.hit(idRounded, v, row)
				return true
			}
		}
	}
	if len(v) <= 24 && (s.blanks > 0 || s.has(isSign)) && (digits == 13 || digits == 7 || digits == 8) {
		switch tight := c.r.tight(v); {
		case len(tight) == 15 && digits == 13 && healthInsuranceCard(tight):
			c.hit(healthCard, v, row)
			return true
		case len(tight) == digits+1 && c.h.passport && passportNumber(tight):
			c.hit(passport, v, row)
			return true
		}
	}
	if len(v) >= 7 && len(v) <= 13 && digits >= 5 && !s.has(isElse|isColon|isAt) {
		if ok, formatted := plate(v); ok {
			if formatted {
				c.hit(plateFormatted, v, row).mark(int(v[0]-'0')*10 + int(v[1]-'0'))
			} else {
				c.hit(platePlain, v, row)
			}
			return true
		}
	}
	return false
}

// tight returns v in capitals without the signs between the parts of a number,
// valid until the next call.
func (r *reader) tight(v []byte) []byte {
	b := r.scratch[:0]
	for _, k := range v {
		switch {
		case k == ' ' || k == '-' || k == '.':
		case 'a' <= k && k <= 'z':
			b = append(b, k-('a'-'A'))
		default:
			b = append(b, k)
		}
	}
	r.scratch = b
	return b
}
