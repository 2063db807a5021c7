package snippet

import (
	"fmt"
	"strings"
)

// shell quotes s as one word of a POSIX shell: nothing is special between
// single quotes but the quote itself.
func shell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// script quotes s as a text of Python, R and JavaScript, which share these
// escapes. A dollar or a percent means nothing in them. NUL, which R's texts
// cannot hold, is left out.
func script(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == 0:
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		case c == '\u0085' || c == '\u2028' || c == '\u2029' || c == '\ufeff':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// query quotes s as a text of Power Query (M): a quote is doubled, and #( begins
// an escape.
func query(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case c == '"':
			b.WriteString(`""`)
		case c == '#':
			b.WriteString(`#(#)`)
		case c < ' ' || c >= 0x7f && c <= 0x9f || c == '\u2028' || c == '\u2029':
			fmt.Fprintf(&b, "#(%04X)", c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// backticked is a name of R.
func backticked(s string) string { return "`" + s + "`" }
