package search

import (
	"context"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A dictionary finds the documents of terms of one field in one segment. It
// reads the bitmaps of Bleve's postings as they are: its own readers decode
// frequencies and lengths that we do not keep, and take 80 to 400 ns for a
// document where this takes 2 to 5.
type dictionary struct {
	segment.TermDictionary
	deleted *roaring.Bitmap
}

// bitmap returns the documents of a term that are not deleted, or nil if there
// are none. It must not be changed.
func (d dictionary) bitmap(term string) (*roaring.Bitmap, error) {
	list, err := d.PostingsList([]byte(term), d.deleted, nil)
	if err != nil || list.Count() == 0 {
		return nil, err
	}
	switch it := list.Iterator(false, false, false, nil).(type) {
	case segment.OptimizablePostingsIterator:
		if doc, ok := it.DocNum1Hit(); ok {
			return roaring.BitmapOf(uint32(doc)), nil
		}
		return it.ActualBitmap(), nil
	default:
		return slowBitmap(it)
	}
}

func slowBitmap(it segment.PostingsIterator) (*roaring.Bitmap, error) {
	docs := roaring.New()
	for {
		p, err := it.Next()
		if p == nil || err != nil {
			return docs, err
		}
		docs.Add(uint32(p.Number()))
	}
}

// begun returns the documents of the terms for which accept holds among those
// that begin with a text, and how many such terms there are.
func (d dictionary) begun(ctx context.Context, begin string, accept func(term string) bool) (docs *roaring.Bitmap, terms int, err error) {
	it := d.AutomatonIterator(nil, []byte(begin), endOf(begin))
	var all []*roaring.Bitmap
	for {
		e, err := it.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		if e == nil {
			break
		}
		if !accept(e.Term) {
			continue
		}
		docs, err := d.bitmap(e.Term)
		if err != nil {
			return nil, 0, err
		}
		if docs != nil {
			all = append(all, docs)
		}
	}
	return union(all), len(all), nil
}

// union returns what is in any of the sets, nil if there are none. It must not
// be changed.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return nil
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// dictionary returns the dictionary of a field in segment number s.
func (v *view) dictionary(s int, field string) (dictionary, error) {
	d, err := v.segments[s].Segment().Dictionary(field)
	return dictionary{d, v.segments[s].Deleted()}, err
}

// A postingsReader finds the documents of clauses in one segment. Only one
// goroutine may use it at a time.
type postingsReader struct {
	ctx     context.Context
	view    *view
	segment int
	fields  map[string]dictionary
}

// read returns the documents of a clause, or nil if there are none. They must
// not be changed.
func (r *postingsReader) read(c *clause) (*roaring.Bitmap, error) {
	d, ok := r.fields[c.field]
	if !ok {
		var err error
		if d, err = r.view.dictionary(r.segment, c.field); err != nil {
			return nil, err
		}
		r.fields[c.field] = d
	}
	if !c.begins {
		return d.bitmap(c.term)
	}
	return r.view.columns[r.segment].begun.read(r.ctx, d, c)
}

// frequentTerms is from how many terms on the union of their documents is
// remembered, and maxBegun how many unions are, of one segment: at most 32 kB
// each.
const (
	frequentTerms = 24
	maxBegun      = 200
)

// A begunCache remembers the documents of the words that begin with a letter or
// two, which everybody types and which take long to gather. It is safe for
// concurrent use.
type begunCache struct {
	mu    sync.Mutex
	known map[begunKey]*roaring.Bitmap // deleted documents included
}

type begunKey struct{ field, term, except, tone string }

func (b *begunCache) read(ctx context.Context, d dictionary, c *clause) (*roaring.Bitmap, error) {
	key := begunKey{c.field, c.term, c.except, c.tone}
	b.mu.Lock()
	docs, ok := b.known[key]
	b.mu.Unlock()
	if !ok {
		var terms int
		var err error
		all := dictionary{d.TermDictionary, nil}
		if docs, terms, err = all.begun(ctx, c.term, c.accepts); err != nil {
			return nil, err
		}
		if terms >= frequentTerms {
			b.keep(key, docs)
		}
	}
	if docs != nil && d.deleted != nil {
		docs = roaring.AndNot(docs, d.deleted)
	}
	return docs, nil
}

func (b *begunCache) keep(key begunKey, docs *roaring.Bitmap) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil || len(b.known) >= maxBegun {
		b.known = make(map[begunKey]*roaring.Bitmap) // what is frequent comes back at once
	}
	key.field, key.term, key.except = strings.Clone(key.field), strings.Clone(key.term), strings.Clone(key.except)
	b.known[key] = docs
}

// accepts reports whether a term that begins as the clause says is one of its
// longer ones.
func (c *clause) accepts(term string) bool {
	if len(term) == len(c.term) || term == c.except {
		return false
	}
	if c.tone == "" {
		return true
	}
	_, tone := splitTone(term)
	return tone == c.tone
}
