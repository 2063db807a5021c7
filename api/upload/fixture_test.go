package upload_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/api/upload"
	"nguon/storage"
	"nguon/storage/local"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

const part = 1000 // bytes

// onEach runs a test on each kind of store.
func onEach(t *testing.T, test func(t *testing.T, blobs storage.Store)) {
	t.Run("local", func(t *testing.T) { test(t, folder(t)) })
	t.Run("MinIO", func(t *testing.T) {
		server := storagetest.MinIO(t)
		s, err := minio.Open(t.Context(), server.URL(t), minio.Credentials{AccessKey: server.AccessKey, SecretKey: server.SecretKey})
		if err != nil {
			t.Fatal(err)
		}
		test(t, s)
	})
}

func folder(t testing.TB) storage.Store {
	t.Helper()
	s, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A replica is one server of uploads.
type replica struct {
	*upload.Store
	url string
}

// serve starts a server of the uploads in blobs. The header Owner says who
// asks.
func serve(t testing.TB, blobs storage.Store, o upload.Options) *replica {
	t.Helper()
	s := upload.New(blobs, o)
	s.SetPart(part)
	h, err := upload.NewHandler(s, func(id string) string { return "https://public.example/u/" + id })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h.Serve(w, r, r.Header.Get("Owner"))
		if refused, ok := errors.AsType[*upload.Refusal](err); ok {
			http.Error(w, err.Error(), refused.Status)
		} else if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(server.Close)
	return &replica{s, server.URL + "/u/"}
}

type header map[string]string

// ask sends a request as Lan, or as the header says.
func (r *replica) ask(t testing.TB, method, id string, h header, body io.Reader) *http.Response {
	t.Helper()
	resp, err := r.try(t.Context(), method, id, h, body)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func (r *replica) try(ctx context.Context, method, id string, h header, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.url+id, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Owner", "Lan")
	req.Header.Set("Tus-Resumable", "1.0.0")
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for name, value := range h {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

// create makes an upload and returns its id.
func (r *replica) create(t testing.TB, size int) string {
	t.Helper()
	resp := r.ask(t, http.MethodPost, "", header{"Upload-Length": strconv.Itoa(size)}, nil)
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("create: %s", resp.Status)
	}
	return path.Base(resp.Header.Get("Location"))
}

// patch sends bytes for an offset and returns the status.
func (r *replica) patch(t testing.TB, id string, offset int, content string) int {
	t.Helper()
	return r.ask(t, http.MethodPatch, id, header{"Upload-Offset": strconv.Itoa(offset)}, strings.NewReader(content)).StatusCode
}

// offset returns what the server has, or -1 if it knows no such upload.
func (r *replica) offset(t testing.TB, id string) int {
	t.Helper()
	resp := r.ask(t, http.MethodHead, id, nil, nil)
	if resp.StatusCode == http.StatusNotFound {
		return -1
	}
	n, err := strconv.Atoi(resp.Header.Get("Upload-Offset"))
	if err != nil {
		t.Fatalf("HEAD: %s %v", resp.Status, resp.Header)
	}
	return n
}

// wantContent fails the test unless the upload is whole and has this content.
func (r *replica) wantContent(t testing.TB, id, want string) {
	t.Helper()
	i, err := r.Stat(t.Context(), "Lan", id)
	if err != nil || !i.Whole() {
		t.Fatalf("Stat: %+v, %v", i, err)
	}
	content := r.Open(t.Context(), i)
	defer content.Close()
	if got, err := io.ReadAll(content); err != nil || string(got) != want {
		t.Errorf("%d bytes %.40q, %v; want %d bytes %.40q", len(got), got, err, len(want), want)
	}
}

// count returns how many objects there are.
func count(t testing.TB, blobs storage.Store) int {
	t.Helper()
	n := 0
	for _, err := range blobs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// text returns n bytes no two parts of which are alike.
func text(n int) string {
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strconv.Itoa(i))
		b.WriteByte(' ')
	}
	return b.String()[:n]
}

const patience = 30 * time.Second
