package charset_test

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

// encoders are the inverses of the decoders, written from the definitions of
// the encodings and not from the tables of the package. They take NFC.
var encoders = map[string]func(string) []byte{
	charset.TCVN3:       toTCVN3,
	charset.VNI:         toVNI,
	charset.VIQR:        toVIQR,
	charset.Windows1258: toWindows1258,
}

const (
	allVowels  = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
	tcvn3Codes = "aµ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËeÌÎÏÐÑªÒÓÔÕÖi×ØÜÝÞoßáâãä«åæçèé¬êëìíîuïñòóô\u00adõö÷øùyúûüýþ®"
	vniCodes   = "a aøaûaõaùaïaêaèaúaüaéaëaâaàaåaãaáaäe eøeûeõeùeïeâeàeåeãeáeäi ì æ ó í ò o oøoûoõoùoïoâoàoåoãoáoäô ôøôûôõôùôïu uøuûuõuùuïö öøöûöõöùöïy yøyûyõyùî ñ "
)

// toTCVN3 writes capitals with a tone as lower case, as is done with the fonts.
func toTCVN3(s string) []byte {
	codes := []rune(tcvn3Codes)
	capitals := map[rune]byte{'Ă': 0xA1, 'Â': 0xA2, 'Ê': 0xA3, 'Ô': 0xA4, 'Ơ': 0xA5, 'Ư': 0xA6, 'Đ': 0xA7}
	var out []byte
	for _, r := range s {
		if b, ok := capitals[r]; ok {
			out = append(out, b)
			continue
		}
		lower := unicode.ToLower(r)
		at := strings.IndexRune(allVowels, lower)
		switch {
		case at < 0 || lower < 0x80:
			out = append(out, byte(r))
		default:
			out = append(out, byte(codes[len([]rune(allVowels[:at]))]))
		}
	}
	return out
}

func toVNI(s string) []byte {
	codes := []rune(vniCodes)
	var out []byte
	for _, r := range s {
		lower := unicode.ToLower(r)
		at := strings.IndexRune(allVowels, lower)
		if at < 0 {
			out = append(out, byte(r))
			continue
		}
		i := len([]rune(allVowels[:at]))
		for _, c := range codes[2*i : 2*i+2] {
			switch {
			case c == ' ':
			case r != lower:
				out = append(out, byte(unicode.ToUpper(c)))
			default:
				out = append(out, byte(c))
			}
		}
	}
	return out
}

func toVIQR(s string) []byte {
	signs := map[rune]string{'\u0302': "^", '\u0306': "(", '\u031B': "+", '\u0301': "'", '\u0300': "`", '\u0309': "?", '\u0303': "~", '\u0323': "."}
	order := "^(+'`?~."
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == 'đ':
			out.WriteString("dd")
		case r == 'Đ':
			out.WriteString("DD")
		case strings.ContainsRune(order+"\\", r):
			out.WriteString("\\" + string(r))
		default:
			marks := ""
			for i, d := range []rune(norm.NFD.String(string(r))) {
				if i == 0 {
					out.WriteRune(d)
				} else {
					marks += signs[d]
				}
			}
			for _, sign := range order {
				if strings.ContainsRune(marks, sign) {
					out.WriteRune(sign)
				}
			}
		}
	}
	return []byte(out.String())
}

// toWindows1258 writes every tone as a mark of its own, as the keyboard of
// Windows does.
func toWindows1258(s string) []byte {
	marks := map[rune]byte{'\u0300': 0xCC, '\u0309': 0xD2, '\u0303': 0xDE, '\u0301': 0xEC, '\u0323': 0xF2}
	shapes := map[rune]bool{'\u0302': true, '\u0306': true, '\u031B': true}
	var out []byte
	for _, r := range s {
		base, tones := "", []byte(nil)
		for _, d := range norm.NFD.String(string(r)) {
			if b, ok := marks[d]; ok {
				tones = append(tones, b)
			} else if shapes[d] || base == "" {
				base += string(d)
			}
		}
		for _, c := range norm.NFC.String(base) {
			b, ok := charmap.Windows1258.EncodeRune(c)
			if !ok {
				b = '?'
			}
			out = append(out, b)
		}
		out = append(out, tones...)
	}
	return out
}
