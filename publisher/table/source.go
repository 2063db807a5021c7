package table

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
)

// A source is a file as UTF-8 text, from its first byte of text to its last
// line that is not blank.
type source struct {
	text    io.ReaderAt
	start   int64   // after a byte order mark
	end     int64   // after the last byte that is no line break
	dialect Dialect // of text

	// numbered is text that stands for a table of another format: each record
	// is one of rows, and its first cell the number of the row in the input.
	numbered bool

	changed func() error // whether the input is another than when it was opened; nil if the text is a copy
	closers []io.Closer
}

// Close closes the file, and removes the copies of it.
func (s *source) Close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c.Close())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// trim moves the end before trailing blank lines.
func (s *source) trim() error {
	buf := make([]byte, 4096)
	for s.end > s.start {
		n := min(int64(len(buf)), s.end-s.start)
		if _, err := s.text.ReadAt(buf[:n], s.end-n); err != nil && !errors.Is(err, io.EOF) {
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

// scratch makes a temporary file without a name.
func scratch(dir, pattern string) (*os.File, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// sample returns the first bytes of text, and those around an offset.
func sample(ctx context.Context, text io.ReaderAt, off int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	room := make([]byte, 2<<20)
	n, err := text.ReadAt(room[:1<<20], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	m, err := text.ReadAt(room[n:], max(0, off-1<<18))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return room[:n+m], nil
}
