package zipxml_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"nguon/publisher/rows/zipxml"
)

// scan writes down the tokens of a document, with text that belongs together
// as one.
func scan(r io.Reader) (string, error) {
	s := zipxml.NewScanner(r)
	var b strings.Builder
	wasText := false
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		if t != zipxml.Text || !wasText {
			b.WriteString("|")
		}
		wasText = t == zipxml.Text
		switch t {
		case zipxml.Start:
			fmt.Fprintf(&b, "<%s", s.Name())
			for {
				name, value, ok := s.Attr()
				if !ok {
					break
				}
				fmt.Fprintf(&b, " %s=%q", name, value)
			}
		case zipxml.End:
			fmt.Fprintf(&b, "/%s", s.Name())
		case zipxml.Text:
			b.Write(s.Text())
		}
	}
}

func TestXMLIsSplitIntoTokens(t *testing.T) {
	for _, test := range []struct{ name, xml, want string }{
		{"elements and text", "<?xml version='1.0'?>\n<a>x<b/>y</a>\n", "|<a|x|<b|/b|y|/a"},
		{"attributes", `<a b="1" x:c = '2"&gt;' d=""/>`, `|<a b="1" x:c="2\">" d=""|/a`},
		{"a bracket in an attribute", `<a b=">"/>`, `|<a b=">"|/a`},
		{"prefixes", `<x:a><x:b></x:b></x:a >`, `|<a|<b|/b|/a`},
		{"entities", `<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x110;&amp;amp;</a>`, `|<a|&<>"'AĐ&amp;|/a`},
		{"line breaks", "<a>\r\n\r&#13;\n</a>", "|<a|\n\n\r\n|/a"},
		{"character data", `<a>x<![CDATA[<b>&amp;]]]>y</a>`, `|<a|x<b>&amp;]y|/a`},
		{"comments and instructions", `<!-- <a> --><a><?b <c> ?>x<!-- -- -->y</a><!---->`, `|<a|xy|/a`},
		{"a mark of UTF-8", "\xef\xbb\xbf<a>ớ</a>", "|<a|ớ|/a"},
		{"UTF-16, the smaller byte first", "\xff\xfe<\x00a\x00>\x00\xdb\x1e<\x00/\x00a\x00>\x00", "|<a|ớ|/a"},
		{"UTF-16, the larger byte first", "\xfe\xff\x00<\x00a\x00/\x00>", "|<a|/a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(test.xml), iotest.OneByteReader(strings.NewReader(test.xml))} {
				if got, err := scan(r); err != nil || got != test.want {
					t.Errorf("got %s, %v, want %s", got, err, test.want)
				}
			}
		})
	}
}

func TestMalformedXMLIsAnError(t *testing.T) {
	for _, doc := range []string{"", "x", "<a>", "<a", "<a></b>", "<a></a></a>", "<a/><b/>", "<a/>x", "</a>", "<a>&b;</a>", "<a>&#0;</a>",
		"<a>&#xD800;</a>", "<a>&amp</a>", "<a>\xff</a>", "<a b/>", "<a b=1/>", `<a b="1/>`, `<a b="&x;"/>`, "<a b=\"\xff\"/>", "<a <b/>",
		"<!DOCTYPE a><a/>", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "<![CDATA[x]]>", "<a><![CDATA[x</a>", "<a><!-- </a>", "< a/>",
		strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300), "<a " + strings.Repeat(" ", 3<<20) + "/>",
		"<a><!--" + strings.Repeat(" ", 3<<20) + "--></a>", "\xff\xfe<\x00a", "<" + strings.Repeat("a", 2000) + "/>"} {
		if got, err := scan(strings.NewReader(doc)); err == nil {
			t.Errorf("%.60q is taken for %s", doc, got)
		}
	}
}

// Text longer than the buffer comes in pieces, cut at no bad place.
func TestLongTextComesWhole(t *testing.T) {
	for _, unit := range []string{"x", "ớ", "😀", "&amp;", "&#x110;", "\r\n", "a\r"} {
		n := 150_000 / len(unit)
		for shift := range 8 {
			doc := "<a>" + strings.Repeat("-", shift) + strings.Repeat(unit, n) + "</a>"
			want := "|<a|" + strings.Repeat("-", shift) +
				strings.Repeat(strings.NewReplacer("&amp;", "&", "&#x110;", "Đ", "\r\n", "\n", "\r", "\n").Replace(unit), n) + "|/a"
			if got, err := scan(strings.NewReader(doc)); err != nil || got != want {
				t.Errorf("%q after %d others: %v, %d bytes, want %d", unit, shift, err, len(got), len(want))
			}
		}
	}
}

func TestSkipGoesToTheEndOfTheElement(t *testing.T) {
	s := zipxml.NewScanner(strings.NewReader(`<a><b><c/>x<b></b></b><d e="1" x:f="2"/></a>`))
	for range 2 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Skip(); err != nil {
		t.Fatal(err)
	}
	if tok, err := s.Next(); err != nil || tok != zipxml.Start || string(s.Name()) != "d" || s.Depth() != 2 {
		t.Fatalf("got %d %s, %v", tok, s.Name(), err)
	}
	if a := s.AttrMap(); a["e"] != "1" || a["f"] != "2" || len(a) != 2 {
		t.Errorf("attributes %v", a)
	}
}

func TestAnErrorStays(t *testing.T) {
	s := zipxml.NewScanner(iotest.TimeoutReader(strings.NewReader("<a>")))
	var first error
	for first == nil {
		_, first = s.Next()
	}
	if _, err := s.Next(); !errors.Is(err, first) {
		t.Errorf("got %v, want %v again", err, first)
	}
}

// What encoding/xml takes for a document of the same elements and text must be
// the same here, unless it is refused.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{`<a b="1">x<b/>&amp;<![CDATA[y]]></a>`, "<x:a>\r\n<!-- c --></x:a>", "\xff\xfe<\x00a\x00/\x00>\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, err := scan(bytes.NewReader(doc))
		slow, errSlow := scan(iotest.OneByteReader(bytes.NewReader(doc)))
		if got != slow || (err == nil) != (errSlow == nil) {
			t.Fatalf("%q: got %s, %v, and byte by byte %s, %v", doc, got, err, slow, errSlow)
		}
		if err != nil || len(doc) > 1 && (doc[0] >= 0xfe || doc[0] == 0xef) {
			return
		}
		var want strings.Builder
		d := xml.NewDecoder(bytes.NewReader(doc))
		depth, wasText := 0, false
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return // it checks more than is checked here
			}
			text, isText := tok.(xml.CharData)
			switch tok := tok.(type) {
			case xml.StartElement:
				depth++
				fmt.Fprintf(&want, "|<%s", tok.Name.Local)
			case xml.EndElement:
				depth--
				fmt.Fprintf(&want, "|/%s", tok.Name.Local)
			case xml.CharData:
				if depth == 0 {
					continue
				}
				if !wasText {
					want.WriteString("|")
				}
				want.Write(text)
			default:
				continue
			}
			wasText = isText
		}
		if elementsOnly(got) != elementsOnly(want.String()) {
			t.Errorf("%q: got %s, want %s", doc, got, want.String())
		}
	})
}

// elementsOnly leaves attributes out, and pieces of text without characters.
func elementsOnly(tokens string) string {
	var b strings.Builder
	for piece := range strings.SplitSeq(tokens, "|") {
		if strings.HasPrefix(piece, "<") {
			piece, _, _ = strings.Cut(piece, " ")
		}
		b.WriteString(piece)
	}
	return b.String()
}
