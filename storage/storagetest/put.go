package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"nguon/storage"
)

// large is the size of an object that remote stores send in several parts.
const large = 40 << 20

// generated returns n bytes that look random and are the same for one seed.
func generated(seed byte, n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{seed}), n)
}

func testRoundTrip(t *testing.T, s storage.Store) {
	for name, content := range map[string]string{
		"empty":           "",
		"one":             "x",
		"text/dân số.csv": "Đà Nẵng;1.134.310\n",
		"binary":          "\x00\xff\r\n\x1a",
		"buffer":          repeated('b', 64<<10),
		"over":            repeated('c', 64<<10+1),
	} {
		if err := s.Put(t.Context(), name, iotest.OneByteReader(strings.NewReader(content))); err != nil {
			t.Fatalf("Put %q: %v", name, err)
		}
		wantContent(t, s, name, content)
	}
}

func testPutTwice(t *testing.T, s storage.Store) {
	put(t, s, "a/b", "first")
	for name, r := range map[string]io.Reader{
		"other bytes": strings.NewReader("second"),
		"same bytes":  strings.NewReader("first"),
		"no bytes":    strings.NewReader(""),
		"many bytes":  generated(1, large),
	} {
		if err := s.Put(t.Context(), "a/b", r); !errors.Is(err, storage.ErrExist) {
			t.Errorf("second Put, %s: err = %v, want %v", name, err, storage.ErrExist)
		}
		wantContent(t, s, "a/b", "first")
	}
}

func testPutFails(t *testing.T, s storage.Store) {
	for _, test := range []struct {
		name string
		size int64
		err  error
	}{
		{"at once", 0, errors.New("disk on fire")},
		{"after some bytes", 1000, errors.New("disk on fire")},
		{"with the error of a cut file", 1000, io.ErrUnexpectedEOF},
		{"after many bytes", large, io.ErrUnexpectedEOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			broken := io.MultiReader(generated(2, test.size), iotest.ErrReader(test.err))
			if err := s.Put(t.Context(), "a/b", broken); !errors.Is(err, test.err) {
				t.Errorf("Put: err = %v, want %v", err, test.err)
			}
			wantNothing(t, s, "a/b")
		})
	}
	put(t, s, "a/b", "the key is free")
}

func testPutCancelled(t *testing.T, s storage.Store) {
	for _, test := range []struct {
		name  string
		after int64
	}{
		{"before the first byte", 0},
		{"after some bytes", 1000},
		{"after many bytes", large},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			// The rest is short, so that only the context ends the Put.
			r := io.MultiReader(generated(3, test.after), call(cancel), strings.NewReader("rest"))
			if err := s.Put(ctx, "a/b", r); !errors.Is(err, context.Canceled) {
				t.Errorf("Put: err = %v, want %v", err, context.Canceled)
			}
			wantNothing(t, s, "a/b")
		})
	}
}

// call is a reader without bytes that calls itself when it is read.
type call func()

func (c call) Read([]byte) (int, error) {
	c()
	return 0, io.EOF
}

func testLarge(t *testing.T, s storage.Store) {
	want := sha256.New()
	if err := s.Put(t.Context(), "large", io.TeeReader(generated(4, large), want)); err != nil {
		t.Fatalf("Put of %d bytes: %v", large, err)
	}
	if info, err := s.Stat(t.Context(), "large"); err != nil || info.Size != large {
		t.Errorf("Stat = %+v, %v; want the size %d", info, err, large)
	}
	r, err := s.Open(t.Context(), "large", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := sha256.New()
	if n, err := io.Copy(got, r); err != nil || n != large {
		t.Errorf("read %d bytes, %v; want %d", n, err, large)
	}
	if !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Error("what is read is not what was put")
	}
}

func testConcurrentPuts(t *testing.T, s storage.Store) {
	const rounds, writers = 3, 8
	for round := range rounds {
		key := string(rune('a'+round)) + "/contested"
		var wg sync.WaitGroup
		var errs [writers]error
		start := make(chan struct{})
		content := func(i int) string { return repeated(byte('A'+i), 100<<10) }
		for i := range writers {
			wg.Go(func() {
				<-start
				errs[i] = s.Put(t.Context(), key, strings.NewReader(content(i)))
			})
		}
		close(start)
		wg.Wait()
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner >= 0:
				t.Errorf("the Puts %d and %d of %q both won", winner, i, key)
			case err == nil:
				winner = i
			case !errors.Is(err, storage.ErrExist):
				t.Errorf("Put %d: err = %v, want nil or %v", i, err, storage.ErrExist)
			}
		}
		if winner < 0 {
			t.Fatalf("no Put of %q won", key)
		}
		wantContent(t, s, key, content(winner))
	}
	wantKeys(t, s, "", "a/contested", "b/contested", "c/contested")
}

func testPutAfterRemove(t *testing.T, s storage.Store) {
	put(t, s, "a/b", "first")
	if err := s.Remove(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a/b", "second")
	wantContent(t, s, "a/b", "second")
}

// testFolder allows both answers of the port: to refuse, or to store both.
func testFolder(t *testing.T, s storage.Store) {
	for _, test := range []struct{ first, second string }{
		{"a", "a/b"},
		{"c/d/e", "c/d"},
		{"f", "f/g/h"},
	} {
		put(t, s, test.first, "first")
		err := s.Put(t.Context(), test.second, strings.NewReader("second"))
		switch {
		case err == nil:
			wantContent(t, s, test.second, "second")
		case !errors.Is(err, storage.ErrKey):
			t.Errorf("Put %q beside %q: err = %v, want nil or %v", test.second, test.first, err, storage.ErrKey)
		}
		wantContent(t, s, test.first, "first")
	}
}
