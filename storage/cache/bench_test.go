package cache_test

import (
	"fmt"
	"testing"
)

// The look-up of a copy is part of every query. Compare two commits with
//
//	go test -run='^$' -bench=. -count=10 ./storage/cache > new.txt
//	benchstat old.txt new.txt
func BenchmarkLocate(b *testing.B) {
	for _, objects := range []int{1, 10_000} {
		b.Run(fmt.Sprintf("copies=%d", objects), func(b *testing.B) {
			s := newCache(b, b.TempDir(), 1<<30, newRemote(b))
			keys := make([]string, objects)
			for i := range keys {
				keys[i] = fmt.Sprintf("datasets/d%d/1/data.parquet", i)
			}
			s.Seed(keys)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, done := locate(b, s, keys[i%objects])
				done()
			}
		})
	}
}

func BenchmarkLocateParallel(b *testing.B) {
	s := newCache(b, b.TempDir(), 1<<30, newRemote(b))
	put(b, s, "a", 10)
	touch(b, s, "a")
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			touch(b, s, "a")
		}
	})
}
