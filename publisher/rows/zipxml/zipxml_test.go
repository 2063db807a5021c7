package zipxml_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

func pack(t *testing.T, parts ...string) rows.Input {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return rows.Input{File: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}
}

func readPart(p *zipxml.Package, name string) (string, error) {
	r, err := p.Part(name)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func code(err error) rows.Code {
	if e, ok := errors.AsType[*rows.Error](err); ok {
		return e.Code
	}
	return ""
}

func TestPartsAreFoundWhateverTheWriterMadeOfTheirNames(t *testing.T) {
	p, err := zipxml.Open(t.Context(), pack(t, `XL\Sheets\a.xml`, "1", "/b.xml", "2"), "XLSX", rows.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"xl/sheets/A.xml": "1", "b.xml": "2"} {
		if got, err := readPart(p, name); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	if p.Has("c.xml") {
		t.Error("there is a part c.xml")
	}
	if _, err := readPart(p, "c.xml"); code(err) != rows.Damaged {
		t.Errorf("a missing part: %v", err)
	}
}

func TestOnlyWhatIsUnpackedAnewCounts(t *testing.T) {
	half := strings.Repeat("x", 600)
	in := pack(t, "a", half, "b", half)
	p, err := zipxml.Open(t.Context(), in, "XLSX", rows.Limits{Bytes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := readPart(p, "a"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := readPart(p, "b"); code(err) != rows.UnpacksTooFar {
		t.Errorf("got %v, want an error: 1,200 bytes are more than 1,000", err)
	}
}

func TestPackagesThatDeceiveAreRefused(t *testing.T) {
	var many []string
	for i := range 150 {
		many = append(many, fmt.Sprintf("%060000d", i), "")
	}
	whole := pack(t, "a", strings.Repeat("x", 1000))
	for _, test := range []struct {
		name   string
		in     rows.Input
		limits rows.Limits
		want   rows.Code
	}{
		{"two parts of one name", pack(t, "a.xml", "1", "A.XML", "2"), rows.Limits{}, rows.Damaged},
		{"a directory too large", pack(t, many...), rows.Limits{}, rows.Damaged},
		{"a file too large", whole, rows.Limits{Bytes: 50}, rows.TooLarge},
		{"half a file", rows.Input{File: whole.File, Size: whole.Size / 2}, rows.Limits{}, rows.Damaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := zipxml.Open(t.Context(), test.in, "XLSX", test.limits); code(err) != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestADamagedPartIsToldByItsChecksum(t *testing.T) {
	in := pack(t, "a", "hello")
	b := make([]byte, in.Size)
	if _, err := in.File.ReadAt(b, 0); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("PK\x01\x02")) + 16 // the checksum in the directory
	b[at]++
	p, err := zipxml.Open(t.Context(), rows.Input{File: bytes.NewReader(b), Size: in.Size}, "XLSX", rows.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readPart(p, "a"); code(err) != rows.Damaged {
		t.Errorf("got %v, want an error of damage", err)
	}
}

func TestPartsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, err := zipxml.Open(ctx, pack(t, "a", "1"), "XLSX", rows.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := readPart(p, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the context", err)
	}
}
