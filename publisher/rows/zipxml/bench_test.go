package zipxml_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"

	"nguon/publisher/rows/zipxml"
)

// BenchmarkTokens splits the XML of a sheet into tokens with encoding/xml and
// with this package.
func BenchmarkTokens(b *testing.B) {
	var doc bytes.Buffer
	doc.WriteString("<sheetData>")
	for i := range 10_000 {
		fmt.Fprintf(&doc, `<row r="%[1]d"><c r="A%[1]d" s="1"><v>%[1]d</v></c><c r="B%[1]d" t="s"><v>7</v></c></row>`, i+1)
	}
	doc.WriteString("</sheetData>")
	run := func(name string, next func(r io.Reader) func() error) {
		b.Run("scanner="+name, func(b *testing.B) {
			b.SetBytes(int64(doc.Len()))
			for b.Loop() {
				step := next(bytes.NewReader(doc.Bytes()))
				var err error
				for err == nil {
					err = step()
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
		})
	}
	run("encoding/xml", func(r io.Reader) func() error {
		d := xml.NewDecoder(r)
		return func() error { _, err := d.RawToken(); return err }
	})
	run("nguon", func(r io.Reader) func() error {
		s := zipxml.NewScanner(r)
		return func() error {
			_, err := s.Next()
			for ok := err == nil; ok; {
				_, _, ok = s.Attr()
			}
			return err
		}
	})
}
