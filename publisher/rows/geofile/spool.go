package geofile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/publisher/rows"
)

// A spool holds features in two temporary files until their system and all
// their columns are known: attributes as one JSON object a line, identifiers
// and shapes as bytes with their lengths.
type spool struct {
	attributes, shapes *os.File
	lines, packed      *bufio.Writer
	count              int64
}

func newSpool(dir string) (*spool, error) {
	s := new(spool)
	for _, f := range []struct {
		file *(*os.File)
		w    **bufio.Writer
	}{{&s.attributes, &s.lines}, {&s.shapes, &s.packed}} {
		file, err := os.CreateTemp(dir, "features-*")
		if err != nil {
			return nil, errors.Join(fmt.Errorf("geofile: spool: %w", err), s.Close())
		}
		*f.file, *f.w = file, bufio.NewWriterSize(file, 64<<10)
	}
	return s, nil
}

// refused stands for a shape that was found wrong, and was reported.
var refused = []byte{0}

// add appends a feature: an object of JSON, the JSON of an identifier or
// nothing, and a shape in its own system or nil, which may be because it is
// wrong.
func (s *spool) add(object, id []byte, g orb.Geometry, wrong bool) error {
	s.count++
	// Line breaks are blanks of JSON: in texts they are escaped.
	for len(object) > 0 {
		cut := bytes.IndexAny(object, "\r\n")
		if cut < 0 {
			cut = len(object)
		}
		if _, err := s.lines.Write(object[:cut]); err != nil {
			return fmt.Errorf("geofile: spool: %w", err)
		}
		object = object[min(cut+1, len(object)):]
	}
	if err := s.lines.WriteByte('\n'); err != nil {
		return fmt.Errorf("geofile: spool: %w", err)
	}
	var shape []byte
	if wrong {
		shape = refused
	} else if g != nil {
		var err error
		if shape, err = wkb.Marshal(g, binary.LittleEndian); err != nil {
			return fmt.Errorf("geofile: spool: %w", err)
		}
	}
	for _, b := range [][]byte{id, shape} {
		var size [binary.MaxVarintLen64]byte
		_, err := s.packed.Write(size[:binary.PutUvarint(size[:], uint64(len(b)))])
		if err == nil {
			_, err = s.packed.Write(b)
		}
		if err != nil {
			return fmt.Errorf("geofile: spool: %w", err)
		}
	}
	return nil
}

// flush ends the writing.
func (s *spool) flush() error {
	if err := errors.Join(s.lines.Flush(), s.packed.Flush()); err != nil {
		return fmt.Errorf("geofile: spool: %w", err)
	}
	return nil
}

// input is the file of attributes.
func (s *spool) input(name string) (rows.Input, error) {
	info, err := s.attributes.Stat()
	if err != nil {
		return rows.Input{}, fmt.Errorf("geofile: spool: %w", err)
	}
	return rows.Input{Name: name, File: s.attributes, Size: info.Size()}, nil
}

// reader returns the identifiers and shapes from the first on.
func (s *spool) reader() (*spoolReader, error) {
	if _, err := s.shapes.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("geofile: spool: %w", err)
	}
	return &spoolReader{r: bufio.NewReaderSize(s.shapes, 64<<10)}, nil
}

type spoolReader struct {
	r         *bufio.Reader
	id, shape []byte
}

// next returns the identifier and the shape of the next feature, and whether
// that was wrong; the identifier is valid until the next call.
func (r *spoolReader) next() (id []byte, g orb.Geometry, wrong bool, err error) {
	for _, b := range []*[]byte{&r.id, &r.shape} {
		size, err := binary.ReadUvarint(r.r)
		if err != nil {
			return nil, nil, false, fmt.Errorf("geofile: spool: %w", err)
		}
		if uint64(cap(*b)) < size {
			*b = make([]byte, size)
		}
		*b = (*b)[:size]
		if _, err := io.ReadFull(r.r, *b); err != nil {
			return nil, nil, false, fmt.Errorf("geofile: spool: %w", err)
		}
	}
	if len(r.shape) <= len(refused) {
		return r.id, nil, len(r.shape) > 0, nil
	}
	if g, err = wkb.Unmarshal(r.shape); err != nil {
		return nil, nil, false, fmt.Errorf("geofile: spool: %w", err)
	}
	return r.id, g, false, nil
}

// Close removes the files.
func (s *spool) Close() error {
	var errs []error
	for _, f := range []*os.File{s.attributes, s.shapes} {
		if f != nil {
			errs = append(errs, f.Close(), os.Remove(f.Name()))
		}
	}
	s.attributes, s.shapes = nil, nil
	return errors.Join(errs...)
}
