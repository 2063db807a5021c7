package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"nguon/publisher/charset"
)

// A chunk is a run of whole records, each of which ends with a line break; the
// last of a file is given one.
type chunk struct {
	seq  int
	data []byte
	off  int64
	size int   // bytes of the file; len(data) may be one more
	line int64 // physical line of the first byte, from 1
	buf  []byte
}

// A splitter cuts a file into chunks. The cuts fall between records, which
// takes a walk over the quotes of the file, in order; all else is left to
// those who work on the chunks. It is safe for concurrent use.
type splitter struct {
	r       io.ReaderAt
	dialect Dialect
	maxLine int
	target  int // bytes of a chunk

	mu   sync.Mutex
	off  int64
	end  int64
	line int64
	seq  int
	err  error
	free sync.Pool
}

// next returns the next chunk, or io.EOF. Once it failed, it fails.
func (s *splitter) next() (*chunk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	if s.off >= s.end {
		return nil, io.EOF
	}
	c, err := s.cut()
	if err != nil {
		s.err = err
		return nil, err
	}
	return c, nil
}

func (s *splitter) cut() (*chunk, error) {
	c, _ := s.free.Get().(*chunk)
	if c == nil {
		c = &chunk{}
	}
	buf := c.buf[:0]
	want, have := s.target, 0
	for {
		n := int(min(int64(want), s.end-s.off))
		if cap(buf) < n+1 {
			buf = append(make([]byte, 0, n+1), buf[:have]...)
		}
		if err := readFull(s.r, buf[have:n], s.off+int64(have)); err != nil {
			return nil, err
		}
		data := buf[:n]
		have = n
		last := s.off+int64(n) == s.end
		if last {
			data = append(data, s.dialect.newline)
		}
		size, open := s.dialect.whole(data)
		if last && open < 0 {
			size = len(data)
		}
		if size > 0 && (open < 0 || !last) {
			*c = chunk{seq: s.seq, data: data[:size], off: s.off, size: min(size, n), line: s.line, buf: buf}
			s.seq++
			s.off += int64(c.size)
			s.line += int64(bytes.Count(data[:c.size], []byte{s.dialect.newline}))
			return c, nil
		}
		if last || n > s.maxLine {
			return nil, s.tooLong(data, open, last)
		}
		want = min(2*want, s.maxLine+1)
	}
}

func (s *splitter) tooLong(data []byte, open int, last bool) error {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fatal(NULByte, Spot{Line: s.line + int64(bytes.Count(data[:i], []byte{s.dialect.newline}))}, "")
	}
	if open < 0 {
		return fatal(LineTooLong, Spot{Line: s.line, Value: shorten(data[:min(len(data), 400)]), Want: int64(s.maxLine)}, "a record is longer than is allowed")
	}
	line := s.line + int64(bytes.Count(data[:open], []byte{s.dialect.newline}))
	detail := "the file ends within quotes that were opened here"
	if !last {
		detail = "quotes that were opened here do not close within the longest record allowed"
	}
	rest := data[open:]
	if i := bytes.IndexByte(rest, s.dialect.newline); i >= 0 {
		rest = rest[:i]
	}
	return fatal(QuoteNotClosed, Spot{Line: line, Value: shorten(rest[:min(len(rest), 400)]), Want: int64(s.maxLine)}, detail)
}

// release gives the memory of a chunk back.
func (s *splitter) release(c *chunk) {
	if cap(c.buf) <= 4*s.target {
		s.free.Put(c)
	}
}

// whole returns how many bytes of data, which begins a record, are whole
// records, and where the quotes begin that are open at its end, or -1.
func (d *Dialect) whole(data []byte) (n, open int) {
	pos := 0
	for {
		q := bytes.IndexByte(data[pos:], '"')
		if q < 0 {
			if i := bytes.LastIndexByte(data[pos:], d.newline); i >= 0 {
				n = pos + i + 1
			}
			return n, -1
		}
		q += pos
		if i := bytes.LastIndexByte(data[pos:q], d.newline); i >= 0 {
			n = pos + i + 1
		}
		pos = q + 1
		if q > 0 && data[q-1] != d.Comma && data[q-1] != d.newline {
			continue // in the middle of a cell it is a character like others
		}
		for {
			c := bytes.IndexByte(data[pos:], '"')
			if c < 0 || pos+c+1 == len(data) {
				return n, q
			}
			pos += c + 1
			if data[pos] != '"' {
				break
			}
			pos++
		}
	}
}

// readFull reads all of p.
func readFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fatal(FileChanged, Spot{}, fmt.Sprintf("the file ends at byte %d", off+int64(n)))
	}
	return err
}

// check returns an error if c holds bytes that no text has.
func (c *chunk) check(d *Dialect) error {
	if i := bytes.IndexByte(c.data, 0); i >= 0 {
		return fatal(NULByte, Spot{Line: c.lineOf(i, d), Got: c.off + int64(i)}, "")
	}
	if utf8.Valid(c.data) {
		if d.Encoding == charset.UTF8 || d.Encoding == charset.UTF8BOM {
			return nil
		}
		i := bytes.Index(c.data, []byte("\uFFFD"))
		if i < 0 {
			return nil
		}
		return fatal(BadEncoding, Spot{Line: c.lineOf(i, d), Value: d.Encoding}, "a byte that the encoding does not have")
	}
	i := 0
	for i < len(c.data) {
		r, n := utf8.DecodeRune(c.data[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	return fatal(BadEncoding, Spot{Line: c.lineOf(i, d), Value: d.Encoding, Got: c.off + int64(i)}, "")
}

// lineOf returns the physical line of byte i.
func (c *chunk) lineOf(i int, d *Dialect) int64 {
	return c.line + int64(bytes.Count(c.data[:i], []byte{d.newline}))
}
