package personal

import (
	"bytes"
	"unicode/utf8"
)

// An addressShape is what a text says of where somebody lives.
type addressShape struct {
	house bool // the number of a house or alley, and a unit
	area  bool // a hamlet, quarter or street, and a unit
	from  int  // where in the text it begins
}

// addressOf looks for the address of a household in a text: what tells a house
// or a quarter, and a unit after it. Where the text has marks, the word for a
// unit must have its own, unless the text ends in the name of a province.
func (r *reader) addressOf(v []byte) addressShape {
	var house, area, unit, marked, openNumber, numberNext bool
	first, afterSign := true, true
	var last []byte // the word before, without brackets
	var before word
	begin, lastBegin := -1, 0
	resident := 0 // words after one of living, of which a few may go before a quarter
	for i := 0; i < len(v) && (!house || !unit || !marked); {
		for i < len(v) && separator(v[i]) {
			afterSign = afterSign || v[i] != ' '
			i++
		}
		start := i
		for i < len(v) && (v[i] == '-' || !separator(v[i])) {
			i++
		}
		end := i
		for end > start && v[end-1] == ')' {
			end--
		}
		if start == end {
			continue
		}
		var now word
		kind := traits(0)
		if !digit(v[start]) {
			now = r.word(v, start, end)
			kind = now.is & addressTraits
			if k := bytes.IndexByte(v[start:min(start+3, end)], '.'); kind == 0 && k > 0 {
				kind = r.word(v, start, start+k+1).is & unitWord // P.5
			}
			marked = marked || now.is&markedUnit != 0 && !isXaDan(now, v, end)
		}
		w := v[start:end]
		switch {
		case digit(w[0]):
			n, slash, ok := houseNumber(w)
			if !ok || n < len(w) {
				break
			}
			switch {
			case before.is&alleyWord != 0:
				house = true
			case before.is&numberWord != 0:
				openNumber = openNumber || numberNext
			case first || afterSign && !hasDigit(last) || before.is&livingWord != 0 || slash:
				openNumber = true
			case before.is&quarterWord != 0 && resident > 0:
				area = true
			}
			if begin < 0 && (house || openNumber || area) {
				begin = start
				if before.is&(alleyWord|numberWord|quarterWord) != 0 {
					begin = lastBegin
				}
			}
		case kind&numberWord != 0:
			// A house only where the text begins with it or tells of living:
			// schools, decisions and wards have numbers too.
			numberNext = first || afterSign || before.is&livingWord != 0 || numberNext && now.folded == wordSo
		case (house || openNumber || area) && (kind&unitWord != 0 || unitPair(before, now)):
			unit = true
		case kind&quarterWord != 0 && (first || afterSign):
			area = true
			if begin < 0 {
				begin = start
			}
		}
		if openNumber && !house && letterByte(w[0]) && kind&(unitWord|numberWord|otherWord) == 0 {
			house = true // a street follows the number
		}
		if resident--; kind&livingWord != 0 && now.folded != wordTai {
			resident = 3
		}
		last, before, lastBegin, first, afterSign = w, now, start, false, false
	}
	if !house && !area {
		return addressShape{}
	}
	if !unit || !marked && !ascii(v) && !r.unitMarked(v) {
		if !r.endsInProvince(v) {
			return addressShape{}
		}
	}
	return addressShape{house: house, area: true, from: begin}
}

// unitMarked reports whether a text with marks has a word for a unit, with its
// marks or abbreviated, next to whatever signs.
func (r *reader) unitMarked(v []byte) bool {
	for i := 0; ; {
		start, end := nextWord(v, i)
		if start == end {
			return false
		}
		i = end
		if w := r.word(v, start, end); w.is&markedUnit != 0 && !isXaDan(w, v, end) {
			return true
		}
	}
}

const danAfter = " đàn"

// isXaDan reports whether a word is the first of the name of a street, Xã Đàn.
func isXaDan(w word, v []byte, end int) bool {
	return w.is&xaWord != 0 && bytes.EqualFold(v[end:min(end+len(danAfter), len(v))], []byte(danAfter))
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

var wordSo, wordTai, wordTran = packed("so"), packed("tai"), packed("tran")

// unitPairs are the kinds of units that are called by two words, and what they
// begin with.
var unitPairs = map[uint64]uint64{packed("tran"): packed("thi"), packed("xa"): packed("thi"), packed("khu"): packed("dac"), packed("pho"): packed("thanh")}

// unitPair reports whether two words are one for a kind of unit.
func unitPair(a, b word) bool {
	if a.folded == 0 || b.is&(quarterWord|unitWord) == 0 && b.folded != wordTran {
		return false
	}
	return unitPairs[b.folded] == a.folded
}

// houseNumber reports whether w begins with 12, 12A, 12/5 or 12/5A/7, of how
// many bytes, and whether there is a slash that is not one between day and
// month: it is no date, no year and no number of a document. A letter with marks
// is one character whether it was folded or not.
func houseNumber(w []byte) (n int, slash, ok bool) {
	var last int
	for parts := 1; ; parts++ {
		start, value := n, 0
		for n < len(w) && digit(w[n]) && n-start < 5 {
			value = 10*value + int(w[n]-'0')
			n++
		}
		if d := n - start; d == 0 || d > 4 || d == 4 && (value/100 == 19 || value/100 == 20) {
			return 0, false, false
		}
		lettered := n < len(w) && letterByte(w[n])
		if lettered {
			_, bytes := utf8.DecodeRune(w[n:])
			n += bytes
		}
		slash = slash || parts > 1 && (parts > 2 || lettered || value > 12 || last > 31)
		if n == len(w) || w[n] != '/' {
			return n, slash, true
		}
		last = value
		if lettered {
			last = 32
		}
		n++
	}
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

// endsInProvince reports whether the last part of a text is the name of a
// province.
func (r *reader) endsInProvince(v []byte) bool {
	i := bytes.LastIndexAny(v, ",-")
	if i < 0 || len(v)-i > 100 {
		return false
	}
	r.scratch = fold(r.scratch[:0], v[i+1:])
	return lexicons().provinces[string(bytes.Trim(r.scratch, " ."))]
}
