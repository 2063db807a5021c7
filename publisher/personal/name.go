package personal

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A nameShape is what a cell that is formed as a name is.
type nameShape struct {
	full     bool // surname first, given name last
	part     bool // a surname alone or with middle names, or a given name
	place    bool // it is the name of a place as well
	personal bool // there is a middle name that hardly anything but a person has
}

// longestName bounds the bytes of a name; names in Vietnamese have at most 3 a letter.
const longestName = 96

// nameOf looks at a whole cell. anyCase takes words in lower case too, which is
// for columns whose header says that they hold names.
func nameOf(v []byte, anyCase bool) nameShape {
	if len(v) > longestName || len(v) < 2 {
		return nameShape{}
	}
	l := lexicons()
	// Most cells end here: their first word is no surname.
	end := bytes.IndexByte(v, ' ')
	if end < 0 {
		end = len(v)
	}
	var space [longestName + 8]byte
	first := fold(space[:0], v[:end])
	known := l.surname[string(first)] && markedSurname(l, v[:end])
	if !known && !anyCase {
		return nameShape{}
	}
	if !wellCased(v, anyCase) {
		return nameShape{}
	}
	b := fold(space[:0], v)
	var at [6][]byte
	n := 0
	for i := 0; i < len(b); {
		if b[i] == ' ' {
			i++
			continue
		}
		start := i
		for i < len(b) && b[i] != ' ' {
			i++
		}
		if n == len(at) || !nameWord(b[start:i]) {
			return nameShape{}
		}
		at[n] = b[start:i]
		n++
	}
	s := nameShape{part: n > 0 && (known || n == 1 && l.given[string(at[0])])}
	if n < 2 || n > 5 || !known {
		return s
	}
	s.full = l.given[string(at[n-1])]
	for _, w := range at[1 : n-1] {
		s.personal = s.personal || l.middle[string(w)]
	}
	s.place = l.places[string(b)] || n > 2 && l.places[string(b[len(at[0])+1:])] && !s.personal
	return s
}

// markedSurname reports whether a word may be a surname with the marks that it
// has: Hồ is one, Hố is not. A word without any marks may stand for all.
func markedSurname(l *lexicon, w []byte) bool {
	marked := false
	var b [32]byte
	low := b[:0]
	for i := 0; i < len(w); {
		r, n := utf8.DecodeRune(w[i:])
		i += n
		if r >= 0x300 && r < 0x370 {
			return true // marks that stand apart: compared without them
		}
		marked = marked || r >= utf8.RuneSelf
		if len(low)+utf8.UTFMax > cap(low) {
			return false
		}
		low = utf8.AppendRune(low, unicode.ToLower(r))
	}
	return !marked || l.marked[string(low)]
}

func nameWord(w []byte) bool {
	if len(w) > 8 {
		return false
	}
	for _, c := range w {
		if (c < 'a' || c > 'z') && c != '\'' {
			return false
		}
	}
	return true
}

// wellCased reports whether each word begins with a capital letter.
func wellCased(v []byte, anyCase bool) bool {
	if anyCase {
		return true
	}
	begin := true
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			if begin && !upper(c) && c != ' ' {
				return false
			}
			begin = c == ' '
			i++
			continue
		}
		r, n := utf8.DecodeRune(v[i:])
		if begin && !unicode.IsUpper(r) {
			return false
		}
		begin = false
		i += n
	}
	return true
}

// Words before the name of a person in text: with their marks, folded, and
// those that only count after another word.
var (
	markedTitles = words("ông bà chị cháu cô chú bác hộ vợ chồng mẹ bố tên")
	plainTitles  = words("ong ba anh chi chau em co chu bac bn kh sv hs vo chong con me cha")
	anyTitle     = words("ong ba chi chau co chu bac ho vo chong me bo ten anh em bn kh sv hs con cha nhan vien sinh hang dan si") // all of them, folded
	titlePairs   = map[string]string{"nhan": "benh", "vien": "sinh", "sinh": "hoc", "hang": "khach", "ho": "chu", "dan": "cong", "si": "bac"}
)

// title reports whether a word, which comes after another one, goes before the
// name of a person. Bà does, and so does ba where nothing has marks.
func title(w, last []byte) bool {
	var b, c [64]byte
	if len(w) > longestTitle {
		return false
	}
	plain := fold(b[:0], w)
	if !anyTitle[string(plain)] {
		return false
	}
	if first, ok := titlePairs[string(plain)]; ok && len(last) <= 12 && string(fold(c[:0], last)) == first {
		return true
	}
	if ascii(w) {
		return plainTitles[string(plain)]
	}
	return markedTitles[string(bytes.ToLower(w))]
}

// namesInText reports whether text names a person: a title, then a surname with
// capital, one to three more words with capitals, the last of them a given name.
func namesInText(v []byte) (from, to int, ok bool) {
	l := lexicons()
	var buf [64]byte
	var before, word []byte
	for i := 0; i < len(v); {
		start, end := nextWord(v, i)
		if start == end {
			return 0, 0, false
		}
		i = end
		before, word = word, v[start:end]
		if !capital(v, end) || !title(word, before) {
			continue
		}
		at, count, last := end, 0, false
		from = 0
		for count < 5 {
			s, e := nextWord(v, at)
			if s == e || !blankOrColon(v[at:s]) || e-s > 20 {
				break
			}
			r, _ := utf8.DecodeRune(v[s:e])
			if !unicode.IsUpper(r) {
				break
			}
			w := fold(buf[:0], v[s:e])
			if count == 0 {
				if !l.surname[string(w)] || !markedSurname(l, v[s:e]) {
					break
				}
				from = s
			}
			count++
			last = l.given[string(w)]
			at, to = e, e
		}
		if count >= 3 && last {
			name := fold(make([]byte, 0, 64), v[from:to])
			if !l.places[string(name)] {
				return from, to, true
			}
		}
	}
	return 0, 0, false
}

// longestTitle bounds the bytes of a title.
const longestTitle = 6

// capital reports whether the word after index i begins with a capital.
func capital(v []byte, i int) bool {
	for i < len(v) && !letterByte(v[i]) {
		i++
	}
	if i == len(v) || v[i] < utf8.RuneSelf {
		return i < len(v) && upper(v[i])
	}
	r, _ := utf8.DecodeRune(v[i:])
	return unicode.IsUpper(r)
}

// nextWord returns where the next run of letters begins and ends.
func nextWord(v []byte, i int) (start, end int) {
	for i < len(v) && !letterByte(v[i]) {
		i++
	}
	start = i
	for i < len(v) && letterByte(v[i]) {
		i++
	}
	return start, i
}

func letterByte(c byte) bool { return c >= utf8.RuneSelf || upper(c&^0x20) }

func blankOrColon(v []byte) bool {
	for _, c := range v {
		if c != ' ' && c != ':' && c != '.' {
			return false
		}
	}
	return len(v) > 0
}
