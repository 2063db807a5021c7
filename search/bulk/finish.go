package bulk

import (
	"bytes"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
)

// valueEnd ends a doc value.
const valueEnd = index.DocValueTermSeparator

// Options of the fields. Values stand by themselves, to be read alone: where
// Bleve merges segments that have values packed in chunks, it unpacks those of
// one segment over the memory of the other.
var options = [...]index.FieldIndexingOptions{
	Terms:   index.IndexField | index.SkipFreqNorm,
	Counted: index.IndexField | index.SkipFreqNorm,
	Value:   index.IndexField | index.SkipFreqNorm | index.DocValues | index.SkipDVChunking | index.SkipDVCompression,
	Stored:  index.StoreField,
}

const idOptions = index.IndexField | index.StoreField

// chunk is how many documents share a chunk of frequencies: the same in all
// terms, so that they can share the chunks.
const chunk = 1024

// none is where a field has no doc values.
const none = math.MaxUint64

// finish writes all that comes after the stored fields.
func (w *Writer) finish() error {
	o := w.file
	stored := o.count
	for _, at := range w.offsets {
		o.uint64(at)
	}
	o.uvarint(0) // nested documents
	frequencies := o.count
	w.writeFrequencies()
	addresses, err := w.writeFields(frequencies)
	if err != nil {
		return err
	}
	sections := w.writeSections(addresses)
	o.uint32(0) // length of the name of what has encrypted the file
	o.uint64(uint64(w.docs))
	o.uint64(stored)
	o.uint64(sections)
	o.uint32(chunk)
	o.uint32(zap.Version)
	o.uint32(o.sum)
	return nil
}

// writeFrequencies writes the frequencies of a term that all documents have:
// 0, which says that they are not kept. Those of another term are read from
// the beginning of each chunk, and there are always enough.
func (w *Writer) writeFrequencies() {
	chunks := (int(w.docs) + chunk - 1) / chunk
	w.file.uvarint(uint64(chunks))
	for i := range chunks {
		w.file.uvarint(uint64((i + 1) * chunk))
	}
	var zeros [chunk]byte
	for range chunks {
		w.file.write(zeros[:])
	}
}

// writeFields writes the postings, the dictionary and the doc values of each
// field, and returns the addresses of what it has written.
func (w *Writer) writeFields(frequencies uint64) ([]uint64, error) {
	terms := w.table.sorted()
	addresses := make([]uint64, len(w.fields))
	var dict bytes.Buffer
	builder, err := vellum.New(&dict, nil)
	if err != nil {
		return nil, err
	}
	p := postings{w: w, frequencies: frequencies, bitmap: roaring.New()}
	for i := range w.fields {
		for ; len(terms) > 0; terms = terms[1:] {
			text := w.table.of(terms[0])
			if int(text[0]) != i {
				break
			}
			at, ok, err := p.write(terms[0], w.fields[i].Kind == Counted)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			if err := builder.Insert(text[1:], at); err != nil {
				return nil, err
			}
		}
		if err := builder.Close(); err != nil {
			return nil, err
		}
		dictionary := w.file.count
		w.file.uvarint(uint64(dict.Len()))
		w.file.write(dict.Bytes())
		dict.Reset()
		if err := builder.Reset(&dict); err != nil {
			return nil, err
		}
		values, valuesEnd := uint64(none), uint64(none)
		if w.fields[i].Kind == Value {
			values = w.file.count
			w.writeValues(&w.fields[i])
			valuesEnd = w.file.count
		}
		addresses[i] = w.file.count
		w.file.uvarint(values)
		w.file.uvarint(valuesEnd)
		w.file.uvarint(dictionary)
	}
	return addresses, nil
}

// postings writes the documents of terms.
type postings struct {
	w           *Writer
	frequencies uint64 // address
	bitmap      *roaring.Bitmap
	docs        []uint32
	buffer      bytes.Buffer
}

// write writes the documents of a term, and returns what the dictionary is to
// say of it. It reports false for a term that no document has.
func (p *postings) write(term uint32, counted bool) (at uint64, ok bool, err error) {
	if set := p.w.lists.set(term); set != nil {
		return p.writeBitmap(roaring.FromDense(set, false))
	}
	p.docs = p.w.lists.read(term, p.docs[:0])
	switch {
	case len(p.docs) == 0:
		return 0, false, nil
	case len(p.docs) == 1 && !counted:
		return zap.FSTValEncode1Hit(uint64(p.docs[0]), zap.NormBits1Hit), true, nil
	}
	p.bitmap.Clear()
	p.bitmap.AddMany(p.docs)
	return p.writeBitmap(p.bitmap)
}

func (p *postings) writeBitmap(docs *roaring.Bitmap) (at uint64, ok bool, err error) {
	docs.RunOptimize()
	p.buffer.Reset()
	if _, err := docs.WriteTo(&p.buffer); err != nil {
		return 0, false, err
	}
	at = p.w.file.count
	p.w.file.uvarint(p.frequencies)
	p.w.file.uvarint(0) // no positions
	p.w.file.uvarint(uint64(p.buffer.Len()))
	p.w.file.write(p.buffer.Bytes())
	return at, true, nil
}

// writeValues writes doc values, each a chunk of its own.
func (w *Writer) writeValues(f *field) {
	for _, block := range f.values.blocks {
		w.file.write(block)
	}
	start := w.file.count
	for _, end := range f.ends {
		w.file.uvarint(end)
	}
	w.file.uint64(w.file.count - start)
	w.file.uint64(uint64(len(f.ends)))
}

// writeSections writes where all is, and returns the address of it.
func (w *Writer) writeSections(addresses []uint64) uint64 {
	at := make([]uint64, len(w.fields))
	for i, f := range w.fields {
		at[i] = w.file.count
		option := options[f.Kind]
		if i == 0 {
			option = idOptions
		}
		w.file.uvarint(uint64(len(f.Name)))
		w.file.write([]byte(f.Name))
		w.file.uvarint(uint64(option))
		w.file.uvarint(1) // section
		w.file.uint16(zap.SectionInvertedTextIndex)
		w.file.uint64(addresses[i])
	}
	start := w.file.count
	w.file.uvarint(uint64(len(w.fields)))
	for _, a := range at {
		w.file.uint64(a)
	}
	return start
}
