package charset_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

func TestBytesAreDecodedAsTheEncodingSays(t *testing.T) {
	for _, test := range []struct{ name, encoding, in, want string }{
		{"TCVN3", charset.TCVN3, "C\xe9ng h\xdfa x\xb7 h\xe9i", "Cộng hòa xã hội"},
		{"TCVN3 capitals without tone", charset.TCVN3, "\xa7\xa1k, \xa2, \xa3, \xa4, \xa5, \xa6", "ĐĂk, Â, Ê, Ô, Ơ, Ư"},
		{"TCVN3 capitals with a tone are small in the font of capitals", charset.TCVN3, "\xa7\xb5 N\xbdNG", "Đà NẵNG"},
		{"TCVN3 capitals of the standard", charset.TCVN3, "\xaf\xba\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xcd\xd9\xda\xdb\xe0\xf0\xff", "ẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ"},
		{"TCVN3 tone of its own", charset.TCVN3, "A\xb0 \xa2\xb3 u\xb4", "À Ấ ụ"},
		{"TCVN3 signs of Windows", charset.TCVN3, "30\xb0C, m\xb2, \x93x\x94 \x96", "30°C, m², “x” –"},
		{"TCVN3 soft hyphen is a letter", charset.TCVN3, "t\xad", "tư"},
		{"TCVN3 no character", charset.TCVN3, "a\x81b", "a\ufffdb"},
		{"VNI", charset.VNI, "Vie\xe4t Nam, \xf1\xf6\xf4\xf8ng Ho\xe0 Ch\xed Minh", "Việt Nam, đường Hồ Chí Minh"},
		{"VNI capitals", charset.VNI, "HA\xd8 NO\xc4I, \xd1A\xcaK", "HÀ NỘI, ĐĂK"},
		{"VNI capital with a small mark", charset.VNI, "HA\xf8", "HÀ"},
		{"VNI i and ỵ are one byte", charset.VNI, "\xed\xec\xe6\xf3\xf2\xee", "íìỉĩịỵ"},
		{"VNI mark without a base", charset.VNI, "b\xf8", "b\ufffd"},
		{"VNI mark at the end", charset.VNI, "a\xf8", "à"},
		{"VNI base at the end", charset.VNI, "a", "a"},
		{"VNI letter of another language", charset.VNI, "gar\xe7on", "gar\ufffdon"},
		{"VNI signs of Windows", charset.VNI, "m\xb2 \x95 5\xd72", "m² • 5×2"},
		{"VIQR", charset.VIQR, "Vie^.t Nam, ddu+o+`ng Ho^` Chi' Minh", "Việt Nam, đường Hồ Chí Minh"},
		{"VIQR capitals", charset.VIQR, "DDA(\\('c Dda`n A^'Y", "ĐĂ('c Đàn ẤY"},
		{"VIQR escapes", charset.VIQR, "Ddi\\. Hu\\? a\\\\b", "Đi. Hu? a\\b"},
		{"VIQR full stop after a word with a tone", charset.VIQR, "Ha` No^.i. Hue^'.", "Hà Nội. Huế."},
		{"VIQR addresses stay", charset.VIQR, "lan.ho.a@bo.vn, http://a.vn/a.b Ha`", "lan.ho.a@bo.vn, http://a.vn/a.b Hà"},
		{"VIQR pattern of dates stays", charset.VIQR, "nga`y (dd/mm/yyyy)", "ngày (dd/mm/yyyy)"},
		{"VIQR backslash at the end", charset.VIQR, "a\\", "a\\"},
		{"VIQR beside UTF-8", charset.VIQR, "Vie^.t – km² Nội.", "Việt – km² Nội."},
		{"VIQR broken UTF-8", charset.VIQR, "a\xff", "a\ufffd"},
		{"Windows-1258 is composed", charset.Windows1258, "Vi\xea\xf2t Nam \xf0a\xcc", "Việt Nam đà"},
		{"Windows-1252", charset.Windows1252, "caf\xe9 \x80", "café €"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, ok := charset.Decoder(test.encoding)
			if !ok {
				t.Fatalf("no decoder %q", test.encoding)
			}
			if got, _, err := transform.String(d, test.in); got != test.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestTextTypedWithAFontIsRestored(t *testing.T) {
	for _, test := range []struct{ name, encoding, in, want string }{
		{"TCVN3", charset.TCVN3, "Hµ Néi", "Hà Nội"},
		{"VNI", charset.VNI, "Haø Noäi", "Hà Nội"},
		{"VIQR", charset.VIQR, "Ha` No^.i", "Hà Nội"},
		{"signs of word processors stay", charset.TCVN3, "“Hµ” – 5 €", "“Hà” – 5 €"},
		{"letters that the font does not know stay", charset.VNI, "Haø, façade, 東", "Hà, façade, 東"},
		{"Unicode letters stay", charset.TCVN3, "ế ở", "ế ở"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, _, err := transform.String(charset.Restore(test.encoding), test.in); got != test.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	if charset.Restore(charset.Windows1258) != nil {
		t.Error("Restore of an encoding that is no font: not nil")
	}
}

// Every letter of Vietnamese goes through every encoding and back.
func TestEveryLetterComesBack(t *testing.T) {
	letters := allVowels + strings.ToUpper(allVowels)
	for name, encode := range encoders {
		for _, r := range letters {
			d, _ := charset.Decoder(name)
			got, _, err := transform.Bytes(d, encode(string(r)))
			if want := wanted(name, string(r)); string(got) != want || err != nil {
				t.Errorf("%s: %q came back as %q, %v", name, want, got, err)
			}
		}
	}
}

func TestOnlyUTF8NeedsNoDecoder(t *testing.T) {
	for _, name := range charset.Names() {
		_, ok := charset.Decoder(name)
		if want := name != charset.UTF8 && name != charset.UTF8BOM; ok != want {
			t.Errorf("Decoder(%q): %v, want %v", name, ok, want)
		}
	}
	if _, ok := charset.Decoder("utf-7"); ok || charset.Known("utf-7") {
		t.Error("utf-7 is known")
	}
}

// inPieces runs a decoder over pieces of src, whose lengths are cycled
// through, with little room for what comes out.
func inPieces(d transform.Transformer, src, lengths []byte) ([]byte, error) {
	var out []byte
	dst := make([]byte, 160) // package norm wants room for the longest run of marks
	from, to, piece := 0, 0, 0
	for {
		n, m, err := d.Transform(dst, src[from:to], to == len(src))
		out = append(out, dst[:n]...)
		from += m
		switch {
		case errors.Is(err, transform.ErrShortDst) && n+m > 0:
		case err == nil && to == len(src):
			return out, nil
		case err == nil || errors.Is(err, transform.ErrShortSrc) && to < len(src):
			step := 1
			if len(lengths) > 0 {
				step += int(lengths[piece%len(lengths)])
				piece++
			}
			to = min(len(src), to+step)
		default:
			return out, err
		}
	}
}

func FuzzPiecesDecodeAsTheWhole(f *testing.F) {
	const text = "Cộng hòa xã hội chủ nghĩa Việt Nam, Đắk Lắk; 30°C a.b@c.vn"
	for i, name := range charset.Names() {
		if encode, ok := encoders[name]; ok {
			f.Add(byte(i), encode(text), []byte{0, 3, 1})
		}
	}
	f.Add(byte(8), bytes.Repeat([]byte("a."), 300), []byte{100})
	f.Fuzz(func(t *testing.T, which byte, src, lengths []byte) {
		name := charset.Names()[int(which)%len(charset.Names())]
		decoder := func() transform.Transformer { d, _ := charset.Decoder(name); return d }
		restore := func() transform.Transformer { return charset.Restore(name) }
		for _, open := range []func() transform.Transformer{decoder, restore} {
			if open() == nil {
				continue
			}
			whole, _, err := transform.Bytes(open(), src)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			pieces, err := inPieces(open(), src, lengths)
			if err != nil || !bytes.Equal(pieces, whole) {
				t.Fatalf("%s: in pieces %q, %v, at once %q", name, pieces, err, whole)
			}
			if !utf8.Valid(whole) {
				t.Fatalf("%s: not UTF-8: %q", name, whole)
			}
		}
		if slices.Contains([]string{charset.TCVN3, charset.VNI, charset.Windows1258}, name) {
			if got, _, _ := transform.Bytes(decoder(), src); !norm.NFC.IsNormal(got) {
				t.Fatalf("%s: not NFC: %q", name, got)
			}
		}
	})
}

// The sample is as long as the part of a file that readers look at.
func BenchmarkDetect(b *testing.B) {
	for name, encode := range encoders {
		sample := bytes.Repeat(encode("12;Xã Yên Sơn;huyện Đô Lương;tỉnh Nghệ An;1.234,5\n"), 1200)
		b.Run("encoding="+name, func(b *testing.B) {
			b.SetBytes(int64(len(sample)))
			for b.Loop() {
				charset.Detect(sample)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, encode := range encoders {
		src := bytes.Repeat(encode("12;Xã Yên Sơn;huyện Đô Lương;tỉnh Nghệ An;1.234,5\n"), 1200)
		dst := make([]byte, 4*len(src))
		b.Run("encoding="+name, func(b *testing.B) {
			d, _ := charset.Decoder(name)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				d.Reset()
				if _, _, err := d.Transform(dst, src, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte("Haø Noäi"))
	f.Add([]byte("\xff\xfeH\x00"))
	for _, encode := range encoders {
		f.Add(encode("Xã Yên Sơn, huyện Đô Lương"))
	}
	f.Fuzz(func(t *testing.T, sample []byte) {
		g := charset.Detect(sample)
		if !charset.Known(g.Name) || g.Skip > len(sample) {
			t.Fatalf("%+v", g)
		}
		if g.Legacy != "" && charset.Restore(g.Legacy) == nil {
			t.Fatalf("%+v: nothing restores that", g)
		}
		for _, d := range decodersOf(g) {
			if _, _, err := transform.Bytes(d, sample[g.Skip:]); err != nil {
				t.Fatalf("%+v: %v", g, err)
			}
		}
	})
}
