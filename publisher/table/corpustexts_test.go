package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

func made(text string) func(*testing.T) []byte {
	return func(*testing.T) []byte { return []byte(text) }
}

// communes is a list of communes as offices keep it.
const communes = "STT;Tên xã;Huyện;Dân số;Ghi chú\n" +
	"1;Xã Tân Hưng;Huyện Sóc Sơn;12450;\n" +
	"2;Thị trấn Đông Anh;Huyện Đông Anh;28110;Đã sáp nhập\n" +
	"3;Phường Nguyễn Trãi;Quận Hà Đông;19875;Thuộc vùng đô thị\n" +
	"4;Xã Hồng Vân;Huyện Thường Tín;9320;Đường liên xã đang sửa chữa\n" +
	"5;Xã Đường Lâm;Thị xã Sơn Tây;10211;Làng cổ được xếp hạng\n"

// madeTexts are texts whose bytes an editor would change.
func madeTexts() map[string]func(*testing.T) []byte {
	return map[string]func(*testing.T) []byte{
		"bom-crlf.csv": made("\ufeff" + strings.ReplaceAll("Mã,Tên\n01,Hà Nội\n79,TP. Hồ Chí Minh\n", "\n", "\r\n")),
		"cr-only.csv":  made(strings.ReplaceAll("Mã,Tên,Số hộ\n01,Hà Nội,120\n79,TP. Hồ Chí Minh,98\n", "\n", "\r")),
		"unicode-text-excel.txt": func(*testing.T) []byte {
			return utf16LE("Mã\tTên trạm\tĐộ mặn (‰)\r\n01\tCửa Đại\t12,5\r\n02\tHàm Luông\t8,75\r\n03\t\"Cổ Chiên\"\t0\r\n")
		},
		"tcvn3-bytes.csv":          func(*testing.T) []byte { return latin1(toTCVN3(communes)) },
		"vni-bytes.csv":            func(*testing.T) []byte { return latin1(toVNI(communes)) },
		"windows-1258.csv":         func(t *testing.T) []byte { return toWindows1258(t, communes) },
		"tcvn3-pasted-as-utf8.csv": made(toTCVN3(communes)),
		"vni-pasted-as-utf8.csv":   made(toVNI(communes)),
		"viqr-mail.csv":            made("STT;Te^n xa~;Huye^.n;Da^n so^'\n1;Xa~ Ta^n Hu+ng;Huye^.n So'c So+n;12450\n2;Thi. tra^'n DDo^ng Anh;Huye^.n DDo^ng Anh;28110\n3;Phu+o+`ng Nguye^~n Tra~i;Qua^.n Ha` DDo^ng;19875\n"),
		"decomposed-nfd.csv":       made(norm.NFD.String("Tỉnh,Trạng thái,Có điện\nHòa Bình,đã duyệt,có\nĐắk Lắk,chưa duyệt,không\n")),
		"tone-placement.csv":       made("Xã,Huyện,Trạng thái\nHoà Bình,Thuỷ Nguyên,hoàn thành\nHòa Bình,Thủy Nguyên,hoàn thành\nKhoá Bảo,Quỳ Hợp,chưa\n"),
		"mojibake.csv":             func(t *testing.T) []byte { return misread(t, communes) },
		"invisible-in-headers.csv": made("\ufeffM\u00e3\u00a0s\u1ed1,\u200bT\u00ean \u00a0tr\u01b0\u1eddng\u200b, S\u1ed1\thọc sinh ,Năm\u00a0\n01,Kim\u00a0Đồng,1\u00a0204,2023\n02,Lê Lợi,\u00a0987,2024\u00a0\n"),
		"latin1-french.csv": func(*testing.T) []byte {
			return latin1("Département;Région;Créé le\nAin;Auvergne-Rhône-Alpes;04/03/1790\nCôte-d'Or;Bourgogne-Franche-Comté;04/03/1790\n")
		},
		"nul-bytes.csv":            made("id,name\n1,a\x00b\n2,c\n"),
		"broken-utf8.csv":          made("id,tên,ghi chú\n1,Hà Nội,tốt\n2,Hải Ph\xf2ng,\xff\n3,Đà Nẵng,khá\n"),
		"columns-300.csv":          func(*testing.T) []byte { return wideText(300, 3) },
		"pdf-named.csv":            made("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"),
		"two-byte-order-marks.csv": made("\ufeff\ufeffid,tên\n1,An\n2,Bình\n"),
	}
}

