package xlsx

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func TestSharedStringsBeyondTheBoundAreInTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	s, err := newSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	text := func(i int) string { return strings.Repeat(fmt.Sprint(i, " "), i%50*(1+i%1000/999*500)) }
	const n = 200_000 // more of them than there are pages in memory
	for i := range n {
		if err := s.add([]byte(text(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.finish(); err != nil {
		t.Fatal(err)
	}
	all := &shared{text: []byte("ab"), ends: []uint32{1, 1, 2}, spool: s}
	r, random := all.reader(), rand.New(rand.NewPCG(1, 2))
	for i, want := range []string{"a", "", "b"} {
		if fixed, _, err := r.get(nil, int64(i)); err != nil || string(fixed) != want {
			t.Errorf("string %d: got %q, %v, want %q", i, fixed, err, want)
		}
	}
	for i := range n {
		if i%2 == 1 {
			i = random.IntN(n)
		}
		_, got, err := r.get([]byte("x"), int64(3+i))
		if err != nil || !bytes.Equal(got, []byte("x"+text(i))) {
			t.Fatalf("string %d: got %.40q, %v, want %.40q", i, got, err, text(i))
		}
	}
	for _, i := range []int64{-1, n + 3} {
		if _, _, err := r.get(nil, i); err == nil {
			t.Errorf("there is a string %d", i)
		}
	}
	s.close()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
