package charset

import "unicode"

// vowels are the twelve vowels of Vietnamese in lower case, each with its six
// tones in the order level, huyền, hỏi, ngã, sắc, nặng.
const vowels = "aàảãáạ" + "ăằẳẵắặ" + "âầẩẫấậ" + "eèẻẽéẹ" + "êềểễếệ" + "iìỉĩíị" +
	"oòỏõóọ" + "ôồổỗốộ" + "ơờởỡớợ" + "uùủũúụ" + "ưừửữứự" + "yỳỷỹýỵ"

// The tones, as columns of vowels.
const (
	level = iota
	huyen
	hoi
	nga
	sac
	nang
	tones
)

// A letter is a vowel taken apart: the vowel without its tone, in lower case,
// and the tone.
type letter struct {
	base rune
	tone uint8
}

// parts are the vowels of both cases, taken apart.
var parts = func() map[rune]letter {
	m := make(map[rune]letter)
	all := []rune(vowels)
	for i, r := range all {
		l := letter{all[i/tones*tones], uint8(i % tones)}
		m[r], m[unicode.ToUpper(r)] = l, l
	}
	return m
}()

// toned are the six tones of a vowel without tone, of both cases.
var toned = func() map[rune][tones]rune {
	m := make(map[rune][tones]rune)
	all := []rune(vowels)
	for i := 0; i < len(all); i += tones {
		var lower, upper [tones]rune
		for t := range tones {
			lower[t], upper[t] = all[i+t], unicode.ToUpper(all[i+t])
		}
		m[lower[level]], m[upper[level]] = lower, upper
	}
	return m
}()

// withTone returns a vowel that has no tone yet with one.
func withTone(r rune, tone int) (rune, bool) {
	row, ok := toned[r]
	return row[tone], ok
}
