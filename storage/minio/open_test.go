package minio_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"testing"

	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestOpenSaysWhatToDo(t *testing.T) {
	server := storagetest.MinIO(t)
	bucket := server.Bucket(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	address := func(bucket, endpoint string) string {
		return "s3://" + bucket + "?" + url.Values{"endpoint": {endpoint}}.Encode()
	}
	good := keys(server)
	for _, test := range []struct {
		name, url string
		cred      minio.Credentials
		want      string
	}{
		{"no such bucket", address("missing", server.Endpoint), good, `"missing" does not exist: create it`},
		{"unknown key", address(bucket, server.Endpoint), minio.Credentials{AccessKey: "nobody", SecretKey: "Geheim-1"}, "refuses these keys"},
		{"wrong secret", address(bucket, server.Endpoint), minio.Credentials{AccessKey: good.AccessKey, SecretKey: "Geheim-1"}, "refuses these keys"},
		{"no secret", address(bucket, server.Endpoint), minio.Credentials{AccessKey: "nobody"}, "are not set"},
		{"no server", address(bucket, "http://"+closed.Addr().String()), good, "does not answer"},
		{"not the server's protocol", address(bucket, strings.Replace(server.Endpoint, "http:", "https:", 1)), good, "does not answer"},
		{"no endpoint", "s3://" + bucket, good, "endpoint is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := minio.Open(t.Context(), test.url, test.cred)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("Open: %v; want an error with %q", err, test.want)
			}
			if strings.Contains(err.Error(), "Geheim") || strings.Contains(err.Error(), good.SecretKey) {
				t.Errorf("the error shows a key: %v", err)
			}
		})
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	cred := minio.Credentials{AccessKey: "Zugang", SecretKey: "Geheim"}
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("opened", slog.Any("credentials", cred))
	slog.New(slog.NewTextHandler(&out, nil)).Info("opened", slog.Any("config", struct{ C minio.Credentials }{cred}))
	fmt.Fprintf(&out, "%v %+v %#v %s %q %+v", cred, cred, cred, cred, cred, struct{ C minio.Credentials }{cred})
	if s := out.String(); strings.Contains(s, "Zugang") || strings.Contains(s, "Geheim") {
		t.Errorf("printed: %s", s)
	}
}

func TestErrorsSayWhereAndNotTheKeys(t *testing.T) {
	server := storagetest.MinIO(t)
	s := open(t, server, server.URL(t))
	_, err := s.Open(t.Context(), "none/at all", 0, -1)
	for _, want := range []string{"none/at all", server.Endpoint, "does not exist"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open: %v; want an error with %q", err, want)
		}
	}
	for _, printed := range []string{err.Error(), s.String(), fmt.Sprintf("%v %+v", s, s)} {
		if strings.Contains(printed, server.SecretKey) {
			t.Errorf("%s shows the secret key", printed)
		}
	}
}

// Several portals may share a bucket.
func TestPrefixesAreApart(t *testing.T) {
	server := storagetest.MinIO(t)
	rawURL := server.URL(t)
	with := func(prefix string) *minio.Store {
		return open(t, server, strings.Replace(rawURL, "?", "/"+prefix+"?", 1))
	}
	whole, one, ten := open(t, server, rawURL), with("p/1"), with("p/10")
	for s, content := range map[*minio.Store]string{one: "one", ten: "ten"} {
		if err := s.Put(t.Context(), "a/b", strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		s    *minio.Store
		want string
	}{
		{one, "a/b"}, {ten, "a/b"}, {whole, "p/1/a/b p/10/a/b"},
	} {
		var got []string
		for info, err := range test.s.List(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, info.Key)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v lists %q, want %s", test.s, got, test.want)
		}
	}
	if err := ten.Remove(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	if info, err := one.Stat(t.Context(), "a/b"); err != nil || info.Key != "a/b" {
		t.Errorf("after Remove below another prefix: %+v, %v", info, err)
	}
}
