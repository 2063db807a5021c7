package bulk

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/golang/snappy"
)

// A Kind is what a field is for.
type Kind uint8

// The kinds of fields.
const (
	Terms Kind = iota // terms by which documents are found
	// Counted terms are such of which a dictionary is asked how many documents
	// have them. They take more room where it is one: Bleve can keep the one in
	// place of a bitmap, but its dictionaries then count 1 for all terms after.
	Counted
	Value  // a doc value in each document, to be read by its number
	Stored // bytes that are kept with a document
)

// A Field is a field of all documents of a segment. A field belongs to no
// other segments than those with the same fields: Bleve merges these fastest.
type Field struct {
	Name string
	Kind Kind
}

// maxSize bounds what a writer holds in memory, in bytes. Beyond it, it is
// full.
const maxSize = 320 << 20

// everyDocument is a term that all documents have in all fields of values:
// Bleve merges the doc values of those fields only that have a dictionary.
var everyDocument = []byte{0}

// A Writer writes one segment to a file. It is not safe for concurrent use.
//
// The documents come one after the other: [Writer.Begin], then what the
// document has in any order, and so on to [Writer.Finish].
type Writer struct {
	file   *output
	fields []field // in the order of the file; the first is that of the identifiers
	places []int   // of the caller's fields in fields
	table  *table
	lists  lists
	buffer []byte

	docs    uint32
	id      []byte
	stored  []byte // of the document that is being written: the values
	meta    []byte // and where they are
	offsets []uint64
	packed  []byte
	failure error
}

type field struct {
	Field
	every  uint32   // the term of every document, of a field of values
	values values   // one after the other, each with its end sign
	ends   []uint64 // in values, of each document
}

// Create begins a segment in a new file.
func Create(path string, fields []Field) (*Writer, error) {
	if len(fields) >= 255 {
		return nil, fmt.Errorf("bulk: %d fields", len(fields))
	}
	w := &Writer{table: newTable(), fields: []field{{Field: Field{Name: "_id"}}}, places: make([]int, len(fields))}
	for _, f := range fields {
		w.fields = append(w.fields, field{Field: f})
	}
	slices.SortFunc(w.fields[1:], func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	for i, f := range fields {
		w.places[i] = slices.IndexFunc(w.fields, func(have field) bool { return have.Name == f.Name })
	}
	var err error
	if w.file, err = create(path); err != nil {
		return nil, err
	}
	for i := range w.fields {
		if f := &w.fields[i]; f.Kind == Value {
			f.every = w.term(i, everyDocument)
		}
	}
	return w, nil
}

// Docs returns how many documents were begun.
func (w *Writer) Docs() int { return int(w.docs) }

// Full reports whether the segment holds so much that it had better be
// finished: another document might not find room.
func (w *Writer) Full() bool {
	size := w.table.size() + w.lists.size()
	for i := range w.fields {
		size += w.fields[i].values.size() + 8*cap(w.fields[i].ends)
	}
	return size > maxSize
}

// Term returns the number of a term of a field. It keeps nothing of term.
func (w *Writer) Term(f int, term []byte) uint32 { return w.term(w.places[f], term) }

func (w *Writer) term(place int, term []byte) uint32 {
	w.buffer = append(append(w.buffer[:0], byte(place)), term...)
	n, isNew, ok := w.table.number(w.buffer)
	if !ok {
		w.fail(errors.New("bulk: too many terms"))
	}
	if isNew {
		w.lists.grow()
	}
	return n
}

// Begin begins the next document. No two documents of a segment may have the
// same identifier.
func (w *Writer) Begin(id string) {
	w.end()
	w.id = append(w.id[:0], id...)
	w.docs++
	w.Add(w.term(0, w.id))
	for i := range w.fields {
		if f := &w.fields[i]; f.Kind == Value {
			w.Add(f.every)
			f.values.add(everyDocument)
		}
	}
}

// Add says that the document has a term. To say it again changes nothing.
func (w *Writer) Add(term uint32) { w.lists.add(term, w.docs-1) }

// AddAll says that the document has several terms.
func (w *Writer) AddAll(terms []uint32) {
	for _, t := range terms {
		w.lists.add(t, w.docs-1)
	}
}

// Value gives the document its value in a field. A document may have one in
// each field. The byte 0xff must not stand in it.
func (w *Writer) Value(f int, value []byte) {
	at := &w.fields[w.places[f]]
	if bytes.IndexByte(value, valueEnd) >= 0 {
		w.fail(fmt.Errorf("bulk: value of %s with the byte that ends values", at.Name))
	}
	at.values.add(value)
}

// Store keeps bytes with the document. A document may have one value in each
// field, and those in the order of the fields' names.
func (w *Writer) Store(f int, value []byte) {
	for _, n := range []int{w.places[f], 't', len(w.stored), len(value), 0} {
		w.meta = binary.AppendUvarint(w.meta, uint64(n))
	}
	w.stored = append(w.stored, value...)
}

// end writes what is stored of the last document, if there is one.
func (w *Writer) end() {
	if w.docs == 0 {
		return
	}
	w.offsets = append(w.offsets, w.file.count)
	w.packed = snappy.Encode(w.packed[:cap(w.packed)], w.stored)
	head := binary.AppendUvarint(w.buffer[:0], uint64(len(w.id)))
	idLen := len(head)
	w.file.uvarint(uint64(idLen + len(w.meta)))
	w.file.uvarint(uint64(len(w.id) + len(w.packed)))
	w.file.write(head)
	w.file.write(w.meta)
	w.file.write(w.id)
	w.file.write(w.packed)
	w.buffer, w.meta, w.stored = head, w.meta[:0], w.stored[:0]
	for i := range w.fields {
		if f := &w.fields[i]; f.Kind == Value {
			f.ends = append(f.ends, f.values.length)
		}
	}
}

// Finish writes the rest of the segment. The writer is of no use afterwards.
func (w *Writer) Finish() error {
	if w.docs == 0 {
		w.fail(errors.New("bulk: no documents"))
	}
	w.end()
	if w.failure == nil {
		w.fail(w.finish())
	}
	err := w.file.close(w.failure == nil)
	if w.failure == nil {
		w.fail(err)
	}
	if w.failure != nil {
		os.Remove(w.file.Name())
	}
	return w.failure
}

// Abort gives up the segment and removes its file.
func (w *Writer) Abort() {
	_ = w.file.close(false) // nobody reads it
	os.Remove(w.file.Name())
}

func (w *Writer) fail(err error) {
	if w.failure == nil {
		w.failure = err
	}
}
