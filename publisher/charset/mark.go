package charset

import (
	"bytes"
	"unicode/utf8"
)

// byMark returns the encoding that a byte order mark tells, and the length of
// the mark. Text in UTF-16 without a mark is known by its zero bytes.
func byMark(head []byte) (name string, skip int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8BOM, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, 2
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 4:
	case zero[1] > half*5/8 && zero[0] < half/8:
		return UTF16LE, 0
	case zero[0] > half*5/8 && zero[1] < half/8:
		return UTF16BE, 0
	}
	return "", 0
}

// cutPartial takes off a character that the end of the sample cut through.
func cutPartial(sample []byte) []byte {
	for i := len(sample) - 1; i >= 0 && i >= len(sample)-utf8.UTFMax; i-- {
		if utf8.RuneStart(sample[i]) {
			if !utf8.FullRune(sample[i:]) {
				return sample[:i]
			}
			break
		}
	}
	return sample
}

// looksUTF8 reports whether text that is not valid UTF-8 is meant to be: it has
// more characters of several bytes than bytes that are none.
func looksUTF8(sample []byte) bool {
	good, bad := 0, 0
	for len(sample) > 0 {
		r, n := utf8.DecodeRune(sample)
		switch {
		case n > 1:
			good++
		case r == utf8.RuneError:
			bad++
		}
		sample = sample[n:]
	}
	return good > bad
}
