package password

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
)

// The bounds of a password in characters (Unicode code points, after NFC).
//
// NIST SP 800-63B-4, section 3.1.1.2: a password that is the only factor has at
// least 15 characters, at least 64 must be possible, and there are no rules on
// what they are. The upper bound keeps a request from being work without end.
const (
	MinLength = 15
	MaxLength = 256
)

const (
	maxBytes = 4 * MaxLength
	looked   = 64 // characters that strength is estimated from: the estimate takes more than linear time
	minScore = 3  // of 4: at least 10^8 guesses by someone who knows the lists
)

// familiar is a list of words that people here build passwords of, one a line,
// in lower case without tone marks. Lists of English words and names, and of
// common passwords, come with zxcvbn.
//
//go:embed familiar.txt
var familiar string

var familiarWords = append(strings.Fields(familiar), vietnamesePhrases...)

// Check returns an error of kind catalog.ErrInvalid that says why plain may not
// be chosen as a password: it is too short, too long, not text, was leaked, or is
// among the first that an attacker would try. No other site is asked. About are words that an attacker knows of
// the person: name, mail address.
func Check(plain string, about ...string) error {
	switch n := utf8.RuneCountInString(normal(plain)); {
	case len(plain) > maxBytes || n > MaxLength:
		return refused("Mật khẩu dài tối đa %d ký tự.", "The password has at most %d characters.", MaxLength)
	case !utf8.ValidString(plain) || strings.Contains(plain, "\x00"):
		return refused("Mật khẩu có ký tự không hợp lệ.", "The password has characters that are not valid.")
	case common(plain):
		return refused("Mật khẩu này đã bị lộ trong các vụ rò rỉ, hoặc quá quen thuộc: kẻ tấn công thử nó đầu tiên. Hãy chọn một câu ngắn của riêng bạn, ít nhất %d ký tự.",
			"This password was leaked somewhere, or is one that many choose: attackers try it first. Please choose a short sentence of your own, of at least %d characters.", MinLength)
	case n < MinLength:
		return refused("Mật khẩu cần ít nhất %d ký tự: một câu ngắn dễ nhớ là tốt nhất.",
			"The password needs at least %d characters: a short sentence is best.", MinLength)
	}
	if weak(plain, about) {
		return refused("Mật khẩu này dễ đoán: nó gồm từ quen thuộc, thông tin của bạn hoặc ký tự lặp lại.",
			"This password is easy to guess: it is made of common words, of what is known of you, or of repetitions.")
	}
	return nil
}

func weak(plain string, about []string) bool {
	text := []rune(bare(plain))
	text = text[:min(len(text), looked)]
	if period(text) < MinLength/2 {
		return true
	}
	var known []string // what is tried first, first
	for _, a := range about {
		for _, word := range strings.FieldsFunc(Fold(a), func(r rune) bool { return strings.ContainsRune(" @.-_+", r) }) {
			if len(word) > 2 {
				known = append(known, word)
			}
		}
	}
	return zxcvbn.PasswordStrength(string(text), append(known, familiarWords...)).Score < minScore
}

// period returns the length of the shortest text that, written again and again,
// begins with the given one.
func period(text []rune) int {
	for p := 1; p < len(text); p++ {
		if slices.Equal(text[p:], text[:len(text)-p]) {
			return p
		}
	}
	return len(text)
}

// normal returns the form in which a password is counted and hashed, so that it
// does not depend on how a keyboard composes letters with marks: NFC, as the
// same section of NIST SP 800-63B-4 advises.
func normal(plain string) string { return norm.NFC.String(plain) }

// Fold returns text without tone marks and in lower case, to be compared with
// lists.
func Fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == 'đ':
			b.WriteByte('d')
		case r < 0x300 || r > 0x36f: // combining marks
			b.WriteRune(r)
		}
	}
	return b.String()
}

func refused(vi, en string, args ...any) error {
	detail := catalog.Textf(vi, en, args...)
	return &catalog.Error{
		Kind: catalog.ErrInvalid, Public: detail,
		Fields: []catalog.FieldError{{Field: "password", Position: -1, Detail: detail}},
	}
}
