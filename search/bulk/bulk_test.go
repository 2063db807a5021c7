package bulk_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/google/go-cmp/cmp"

	"nguon/search/bulk"
)

var fields = []bulk.Field{{Name: "words", Kind: bulk.Terms}, {Name: "row", Kind: bulk.Value},
	{Name: "source", Kind: bulk.Stored}, {Name: "empty", Kind: bulk.Terms}, {Name: "key", Kind: bulk.Value}, {Name: "about", Kind: bulk.Counted}}

// A doc is a document as both writers get it.
type doc struct {
	id       string
	words    map[string][]string // by field
	row, key []byte
	source   []byte
}

// docs returns random documents: some terms are in all of them, most in few.
func docs(r *rand.Rand, n int, prefix string) []doc {
	all := make([]doc, n)
	for i := range all {
		d := doc{id: fmt.Sprintf("%s%06d", prefix, i), words: make(map[string][]string)}
		for _, field := range []string{"words", "about"} {
			d.words[field] = []string{"all", "", "số liệu"}
			for range r.IntN(30) {
				rank := int(float64(n+50) * r.Float64() * r.Float64() * r.Float64())
				d.words[field] = append(d.words[field], fmt.Sprintf("t%d", rank))
			}
			if i%2 == 0 {
				d.words[field] = append(d.words[field], "even", fmt.Sprintf("only %d", i))
			}
		}
		d.source = bytes.Repeat([]byte{byte(r.IntN(256))}, r.IntN(300))
		if r.IntN(5) > 0 {
			d.row = []byte(fmt.Sprintf("row \x00 %d", r.IntN(1000)))
		}
		d.key = []byte{1, 0xfe, byte(r.IntN(0xff))}
		all[i] = d
	}
	return all
}

