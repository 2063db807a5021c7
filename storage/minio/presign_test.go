package minio_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"nguon/storage/storagetest"
)

func TestPresignedURLAnswersWithTheObject(t *testing.T) {
	server := storagetest.MinIO(t)
	s := open(t, server, server.URL(t))
	const key, content = "Đà Nẵng/dân số.csv", "tỉnh;dân số\n"
	if err := s.Put(t.Context(), key, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	header := http.Header{
		"Content-Type":        {"text/csv; charset=utf-8"},
		"Content-Disposition": {`attachment; filename="dan-so.csv"`},
		"Cache-Control":       {"public, max-age=31536000, immutable"},
	}
	signed, err := s.Presign(t.Context(), key, time.Minute, header)
	if err != nil {
		t.Fatal(err)
	}
	get := func(url string, method string) (*http.Response, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(b)
	}
	resp, body := get(signed, http.MethodGet)
	if resp.StatusCode != http.StatusOK || body != content {
		t.Errorf("GET: %s %q, want %q", resp.Status, body, content)
	}
	for name := range header {
		if got := resp.Header.Get(name); got != header.Get(name) {
			t.Errorf("%s: %q, want %q", name, got, header.Get(name))
		}
	}
	for name, url := range map[string]string{
		"another object": strings.Replace(signed, ".csv?", ".xlsx?", 1),
		"longer":         strings.Replace(signed, "X-Amz-Expires=60", "X-Amz-Expires=6000", 1),
		"unsigned":       signed[:strings.IndexByte(signed, '?')],
	} {
		if resp, _ := get(url, http.MethodGet); resp.StatusCode != http.StatusForbidden {
			t.Errorf("GET with a URL that is changed (%s): %s, want 403", name, resp.Status)
		}
	}
	if resp, _ := get(signed, http.MethodDelete); resp.StatusCode != http.StatusForbidden {
		t.Errorf("DELETE: %s, want 403", resp.Status)
	}
	if strings.Contains(signed, server.SecretKey) {
		t.Error("the URL shows the secret key")
	}
}

func TestPresignRefusesWhatS3Cannot(t *testing.T) {
	server := storagetest.MinIO(t)
	s := open(t, server, server.URL(t))
	for _, test := range []struct {
		name, key string
		valid     time.Duration
		header    http.Header
	}{
		{"bad key", "../a", time.Minute, nil},
		{"no time", "a", 0, nil},
		{"less than a second", "a", time.Second - 1, nil},
		{"more than a week", "a", 7*24*time.Hour + 1, nil},
		{"header that cannot be set", "a", time.Minute, http.Header{"Set-Cookie": {"a=b"}}},
		{"header with two values", "a", time.Minute, http.Header{"Content-Type": {"a/b", "c/d"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if u, err := s.Presign(t.Context(), test.key, test.valid, test.header); err == nil {
				t.Errorf("Presign = %s, want an error", u)
			}
		})
	}
}
