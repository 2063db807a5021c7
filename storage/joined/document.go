package joined

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"nguon/storage"
)

// A Part is an object of which another one is made.
type Part struct {
	Key  string `json:"key"`
	Size int64  `json:"size"` // in bytes
}

// Bounds of a document.
const (
	MaxParts = 10_000
	maxList  = 8 << 20 // bytes of the list
)

const magic = "NGUONJ1\n"

// head is the length of what stands before the list: the magic word and the
// length of the list, 32 bits, big-endian.
const head = len(magic) + 4

// errDocument is what is wrong with an object that should be a document.
var errDocument = errors.New("not the document of a joined object")

// A document says of what an object is made: its parts, one after the other,
// and what follows them, which stands behind the list in the document itself.
type document struct {
	Parts []Part `json:"parts"`
	Tail  int64  `json:"tail"` // bytes after the parts

	tailAt int64 // where the tail begins in the document
}

// Document returns what has to be put under a key for which [Is] holds, so that
// the object has the bytes of the parts, in their order, and then those of tail.
func Document(parts []Part, tail []byte) (io.Reader, error) {
	d := document{Parts: parts, Tail: int64(len(tail))}
	if err := d.validate(); err != nil {
		return nil, err
	}
	list, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	b := binary.BigEndian.AppendUint32([]byte(magic), uint32(len(list)))
	return io.MultiReader(bytes.NewReader(append(b, list...)), bytes.NewReader(tail)), nil
}

// parse reads the beginning of a document.
func parse(r io.Reader) (*document, error) {
	first := make([]byte, head)
	if _, err := io.ReadFull(r, first); err != nil || string(first[:len(magic)]) != magic {
		return nil, errors.Join(errDocument, err)
	}
	n := binary.BigEndian.Uint32(first[len(magic):])
	if n > maxList {
		return nil, fmt.Errorf("%w: a list of %d bytes", errDocument, n)
	}
	list := make([]byte, n)
	if _, err := io.ReadFull(r, list); err != nil {
		return nil, errors.Join(errDocument, err)
	}
	d := &document{tailAt: int64(head) + int64(n)}
	if err := json.Unmarshal(list, d); err != nil {
		return nil, errors.Join(errDocument, err)
	}
	return d, d.validate()
}

func (d *document) validate() error {
	if len(d.Parts) > MaxParts || d.Tail < 0 {
		return fmt.Errorf("%w: %d parts, a tail of %d bytes", errDocument, len(d.Parts), d.Tail)
	}
	size := d.Tail
	for _, p := range d.Parts {
		if err := storage.CheckKey(p.Key); err != nil || Is(p.Key) {
			return fmt.Errorf("%w: part %.80q", errDocument, p.Key)
		}
		if p.Size < 0 || p.Size > math.MaxInt64-size {
			return fmt.Errorf("%w: a part of %d bytes", errDocument, p.Size)
		}
		size += p.Size
	}
	return nil
}

// size is that of the object.
func (d *document) size() int64 {
	n := d.Tail
	for _, p := range d.Parts {
		n += p.Size
	}
	return n
}