func write(t testing.TB, path string, all []doc) {
	t.Helper()
	w, err := bulk.Create(path, fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		w.Begin(d.id)
		for _, word := range d.words["words"] {
			w.Add(w.Term(0, []byte(word)))
		}
		w.Store(2, d.source)
		w.Value(4, d.key)
		if d.row != nil {
			w.Value(1, d.row)
		}
		var about []uint32
		for _, word := range d.words["about"] {
			about = append(about, w.Term(5, []byte(word)))
		}
		w.AddAll(about)
	}
	if w.Docs() != len(all) {
		t.Errorf("Docs = %d, want %d", w.Docs(), len(all))
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
}

// openWritten returns the segment of documents that the writer makes.
func openWritten(t testing.TB, all []doc) segment.Segment {
	t.Helper()
	path := filepath.Join(t.TempDir(), "segment")
	write(t, path, all)
	s, err := new(zap.ZapPlugin).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openWanted returns the segment that zapx makes of the same documents.
func openWanted(t testing.TB, all []doc) segment.Segment {
	t.Helper()
	results := make([]index.Document, len(all))
	for i, d := range all {
		results[i] = newDocument(d)
	}
	s, _, err := new(zap.ZapPlugin).New(results)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// contents is all that can be read from a segment.
type contents struct {
	Terms    map[string]map[string][]uint32 // by field and term: the documents
	Values   []map[string][]string
	Stored   []map[string]string
	IDs      []string
	Count    uint64
	Sections []string
}

func read(t testing.TB, s segment.Segment) contents {
	t.Helper()
	c := contents{Terms: make(map[string]map[string][]uint32), Count: s.Count(), Sections: s.Fields()}
	names := []string{"_id"}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	for _, name := range names {
		c.Terms[name] = make(map[string][]uint32)
		dict, err := s.Dictionary(name)
		if err != nil {
			t.Fatal(err)
		}
		for it := dict.AutomatonIterator(nil, nil, nil); ; {
			e, err := it.Next()
			if err != nil {
				t.Fatal(err)
			}
			if e == nil {
				break
			}
			list, err := dict.PostingsList([]byte(e.Term), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if name == "about" && list.Count() != e.Count {
				t.Errorf("%s:%q: count %d in the dictionary, %d of postings", name, e.Term, e.Count, list.Count())
			}
			// With frequencies: they are to be read as Bleve's merger reads them.
			for p := list.Iterator(true, true, true, nil); ; {
				at, err := p.Next()
				if err != nil {
					t.Fatal(err)
				}
				if at == nil {
					break
				}
				c.Terms[name][e.Term] = append(c.Terms[name][e.Term], uint32(at.Number()))
			}
		}
	}
	var state segment.DocVisitState
	for i := range s.Count() {
		values, stored := make(map[string][]string), make(map[string]string)
		var err error
		state, err = s.(segment.DocValueVisitable).VisitDocValues(i, names, func(field string, value []byte) {
			values[field] = append(values[field], string(value))
		}, state)
		if err == nil {
			err = s.VisitStoredFields(i, func(field string, _ byte, value []byte, _ []uint64) bool {
				stored[field] = string(value)
				return true
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.DocID(i)
		if err != nil {
			t.Fatal(err)
		}
		c.Values, c.Stored, c.IDs = append(c.Values, values), append(c.Stored, stored), append(c.IDs, string(id))
	}
	return c
}

func TestSegmentReadsLikeThatOfZapx(t *testing.T) {
	for _, n := range []int{1, 2, 17, 1023, 1024, 1025, 66_000} {
		t.Run(fmt.Sprintf("documents=%d", n), func(t *testing.T) {
			all := docs(rand.New(rand.NewPCG(7, uint64(n))), n, "d")
			if n > 10_000 {
				for i := range all { // enough for two containers of a bitmap
					all[i].words["words"] = all[i].words["words"][:min(4, len(all[i].words["words"]))]
					all[i].words["about"] = nil
				}
			}
			got, want := read(t, openWritten(t, all)), read(t, openWanted(t, all))
			if !reflect.DeepEqual(want, got) { // cmp.Diff alone takes long
				t.Errorf("segment differs (-zapx +bulk):\n%.2000s", cmp.Diff(want, got))
			}
		})
	}
}

func TestMergedByZapxSegmentsReadLikeOneOfAll(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	a, b := docs(r, 3000, "a"), docs(r, 1500, "b")
	drop := roaring.BitmapOf(0, 7, 8, 9, 2999)
	var left []doc
	for i, d := range a {
		if !drop.Contains(uint32(i)) {
			left = append(left, d)
		}
	}
	path := filepath.Join(t.TempDir(), "merged")
	_, _, err := new(zap.ZapPlugin).Merge([]segment.Segment{openWritten(t, a), openWritten(t, b)},
		[]*roaring.Bitmap{drop, nil}, path, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := new(zap.ZapPlugin).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if diff := cmp.Diff(read(t, openWanted(t, append(left, b...))), read(t, s)); diff != "" {
		t.Errorf("merged segment differs (-zapx +bulk):\n%.2000s", diff)
	}
}

func TestDocumentIsFoundByItsIdentifier(t *testing.T) {
	s := openWritten(t, docs(rand.New(rand.NewPCG(1, 1)), 100, "d"))
	got, err := s.DocNumbers([]string{"d000004", "no", "d000099"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint32{4, 99}; !slices.Equal(got.ToArray(), want) {
		t.Errorf("DocNumbers = %v, want %v", got.ToArray(), want)
	}
}

func TestWriterLeavesNoFileBehindWhereItFails(t *testing.T) {
	for _, test := range []struct {
		name string
		fill func(*bulk.Writer)
	}{
		{"no documents", func(*bulk.Writer) {}},
		{"a value with the sign that ends values", func(w *bulk.Writer) {
			w.Begin("d")
			w.Value(1, []byte{'a', 0xff})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "segment")
			w, err := bulk.Create(path, fields)
			if err != nil {
				t.Fatal(err)
			}
			test.fill(w)
			if err := w.Finish(); err == nil {
				t.Error("Finish: no error")
			}
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("file is left: %v", err)
			}
		})
	}
}
