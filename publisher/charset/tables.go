package charset

import (
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// A table is an encoding of letters in one or two bytes.
type table struct {
	single [256]rune  // U+FFFD where a byte alone is no character
	row    [256]uint8 // of pairs, of a byte that a mark may follow; 0 is none
	pairs  [][256]rune
}

// add makes first and second together one character.
func (t *table) add(first, second byte, r rune) {
	if t.row[first] == 0 {
		if t.pairs == nil {
			t.pairs = make([][256]rune, 1) // row 0 stays empty
		}
		t.row[first] = uint8(len(t.pairs))
		t.pairs = append(t.pairs, [256]rune{})
	}
	t.pairs[t.row[first]][second] = r
}

// western returns a table of what both encodings leave as Windows-1252 has it:
// ASCII, and the quotes and dashes that word processors put in by themselves.
func western() *table {
	t := &table{}
	for b := range 256 {
		t.single[b] = charmap.Windows1252.DecodeByte(byte(b))
		if b >= 0x80 && unicode.IsControl(t.single[b]) {
			t.single[b] = '\uFFFD'
		}
	}
	return t
}

// tcvn3 is the second set of TCVN 5712:1993 (VSCII-2, "TCVN3") as the ABC
// fonts have it. It has one byte for each letter of lower case, but of capitals
// with a tone only the thirteen that the standard found room for. Others are
// typed as lower case in fonts that show capitals (.VnTimeH), and come out as
// lower case, because the font is not part of the text.
//
// The bytes B0 to B4 are tone marks after a vowel. After anything else they
// are what Windows shows for them, as in "30°C" and "m²".
//
// The mapping agrees with the table TCVN5712-1 of the GNU C library for the
// bytes A1 to FF, and with SingleByteTables of the converter of UniKey
// (vn-input/ibus-unikey, ukengine/data.cpp).
var tcvn3 = func() *table {
	const fromA1 = "ĂÂÊÔƠƯĐăâêôơưđẰ°±²³´àảãáạẲằẳẵắẴ" +
		"ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò" + "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
	marks := [...]int{huyen, hoi, nga, sac, nang}
	t := western()
	b := 0xA1
	for _, r := range fromA1 {
		t.single[b] = r
		b++
	}
	for b, r := range t.single {
		for i, tone := range marks {
			if v, ok := withTone(r, tone); ok {
				t.add(byte(b), byte(0xB0+i), v)
			}
		}
	}
	return t
}()

// vni is VNI for Windows: a vowel, and after it a byte that is all its marks.
// Only i with a tone, ỵ, đ, and the bases ơ and ư are one byte. Base and mark
// have a byte for each case; the case of the letter is that of its base, because
// marks of the other case are common in titles. A mark without its base is no
// character.
//
// The mapping agrees with DoubleByteTables of the converter of UniKey
// (vn-input/ibus-unikey, ukengine/data.cpp) and with vni.h of xvnkb
// (lamdao/xvnkb).
var vni = func() *table {
	t := western()
	for r := 'À'; r <= 'ÿ'; r++ {
		if unicode.IsLetter(r) {
			t.single[r] = '\uFFFD'
		}
	}
	for b, r := range map[byte]rune{'\xED': 'í', '\xEC': 'ì', '\xE6': 'ỉ', '\xF3': 'ĩ', '\xF2': 'ị', '\xEE': 'ỵ', '\xF1': 'đ', '\xF4': 'ơ', '\xF6': 'ư'} {
		t.single[b], t.single[b-0x20] = r, unicode.ToUpper(r)
	}
	// Each row: the bases that may have these marks, what the marks make of the
	// base, and their bytes in the order of the tones; 0 is no byte.
	for _, m := range []struct {
		bases string
		shape string // a combining mark
		bytes [tones]byte
	}{
		{"aeouy\xF4\xF6", "", [tones]byte{0, 0xF8, 0xFB, 0xF5, 0xF9, 0xEF}},
		{"aeo", "\u0302", [tones]byte{0xE2, 0xE0, 0xE5, 0xE3, 0xE1, 0xE4}},
		{"a", "\u0306", [tones]byte{0xEA, 0xE8, 0xFA, 0xFC, 0xE9, 0xEB}},
	} {
		for _, base := range []byte(m.bases) {
			shaped := []rune(norm.NFC.String(string(t.single[base]) + m.shape))[0]
			for tone, mark := range m.bytes {
				r, ok := withTone(shaped, tone)
				if !ok || mark == 0 || base == 'y' && tone == nang {
					continue
				}
				for _, mark := range []byte{mark, mark - 0x20} {
					t.add(base, mark, r)
					t.add(base-0x20, mark, unicode.ToUpper(r))
				}
			}
		}
	}
	return t
}()
