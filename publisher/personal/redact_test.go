package personal

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRedact(t *testing.T) {
	for _, test := range []struct {
		name, text, want string
		cut              int
	}{
		{"nothing", "Đã tiếp nhận hồ sơ 000.00.00.H38-250512-0012", "Đã tiếp nhận hồ sơ 000.00.00.H38-250512-0012", 0},
		{"blanks and marks of clean text stay", " cafe\u0301 \u00a0", " cafe\u0301 \u00a0", 0},
		{"phone", "gọi 0912 345 678 sau 17h", "gọi [điện thoại] sau 17h", 1},
		{"two phones", "0987654321/0912345678", "[điện thoại]/[điện thoại]", 2},
		{"abroad", "LH +84 (0)912 345 678.", "LH +84 (0)[điện thoại].", 1},
		{"identity card with its word", "Công dân có CCCD001085012345 đã nộp", "Công dân có CCCD[số căn cước] đã nộp", 1},
		{"old identity card", "CMND số 012345678 cấp tại CA Hà Nội", "CMND số [số CMND] cấp tại CA Hà Nội", 1},
		{"e-mail", "gửi về nguyenvanan85@gmail.com nhé", "gửi về [thư điện tử] nhé", 1},
		{"plate", "Xe 30A-123.45 vượt đèn đỏ", "Xe [biển số xe] vượt đèn đỏ", 1},
		{"card", "thẻ 4111 1111 1111 1111 bị khóa", "thẻ [số thẻ] bị khóa", 1},
		{"names with titles", "Ông Nguyễn Văn An và bà Trần Thị Hoa đến", "Ông [họ tên] và bà [họ tên] đến", 2},
		{"a name alone", "Nguyễn Văn An", "[họ tên]", 1},
		{"address", "nhà ở số 12 ngõ 5 đường Láng, phường Láng, Hà Nội. Hẹn ngày mai", "nhà ở [địa chỉ]. Hẹn ngày mai", 1},
		{"full width, no-break blanks", "ĐT ０９１２\u00a0345\u00a0678", "ĐT [điện thoại]", 1},
		{"hotlines stay", "Tổng đài 1900 1234", "Tổng đài 1900 1234", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, cut := NewRedactor("ghi_chu", now).Redact(test.text)
			if got != test.want || cut != test.cut {
				t.Errorf("Redact(%q) = %q, %d, want %q, %d", test.text, got, cut, test.want, test.cut)
			}
		})
	}
}

// What was redacted is clean to the scanner, in a column with the same header.
func TestNothingIsFoundInRedactedText(t *testing.T) {
	p := newPeople(41)
	columns := append(positives(), misspelt()...)
	for _, header := range []string{"ghi_chu", "cccd", "Họ tên, SĐT, địa chỉ", "email bien so stk bhxh ho chieu so the"} {
		columns = append(columns, labelled{name: "jumble", header: header, cells: p.fill(p.jumble)})
		columns = append(columns, labelled{name: "notes", header: header, cells: p.fill(p.story)})
	}
	for _, l := range columns {
		r := NewRedactor(l.header, now)
		redacted := []string{l.header}
		for _, cell := range l.cells {
			text, _ := r.Redact(cell)
			redacted = append(redacted, text)
		}
		for _, f := range scan(t, Options{}, redacted) {
			if f.Kind.direct() && f.Decision != Hint {
				t.Errorf("%s: found %s by %s in rows %v, such as %q", l.name, f.Kind, f.Rule, f.Rows, redacted[f.Rows[0]])
			}
		}
	}
}

// story is a note about a person.
func (p people) story() string {
	parts := []func() string{p.sentence, func() string { return "Ông " + p.name() }, func() string { return "CCCD " + p.id() }, func() string { return "sđt: " + p.phone() },
		p.email, p.address, func() string { return "thẻ " + p.card() }, func() string { return "xe " + p.plate() }, p.healthCard, p.ip, p.id, p.name}
	var s []string
	for range 1 + p.IntN(5) {
		s = append(s, parts[p.IntN(len(parts))]())
	}
	return strings.Join(s, pick(p, []string{", ", ". ", "; ", " - ", " "}))
}

// FuzzRedact redacts any text: what comes out is clean, and valid if the text
// was.
func FuzzRedact(f *testing.F) {
	p := newPeople(42)
	for range 20 {
		f.Add(p.story(), "ghi_chu")
		f.Add(p.jumble(), "ho_ten cccd sdt bhxh stk ho_chieu ngay_sinh")
	}
	f.Fuzz(func(t *testing.T, text, header string) {
		r := NewRedactor(header, now)
		once, cut := r.Redact(text)
		if cut == 0 && once != text {
			t.Errorf("nothing cut, but %q became %q", text, once)
		}
		if twice, again := r.Redact(once); again != 0 {
			t.Errorf("%q was redacted to %q, and that to %q", text, once, twice)
		}
		if utf8.ValidString(text) && !utf8.ValidString(once) {
			t.Errorf("%q was redacted to %q", text, once)
		}
	})
}

func BenchmarkRedact(b *testing.B) {
	p := newPeople(43)
	notes := p.fill(p.story)
	r := NewRedactor("ghi_chu", now)
	size := 0
	for _, n := range notes {
		size += len(n)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, n := range notes {
			r.Redact(n)
		}
	}
}
