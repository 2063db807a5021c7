package personal

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// numbersInText looks at the numbers in a cell of text.
func (c *column) numbersInText(v []byte, row int64) {
	r := &c.r.run
	for i := nextDigit(v, 0); i < len(v); {
		n, next := digitsAt(v, i)
		if n >= 5 && n <= len(r.digits) {
			r.read(v, i)
			c.runOf(v, row)
		}
		i = nextDigit(v, next)
	}
}

// digitsAt returns how many digits the run has that begins at v[i], and where
// it ends.
func digitsAt(v []byte, i int) (n, end int) {
	for {
		for i < len(v) && digit(v[i]) {
			n++
			i++
		}
		if i+1 >= len(v) || v[i] != ' ' && v[i] != '.' && v[i] != '-' || !digit(v[i+1]) {
			return n, i
		}
		i++
	}
}

// nextDigit returns where the first digit of v[i:] is; len(v) if there is none.
func nextDigit(v []byte, i int) int {
	const each = 0x0101010101010101
	for ; i+8 <= len(v); i += 8 {
		// Eight bytes at once: digits are those below ten when '0' is taken from
		// them. A borrow spoils only bytes after the first that is found.
		x := binary.LittleEndian.Uint64(v[i:]) ^ each*'0'
		if found := (x - each*10) &^ x & (each * 0x80); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(v) && !digit(v[i]) {
		i++
	}
	return i
}

// runOf looks at the numbers in one run of digits; each digit counts once.
func (c *column) runOf(v []byte, row int64) {
	r := &c.r.run
	if r.n < 8 || r.prev < 0x80 && letterByte(r.prev) {
		c.lettered(v, row)
		if r.n < 8 {
			return
		}
	}
	r.attached = r.prev < 0x80 && letterByte(r.prev) && c.r.cueAttached(v, r.at[0])
	for first := 0; first < r.groups; {
		next := first + 1
		if (first == 0 || r.to[first]-r.at[first] > 1) && r.begins(v, first) {
			r.numbers(func(n numberAt, last int) bool {
				if !r.ends(v, first, last) || !c.numberInText(v, n, first == 0 && r.plus, row) {
					return true
				}
				next = last + 1
				return false
			}, first)
		}
		first = next
	}
}

// numberInText counts a number in text, if it is one that is looked for.
func (c *column) numberInText(v []byte, n numberAt, plus bool, row int64) bool {
	d, whole := n.digits, v[n.from:n.to]
	switch len(d) {
	case 9:
		switch {
		case plus || n.more || n.grouped && n.first != 3:
		case oldNationalID(d) && c.r.cues(v, n.from)&cueID != 0:
			c.hit(oldIDContext, whole, row)
			return true
		}
		if !n.more && subscriber(d) && countryBefore(v, n.from) {
			c.hit(phoneText, whole, row)
			return true
		}
	case 10, 11:
		if n.first < 2 {
			return false // 0.912.345.678 is a sum of money
		}
		if mobileNumber(d) || internationalMobile(d) && (plus || c.r.cues(v, n.from)&cuePhone != 0) || landlineNumber(d) && c.r.cues(v, n.from)&cuePhone != 0 {
			if cues := c.r.cues(v, n.from); cues&(cueTax|cueCode) != 0 && cues&cuePhone == 0 {
				return false
			}
			c.hit(phoneText, whole, row)
			return true
		}
		if len(d) == 10 && !n.grouped && c.r.cues(v, n.from)&cueInsurance != 0 {
			c.hit(healthCardText, whole, row)
			return true
		}
	case 12:
		c.loose++
		c.events++
		ok, abroad := nationalID(d, c.r.year)
		switch {
		case !ok:
		case c.r.cues(v, n.from)&cueID != 0:
			c.hit(idContext, whole, row)
			return true
		case !abroad:
			c.hit(idText, whole, row)
			return true
		}
	case 13, 14, 15, 16, 17, 18, 19:
		if zeroZeroMobile(d) && n.first > 3 {
			c.hit(phoneText, whole, row)
			return true
		}
		ok, issuer := cardNumber(d)
		if ok && (issuer && n.grouped && len(d) == 16 || c.r.cues(v, n.from)&cueCard != 0) {
			c.hit(cardText, whole, row)
			return true
		}
	}
	return false
}

// countryBefore reports whether +84 or 0084 stands before v[i], with (0) or other
// signs between.
func countryBefore(v []byte, i int) bool {
	end := i
	for end > 0 && i-end < 6 && bytes.IndexByte([]byte(" ().-0"), v[end-1]) >= 0 {
		end--
	}
	return end < i && (bytes.HasSuffix(v[:end], []byte("+84")) || bytes.HasSuffix(v[:end], []byte("0084")))
}

// lettered looks at numbers with letters in them: plates, passports and cards
// of health insurance.
func (c *column) lettered(v []byte, row int64) {
	r := &c.r.run
	from := r.at[0]
	for from > 0 && r.at[0]-from < 16 && (upper(v[from-1]) || digit(v[from-1])) {
		from--
	}
	word := v[from:r.to[0]]
	switch {
	case len(word) == 15 && healthInsuranceCard(word):
		c.hit(healthCardText, word, row)
		return
	case (len(word) == 8 || len(word) == 9) && passportNumber(word) && c.r.cues(v, from)&cuePassport != 0:
		c.hit(passportContext, word, row)
		return
	}
	if r.n < 4 || r.n > 7 {
		return
	}
	// A plate: go back to where it begins, over 30A-, 29-B1 and the like.
	for from = r.at[0]; from > 0 && r.at[0]-from < 6 && (upper(v[from-1]) || digit(v[from-1]) || v[from-1] == '-' || v[from-1] == ' ' && from-1 > 0 && digit(v[from-2]) && from > 2 && upper(v[from-3])); {
		from--
	}
	word = bytes.TrimLeft(v[from:r.to[r.groups-1]], "- ")
	if from > 0 && letterByte(v[from-1]) || len(word) < 7 || r.after < 0x80 && letterByte(r.after) || r.after == '/' {
		return
	}
	ok, formatted := plate(word)
	if ok && (formatted && word[len(word)-3] == '.' || c.r.cues(v, from)&cuePlate != 0) {
		c.hit(plateText, word, row)
	}
}
