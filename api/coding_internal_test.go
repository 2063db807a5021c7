package api

import (
	"math/rand/v2"
	"testing"
)

func TestAcceptedCoding(t *testing.T) {
	for header, want := range map[string]coding{
		"":                             plain,
		"gzip":                         gzips,
		"gzip, deflate, br, zstd":      zstds,
		"gzip, deflate, br":            br,
		"GZIP;q=0.9, br;q=0.8":         gzips,
		"br;q=0, gzip;q=0":             plain,
		"zstd;q=0, *":                  br,
		"*":                            zstds,
		"*;q=0":                        plain,
		"identity":                     plain,
		"identity;q=0.5, gzip;q=1.0":   gzips,
		"identity, gzip;q=0.5":         plain,
		"identity;q=0, deflate":        plain,
		"gzip;q=zero, ;;, br ; q=0.1 ": br,
		"compress, gzip;x=1":           gzips,
	} {
		if got := acceptedCoding(header); got != want {
			t.Errorf("acceptedCoding(%q) = %q, want %q", header, got, want)
		}
	}
}

func FuzzAcceptedCoding(f *testing.F) {
	f.Add("gzip;q=0.5, br, *;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		if how := acceptedCoding(header); how != plain && compressors[how] == nil {
			t.Errorf("acceptedCoding(%q) = %q", header, how)
		}
	})
}

func TestOnlyAnswersOfASizeAreKeptCompressed(t *testing.T) {
	r, err := newRowsCache(0)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		size int
		want coding
	}{"small": {leastCoded - 1, plain}, "least": {leastCoded, br}, "most": {mostCoded, br}, "large": {mostCoded + 1, plain}} {
		t.Run(name, func(t *testing.T) {
			for _, made := range []bool{true, false} {
				a, got, err := r.coded(t.Context(), name, br, answerOf(tc.size))
				if err != nil || got != made || a.coding != tc.want || a.coding == plain && len(a.body) != tc.size {
					t.Errorf("made %v, want %v: coding %q, want %q, %d bytes, %v", got, made, a.coding, tc.want, len(a.body), err)
				}
			}
		})
	}
}

func BenchmarkCompress(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	body := make([]byte, 0, 1<<20)
	for len(body) < 1<<20 {
		body = append(body, `{"station":"HN-0`...)
		body = append(body, '0'+byte(r.IntN(10)))
		body = append(body, `","pm25":`...)
		body = append(body, '0'+byte(r.IntN(10)), '0'+byte(r.IntN(10)))
		body = append(body, "},\n"...)
	}
	for _, how := range codings {
		b.Run("coding="+string(how), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := how.compressed(body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
