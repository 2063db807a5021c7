package intake_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

// Whatever comes, a file is taken in whole or refused with a reason, within its
// limits.
func FuzzOpen(f *testing.F) {
	f.Add("a.zip", []byte(workbook))
	f.Add("a.zip", []byte(zipOf(member{"../b.csv", csv}, member{".x", ""})))
	f.Add("a.kmz", []byte(zipOf(member{"doc.kml", "<kml/>"})))
	f.Add("a.gz", []byte(gzipOf(csv, csv)))
	f.Add("a.zst", []byte(zstdOf(csv)))
	f.Add("a.xls", []byte(oleOf("Root Entry", "Workbook")))
	f.Add("a.json", []byte("{\"type\":\"Feature\",\"geometry\":null}\n{}"))
	f.Add("a.json", []byte(`[[[{"a":"\"]"}]]]`))
	f.Add("a.xml", []byte(`<?xml version="1.0" encoding="x"?><!DOCTYPE a [<!ENTITY b "c">]><a:b xmlns:a="d">&b;`))
	f.Add("a.csv", []byte(utf16Of(csv)))
	f.Add("a.dbf", []byte("\x03\x7b\x07\x1a"))
	dir := f.TempDir()
	const most = 1 << 16
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		path := filepath.Join(dir, "file"+filepath.Ext(filepath.Base(name)))
		if len(path) > 200 || os.WriteFile(path, content, 0o600) != nil {
			return // no name for a file
		}
		defer os.Remove(path)
		in, err := intake.Open(t.Context(), path, rows.Options{Limits: rows.Limits{Bytes: most}, TempDir: dir})
		if err != nil {
			if _, ok := errors.AsType[*rows.Error](err); !ok {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		defer in.Close()
		if in.Size > most || in.Format == "" {
			t.Fatalf("%+v", in)
		}
		if n, err := io.Copy(io.Discard, io.NewSectionReader(in.File, 0, in.Size)); n != in.Size || err != nil {
			t.Fatalf("read %d of %d bytes: %v", n, in.Size, err)
		}
		if in.Packed != "" && (!utf8.ValidString(in.Name) || filepath.Base(in.Name) != in.Name) {
			t.Fatalf("name %q", in.Name)
		}
	})
}
