package jsonfile

import (
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"nguon/publisher/rows"
)

// A source is the text of a file, which may be read several times.
type source struct {
	in       rows.Input
	skip     int64 // bytes of the mark
	encoding string
	order    unicode.Endianness
}

// openSource tells the encoding from the first bytes. JSON is UTF-8; some
// Windows programs write it as UTF-16 all the same.
func openSource(in rows.Input) (source, error) {
	s := source{in: in}
	head := make([]byte, min(4, in.Size))
	if _, err := in.File.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return s, err
	}
	var b [4]byte
	copy(b[:], head)
	switch {
	case len(head) == 4 && (b == [4]byte{0xff, 0xfe} || b == [4]byte{0, 0, 0xfe, 0xff} || b[0] == 0 && b[1] == 0 || b[1] == 0 && b[2] == 0):
		return s, rows.Fatal(UnknownUnicode, rows.Spot{Line: 1, Value: "UTF-32", Got: 1}, "")
	case b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf:
		s.skip = 3
	case b[0] == 0xff && b[1] == 0xfe:
		s.encoding, s.order, s.skip = "UTF-16LE", unicode.LittleEndian, 2
	case b[0] == 0xfe && b[1] == 0xff:
		s.encoding, s.order, s.skip = "UTF-16BE", unicode.BigEndian, 2
	case len(head) >= 2 && b[1] == 0 && b[0] != 0:
		s.encoding, s.order = "UTF-16LE", unicode.LittleEndian
	case len(head) >= 2 && b[0] == 0 && b[1] != 0:
		s.encoding, s.order = "UTF-16BE", unicode.BigEndian
	}
	return s, nil
}

// reader returns the text from its beginning, without a mark.
func (s source) reader() io.Reader {
	r := io.NewSectionReader(s.in.File, s.skip, s.in.Size-s.skip)
	if s.encoding == "" {
		return r
	}
	return transform.NewReader(r, unicode.UTF16(s.order, unicode.IgnoreBOM).NewDecoder())
}
