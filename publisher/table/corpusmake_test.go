package table

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

var makeCorpus = flag.Bool("make", false, "write the files of the corpus anew that are no plain text")

// makers make the files of the corpus that an editor of text would spoil, or
// could not show: workbooks, maps, packed files and old encodings.
func makers() map[string]func(*testing.T) []byte {
	all := make(map[string]func(*testing.T) []byte)
	for _, some := range []map[string]func(*testing.T) []byte{madeTexts(), madePacks(), madeBooks(), madeRawBooks(), madeForeignBooks(), madeMaps(), madeColumns()} {
		maps.Copy(all, some)
	}
	return all
}

// What is committed is what the makers make: a reviewer can see in them what
// each file holds.
func TestMakeCorpus(t *testing.T) {
	all := makers()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			path, want := filepath.Join(corpus, name), all[name](t)
			if *makeCorpus {
				if err := os.WriteFile(path, want, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(unpacked(t, want), unpacked(t, got)); diff != "" {
				t.Errorf("the file is not what is made for it (go test -run TestMakeCorpus -make): -made +file\n%s", diff)
			}
		})
	}
}

// unpacked returns the bytes of a file as they are before compression, which
// differs between versions of the compressors. What is cut short or damaged
// stays as it is.
func unpacked(t *testing.T, file []byte) string {
	t.Helper()
	if z, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err == nil {
		var b strings.Builder
		for _, f := range z.File {
			fmt.Fprintf(&b, "%s %d\n", f.Name, f.UncompressedSize64)
			if f.UncompressedSize64 > 1<<20 || f.Flags&1 != 0 {
				continue
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&b, r); err != nil {
				t.Fatal(err)
			}
		}
		return b.String()
	}
	if r, err := gzip.NewReader(bytes.NewReader(file)); err == nil {
		if text, err := io.ReadAll(r); err == nil {
			return string(text)
		}
		return "a gzip file that ends too early"
	}
	if r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<20)); err == nil { // of the bomb the packed bytes are compared
		defer r.Close()
		if text, err := r.DecodeAll(file, nil); err == nil {
			return string(text)
		}
	}
	if bytes.HasPrefix(file, []byte("PK")) {
		return "a zip file that ends too early"
	}
	return string(file)
}

// zipped makes a zip file of pairs of names and contents.
func zipped(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
