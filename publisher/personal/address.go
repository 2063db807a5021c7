package personal

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An addressShape is what a text says of where somebody lives.
type addressShape struct {
	house bool // the number of a house or alley, and a unit
	area  bool // a hamlet, quarter or street, and a unit
}

// Words of addresses, folded. A house number follows an alley; it follows
// "số" and begins the text or comes after one of the words of living.
const (
	alleyWord = 1 << iota
	quarterWord
	unitWord
	livingWord
	numberWord
	otherWord // after a number, no street
)

var addressWords = func() map[string]uint8 {
	m := make(map[string]uint8)
	for kind, list := range map[uint8]string{
		alleyWord:   "ngo ngach hem kiet",
		quarterWord: "to ap thon xom khom buon ban duong pho khu doi",
		unitWord:    "phuong xa quan huyen tinh p p. x. tt tt. tp tp. q q. h. t.",
		livingWord:  "chi dc d/c tru tai o nha ngu hktt thuong sinh",
		numberWord:  "so sn nha",
		otherWord:   "nam thang",
	} {
		for w := range strings.FieldsSeq(list) {
			m[w] |= kind
		}
	}
	return m
}()

// longestAddressWord bounds the words that are looked up.
const longestAddressWord = 6

// markedUnits are words for units as they are written with marks, in lower
// case: quán is none, though it folds to what quận does.
var markedUnits = words("phường xã quận huyện tỉnh thị trấn trấn đặc khu thành phố")

// addressOf looks for the address of a household in a text and the same text
// folded.
func addressOf(v, b []byte) addressShape {
	s := addressIn(b)
	if (s.house || s.area) && !ascii(v) && !unitMarked(v) && !endsInProvince(b) {
		return addressShape{}
	}
	return s
}

func ascii(v []byte) bool {
	for _, c := range v {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unitMarked reports whether a text with marks has a word for a unit, with its
// marks or abbreviated. Xã Đàn is a street.
func unitMarked(v []byte) bool {
	var buf [16]byte
	for i := 0; ; {
		start, end := nextWord(v, i)
		if start == end {
			return false
		}
		i = end
		if end-start > 10 {
			continue
		}
		low := buf[:0]
		for j := start; j < end && len(low) < 12; {
			r, n := utf8.DecodeRune(v[j:end])
			if r >= 0x300 && r < 0x370 {
				return true // marks that stand apart: compared without them
			}
			low = utf8.AppendRune(low, unicode.ToLower(r))
			j += n
		}
		switch {
		case markedUnits[string(low)]:
			if string(low) != "xã" || !bytes.HasPrefix(bytes.ToLower(v[start:min(end+6, len(v))]), []byte("xã đàn")) {
				return true
			}
		case len(low) < 3 && ascii(low) && addressWords[string(low)]&unitWord != 0:
			return true
		}
	}
}

// addressIn looks at folded text only.
func addressIn(b []byte) addressShape {
	var house, area, unit, openNumber, numberNext bool
	first, afterSign := true, true
	var last []byte // the word before, without signs
	var lastKind uint8
	for i := 0; i < len(b); {
		for i < len(b) && separator(b[i]) {
			afterSign = afterSign || b[i] != ' '
			i++
		}
		start := i
		for i < len(b) && (b[i] == '-' || !separator(b[i])) {
			i++
		}
		w := b[start:i]
		for len(w) > 0 && w[len(w)-1] == ')' {
			w = w[:len(w)-1]
		}
		if len(w) == 0 {
			if i < len(b) {
				continue
			}
			break
		}
		kind := uint8(0)
		if len(w) <= longestAddressWord && !digit(w[0]) {
			kind = addressWords[string(w)]
		}
		switch {
		case digit(w[0]):
			if !houseNumber(w) {
				break
			}
			switch {
			case lastKind&alleyWord != 0:
				house = true
			case lastKind&numberWord != 0:
				openNumber = openNumber || numberNext
			case first || afterSign && !hasDigit(last) || lastKind&livingWord != 0 || slashed(w):
				openNumber = true
			case lastKind&quarterWord != 0:
				area = true
			}
		case kind&numberWord != 0:
			// A house only where the text begins with it or tells of living:
			// schools, decisions and wards have numbers too.
			numberNext = first || afterSign || lastKind&livingWord != 0 || numberNext && string(w) == "so"
		case (house || openNumber || area) && (kind&unitWord != 0 || unitPair(last, w)):
			unit = true
		case kind&quarterWord != 0 && (first || afterSign):
			area = true
		}
		if openNumber && !house && letterByte(w[0]) && kind&(unitWord|numberWord|otherWord) == 0 {
			house = true // a street follows the number
		}
		last, lastKind, first, afterSign = w, kind, false, false
	}
	if (house || area) && !unit {
		unit = endsInProvince(b)
	}
	return addressShape{house: house && unit, area: (house || area) && unit}
}

func separator(c byte) bool {
	return c == ' ' || c == ',' || c == ';' || c == ':' || c == '(' || c == '-'
}

func hasDigit(w []byte) bool {
	for _, c := range w {
		if digit(c) {
			return true
		}
	}
	return false
}

// unitPair reports whether two words are one for a kind of unit.
func unitPair(a, b []byte) bool {
	switch string(a) {
	case "thi":
		return string(b) == "tran" || string(b) == "xa"
	case "dac":
		return string(b) == "khu"
	case "thanh":
		return string(b) == "pho"
	}
	return false
}

// houseNumber reports whether w is 12, 12A, 12/5 or 12/5A/7: a number that is
// no date, no year and no number of a document.
func houseNumber(w []byte) bool {
	if len(w) == 0 || !digit(w[0]) {
		return false
	}
	for part := range bytes.SplitSeq(w, []byte("/")) {
		n := 0
		for n < len(part) && digit(part[n]) {
			n++
		}
		if n == 0 || n > 4 || len(part)-n > 1 || len(part) > n && !letterByte(part[n]) || n == 4 && (part[0] == '1' && part[1] == '9' || part[0] == '2' && part[1] == '0') {
			return false
		}
	}
	return true
}

// slashed reports whether a house number has a slash, and is no day and month.
func slashed(w []byte) bool {
	a, b, ok := bytes.Cut(w, []byte("/"))
	return ok && (len(a) > 2 || len(b) > 2 || number(a) > 31 || number(b) > 12)
}

func number(v []byte) int {
	n := 0
	for _, c := range v {
		if !digit(c) {
			return 1000
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// endsInProvince reports whether the last part of a folded text is the name of
// a province.
func endsInProvince(b []byte) bool {
	i := bytes.LastIndexAny(b, ",-")
	if i < 0 {
		return false
	}
	tail := bytes.Trim(b[i+1:], " .")
	return len(tail) < 40 && lexicons().provinces[string(tail)]
}
