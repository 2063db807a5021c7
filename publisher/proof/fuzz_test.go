package proof_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/publisher/proof"
)

// Whatever a bundle is, it is refused or proves what the log holds: nobody but
// the portal has its key.
func FuzzBundle(f *testing.F) {
	p := newPortal(f)
	r := p.publish(f, "air", 1)
	before := p.bundle(f, r, 0)
	p.rotate(f)
	p.withdraw(f, r)
	for _, b := range []*proof.Bundle{before, p.bundle(f, r, 0), p.bundle(f, r, 2)} {
		text, err := json.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"checkpoint":"x","keys":[{}],"release":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := proof.ParseBundle(text)
		if err != nil {
			return
		}
		e, err := b.Verify()
		if err != nil {
			if !errors.Is(err, catalog.ErrRefused) {
				t.Errorf("err = %v", err)
			}
			return
		}
		if e.Manifest == nil && e.Withdrawal == nil {
			t.Error("nothing was proved")
		}
		if e.Keys[0] != p.notary.Key() && !strings.HasPrefix(e.Keys[0], "nguon-") {
			return // a log of somebody else, with their own key
		}
		if err := e.Extends(before.Checkpoint, b); err != nil && !errors.Is(err, catalog.ErrRefused) {
			t.Errorf("err = %v", err)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	f.Add("nguon-1/log\n4\n" + strings.Repeat("A", 43) + "=\n")
	f.Add("x\n-1\n\n")
	f.Add("x\n00\nAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := proof.ParseCheckpoint(text)
		if err == nil && c.String() != text {
			t.Errorf("%q is read as %q", text, c)
		}
	})
}

func FuzzEntries(f *testing.F) {
	f.Add([]byte("\x00\x01a\x00\x00"), 2)
	f.Add([]byte("\x00\x02a"), 1)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		n = min(max(n, 0), 256)
		leaves, err := proof.SplitEntries(b, n)
		if err == nil && (len(leaves) != n || len(strings.Join(leaves, ""))+2*n != len(b)) {
			t.Errorf("%d leaves of %d bytes", len(leaves), len(b))
		}
	})
}

// What is asked for is a tile or is not there: never an error, never the half.
func FuzzTilePath(f *testing.F) {
	p := newPortal(f)
	p.publish(f, "air", 1, 2)
	for _, path := range []string{"0/000.p/3", "0/000", "entries/000.p/2", "7/x999/999", "0/000.p/03", "data/000.p/1", "0/x9999999999999/000"} {
		f.Add(path)
	}
	there := []string{"0/000.p/1", "0/000.p/2", "0/000.p/3", "entries/000.p/1", "entries/000.p/2", "entries/000.p/3"}
	f.Fuzz(func(t *testing.T, path string) {
		if strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' || r == '?' || r == '#' || r == '%' }) ||
			strings.Contains(path, "//") || slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool { return s == "." || s == ".." || s == "" }) {
			return // not the path of a request, or one that is sent elsewhere
		}
		want := http.StatusNotFound
		if slices.Contains(there, path) {
			want = http.StatusOK
		}
		if rec := p.get("tile/" + path); rec.Code != want {
			t.Errorf("%s: status %d, want %d", path, rec.Code, want)
		}
	})
}