// madePacks are packed files, some of them spoilt.
func madePacks() map[string]func(*testing.T) []byte {
	return map[string]func(*testing.T) []byte{
		"packed.csv.gz":  func(t *testing.T) []byte { return gzipped(t, communes) },
		"packed.csv.zst": func(t *testing.T) []byte { return zstandard(t, communes) },
		"packed.zip": func(t *testing.T) []byte {
			return zipped(t, "thu muc/danh sach.csv", communes, "__MACOSX/._danh sach.csv", "x")
		},
		"truncated.csv.gz":      func(t *testing.T) []byte { b := gzipped(t, communes); return b[:len(b)/2] },
		"zip-of-two-tables.zip": func(t *testing.T) []byte { return zipped(t, "2023.csv", "a,b\n1,2\n", "2024.csv", "a,b\n3,4\n") },
		"zip-of-nothing.zip":    func(t *testing.T) []byte { return zipped(t) },
		"bomb.csv.zst":          func(t *testing.T) []byte { return bomb(t) },
		"zip-of-a-pdf.zip":      func(t *testing.T) []byte { return zipped(t, "baocao.pdf", "%PDF-1.4\n") },
	}
}

func utf16LE(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

// misread is UTF-8 that was read as Windows-1252 and saved as UTF-8.
func misread(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, c := range []byte(s) {
		b.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return b.Bytes()
}

func zstandard(t *testing.T, s string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll([]byte(s), nil)
}

// bomb is a few kB that unpack to 110 MB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	must(t, err)
	_, err = io.WriteString(w, "a,b\n")
	must(t, err)
	megabyte := []byte(strings.Repeat("0,0\n", 1<<18))
	for range 110 {
		_, err = w.Write(megabyte)
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

func wideText(columns, rows int) []byte {
	var b bytes.Buffer
	b.WriteString("mã")
	for c := range columns - 1 {
		fmt.Fprintf(&b, ",q%d", c+1)
	}
	for r := range rows {
		fmt.Fprintf(&b, "\nHS%02d", r+1)
		for c := range columns - 1 {
			fmt.Fprintf(&b, ",%d", (r*7+c*3)%5)
		}
	}
	b.WriteByte('\n')
	return b.Bytes()
}

const (
	vowels     = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
	tcvn3Codes = "aµ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËeÌÎÏÐÑªÒÓÔÕÖi×ØÜÝÞoßáâãä«åæçèé¬êëìíîuïñòóô\u00adõö÷øùyúûüýþ®"
	vniCodes   = "a aøaûaõaùaïaêaèaúaüaéaëaâaàaåaãaáaäe eøeûeõeùeïeâeàeåeãeáeäi ì æ ó í ò o oøoûoõoùoïoâoàoåoãoáoäô ôøôûôõôùôïu uøuûuõuùuïö öøöûöõöùöïy yøyûyõyùî ñ "
)

// toTCVN3 returns the characters that a text typed with a font of TCVN3 shows
// in any other font.
func toTCVN3(s string) string {
	codes := []rune(tcvn3Codes)
	capitals := map[rune]rune{'Ă': '¡', 'Â': '¢', 'Ê': '£', 'Ô': '¤', 'Ơ': '¥', 'Ư': '¦', 'Đ': '§'}
	return strings.Map(func(r rune) rune {
		if c, ok := capitals[r]; ok {
			return c
		}
		lower := unicode.ToLower(r)
		if at := strings.IndexRune(vowels, lower); at >= 0 && lower >= 0x80 {
			return codes[len([]rune(vowels[:at]))]
		}
		return r
	}, s)
}

// toVNI is the same of VNI.
func toVNI(s string) string {
	codes := []rune(vniCodes)
	var b strings.Builder
	for _, r := range s {
		lower := unicode.ToLower(r)
		at := strings.IndexRune(vowels, lower)
		if at < 0 {
			b.WriteRune(r)
			continue
		}
		i := len([]rune(vowels[:at]))
		for _, c := range codes[2*i : 2*i+2] {
			if c != ' ' && r != lower {
				c = unicode.ToUpper(c)
			}
			if c != ' ' {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// toWindows1258 writes tones as marks of their own.
func toWindows1258(t *testing.T, s string) []byte {
	t.Helper()
	var b []byte
	for _, r := range s {
		if c, ok := charmap.Windows1258.EncodeRune(r); ok {
			b = append(b, c)
			continue
		}
		base, tone := "", ""
		for _, d := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0309\u0303\u0301\u0323", d) {
				tone += string(d)
			} else {
				base += string(d)
			}
		}
		for _, d := range norm.NFC.String(base) + tone {
			c, ok := charmap.Windows1258.EncodeRune(d)
			if !ok {
				t.Fatalf("Windows-1258 has no %q", d)
			}
			b = append(b, c)
		}
	}
	return b
}
