package layout

import (
	"unicode/utf8"

	"nguon/publisher/charset"
)

// A lead is the first four letters of a text, folded, with a blank for what
// ends a word. It tells in little time that a text is none of the words that
// are looked for in every row.
type lead [4]byte

// letters folds the letters of Latin scripts.
var letters = func() (fold [0x1F00]byte) {
	for r := rune(' '); r < rune(len(fold)); r++ {
		if r > 0x250 && r < 0x1E00 {
			continue
		}
		if f := charset.Fold(string(r)); len(f) == 1 && f[0] >= 'a' && f[0] <= 'z' {
			fold[r] = f[0]
		}
	}
	return fold
}()

// leadOf skips what stands before the first letter.
func leadOf[T string | []byte](text T) lead {
	var l lead
	n := 0
	for i := 0; i < len(text) && i < 64 && n < len(l); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(string(text[i:min(len(text), i+utf8.UTFMax)]))
		}
		i += size
		c := byte(0)
		if int(r) < len(letters) {
			c = letters[r]
		}
		switch {
		case c != 0:
			l[n] = c
			n++
		case r >= 0x300 && r < 0x370: // a mark of the letter before
		case n > 0 && l[n-1] != ' ':
			l[n] = ' '
			n++
		}
	}
	for ; n < len(l); n++ {
		l[n] = ' '
	}
	return l
}

// leads collects the leads of words.
func leads(lists ...[]string) map[lead]bool {
	all := make(map[lead]bool)
	for _, list := range lists {
		for _, w := range list {
			all[leadOf(w)] = true
		}
	}
	return all
}

var (
	totalLeads  = leads(totalWords, totalPhrases, totalOf)
	remarkLeads = leads(noteHeads, offices, signatures, signatureHeads)
)

// mayTotal reports whether a text can be the label of a total.
func mayTotal(t []byte) bool {
	return len(t) > 2 && len(t) <= longestTotal && totalLeads[leadOf(t)]
}

// mayRemark reports whether a text can be a note or a signature, other than a
// place and a day.
func mayRemark(t []byte) bool {
	return len(t) > 2 && (remarkLeads[leadOf(t)] || isMarkedNote(string(t)))
}
