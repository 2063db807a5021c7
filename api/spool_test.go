package api

import (
	"bytes"
	"errors"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/api/problem"
)

type uploaded struct{ name, text string }

func form(t testing.TB, parts ...uploaded) (body []byte, boundary string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		f, err := w.CreateFormFile(p.name, "x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(p.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.Boundary()
}

func TestSpool(t *testing.T) {
	limits := UploadLimits{Bytes: 20, Files: 2}
	for _, test := range []struct {
		name  string
		parts []uploaded
		cut   int // bytes taken from the end
		want  problem.Code
	}{
		{name: "two files", parts: []uploaded{{"dataset.yaml", "slug: a"}, {"data/a.csv", "a;b"}}},
		{name: "exactly as much as is allowed", parts: []uploaded{{"a", strings.Repeat("x", 20)}}},
		{name: "a byte more", parts: []uploaded{{"a", strings.Repeat("x", 21)}}, want: problem.TooLarge},
		{name: "together more", parts: []uploaded{{"a", strings.Repeat("x", 11)}, {"b", strings.Repeat("x", 10)}}, want: problem.TooLarge},
		{name: "too many", parts: []uploaded{{"a", ""}, {"b", ""}, {"c", ""}}, want: problem.TooLarge},
		{name: "nothing", want: problem.InvalidUpload},
		{name: "upwards", parts: []uploaded{{"../a", ""}}, want: problem.InvalidUpload},
		{name: "absolute", parts: []uploaded{{"/etc/passwd", ""}}, want: problem.InvalidUpload},
		{name: "hidden", parts: []uploaded{{".profile", ""}}, want: problem.InvalidUpload},
		{name: "of Windows", parts: []uploaded{{`a\b`, ""}}, want: problem.InvalidUpload},
		{name: "no name", parts: []uploaded{{"", ""}}, want: problem.InvalidUpload},
		{name: "too long", parts: []uploaded{{strings.Repeat("a", 201), ""}}, want: problem.InvalidUpload},
		{name: "twice", parts: []uploaded{{"a", ""}, {"a", ""}}, want: problem.InvalidUpload},
		{name: "a file where a folder is", parts: []uploaded{{"a/b", ""}, {"a", ""}}, want: problem.InvalidUpload},
		{name: "broken off", parts: []uploaded{{"a", "xxxxxxxxxx"}}, cut: 70, want: problem.InvalidUpload},
	} {
		t.Run(test.name, func(t *testing.T) {
			body, boundary := form(t, test.parts...)
			dir := t.TempDir()
			err := spool(bytes.NewReader(body[:len(body)-test.cut]), boundary, dir, limits)
			if test.want != "" {
				if e, ok := errors.AsType[*problem.Error](err); !ok || e.Code != test.want {
					t.Errorf("err = %v, want code %s", err, test.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range test.parts {
				if got, err := os.ReadFile(filepath.Join(dir, p.name)); err != nil || string(got) != p.text {
					t.Errorf("%s: %q, %v", p.name, got, err)
				}
			}
		})
	}
}

func FuzzSpool(f *testing.F) {
	body, boundary := form(f, uploaded{"dataset.yaml", "slug: a"}, uploaded{"d/a.csv", "a;b"})
	f.Add(body, boundary)
	f.Add([]byte("--x\r\nContent-Disposition: form-data; name=\"../../a\"\r\n\r\nq\r\n--x--\r\n"), "x")
	f.Fuzz(func(t *testing.T, body []byte, boundary string) {
		above := t.TempDir()
		dir := filepath.Join(above, "upload")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		limits := UploadLimits{Bytes: 1000, Files: 3}
		_ = spool(bytes.NewReader(body), boundary, dir, limits) // refusing is fine
		total, files := int64(0), 0
		err := filepath.WalkDir(above, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if !strings.HasPrefix(path, dir+string(filepath.Separator)) {
				t.Errorf("wrote %s", path)
			}
			info, err := d.Info()
			total, files = total+info.Size(), files+1
			return err
		})
		if err != nil || total > limits.Bytes+1 || files > limits.Files {
			t.Errorf("%d bytes in %d files: %v", total, files, err)
		}
	})
}
