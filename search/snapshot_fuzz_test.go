package search

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever the bytes of a snapshot are, nothing is written outside of its
// folder, nor more than was allowed, and what was not sealed is refused.
func FuzzSnapshot(f *testing.F) {
	const most = 1 << 20
	f.Add([]byte{})
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00"))
	for _, name := range []string{rootName, "00000000001a.zap", "../x", "/etc/x", "a/../../b", sealName, macName, headName} {
		var b bytes.Buffer
		p, err := newPacker(f.Context(), &b, []byte("k"), f.TempDir(), f.TempDir())
		if err != nil {
			f.Fatal(err)
		}
		file, err := p.begin(name, 3)
		if err == nil {
			_, err = file.Write([]byte("abc"))
		}
		if err := errors.Join(err, file.Close(), p.head(snapshotHead{Format: SnapshotFormat()}), p.finish()); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		above := t.TempDir()
		dir := filepath.Join(above, "in", "dir")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := unpackWithin(t.Context(), dir, bytes.NewReader(b), []byte("key"), most); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("unpack of bytes that nobody sealed: err = %v, want %v", err, ErrSnapshot)
		}
		size := int64(0)
		err := filepath.WalkDir(above, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err == nil && filepath.Dir(path) != dir {
				t.Errorf("wrote %s", path)
			}
			size += info.Size()
			return err
		})
		if err != nil || size > most {
			t.Errorf("wrote %d bytes, %v", size, err)
		}
	})
}
