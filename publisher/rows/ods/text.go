package ods

import (
	"strings"

	"nguon/publisher/rows/zipxml"
)

// A paragraph collects text, of which it keeps no more than limit bytes.
type paragraph struct {
	text  []byte
	limit int
	size  int  // bytes of all of it
	blank bool // to be written before the next character
}

func (p *paragraph) add(c byte, n int) {
	if p.blank && p.size > 0 {
		p.blank = false
		p.add(' ', 1)
	}
	p.blank = false
	for range min(n, p.limit-p.size) {
		p.text = append(p.text, c)
	}
	p.size += n
}

// appendParagraph appends the text of the paragraph that has just begun, and
// goes to its end. Blanks are as OpenDocument 1.3 part 3, 6.1.2 has them: runs
// of them in the XML are one, and none at the ends; others are elements.
// Comments, footnotes and what tells the pronunciation are left out. No more
// than limit bytes are kept; size is of all of them.
func appendParagraph(dst []byte, s *zipxml.Scanner, limit int) (text []byte, size int, err error) {
	depth := s.Depth()
	p := paragraph{text: dst, limit: limit}
	for {
		t, err := s.Next()
		switch {
		case err != nil:
			return p.text, p.size, err
		case t == zipxml.End && s.Depth() < depth:
			return p.text, p.size, nil
		case t == zipxml.Text:
			for _, c := range s.Text() {
				if c == ' ' || c == '\n' || c == '\t' {
					p.blank = true
				} else {
					p.add(c, 1)
				}
			}
		case t == zipxml.Start:
			switch string(s.Name()) {
			case "s":
				p.add(' ', repeats(s.AttrMap()["c"]))
			case "tab":
				p.add('\t', 1)
			case "line-break":
				p.add('\n', 1)
			case "annotation", "annotation-end", "note", "ruby-text":
				if err := s.Skip(); err != nil {
					return p.text, p.size, err
				}
			}
		}
	}
}

// appendFormula appends a formula without the name of its language.
func appendFormula(dst []byte, formula string) []byte {
	if i := strings.IndexByte(formula, '='); i >= 0 {
		formula = formula[i+1:]
	}
	return append(append(dst, '='), formula...)
}
