package personal

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An addressShape is what a text says of where somebody lives.
type addressShape struct {
	house bool // the number of a house or alley, and a unit
	area  bool // a hamlet, quarter or street, and a unit
}

// Words of addresses, folded. A house number follows alley; it follows number
// and begins the text or comes after one of the words of living.
var (
	alleyWords  = words("ngo ngach hem kiet")
	quarterWord = words("to ap thon xom khom buon ban duong pho khu doi")
	unitWords   = words("phuong xa quan huyen tinh p p. x. tt tt. tp tp. q q. h. t.")
	livingWords = words("chi dc d/c tru tai o nha ngu hktt thuong sinh")
)

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
	low := bytes.ToLower(norm.NFC.Bytes(v))
	low = bytes.ReplaceAll(low, []byte("xã đàn"), nil)
	for w := range bytes.FieldsFuncSeq(low, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' }) {
		if markedUnits[string(w)] || ascii(w) && len(w) < 4 && unitWords[string(w)] {
			return true
		}
		if head, _, ok := bytes.Cut(w, []byte(".")); ok && unitWords[string(head)] {
			return true
		}
	}
	return false
}

// addressIn looks at folded text only.
func addressIn(b []byte) addressShape {
	var house, area, unit, openNumber bool
	first, unitNext := true, false
	var last []byte // the word before, without signs
	afterSign := true
	for i := 0; i < len(b); {
		for i < len(b) && (b[i] == ' ' || b[i] == ',' || b[i] == ';' || b[i] == ':' || b[i] == '(' || b[i] == '-') {
			afterSign = afterSign || b[i] != ' '
			i++
		}
		start := i
		for i < len(b) && b[i] != ' ' && b[i] != ',' && b[i] != ';' && b[i] != ':' && b[i] != '(' {
			i++
		}
		w := bytes.TrimRight(b[start:i], ")")
		if len(w) == 0 {
			break
		}
		switch {
		case houseNumber(w):
			switch {
			case alleyWords[string(last)]:
				house = true
			case string(last) == "so" || string(last) == "sn":
				openNumber = openNumber || unitNext
			case first || afterSign && !bytes.ContainsAny(last, "0123456789") || livingWords[string(last)] || slashed(w):
				openNumber = true
			case quarterWord[string(last)]:
				area = true
			}
		case string(w) == "so" || string(w) == "sn" || string(w) == "nha":
			// A house only where the text begins with it or tells of living:
			// schools, decisions and wards have numbers too.
			unitNext = first || afterSign || livingWords[string(last)] || unitNext && string(w) == "so"
		case (house || openNumber || area) && unitWords[string(w)], (house || openNumber || area) && unitPair(last, w):
			unit = true
		case quarterWord[string(w)] && (first || afterSign):
			area = true
		}
		if openNumber && !house && letterByte(w[0]) && !unitWords[string(w)] && string(w) != "so" && string(w) != "nam" && string(w) != "thang" {
			house = true // a street follows the number
		}
		last, first, afterSign = w, false, false
	}
	if (house || area) && !unit {
		unit = endsInProvince(b)
	}
	return addressShape{house: house && unit, area: (house || area) && unit}
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
