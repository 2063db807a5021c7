package table

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// The encodings that are understood.
const (
	UTF8        = "utf-8"
	UTF8BOM     = "utf-8-bom"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1258 = "windows-1258" // Vietnamese; composed to NFC, because its tone marks are bytes of their own
	Windows1252 = "windows-1252"
)

var encodings = []string{UTF8, UTF8BOM, UTF16LE, UTF16BE, Windows1258, Windows1252}

// byMark returns the encoding that a byte order mark tells, and the length of
// the mark. Text in UTF-16 without a mark is known by its zero bytes.
func byMark(head []byte) (name string, skip int64) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8BOM, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, 2
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 4:
	case zero[1] > half*3/4 && zero[0] < half/8:
		return UTF16LE, 0
	case zero[0] > half*3/4 && zero[1] < half/8:
		return UTF16BE, 0
	}
	return "", 0
}

// legacy guesses the code page of text that is not UTF-8. In Windows-1258 the
// tone marks are bytes of their own, and all but one follow a vowel.
func legacy(sample []byte) string {
	const vowels = "aeiouyAEIOUY\xe2\xea\xf4\xe3\xf5\xfd\xc2\xca\xd4\xc3\xd5\xdd"
	tones, high := 0, 0
	for i, b := range sample {
		if b < 0x80 {
			continue
		}
		high++
		if i > 0 && bytes.IndexByte([]byte("\xcc\xd2\xde\xec\xf2"), b) >= 0 && bytes.IndexByte([]byte(vowels), sample[i-1]) >= 0 {
			tones++
		}
	}
	if tones > 0 && tones*12 >= high {
		return Windows1258
	}
	return Windows1252
}

// looksUTF8 reports whether text that is not valid UTF-8 is meant to be: it has
// characters of several bytes that are.
func looksUTF8(sample []byte) bool {
	good, bad := 0, 0
	for len(sample) > 0 {
		r, n := utf8.DecodeRune(sample)
		switch {
		case n > 1:
			good++
		case r == utf8.RuneError:
			bad++
		}
		sample = sample[n:]
	}
	return good > bad
}

func decoder(name string) (transform.Transformer, bool) {
	codes := map[string]encoding.Encoding{
		UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		Windows1258: charmap.Windows1258,
		Windows1252: charmap.Windows1252,
	}
	e, ok := codes[name]
	if !ok {
		return nil, false
	}
	if name == Windows1258 {
		return transform.Chain(e.NewDecoder(), norm.NFC), true
	}
	return e.NewDecoder(), true
}

// transcode copies f from byte skip on, as UTF-8, to a temporary file that has
// no name any more. A character that the encoding does not have becomes U+FFFD
// in it, which [splitter.next] refuses.
func transcode(ctx context.Context, f io.ReaderAt, skip, size int64, name, dir string) (*os.File, error) {
	dec, ok := decoder(name)
	if !ok {
		return nil, fmt.Errorf("table: no encoding %q; there are %q", name, encodings)
	}
	tmp, err := os.CreateTemp(dir, "nguon-utf8-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(tmp.Name()); err != nil {
		tmp.Close()
		return nil, err
	}
	src := &contextReader{ctx, io.NewSectionReader(f, skip, size-skip)}
	if _, err := io.CopyBuffer(struct{ io.Writer }{tmp}, transform.NewReader(src, dec), make([]byte, 256<<10)); err != nil {
		tmp.Close()
		return nil, err
	}
	return tmp, nil
}

// contextReader stops when its context ends.
type contextReader struct {
	ctx context.Context // lives as long as one copy
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// notText names what a file is that is no text, by its first bytes, or returns
// the empty string.
func notText(head []byte) string {
	magic := []struct{ prefix, name string }{
		{"%PDF-", "pdf"}, {"\x1f\x8b", "gzip"}, {"PAR1", "parquet"}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"},
		{"BZh", "bzip2"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd7zXZ\x00", "xz"}, {"7z\xbc\xaf\x27\x1c", "7z"}, {"Rar!", "rar"},
		{"\x89PNG", "png"}, {"\xff\xd8\xff", "jpeg"}, {"SQLite format 3\x00", "sqlite"}, {"{\\rtf", "rtf"},
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.name
		}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		switch {
		case bytes.Contains(head, []byte("xl/")) || bytes.Contains(head, []byte("[Content_Types].xml")):
			return "xlsx"
		case bytes.Contains(head, []byte("opendocument.spreadsheet")):
			return "ods"
		}
		return "zip"
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "html"
	case bytes.HasPrefix(text, []byte("<?xml")):
		return "xml"
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")) && bytes.ContainsAny(text, "]{"):
		if i := slices.Index(text, '\n'); i < 0 || bytes.ContainsAny(text[:i], "{:") || i < 3 {
			return "json"
		}
	}
	return ""
}
