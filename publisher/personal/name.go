package personal

import "unicode/utf8"

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
func (r *reader) nameOf(v []byte, anyCase bool) (s nameShape) {
	if len(v) > longestName || len(v) < 2 {
		return s
	}
	var at [6]word
	n := 0
	for i := 0; i < len(v); i++ {
		if v[i] == ' ' {
			continue
		}
		start := i
		for i < len(v) && v[i] != ' ' {
			i++
		}
		if !letterByte(v[start]) {
			return nameShape{}
		}
		w := r.word(v, start, i)
		// Most cells end here: their first word is no surname.
		if n == len(at) || w.is&nameWord == 0 || !anyCase && (n == 0 && w.is&surnameWord == 0 || w.is&capitalWord == 0) {
			return nameShape{}
		}
		at[n] = w
		n++
	}
	if n == 0 {
		return s
	}
	known := at[0].is&surnameWord != 0
	s.part = known || n == 1 && at[0].is&givenWord != 0
	if n < 2 || n > 5 || !known {
		return s
	}
	if s.full = at[n-1].is&givenWord != 0; !s.full {
		return s
	}
	for _, w := range at[1 : n-1] {
		s.personal = s.personal || w.is&middleWord != 0
	}
	s.place = isPlace(at[:n]) || n > 2 && !s.personal && isPlace(at[1:n])
	return s
}

// longestTitle bounds the bytes of a title.
const longestTitle = 7

// isPlace reports whether words are the name of a place.
func isPlace(words []word) bool {
	l := lexicons()
	h := uint64(0)
	for _, w := range words {
		h = placeHash(h, w.folded)
	}
	if !l.maybe(h) {
		return false
	}
	var space [6 * (longestWord + 1)]byte
	b := space[:0]
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = unpack(b, w.folded)
	}
	return l.places[string(b)]
}

// Words before the name of a person in text: with their marks, without, and
// those that only count after another word.
const anyTitles = "ong ba chi chau co chu bac ho vo chong me bo ten anh em bn kh sv hs con cha nhan vien sinh hang dan si"

var (
	markedTitles = words("ông bà chị cháu cô chú bác hộ vợ chồng mẹ bố tên")
	plainTitles  = words("ong ba anh chi chau em co chu bac bn kh sv hs vo chong con me cha")
	titlePairs   = map[uint64]uint64{packed("nhan"): packed("benh"), packed("vien"): packed("sinh"), packed("sinh"): packed("hoc"),
		packed("hang"): packed("khach"), packed("ho"): packed("chu"), packed("dan"): packed("cong"), packed("si"): packed("bac")}
)

// title reports whether a word, which comes after another one, goes before the
// name of a person. Bà does, and so does ba where nothing has marks.
func title(w, last word) bool {
	if w.is&titleWord == 0 {
		return false
	}
	if w.is&titleAlone != 0 {
		return true
	}
	first, ok := titlePairs[w.folded]
	return ok && last.folded == first
}

// nameInText looks for the name of a person in v[i:]: a title, then a surname
// with capital, one to three more words with capitals, the last of them a given
// name.
func (r *reader) nameInText(v []byte, i int) (from, to int, ok bool) {
	var before, last word
	for i < len(v) {
		start, end := nextWord(v, i)
		if start == end {
			return 0, 0, false
		}
		i = end
		before, last = last, r.word(v, start, end)
		if !title(last, before) {
			continue
		}
		var name [5]word
		at, n := end, 0
		for n < len(name) {
			s, e := nextWord(v, at)
			if s == e || !blankOrColon(v[at:s]) {
				break
			}
			w := r.word(v, s, e)
			if w.is&capitalWord == 0 || n == 0 && w.is&surnameWord == 0 {
				break
			}
			if n == 0 {
				from = s
			}
			name[n] = w
			n++
			at, to = e, e
		}
		if n >= 3 && name[n-1].is&givenWord != 0 && !isPlace(name[:n]) {
			return from, to, true
		}
	}
	return 0, 0, false
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
