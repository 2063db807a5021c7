package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
)

// words parses q. Each word is a condition.
func (p *parser) words(value string) {
	if !utf8.ValidString(value) {
		p.fail(problem(CodeTypeMismatch, "q", firstInvalid(value),
			catalog.Text{Vi: "q không phải là văn bản.", En: "q is not a text."}, catalog.Text{Vi: "Hãy viết bằng UTF-8.", En: "Write it in UTF-8."}))
		return
	}
	w := Words{}
	for i := range p.target.Table.Columns {
		if c := &p.target.Table.Columns[i]; c.Type == catalog.String {
			w.Columns = append(w.Columns, c)
		}
	}
	if len(w.Columns) == 0 {
		p.fail(invalid("q", -1, catalog.Text{Vi: "Bảng này không có cột văn bản để tìm từ.", En: "The table has no column of text to look for words in."}))
		return
	}
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		if err := p.term("q", -1); err != nil {
			p.fail(err)
			return
		}
		// Only marks are left of some words.
		if folded := strings.Join(strings.Fields(Fold(word)), ""); folded != "" {
			w.Words = append(w.Words, folded)
		}
	}
	if len(w.Words) == 0 {
		p.fail(invalid("q", 0, catalog.Text{Vi: "Hãy viết ít nhất một từ.", En: "Write one word at least."}))
		return
	}
	slices.Sort(w.Words)
	w.Words = slices.Compact(w.Words)
	p.where = append(p.where, w)
}
