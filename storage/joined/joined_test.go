package joined_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"nguon/storage"
	"nguon/storage/cache"
	"nguon/storage/joined"
	"nguon/storage/local"
	"nguon/storage/storagetest"
)

func newStore(t testing.TB) (whole *joined.Store, plain *local.Store) {
	t.Helper()
	s, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return joined.New(s), s
}

func put(t testing.TB, s storage.Store, key string, r io.Reader) {
	t.Helper()
	if err := s.Put(t.Context(), key, r); err != nil {
		t.Fatal(err)
	}
}

// join puts an object made of texts, and of tail behind them.
func join(t testing.TB, s storage.Store, key, tail string, texts ...string) {
	t.Helper()
	var parts []joined.Part
	for i, text := range texts {
		part := joined.Part{Key: "parts/" + strings.Repeat("x", i+1), Size: int64(len(text))}
		put(t, s, part.Key, strings.NewReader(text))
		parts = append(parts, part)
	}
	r, err := joined.Document(parts, []byte(tail))
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, key, r)
}

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store { s, _ := newStore(t); return s })
}

func TestEveryRangeOfAJoinedObjectIsThatOfItsBytes(t *testing.T) {
	s, _ := newStore(t)
	join(t, s, "a/b.joined", "tail", "first", "", "second")
	const want = "firstsecondtail"
	info, err := s.Stat(t.Context(), "a/b.joined")
	if err != nil || info.Size != int64(len(want)) {
		t.Fatalf("Stat = %+v, %v; want %d bytes", info, err, len(want))
	}
	for off := range len(want) + 2 {
		for n := -1; n < len(want)+2; n++ {
			from := want[min(off, len(want)):]
			if n >= 0 {
				from = from[:min(n, len(from))]
			}
			r, err := s.Open(t.Context(), "a/b.joined", int64(off), int64(n))
			if err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(r, []byte(from)); err != nil {
				t.Fatalf("%d bytes from %d: %v", n, off, err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.Open(t.Context(), "a/b.joined", -1, 1); err == nil {
		t.Error("a range before the beginning is read")
	}
}

func TestWhatAJoinedObjectLacksIsNotLeftOut(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, s storage.Store){
		"a part is removed": func(t *testing.T, s storage.Store) {
			if err := s.Remove(t.Context(), "parts/x"); err != nil {
				t.Fatal(err)
			}
		},
		"a part is shorter": func(t *testing.T, s storage.Store) {
			if err := s.Remove(t.Context(), "parts/x"); err != nil {
				t.Fatal(err)
			}
			put(t, s, "parts/x", strings.NewReader("fir"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			join(t, s, "b.joined", "tail", "first", "second")
			spoil(t, s)
			r, err := s.Open(t.Context(), "b.joined", 0, -1)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if got, err := io.ReadAll(r); !errors.Is(err, storage.ErrCorrupt) {
				t.Errorf("read %q, %v; want %v", got, err, storage.ErrCorrupt)
			}
		})
	}
}

func TestWithoutItsDocumentAJoinedObjectDoesNotExist(t *testing.T) {
	s, _ := newStore(t)
	join(t, s, "b.joined", "tail", "first")
	if err := s.Remove(t.Context(), "b.joined"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), "b.joined", 0, -1); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Open: %v, want %v", err, storage.ErrNotExist)
	}
	if _, err := s.Stat(t.Context(), "parts/x"); err != nil {
		t.Errorf("the part went with it: %v", err)
	}
}

func TestFilesOfJoinedObjectsAreCopies(t *testing.T) {
	s, plain := newStore(t)
	join(t, s, "b.joined", "tail", "first")
	copies, err := cache.New(t.TempDir(), 1<<20, s)
	if err != nil {
		t.Fatal(err)
	}
	f := &joined.Files{Locator: plain, Copies: copies}
	for key, want := range map[string]string{"b.joined": "firsttail", "parts/x": "first"} {
		name, done, err := f.Locate(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if got := content(t, name); got != want {
			t.Errorf("%s holds %q, want %q", key, got, want)
		}
		done()
	}
	if err := s.Remove(t.Context(), "b.joined"); err != nil {
		t.Fatal(err)
	}
	f.Forget("b.joined")
	if _, _, err := f.Locate(t.Context(), "b.joined"); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Locate after Forget: %v, want %v", err, storage.ErrNotExist)
	}
}

func TestDocumentRefusesWhatCannotBeRead(t *testing.T) {
	many := make([]joined.Part, joined.MaxParts+1)
	for i := range many {
		many[i].Key = "k"
	}
	for name, parts := range map[string][]joined.Part{
		"a key outside":         {{Key: "../a", Size: 1}},
		"a joined object":       {{Key: "a.joined", Size: 1}},
		"less than no bytes":    {{Key: "a", Size: -1}},
		"more bytes than count": {{Key: "a", Size: 1<<63 - 1}, {Key: "b", Size: 1}},
		"too many parts":        many,
	} {
		if _, err := joined.Document(parts, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzOpen protects whoever reads objects from documents that nobody here wrote:
// they are refused, or have the bytes that Stat promises.
func FuzzOpen(f *testing.F) {
	for _, parts := range [][]joined.Part{nil, {{Key: "k", Size: 3}}, {{Key: "k", Size: 2}, {Key: "k", Size: 9}}} {
		r, err := joined.Document(parts, []byte("tail"))
		if err != nil {
			f.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, int64(1), int64(4))
	}
	f.Add([]byte("NGUONJ1\n\xff\xff\xff\xff"), int64(0), int64(-1))
	f.Add([]byte("NGUONJ1\n\x00\x00\x00\x0b{\"tail\":99}"), int64(0), int64(-1))
	f.Fuzz(func(t *testing.T, text []byte, off, n int64) {
		s := joined.New(&one{text})
		info, err := s.Stat(t.Context(), "d.joined")
		if err != nil {
			return
		}
		off = max(off, 0)
		r, err := s.Open(t.Context(), "d.joined", off, n)
		if err != nil {
			t.Fatalf("Stat says %d bytes, Open %v", info.Size, err)
		}
		defer r.Close()
		got, err := io.Copy(io.Discard, r)
		want := max(info.Size-off, 0)
		if n >= 0 {
			want = min(want, n)
		}
		if err == nil && got != want {
			t.Errorf("%d bytes from %d of %d: got %d", n, off, info.Size, got)
		}
	})
}

// one is a store in which every object has three bytes, but for documents, which
// are all the same.
type one struct{ text []byte }

func (o *one) content(key string) []byte {
	if joined.Is(key) {
		return o.text
	}
	return []byte("abc")
}

func (o *one) Put(context.Context, string, io.Reader) error { return storage.ErrExist }

func (o *one) Open(_ context.Context, key string, off, n int64) (io.ReadCloser, error) {
	all := o.content(key)
	all = all[min(off, int64(len(all))):]
	if n >= 0 {
		all = all[:min(n, int64(len(all)))]
	}
	return io.NopCloser(bytes.NewReader(all)), nil
}

func (o *one) Stat(_ context.Context, key string) (storage.Info, error) {
	return storage.Info{Key: key, Size: int64(len(o.content(key)))}, nil
}
