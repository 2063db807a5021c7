package intake_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

// A member of an archive for a test.
type member struct{ name, content string }

func zipOf(members ...member) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			panic(err)
		}
		if _, err := io.WriteString(f, m.content); err != nil {
			panic(err)
		}
	}
	w.Close()
	return b.String()
}

func gzipOf(contents ...string) string {
	var b bytes.Buffer
	for _, c := range contents {
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, c); err != nil {
			panic(err)
		}
		w.Close()
	}
	return b.String()
}

func zstdOf(content string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(w.EncodeAll([]byte(content), nil))
}

// write puts a file into a folder of its own.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a file for a test, and looks at once whether its temporary folder
// is left empty.
func open(t *testing.T, name, content string, limits rows.Limits) (*intake.File, error) {
	t.Helper()
	dir := t.TempDir()
	f, err := intake.Open(t.Context(), write(t, name, content), rows.Options{Limits: limits, TempDir: dir})
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("the temporary folder holds %v", left)
	}
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

func codeOf(err error) rows.Code {
	if e, ok := errors.AsType[*rows.Error](err); ok {
		return e.Code
	}
	return ""
}

const (
	csv      = "mã;tên\n1;Hà Nội\n"
	features = `{"type":"FeatureCollection","features":[]}`
	feature  = `{"type":"Feature","properties":{"a":1},"geometry":null}`
	types    = `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
)

var workbook = zipOf(member{"[Content_Types].xml", types}, member{"xl/workbook.xml", "<workbook/>"}, member{"xl/worksheets/sheet1.xml", "<worksheet/>"})

func TestFilesAreUnwrapped(t *testing.T) {
	for _, test := range []struct {
		name, file, content string
		inner, packed, want string
	}{
		{"not packed", "a.csv", csv, "a.csv", "", csv},
		{"gzip", "a.csv.gz", gzipOf(csv), "a.csv", "gzip", csv},
		{"gzip of several members", "a.csv.gz", gzipOf("x;y\n", "1;2\n", "3;4\n"), "a.csv", "gzip", "x;y\n1;2\n3;4\n"},
		{"gzip of nothing", "a.csv.gz", gzipOf(""), "a.csv", "gzip", ""},
		{"zstd", "a.csv.zst", zstdOf(csv), "a.csv", "zstd", csv},
		{"zstd of several frames", "a.csv.zst", zstdOf("x;y\n") + zstdOf("1;2\n"), "a.csv", "zstd", "x;y\n1;2\n"},
		{"zip", "a.zip", zipOf(member{"b.csv", csv}), "b.csv", "zip", csv},
		{"zip with what macOS adds", "a.zip", zipOf(member{"d/", ""}, member{"d/b.csv", csv}, member{"__MACOSX/d/._b.csv", "x"}, member{"d/.DS_Store", "x"}), "b.csv", "zip", csv},
		{"zip with what Windows adds", "a.zip", zipOf(member{"b.csv", csv}, member{"Thumbs.db", "x"}, member{"desktop.ini", "x"}), "b.csv", "zip", csv},
		{"gzip in a zip", "a.zip", zipOf(member{"b.csv.gz", gzipOf(csv)}), "b.csv", "zip/gzip", csv},
		{"path out of the folder", "a.zip", zipOf(member{"../../etc/b.csv", csv}), "b.csv", "zip", csv},
		{"path of Windows", "a.zip", zipOf(member{`C:\Users\x\b.csv`, csv}), "b.csv", "zip", csv},
		{"name of Vietnamese Windows", "a.zip", zipOf(member{"D\xe2n s\xf4\xec.csv", csv}), "Dân số.csv", "zip", csv},
		{"name of DOS", "a.zip", zipOf(member{"donn\x82es.csv", csv}), "données.csv", "zip", csv},
		{"gzip without its ending", "a.csv", gzipOf(csv), "a.csv", "gzip", csv},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := open(t, test.file, test.content, rows.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(io.NewSectionReader(f.File, 0, f.Size))
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != test.inner || f.Packed != test.packed || string(got) != test.want || f.Format != intake.Text {
				t.Errorf("got %q (%s, packed %q): %q; want %q (packed %q): %q", f.Name, f.Format, f.Packed, got, test.inner, test.packed, test.want)
			}
			if test.packed != "" && len(f.Notices) == 0 {
				t.Error("nothing says that the file was unpacked")
			}
		})
	}
}

func TestWhatCannotBeUnwrappedIsRefused(t *testing.T) {
	encrypted := []byte(zipOf(member{"a.csv", csv}))
	for _, signature := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(encrypted, []byte(signature))
		encrypted[at+6+2*(int(signature[2])&1)] |= 1
	}
	method := []byte(zipOf(member{"a.csv", csv}))
	method[bytes.Index(method, []byte("PK\x01\x02"))+10] = 9
	zeros := strings.Repeat("0", 3<<20)
	small := rows.Limits{Bytes: 1 << 20}
	for _, test := range []struct {
		name, file, content string
		limits              rows.Limits
		code                rows.Code
		value               string
	}{
		{"several tables", "a.zip", zipOf(member{"x/b.csv", csv}, member{"c.csv", csv}), rows.Limits{}, intake.SeveralFiles, "b.csv, c.csv"},
		{"empty zip", "a.zip", zipOf(), rows.Limits{}, intake.NoFileInside, "a.zip"},
		{"zip with folders only", "a.zip", zipOf(member{"b/", ""}), rows.Limits{}, intake.NoFileInside, "a.zip"},
		{"three archives deep", "a.zip", zipOf(member{"b.zip", zipOf(member{"c.csv.gz", gzipOf(csv)})}), rows.Limits{}, intake.PackedTooOften, "c.csv.gz"},
		{"cut gzip", "a.gz", gzipOf(csv)[:20], rows.Limits{}, rows.Damaged, "gzip"},
		{"gzip with something after it", "a.gz", gzipOf(csv) + "garbage and more of it", rows.Limits{}, rows.Damaged, "gzip"},
		{"cut zstd", "a.zst", zstdOf(zeros)[:12], rows.Limits{}, rows.Damaged, "zstd"},
		{"zstd that wants more memory", "a.zst", "\x28\xb5\x2f\xfd\x00\x90\x01\x00\x00", rows.Limits{}, intake.Unsupported, "zstd --long"},
		{"cut zip", "a.zip", zipOf(member{"b.csv", csv})[:60], rows.Limits{}, rows.Damaged, "zip"},
		{"encrypted member", "a.zip", string(encrypted), rows.Limits{}, intake.Encrypted, "a.csv"},
		{"method of another program", "a.zip", string(method), rows.Limits{}, intake.Unsupported, "ZIP (method 9)"},
		{"gzip that unpacks too far", "a.gz", gzipOf(zeros), small, rows.UnpacksTooFar, ""},
		{"zstd that unpacks too far", "a.zst", zstdOf(zeros), small, rows.UnpacksTooFar, ""},
		{"zip that unpacks too far", "a.zip", zipOf(member{"b.csv", zeros}), small, rows.UnpacksTooFar, ""},
		{"gzip in a zip that unpacks too far", "a.zip", zipOf(member{"b.gz", gzipOf(zeros)}), small, rows.UnpacksTooFar, ""},
		{"file that is too large", "a.csv", csv, rows.Limits{Bytes: 3}, rows.TooLarge, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := open(t, test.file, test.content, test.limits)
			e, ok := errors.AsType[*rows.Error](err)
			if !ok || e.Code != test.code || e.Value != test.value {
				t.Errorf("got %v, want code %s, value %q", err, test.code, test.value)
			}
		})
	}
}

// A zip may say that its member is small, and unpack to more.
func TestSizesThatAnArchiveSaysAreNotBelieved(t *testing.T) {
	lying := []byte(zipOf(member{"b.csv", strings.Repeat("0", 3<<20)}))
	at := bytes.Index(lying, []byte("PK\x01\x02"))
	copy(lying[at+24:], []byte{10, 0, 0, 0})
	_, err := open(t, "a.zip", string(lying), rows.Limits{Bytes: 1 << 20})
	if code := codeOf(err); code != rows.UnpacksTooFar && code != rows.Damaged {
		t.Errorf("got %v", err)
	}
}

func TestAListOfMembersWithoutEndIsRefused(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range 60_000 {
		if _, err := w.CreateRaw(&zip.FileHeader{Name: strings.Repeat("a", 100)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, "a.zip", b.String(), rows.Limits{}); codeOf(err) != intake.TooManyMembers {
		t.Errorf("got %v", err)
	}
}

func TestChangesWhileAFileIsReadAreSeen(t *testing.T) {
	path := write(t, "a.csv", csv)
	f, err := intake.Open(t.Context(), path, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Changed(); err != nil {
		t.Errorf("before any change: %v", err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := f.Changed(); codeOf(err) != intake.FileChanged {
		t.Errorf("after a change: %v", err)
	}
}

// What was unpacked is a copy.
func TestPackedFilesMayChangeAfterOpening(t *testing.T) {
	path := write(t, "a.csv.gz", gzipOf(csv))
	f, err := intake.Open(t.Context(), path, rows.Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Changed(); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestUnpackingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := intake.Open(ctx, write(t, "a.csv.gz", gzipOf(csv)), rows.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestOnlyFilesAreOpened(t *testing.T) {
	if _, err := intake.Open(t.Context(), t.TempDir(), rows.Options{}); err == nil {
		t.Error("a folder was opened")
	}
	if _, err := intake.Open(t.Context(), filepath.Join(t.TempDir(), "no.csv"), rows.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
