package api_test

import (
	"net/http"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
)

func TestUploadsAnswerProblems(t *testing.T) {
	w := newWorld(t)
	key := w.approver(t)
	id := w.send(t, key, "0123456789")
	with := func(more ...string) map[string]string {
		h := map[string]string{"X-Api-Key": key, "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	at := "/v1/uploads/" + id
	reader := w.key(t, account.Key{})
	stranger := w.approver(t)
	for _, test := range []struct {
		name         string
		method, path string
		header       map[string]string
		status       int
		code         problem.Code
	}{
		{"without a key", "POST", "/v1/uploads", with("X-Api-Key", ""), 401, problem.KeyMissing},
		{"with a key that may only read", "POST", "/v1/uploads", with("X-Api-Key", reader), 403, problem.Forbidden},
		{"of someone else", "PATCH", at, with("X-Api-Key", stranger, "Upload-Offset", "10"), 404, problem.NotFound},
		{"wrong offset", "PATCH", at, with("Upload-Offset", "3"), 409, problem.Conflict},
		{"another version of the protocol", "PATCH", at, with("Upload-Offset", "10", "Tus-Resumable", "2"), 412, problem.PreconditionFailed},
		{"too large", "POST", "/v1/uploads", with("Upload-Length", "9999999999999"), 413, problem.TooLarge},
		{"no length", "POST", "/v1/uploads", with(), 400, problem.InvalidUpload},
		{"a length to come", "POST", "/v1/uploads", with("Upload-Defer-Length", "1"), 400, problem.InvalidUpload},
		{"another type", "PATCH", at, with("Upload-Offset", "10", "Content-Type", "text/csv"), 415, problem.UnsupportedMediaType},
		{"another checksum", "PATCH", at, with("Upload-Offset", "10", "Upload-Checksum", "crc32 AAAAAQ=="), 460, problem.ChecksumMismatch},
		{"to download", "GET", at, with(), 405, problem.MethodNotAllowed},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := w.do(t, request{method: test.method, path: test.path, header: test.header, body: strings.NewReader("")})
			if a.status != test.status || !strings.Contains(a.body, `"code":"`+string(test.code)+`"`) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if a := w.do(t, request{method: "DELETE", path: at, header: with()}); a.status != 204 {
		t.Errorf("DELETE: %d %s", a.status, a.body)
	}
	if a := w.do(t, request{method: "HEAD", path: at, header: with()}); a.status != 404 {
		t.Errorf("HEAD of what was removed: %d", a.status)
	}
}

func TestAnUploadIsFoundBehindAProxy(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.BaseURL = "https://data.example.vn/portal" })
	made := w.plainDo(t, request{method: "POST", path: "/v1/uploads",
		header: map[string]string{"X-Api-Key": w.approver(t), "Tus-Resumable": "1.0.0", "Upload-Length": "3"}})
	if got := made.Header().Get("Location"); !strings.HasPrefix(got, "https://data.example.vn/portal/v1/uploads/") {
		t.Errorf("Location %s", got)
	}
}

func TestUploadsAreOfferedToPagesOfAnyOrigin(t *testing.T) {
	w := newWorld(t)
	offer := w.do(t, request{method: "OPTIONS", path: "/v1/uploads"})
	if offer.status != 204 || offer.header.Get("Tus-Max-Size") != "8589934592" || !strings.Contains(offer.header.Get("Tus-Extension"), "expiration") {
		t.Errorf("%d %v", offer.status, offer.header)
	}
	ask := w.plainDo(t, request{method: "OPTIONS", path: "/v1/uploads/x", header: map[string]string{
		"Origin": "https://desk.example", "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "upload-offset"}})
	if ask.Code != http.StatusNoContent || !strings.Contains(ask.Header().Get("Access-Control-Allow-Methods"), "PATCH") ||
		!strings.Contains(ask.Header().Get("Access-Control-Allow-Headers"), "Upload-Offset") ||
		!strings.Contains(ask.Header().Get("Access-Control-Expose-Headers"), "Location") {
		t.Errorf("%d %v", ask.Code, ask.Header())
	}
}

func TestServerWithoutAStoreOfUploadsTakesNone(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Uploads, d.Tasks = nil, nil })
	key := w.approver(t)
	with := map[string]string{"X-Api-Key": key, "Tus-Resumable": "1.0.0"}
	run(t, w, []scenario{
		{name: "no upload", method: "POST", path: "/v1/uploads", header: with, status: 403, code: problem.Forbidden},
		{name: "no offer", method: "OPTIONS", path: "/v1/uploads", status: 403, code: problem.Forbidden},
		{name: "no publication", method: "POST", path: "/v1/publications", header: with, status: 403, code: problem.Forbidden},
		{name: "nor one to look at", path: "/v1/publications/x", header: with, status: 403, code: problem.Forbidden},
	})
}
