package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
)

// A tokenKind tells tokens of expressions apart.
type tokenKind int

const (
	tokenEnd    tokenKind = iota
	tokenName             // a name or a keyword
	tokenQuoted           // a name in double quotes
	tokenText             // a text in single quotes
	tokenNumber
	tokenSign // one of = <> < <= > >= ( ) , : *
)

// A token is one piece of an expression.
type token struct {
	kind tokenKind
	text string // without quotes, and with doubled ones single
	pos  int    // in bytes from the begin of the expression
}

// is reports whether t is the given keyword, in any case.
func (t token) is(keyword string) bool {
	return t.kind == tokenName && strings.EqualFold(t.text, keyword)
}

// sign reports whether t is the given sign.
func (t token) sign(s string) bool { return t.kind == tokenSign && t.text == s }

// keywords cannot be names of columns without double quotes.
var keywords = []string{"and", "or", "not", "like", "in", "between", "is", "null", "true", "false"}

// signs of expressions; longer ones first.
var signs = []string{"<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ":", "*"}

// strangers are signs of other languages, with what is written here instead.
var strangers = []struct{ sign, instead string }{
	{"!=", "<>"}, {"==", "="}, {"&&", "AND"}, {"||", "OR"}, {"&", "AND"}, {"|", "OR"}, {"!", "NOT"},
}

// lex splits an expression into tokens, the last of which is a tokenEnd.
func lex(parameter, s string) ([]token, *Error) {
	if !utf8.ValidString(s) {
		return nil, syntax(parameter, firstInvalid(s), catalog.Text{Vi: "Hãy viết bằng UTF-8.", En: "Write it in UTF-8."})
	}
	var all []token
	for i := 0; ; {
		for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
			i++
		}
		if i == len(s) {
			return append(all, token{tokenEnd, "", i}), nil
		}
		t, end, err := lexOne(parameter, s, i)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
		i = end
	}
}

func lexOne(parameter, s string, i int) (t token, end int, err *Error) {
	t.pos = i
	r, _ := utf8.DecodeRuneInString(s[i:])
	switch {
	case r == '\'' || r == '"':
		if t.kind = tokenText; r == '"' {
			t.kind = tokenQuoted
		}
		var closed bool
		if t.text, end, closed = scanQuoted(s, i); !closed {
			return t, 0, syntax(parameter, i, catalog.Textf(
				"Thiếu dấu nháy đóng; trong văn bản, một dấu %[1]c viết thành %[1]c%[1]c.",
				"The closing quote is missing; within a text, %[1]c is written %[1]c%[1]c.", r))
		}
		return t, end, nil
	case r == '_' || unicode.IsLetter(r):
		t.kind, end = tokenName, i+len(s[i:])
		for at, r := range s[i:] {
			if r == '.' && dotted(s[i+at+1:]) {
				continue
			}
			if r != '_' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
				end = i + at
				break
			}
		}
		t.text = s[i:end]
		return t, end, nil
	}
	if n := lexNumber(s[i:]); n > 0 {
		return token{tokenNumber, s[i : i+n], i}, i + n, nil
	}
	for _, x := range strangers {
		if strings.HasPrefix(s[i:], x.sign) {
			return t, 0, syntax(parameter, i, catalog.Textf("Thay %[1]s hãy viết %[2]s.", "Instead of %[1]s, write %[2]s.", x.sign, x.instead))
		}
	}
	for _, sign := range signs {
		if strings.HasPrefix(s[i:], sign) {
			return token{tokenSign, sign, i}, i + len(sign), nil
		}
	}
	return t, 0, syntax(parameter, i, catalog.Textf("Ký tự %[1]q không có nghĩa ở đây; văn bản viết trong dấu nháy đơn.",
		"The character %[1]q means nothing here; texts stand in single quotes.", r))
}

// dotted reports whether a name goes on after a point, as those of included
// columns do.
func dotted(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return r == '_' || unicode.IsLetter(r)
}

// lexNumber returns how many bytes of s are a number with an optional sign,
// fraction and exponent, such as -1.5e3.
func lexNumber(s string) int {
	digits := func(i int) int {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i
	}
	begin := 0
	if s[0] == '+' || s[0] == '-' {
		begin = 1
	}
	end := digits(begin)
	if end < len(s) && s[end] == '.' {
		if f := digits(end + 1); f > end+1 {
			end = f
		}
	}
	if end == begin {
		return 0
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		e := end + 1
		if e < len(s) && (s[e] == '+' || s[e] == '-') {
			e++
		}
		if f := digits(e); f > e {
			end = f
		}
	}
	return end
}

func firstInvalid(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return len(s)
}

// syntax is an error about an expression that cannot be read.
func syntax(parameter string, position int, hint catalog.Text) *Error {
	return problem(CodeInvalidExpression, parameter, position,
		catalog.Textf("Không đọc được biểu thức trong %q.", "The expression in %q cannot be read.", parameter), hint)
}
