package personal

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"nguon/publisher/table"
)

// A Redactor takes out of free text what the [Scanner] would find in it: numbers
// of identity papers, phones, cards, insurance and plates, e-mail and internet
// addresses, addresses down to house or hamlet, and names of persons after a
// title or standing alone. In the place of each it leaves a label.
//
// What no rule sees stays: a name in the middle of a sentence without a title,
// a nickname, a date of birth, an office that only one person holds, a story
// that neighbours recognise. Text that was redacted is safer, not anonymous.
//
// A Redactor is not safe for concurrent use.
type Redactor struct{ c *column }

// NewRedactor returns a redactor for a column with the given header, which says
// what the column holds as it does for the scanner. now bounds years of birth;
// zero is the present.
func NewRedactor(header string, now time.Time) *Redactor {
	if now.IsZero() {
		now = time.Now()
	}
	c := newColumn(&table.Column{Source: header, Type: table.String}, newReader(now.Year()))
	c.repeat.tries = cleanTries // nothing is remembered as clean
	c.cuts = new(cuts)
	return &Redactor{c}
}

// redactPasses bounds how often a text is looked at: what stood beside
// something that was taken out may be found only then.
const redactPasses = 8

// everything stands for a text that does not come clean.
const everything = "[đã ẩn]"

// Redact returns text without personal data, and how many places were cut.
// Nothing is found in the result if it is redacted again. A text of which
// nothing is cut is returned as it is; of others the rest has usual blanks,
// digits and hyphens in the place of unusual ones, and its marks are joined
// with their letters (NFC).
func (r *Redactor) Redact(text string) (redacted string, cut int) {
	c := r.c
	for range redactPasses {
		*c.cuts = (*c.cuts)[:0]
		c.look(trim([]byte(text)), 0)
		c.number()
		if len(*c.cuts) == 0 {
			return text, cut
		}
		var n int
		text, n = c.cuts.apply(c.cell)
		cut += n
	}
	return everything, cut + 1
}

// number looks at a cell of digits, with or without a decimal point and zeros, as
// at the number that it is in a column of numbers.
func (c *column) number() {
	d, zeros, _ := bytes.Cut(c.cell, []byte("."))
	if len(d) >= 6 && d[0] != '0' && allDigits(d) && len(bytes.Trim(zeros, "0")) == 0 {
		c.integer(d, 0)
	}
}

// A cut is a part of a cell that a rule hit.
type cut struct {
	kind     Kind
	from, to int
}

type cuts []cut

func (c *cuts) add(r rule, from, to int) { *c = append(*c, cut{rules[r].kind, from, to}) }

// apply puts labels in the place of the cuts; of cuts that overlap one label
// stands for all.
func (c *cuts) apply(v []byte) (string, int) {
	slices.SortFunc(*c, func(a, b cut) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var b []byte
	at, n := 0, 0
	for _, k := range *c {
		if k.from < at || k.to <= k.from {
			at = max(at, k.to)
			continue
		}
		b = append(append(b, v[at:k.from]...), labels[k.kind]...)
		at = k.to
		n++
	}
	return string(append(b, v[at:]...)), n
}

// labels stand in the place of what was cut.
var labels = map[Kind]string{
	NationalID: "[số căn cước]", OldID: "[số CMND]", Passport: "[số hộ chiếu]", TaxCode: "[mã số thuế]", SocialInsurance: "[mã số BHXH]",
	HealthInsurance: "[số thẻ BHYT]", Phone: "[điện thoại]", Email: "[thư điện tử]", Plate: "[biển số xe]", Card: "[số thẻ]",
	Account: "[số tài khoản]", IP: "[địa chỉ IP]", Name: "[họ tên]", Address: "[địa chỉ]", Digest: "[mã băm]", BirthDate: "[ngày sinh]",
}

// cut notes where a rule hit, if the column is one to be redacted. v is a part
// of the cell that is looked at.
func (c *column) cut(r rule, v []byte) {
	if c.cuts == nil || r == ipVersion {
		return
	}
	from := cap(c.cell) - cap(v) // both end where the cell's array ends
	if r == addressHouse || r == addressArea {
		c.cuts.add(r, c.addressFrom, addressEnd(v, c.addressFrom))
		return
	}
	c.cuts.add(r, from, from+len(v))
}

// addressEnd returns where the address that begins at v[i] may end at the latest:
// with its sentence. Abbreviations have points too.
func addressEnd(v []byte, i int) int {
	word := 0 // letters since the last blank or sign
	for ; i < len(v); i++ {
		switch k := v[i]; {
		case k == '\n', k == ';', k == ')':
			return i
		case k == '.':
			if word > 2 && (i+1 == len(v) || v[i+1] == ' ') {
				return i
			}
			word = 0
		case letterByte(k):
			word++
		default:
			word = 0
		}
	}
	return len(v)
}
