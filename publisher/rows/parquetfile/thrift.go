package parquetfile

import (
	"encoding/binary"
	"errors"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// Thrift's library makes room for as many elements as a list claims to have
// before it reads the first, so that a few wrong bytes would end the process.
// A walker goes over the same bytes first, and makes nothing.
type walker struct {
	b     []byte
	at    int
	parts int // structures in lists so far

	// visit is called with every whole number; path is 100 times the number
	// of the outer field plus that of the inner one, or that of an outer
	// field; deeper ones are not visited.
	visit func(path int, value int64)
}

var (
	errThrift   = errors.New("the description does not follow Thrift's compact protocol")
	errShort    = errors.New("the description ends early")
	errTooParts = errors.New("the description has too many parts")
)

const thriftDepth = 32

func (w *walker) uvarint() (uint64, error) {
	v, n := binary.Uvarint(w.b[w.at:])
	if n == 0 {
		return 0, errShort
	}
	if n < 0 {
		return 0, errThrift
	}
	w.at += n
	return v, nil
}

func (w *walker) skip(n uint64) error {
	if n > uint64(len(w.b)-w.at) {
		return errShort
	}
	w.at += int(n)
	return nil
}

func (w *walker) structure(path, depth int) error {
	if depth > thriftDepth {
		return errThrift
	}
	id := 0
	for {
		if w.at == len(w.b) {
			return errShort
		}
		head := w.b[w.at]
		w.at++
		if head == 0 {
			return nil
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			v, err := w.uvarint()
			if err != nil {
				return err
			}
			id = int(int16(v>>1) ^ -int16(v&1))
		}
		below := -1
		if depth < 2 {
			below = path*100 + id
		}
		kind := thrift.Type(head & 15)
		if kind == thrift.TRUE || kind == thrift.FALSE {
			if w.visit != nil && below >= 0 {
				w.visit(below, int64(2-kind))
			}
			continue
		}
		if err := w.value(kind, below, depth+1); err != nil {
			return err
		}
	}
}

func (w *walker) value(kind thrift.Type, path, depth int) error {
	switch kind {
	case thrift.TRUE, thrift.FALSE, thrift.I8:
		return w.skip(1)
	case thrift.I16, thrift.I32, thrift.I64:
		v, err := w.uvarint()
		if err == nil && w.visit != nil && path >= 0 {
			w.visit(path, int64(v>>1)^-int64(v&1))
		}
		return err
	case thrift.DOUBLE:
		return w.skip(8)
	case thrift.BINARY:
		n, err := w.uvarint()
		if err != nil {
			return err
		}
		return w.skip(n)
	case thrift.LIST, thrift.SET:
		return w.list(depth)
	case thrift.STRUCT:
		return w.structure(max(path, 0), max(depth, 1))
	}
	return errThrift // Parquet has no maps
}

func (w *walker) list(depth int) error {
	if depth > thriftDepth {
		return errThrift
	}
	if w.at == len(w.b) {
		return errShort
	}
	head := w.b[w.at]
	w.at++
	n, kind := uint64(head>>4), thrift.Type(head&15)
	if n == 15 {
		var err error
		if n, err = w.uvarint(); err != nil {
			return err
		}
	}
	if n > uint64(len(w.b)-w.at) {
		return errShort
	}
	if kind == thrift.STRUCT || kind == thrift.LIST {
		if w.parts += int(n); w.parts > maxParts {
			return errTooParts
		}
	}
	for range n {
		if err := w.value(kind, -1, depth+2); err != nil {
			return err
		}
	}
	return nil
}
