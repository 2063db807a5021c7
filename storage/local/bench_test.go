package local_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// Compare two commits with
//
//	go test -run='^$' -bench=. -count=10 ./storage/local > new.txt
//	benchstat old.txt new.txt
func BenchmarkPut(b *testing.B) {
	for _, size := range []int{1 << 10, 1 << 20, 16 << 20} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			s, content := newStore(b), bytes.Repeat([]byte("x"), size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := s.Put(b.Context(), fmt.Sprintf("a/%d", i%100), bytes.NewReader(content)); err != nil {
					b.Fatal(err)
				}
				if err := s.Remove(b.Context(), fmt.Sprintf("a/%d", i%100)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, size := range []int{1 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			s := newStore(b)
			if err := s.Put(b.Context(), "a/b", bytes.NewReader(make([]byte, size))); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				r, err := s.Open(b.Context(), "a/b", 0, -1)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
				r.Close()
			}
		})
	}
}
