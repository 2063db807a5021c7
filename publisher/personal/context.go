package personal

import "strings"

// A cue is what the words before a number in text say that it is.
type cue uint8

const (
	cueID cue = 1 << iota
	cuePassport
	cueTax
	cueInsurance
	cuePhone
	cueCard
	cuePlate
	cueCode // of a document or transaction: no phone
)

// cueWords are folded: one word, or two.
var cueWords = []struct {
	words string
	cue   cue
}{
	{"cccd", cueID}, {"cmnd", cueID}, {"cmt", cueID}, {"cmtnd", cueID}, {"ddcn", cueID}, {"socccd", cueID}, {"socmnd", cueID}, {"can cuoc", cueID}, {"dinh danh", cueID}, {"chung minh", cueID}, {"giay to", cueID}, {"id card", cueID},
	{"citizen id", cueID}, {"national id", cueID},
	{"ho chieu", cuePassport}, {"passport", cuePassport},
	{"mst", cueTax}, {"ma so thue", cueTax}, {"tax", cueTax},
	{"bhxh", cueInsurance}, {"bhyt", cueInsurance}, {"bao hiem", cueInsurance},
	{"sdt", cuePhone}, {"dien thoai", cuePhone}, {"dt", cuePhone}, {"di dong", cuePhone}, {"zalo", cuePhone}, {"tel", cuePhone}, {"phone", cuePhone}, {"lien he", cuePhone}, {"goi", cuePhone},
	{"the", cueCard}, {"card", cueCard}, {"visa", cueCard}, {"atm", cueCard}, {"napas", cueCard}, {"tai khoan", cueCard},
	{"bien so", cuePlate}, {"bks", cuePlate}, {"kiem soat", cuePlate}, {"xe", cuePlate}, {"bsx", cuePlate},
	{"ma don", cueCode}, {"van don", cueCode}, {"giao dich", cueCode}, {"serial", cueCode}, {"barcode", cueCode}, {"ma vach", cueCode}, {"hoa don", cueCode}, {"isbn", cueCode}, {"imei", cueCode},
}

// cuePairs are the cues of two words.
var cuePairs = func() map[[2]uint64]cue {
	m := make(map[[2]uint64]cue)
	for _, c := range cueWords {
		if first, second, pair := strings.Cut(c.words, " "); pair {
			m[[2]uint64{packed(first), packed(second)}] |= c.cue
		}
	}
	return m
}()

// cueBytes bounds the text before a number in which cues are looked for.
const cueBytes = 64

// cues returns the cues in the text before v[i].
func (r *reader) cues(v []byte, i int) (found cue) {
	from := max(0, i-cueBytes)
	for from > 0 && from < i && letterByte(v[from-1]) && letterByte(v[from]) {
		from++ // the rest of a word
	}
	var last word
	for from < i {
		start, end := nextWord(v[:i], from)
		if start == end {
			break
		}
		w := r.word(v, start, end)
		found |= cue(w.is / firstCue)
		if w.is&cueEnd != 0 {
			found |= cuePairs[[2]uint64{last.folded, w.folded}]
		}
		last, from = w, end
	}
	return found
}

// cueAttached reports whether the letters that end at v[i] are a cue: CCCD of
// CCCD001085012345.
func (r *reader) cueAttached(v []byte, i int) bool {
	from := i
	for from > 0 && i-from <= longestWord && letterByte(v[from-1]) {
		from--
	}
	return from < i && (from == 0 || !digit(v[from-1])) && r.word(v, from, i).is/firstCue != 0
}
