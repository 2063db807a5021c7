package personal

import (
	"bytes"
	"strings"
)

// roles are the first words of boxes that belong to an office, not a person.
var roles = words(`info vanthu vt contact lienhe hotro support admin webmaster office sales marketing cskh hr tuyendung noreply no-reply
	hotline press media bbt banbientap toasoan thuky vanphong vp ubnd hdnd so phong cong congdoan daotao tchc hanhchinh ketoan service help feedback
	gopy phananh tiepnhan motcua portal bantiepcongdan thongtin postmaster abuse privacy security data opendata thongke`)

// email finds the first e-mail address in v, from index from on. role tells a
// box of an office. end is where to look for the next; there is none if ok is
// false.
func email(v []byte, from int) (start, end int, role, ok bool) {
	for from < len(v) {
		at := bytes.IndexByte(v[from:], '@')
		if at < 0 {
			break
		}
		at += from
		start, end = at, at+1
		for start > 0 && at-start < 64 && localByte(v[start-1]) {
			start--
		}
		for start < at && v[start] == '.' {
			start++
		}
		dot := 0
		for end < len(v) && (hostByte(v[end])) {
			if v[end] == '.' {
				dot = end
			}
			end++
		}
		for end > at && (v[end-1] == '.' || v[end-1] == '-') {
			end--
			if dot >= end {
				dot = bytes.LastIndexByte(v[at:end], '.') + at
			}
		}
		if start < at && dot > at+1 && end-dot > 2 && letters(v[dot+1:end]) {
			return start, end, isRole(v[start:at]), true
		}
		from = at + 1
	}
	return 0, len(v), false, false
}

func isRole(local []byte) bool {
	s := strings.ToLower(string(local))
	if roles[s] {
		return true
	}
	first := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '_' || r == '-' || digit(byte(r)) })
	return len(first) > 0 && len(first[0]) > 1 && roles[first[0]]
}

func localByte(c byte) bool {
	return digit(c) || upper(c&^0x20) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

func hostByte(c byte) bool { return digit(c) || upper(c&^0x20) || c == '.' || c == '-' }

func letters(v []byte) bool {
	for _, c := range v {
		if !upper(c &^ 0x20) {
			return false
		}
	}
	return true
}

func words(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
