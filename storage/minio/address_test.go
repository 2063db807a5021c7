package minio

import (
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct {
		name, url string
		want      address
	}{
		{"bucket", "s3://data?endpoint=http://127.0.0.1:9000",
			address{bucket: "data", host: "127.0.0.1:9000"}},
		{"everything", "s3://data/portal/v1?endpoint=https://s3.example.vn&region=ap-southeast-1",
			address{bucket: "data", prefix: "portal/v1/", host: "s3.example.vn", secure: true, region: "ap-southeast-1"}},
		{"slashes at the end", "s3://data/portal/?endpoint=http://localhost:9000/",
			address{bucket: "data", prefix: "portal/", host: "localhost:9000"}},
		{"escaped", "s3://data/d%C3%A2n?endpoint=http%3A%2F%2Flocalhost%3A9000",
			address{bucket: "data", prefix: "dân/", host: "localhost:9000"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseAddress(test.url)
			if err != nil || got != test.want {
				t.Errorf("parseAddress = %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestParseAddressSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"empty", "", "must have the form"},
		{"other scheme", "http://127.0.0.1:9000/data", "must have the form"},
		{"no bucket", "s3:///data?endpoint=http://localhost", "must have the form"},
		{"not a URL", "s3://da ta%zz?endpoint=http://localhost", "must have the form"},
		{"fragment", "s3://data?endpoint=http://localhost#x", "must have the form"},
		{"no endpoint", "s3://data", "endpoint is missing"},
		{"endpoint without scheme", "s3://data?endpoint=localhost:9000", "must be http://host:port"},
		{"endpoint of another kind", "s3://data?endpoint=ftp://localhost", "must be http://host:port"},
		{"endpoint with a path", "s3://data?endpoint=http://localhost/minio", "nothing may follow"},
		{"bucket that cannot be", "s3://D_?endpoint=http://localhost", "cannot exist"},
		{"prefix that leaves", "s3://data/../x?endpoint=http://localhost", "prefix"},
		{"hidden prefix", "s3://data/.x?endpoint=http://localhost", "prefix"},
		{"unknown parameter", "s3://data?endpoint=http://localhost&regoin=x", `"regoin" is not a parameter`},
		{"parameter twice", "s3://data?endpoint=http://localhost&endpoint=http://other", "twice"},
		{"bad query", "s3://data?endpoint=%zz", "question mark"},
		{"keys", "s3://key:Geheim@data?endpoint=http://localhost", "keys do not belong"},
		{"keys in the endpoint", "s3://data?endpoint=http://key:Geheim@localhost", "keys do not belong"},
		{"keys for a parameter", "s3://data?key:Geheim@localhost", "no parameter"},
		{"keys in what is no URL", "s3://key:Geheim@data:port?endpoint=x", "must have the form"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := parseAddress(test.url)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("parseAddress = %v, want an error with %q", err, test.want)
			}
			if strings.Contains(err.Error(), "Geheim") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, url := range []string{
		"s3://data/a/b?endpoint=http://127.0.0.1:9000&region=us-east-1",
		"s3://data?endpoint=http://u:Geheim@h", "s3://u:Geheim@data", "s3://data?endpoint=%zz", "s3://[::1]:9000",
	} {
		f.Add(url)
	}
	f.Fuzz(func(t *testing.T, url string) {
		a, err := parseAddress(url)
		if err != nil {
			if strings.Contains(url, ":Geheim@") && strings.Contains(err.Error(), "Geheim") {
				t.Errorf("the error shows the password: %v", err)
			}
			return
		}
		if a.bucket == "" || a.host == "" || strings.HasPrefix(a.prefix, "/") || a.prefix != "" && !strings.HasSuffix(a.prefix, "/") {
			t.Errorf("parseAddress(%q) = %+v", url, a)
		}
		if strings.Contains(a.host, "@") {
			t.Errorf("the host %q has keys in it", a.host)
		}
	})
}
