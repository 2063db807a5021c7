package xlsx

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// A spool keeps strings in two temporary files: the text, and where each
// string ends in it.
type spool struct {
	text, ends   *os.File
	texts, marks *bufio.Writer
	size         uint64 // bytes of text
	count        int64
}

func newSpool(dir string) (*spool, error) {
	s := &spool{}
	for _, f := range []**os.File{&s.text, &s.ends} {
		var err error
		if *f, err = os.CreateTemp(dir, "nguon-strings-*"); err != nil {
			s.close()
			return nil, err
		}
	}
	s.texts, s.marks = bufio.NewWriterSize(s.text, 64<<10), bufio.NewWriterSize(s.ends, 64<<10)
	return s, nil
}

func (s *spool) len() int64 { return s.count }

func (s *spool) add(text []byte) error {
	s.size += uint64(len(text))
	s.count++
	var mark [8]byte
	binary.LittleEndian.PutUint64(mark[:], s.size)
	if _, err := s.texts.Write(text); err != nil {
		return err
	}
	_, err := s.marks.Write(mark[:])
	return err
}

// finish ends the writing.
func (s *spool) finish() error {
	if err := s.texts.Flush(); err != nil {
		return err
	}
	return s.marks.Flush()
}

// close removes the files.
func (s *spool) close() {
	for _, f := range []*os.File{s.text, s.ends} {
		if f != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}
}

// A spoolReader reads a finished spool. It is for one goroutine.
type spoolReader struct{ text, ends *paged }

func (s *spool) reader() *spoolReader {
	return &spoolReader{text: &paged{file: s.text}, ends: &paged{file: s.ends}}
}

// append appends the string i to dst.
func (r *spoolReader) append(dst []byte, i int64) ([]byte, error) {
	var b [16]byte // the end of the string before, and its own
	marks, at := b[8:8], i*8
	if i > 0 {
		marks, at = b[:0], at-8
	}
	if _, err := r.ends.append(marks, at, 16-8*boolInt(i == 0)); err != nil {
		return dst, err
	}
	from, to := binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])
	return r.text.append(dst, int64(from), int(to-from))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

const (
	pageSize = 16 << 10
	pages    = 256 // in memory, of each file: 4 MiB
)

// paged reads a file in pages and remembers some: the cells of a sheet mostly
// refer to strings near one another.
type paged struct {
	file  io.ReaderAt
	cache [pages]struct {
		number int64 // from 1
		data   []byte
	}
}

// append appends n bytes of the file from at.
func (p *paged) append(dst []byte, at int64, n int) ([]byte, error) {
	for n > 0 {
		number := at / pageSize
		slot := &p.cache[number%pages]
		if slot.number != number+1 {
			slot.number = 0
			if slot.data == nil {
				slot.data = make([]byte, pageSize)
			}
			got, err := p.file.ReadAt(slot.data[:pageSize], number*pageSize)
			if err != nil && !errors.Is(err, io.EOF) {
				return dst, err
			}
			slot.number, slot.data = number+1, slot.data[:got]
		}
		inPage := int(at % pageSize)
		if inPage >= len(slot.data) {
			return dst, io.ErrUnexpectedEOF
		}
		part := slot.data[inPage:min(len(slot.data), inPage+n)]
		dst = append(dst, part...)
		at, n = at+int64(len(part)), n-len(part)
	}
	return dst, nil
}
