package table

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"nguon/publisher/rows"
)

// A source is a file as UTF-8 text, from its first byte of text to its last
// line that is not blank.
type source struct {
	file  *os.File
	start int64 // after a byte order mark
	end   int64 // after the last byte that is no line break
	id    fileID
}

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

// open opens a file for reading as UTF-8. Encoding names what it is written
// in; if it is empty, it is found from a mark, or taken to be UTF-8.
func open(ctx context.Context, path string, encoding *string, o Options) (*source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := newSource(ctx, f, encoding, o)
	if err != nil || s.file != f {
		f.Close()
	}
	return s, err
}

func newSource(ctx context.Context, f *os.File, encoding *string, o Options) (*source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	s := &source{file: f, end: info.Size(), id: fileID{info.Size(), info.ModTime()}}
	if o.MaxBytes > 0 && s.end > o.MaxBytes {
		return nil, fatal(rows.TooLarge, Spot{Got: s.end, Want: o.MaxBytes}, "the file is larger than is allowed")
	}
	head := make([]byte, min(s.end, 4096))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	found, skip := byMark(head)
	if *encoding == "" {
		*encoding = found
	} else if *encoding != found && (*encoding != UTF8 || found != UTF8BOM) {
		skip = 0
	}
	switch *encoding {
	case "":
		*encoding = UTF8
		fallthrough
	case UTF8, UTF8BOM:
		if what := notText(head); what != "" {
			return nil, fatal(NotText, Spot{Value: what}, "this is no text with separators")
		}
		s.start = skip
	default:
		if s.file, err = transcode(ctx, f, skip, s.end, *encoding, o.TempDir); err != nil {
			return nil, err
		}
		if info, err = s.file.Stat(); err != nil {
			s.file.Close()
			return nil, err
		}
		s.end = info.Size()
	}
	if err := s.trim(); err != nil {
		if s.file != f {
			s.file.Close()
		}
		return nil, err
	}
	return s, nil
}

// trim moves the end before trailing blank lines.
func (s *source) trim() error {
	buf := make([]byte, 4096)
	for s.end > s.start {
		n := min(int64(len(buf)), s.end-s.start)
		if _, err := s.file.ReadAt(buf[:n], s.end-n); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		kept := int64(len(bytes.TrimRight(buf[:n], "\r\n")))
		s.end -= n - kept
		if kept > 0 {
			return nil
		}
	}
	return fatal(EmptyFile, Spot{}, "the file holds nothing but blank lines")
}
