package personal

import "bytes"

// numbersInText looks at the numbers in a cell of text.
func (c *column) numbersInText(v []byte, row int64) {
	r := &c.run
	for i := 0; i < len(v); {
		if !digit(v[i]) {
			i++
			continue
		}
		r.read(v, i)
		if r.n >= 5 && r.n <= len(r.digits) {
			c.runOf(v, row)
		}
		i = r.next
	}
}

// runOf looks at the numbers in one run of digits; each digit counts once.
func (c *column) runOf(v []byte, row int64) {
	r := &c.run
	if r.n < 8 || r.prev < 0x80 && letterByte(r.prev) {
		c.lettered(v, row)
	}
	for first := 0; first < r.groups; {
		next := first + 1
		if first == 0 || r.to[first]-r.at[first] > 1 {
			r.numbers(func(n numberAt, last int) bool {
				if !r.stands(v, first, last) || !c.numberInText(v, n, first == 0 && r.plus, row) {
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
		if plus || n.grouped {
			return false
		}
		if oldNationalID(d) && c.cues(v, n.from)&cueID != 0 {
			c.hit(oldIDContext, whole, row)
			return true
		}
	case 10, 11:
		if mobileNumber(d) || internationalMobile(d) && (plus || c.cues(v, n.from)&cuePhone != 0) || landlineNumber(d) && c.cues(v, n.from)&cuePhone != 0 {
			if cues := c.cues(v, n.from); cues&(cueTax|cueCode) != 0 && cues&cuePhone == 0 {
				return false
			}
			c.hit(phoneText, whole, row)
			return true
		}
		if len(d) == 10 && !n.grouped && c.cues(v, n.from)&cueInsurance != 0 {
			c.hit(healthCardText, whole, row)
			return true
		}
	case 12:
		c.loose++
		ok, abroad := nationalID(d, c.year)
		switch {
		case !ok:
		case c.cues(v, n.from)&cueID != 0:
			c.hit(idContext, whole, row)
			return true
		case !abroad:
			c.hit(idText, whole, row)
			return true
		}
	case 13, 14, 15, 16, 17, 18, 19:
		ok, issuer := cardNumber(d)
		if ok && (issuer && n.grouped && len(d) == 16 || c.cues(v, n.from)&cueCard != 0) {
			c.hit(cardText, whole, row)
			return true
		}
	}
	return false
}

// cues folds the text before index i and looks for cues in it.
func (c *column) cues(v []byte, i int) cue {
	from := max(0, i-96)
	c.scratch = fold(c.scratch[:0], v[from:i])
	return before(c.scratch)
}

// lettered looks at numbers with letters in them: plates, passports and cards
// of health insurance.
func (c *column) lettered(v []byte, row int64) {
	r := &c.run
	from := r.at[0]
	for from > 0 && r.at[0]-from < 16 && (upper(v[from-1]) || digit(v[from-1])) {
		from--
	}
	word := v[from:r.to[0]]
	switch {
	case len(word) == 15 && healthInsuranceCard(word):
		c.hit(healthCardText, word, row)
		return
	case (len(word) == 8 || len(word) == 9) && passportNumber(word) && c.cues(v, from)&cuePassport != 0:
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
	if ok && (formatted && word[len(word)-3] == '.' || c.cues(v, from)&cuePlate != 0) {
		c.hit(plateText, word, row)
	}
}
