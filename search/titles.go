package search

import (
	"bytes"
	"cmp"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// titleOrder returns the order of the titles of a segment.
func (v *view) titleOrder(s, lang int) (*docOrder, error) {
	cols := v.columns[s]
	o := &cols.titles[lang]
	o.once.Do(func() {
		var keys []byte
		ends := make([]int, 1, cols.size+1)
		read := v.titleReader(s, lang)
		for i := range cols.size {
			key, err := read(uint32(i))
			if err != nil {
				o.err = err
				return
			}
			keys = append(keys, key...)
			ends = append(ends, len(keys))
		}
		o.sort(cols.size, func(a, b uint32) int {
			return cmp.Or(bytes.Compare(keys[ends[a]:ends[a+1]], keys[ends[b]:ends[b+1]]), cmp.Compare(cols.slug(int(a)), cols.slug(int(b))))
		})
	})
	return o, o.err
}

// titleKey returns the key of the title of a candidate.
func (v *view) titleKey(lang int, c candidate) ([]byte, error) {
	s, local := v.place(c.doc)
	return v.titleReader(s, lang)(uint32(local))
}

// titleReader returns a function that reads the keys of the titles of a
// segment.
func (v *view) titleReader(s, lang int) func(doc uint32) ([]byte, error) {
	values, _ := v.segments[s].Segment().(segment.DocValueVisitable)
	fields := []string{fieldCollate + string(langs[lang])}
	var state segment.DocVisitState
	return func(doc uint32) (key []byte, err error) {
		state, err = values.VisitDocValues(uint64(doc), fields, func(_ string, value []byte) {
			if len(value) > 1 { // the other value is the term of all documents
				key = bytes.Clone(value)
			}
		}, state)
		if err != nil {
			return nil, fmt.Errorf("search: titles: %w", err)
		}
		return key, nil
	}
}
