package search

import (
	"bytes"
	"cmp"
	"context"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// titleOrder returns the order of the titles of a segment.
func (v *view) titleOrder(ctx context.Context, s, lang int) (*docOrder, error) {
	cols := v.columns[s]
	return cols.titles[lang].made(ctx, cols.size, func() (func(a, b uint32) int, error) {
		var keys []byte
		ends := make([]int, 1, cols.size+1)
		read := v.titleReader(s, lang)
		for i := range cols.size {
			key, err := read(uint32(i))
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return nil, err
			}
			keys = append(keys, key...)
			ends = append(ends, len(keys))
		}
		return func(a, b uint32) int {
			return cmp.Or(bytes.Compare(keys[ends[a]:ends[a+1]], keys[ends[b]:ends[b+1]]), cmp.Compare(cols.slug(int(a)), cols.slug(int(b))))
		}, nil
	})
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
