package layout

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

// tidy returns s with single blanks, and without line breaks and zero-width
// characters.
func tidy(s []byte) string {
	return strings.Join(strings.FieldsFunc(string(s), func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	}), " ")
}

// exact returns s in lower case with its marks: Fold would take the first name
// Công for Cộng, a total.
func exact(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// totalWords are labels of totals, with their marks or typed without any where
// that is clear; those of several words are compared folded.
var (
	totalWords = []string{"tổng", "cộng", "tong", "total", "totals", "sum", "subtotal", "sub-total", "overall"}

	totalPhrases = []string{"tong so", "tong cong", "cong chung", "tong chung", "cong tong", "tong cong chung",
		"ca nuoc", "toan quoc", "toan tinh", "toan thanh pho", "toan huyen", "toan quan", "toan thi xa", "toan xa",
		"toan phuong", "toan vung", "toan nganh", "toan truong", "toan khoi",
		"grand total", "sub total", "whole country", "whole province", "all provinces", "total general"}

	totalOf = []string{"cong nhom", "cong trang", "cong muc", "cong phan", "cong khoan", "cong chuong", "cong tuyen", "cong vung", "cong khu vuc", "cong huyen", "cong tinh", "tong cong", "subtotal for", "total for"}
)

// longestTotal is the length of the longest label of a total, in bytes.
const longestTotal = 80

// isTotal reports whether s labels a row of totals: "TỔNG SỐ - TOTAL",
// "Tổng cộng (I+II)", "Cộng:". A sentence that begins so is none.
func isTotal(s string) bool {
	if len(s) > longestTotal {
		return false
	}
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	s = strings.Trim(s, " .:;*-–")
	if slices.Contains(totalWords, exact(s)) {
		return true
	}
	f := charset.Fold(s)
	if slices.Contains(totalPhrases, f) || len(f) <= 30 && slices.ContainsFunc(totalOf, func(p string) bool { return strings.HasPrefix(f, p) }) {
		return true
	}
	for _, separator := range []string{" - ", " – ", "/"} {
		if a, b, ok := strings.Cut(s, separator); ok && (isTotal(a) || isTotal(b)) {
			return true
		}
	}
	return false
}

// A remark is what a text under a table, or above it, says by its words.
type remark uint8

const (
	plain     remark = iota
	noteText         // "Ghi chú:", "Nguồn: Cục Thống kê"
	office           // "GIÁM ĐỐC": who signs, or a value of a column of positions
	signature        // "Người lập biểu", "Hà Nội, ngày 5 tháng 3 năm 2024", "(Ký, đóng dấu)"
)

var (
	noteHeads = []string{"ghi chu", "chu thich", "chu y", "luu y", "nguon so lieu", "nguon", "nguon trich", "note", "notes",
		"source", "sources", "data source", "remark", "last updated", "data from database", "remarks", "footnote", "footnotes", "trich nguon", "xem chi tiet"}

	offices = []string{"nguoi lap", "nguoi tong hop", "nguoi bao cao", "nguoi kiem tra", "ke toan", "ke toan truong",
		"thu truong", "chu tich", "pho chu tich", "giam doc", "pho giam doc", "hieu truong", "pho hieu truong",
		"cuc truong", "chi cuc truong", "truong phong", "chanh van phong", "prepared by", "approved by", "signature", "ky ten"}

	signatures = []string{"nguoi lap bieu", "nguoi lap bang", "thu truong don vi", "thu truong co quan", "dai dien don vi", "xac nhan cua don vi", "noi nhan"}

	signatureHeads = []string{"(ky", "(da ky", "tm. uy ban", "tm. ubnd", "tm.ubnd", "tm uy ban", "kt. ", "tl. ", "tuq. ", "nguoi lap bieu", "thu truong don vi",
		"noi nhan:", "(signed"}
)

// shortestRule is the length of the shortest line of underscores that parts
// notes from a table.
const shortestRule = 5

// isMarkedNote tells notes by the sign that they begin with, and the lines that
// part them from a table.
func isMarkedNote(s string) bool {
	return strings.HasPrefix(s, "# ") || strings.HasPrefix(s, "©") || len(s) >= shortestRule && strings.Trim(s, "_") == ""
}

// remarkOf tells notes and signatures by their first words.
func remarkOf(s string) remark {
	f := charset.Fold(s[:min(len(s), 200)])
	switch {
	case isMarkedNote(s):
		return noteText
	case f == "":
		return plain
	case slices.Contains(signatures, strings.Trim(f, " .:")),
		slices.ContainsFunc(signatureHeads, func(p string) bool { return strings.HasPrefix(f, p) }),
		isPlaceAndDay(f):
		return signature
	case slices.Contains(offices, strings.Trim(f, " .:")):
		return office
	}
	head, _, colon := strings.Cut(f, ":")
	head = strings.Trim(head, " (*)[]0123456789./")
	if colon && slices.ContainsFunc(noteHeads, func(h string) bool {
		return head == h || strings.HasPrefix(head, h+" ") || strings.HasPrefix(head, h+"/")
	}) {
		return noteText
	}
	return plain
}

// isPlaceAndDay knows "Hà Nội, ngày 5 tháng 3 năm 2024" with dots or digits,
// folded.
func isPlaceAndDay(f string) bool {
	i := strings.Index(f, "ngay")
	if i < 0 || i > 40 {
		return false
	}
	j := strings.Index(f[i:], "thang")
	return j > 0 && j < 24 && strings.Contains(f[i+j:], "nam") && (i == 0 || strings.ContainsRune(f[:i], ','))
}

// isLooseNote reports whether a text alone under a table reads like a note
// without saying so: a mark of a footnote, or a sentence.
func isLooseNote(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '*' || strings.HasPrefix(s, "(*") || strings.HasPrefix(s, "[*") || strings.HasPrefix(s, "†") {
		return true
	}
	f := charset.Fold(s)
	return len([]rune(s)) > 60 || strings.HasSuffix(s, "./.") || strings.HasSuffix(s, ".") && strings.Count(s, " ") >= 4 || slices.ContainsFunc(noteHeads, func(h string) bool { return strings.HasPrefix(f, h+" ") })
}

// officialWords stand above tables of Vietnamese offices, two to a row.
var officialWords = []string{"cong hoa xa hoi chu nghia viet nam", "doc lap - tu do", "doc lap-tu do", "doc lap – tu do", "bieu so", "bieu mau", "mau so", "mau bieu",
	"phu luc", "ban hanh kem theo", "kem theo", "so:", "don vi bao cao", "don vi nhan bao cao", "don vi:", "ubnd ", "uy ban nhan dan", "(kem theo", "(ban hanh"}

// isOfficial reports whether s belongs to the head of an official document.
func isOfficial(s string) bool {
	f := charset.Fold(s[:min(len(s), 200)])
	return slices.ContainsFunc(officialWords, func(w string) bool { return strings.HasPrefix(f, w) }) || isPlaceAndDay(f)
}

// isPageMark knows "Trang 2/5" and "Page 2 of 5".
func isPageMark(s string) bool {
	f := charset.Fold(s)
	rest, ok := strings.CutPrefix(f, "trang ")
	if !ok {
		rest, ok = strings.CutPrefix(f, "page ")
	}
	return ok && len(rest) <= 12 && rest[0] >= '0' && rest[0] <= '9'
}
