package upload_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"testing"

	"nguon/api/upload"
	"nguon/storage/local"
)

// BenchmarkPatch takes 32 MiB in one request, without a network, onto a disk.
func BenchmarkPatch(b *testing.B) {
	const size = 32 << 20
	blobs, err := local.New(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	s := upload.New(blobs, upload.Options{})
	h, err := upload.NewHandler(s, func(id string) string { return "/u/" + id })
	if err != nil {
		b.Fatal(err)
	}
	content := bytes.Repeat([]byte("0123456789abcdef"), size/16)
	serve := func(r *http.Request) *httptest.ResponseRecorder {
		r.Header.Set("Tus-Resumable", "1.0.0")
		w := httptest.NewRecorder()
		if err := h.Serve(w, r, "Lan"); err != nil {
			b.Fatal(err)
		}
		return w
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/u", nil)
		r.Header.Set("Upload-Length", strconv.Itoa(size))
		id := path.Base(serve(r).Header().Get("Location"))
		r = httptest.NewRequest(http.MethodPatch, "/u/"+id, bytes.NewReader(content))
		r.Header.Set("Upload-Offset", "0")
		r.Header.Set("Content-Type", "application/offset+octet-stream")
		serve(r)
		if err := s.Remove(b.Context(), "Lan", id); err != nil {
			b.Fatal(err)
		}
	}
}
