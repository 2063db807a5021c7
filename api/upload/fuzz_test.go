package upload_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"path"
	"testing"

	"nguon/api/upload"
)

// Whatever a client sends, the answer is a success or a refusal, and the
// upload holds no more than was announced.
func FuzzServe(f *testing.F) {
	blobs := folder(f)
	s := upload.New(blobs, upload.Options{Size: 100})
	s.SetPart(16)
	h, err := upload.NewHandler(s, func(id string) string { return "/u/" + id })
	if err != nil {
		f.Fatal(err)
	}
	f.Add("20", "filename YQ==", "0", "", []byte("0123456789"))
	f.Add("20", "a,b", "-1", "sha1 h+9oFwZDyGdhbnO8hSF8OM7lL0s=", []byte("0123456789012345678901"))
	f.Add("9223372036854775807", "= ,", "99999999999999999999", "crc32 pqw=", []byte{})
	f.Add("0", "", "0", " ", []byte("x"))
	f.Fuzz(func(t *testing.T, length, meta, offset, checksum string, body []byte) {
		send := func(method, id string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, "/u/"+id, bytes.NewReader(body))
			r.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Content-Type": {"application/offset+octet-stream"}, "Upload-Length": {length},
				"Upload-Metadata": {meta}, "Upload-Offset": {offset}, "Upload-Checksum": {checksum}}
			if method == http.MethodPost {
				r.Header.Del("Content-Type")
			} else {
				r.Header.Del("Upload-Length")
			}
			w := httptest.NewRecorder()
			err := h.Serve(w, r, "Lan")
			refused, ok := errors.AsType[*upload.Refusal](err)
			switch {
			case ok && (refused.Status < 400 || refused.Status >= 500), err != nil && !ok:
				t.Errorf("%s: %v", method, err)
			case ok:
				w.Code = refused.Status
			}
			return w
		}
		made := send(http.MethodPost, "")
		if made.Code != http.StatusCreated {
			return
		}
		id := path.Base(made.Header().Get("Location"))
		patched := send(http.MethodPatch, id)
		i, err := s.Stat(t.Context(), "Lan", id)
		if err != nil {
			t.Fatal(err)
		}
		if i.Offset > i.Size || i.Offset > int64(len(body)) || patched.Code == http.StatusNoContent && i.Offset != min(i.Size, int64(len(body))) {
			t.Errorf("offset %d of %d after %d bytes and %d", i.Offset, i.Size, len(body), patched.Code)
		}
		if err := s.Remove(t.Context(), "Lan", id); err != nil {
			t.Fatal(err)
		}
	})
}
