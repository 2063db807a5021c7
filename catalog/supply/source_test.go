package supply_test

import (
	"errors"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
)

func sample() supply.Source {
	return supply.Source{ID: "rain", Every: time.Hour, Documents: map[string][]byte{"dataset.yaml": []byte("slug: rain")},
		Parts: []supply.Part{{File: "days.csv", Address: "https://example.org/days.csv"}}}
}

func bucket(address string, inside bool) func(*supply.Source) {
	return func(s *supply.Source) { s.Parts[0].Address, s.Sealed, s.Inside = address, []byte("x"), inside }
}

func database(address string, inside bool) func(*supply.Source) {
	return func(s *supply.Source) {
		bucket(address, inside)(s)
		s.Parts[0].File, s.Parts[0].Query = "days.parquet", "SELECT 1"
	}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*supply.Source)
		fine   bool
	}{
		{"https", func(*supply.Source) {}, true},
		{"https with credentials", func(s *supply.Source) { s.Sealed = []byte("x") }, true},
		{"http", func(s *supply.Source) { s.Parts[0].Address = "http://example.org/" }, true},
		{"a folder", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/in/days-*.csv" }, true},
		{"http with credentials", func(s *supply.Source) { s.Parts[0].Address, s.Sealed = "http://example.org/", []byte("x") }, false},
		{"a password in the address", func(s *supply.Source) { s.Parts[0].Address = "https://a:b@example.org/" }, false},
		{"another scheme", func(s *supply.Source) { s.Parts[0].Address = "gopher://example.org/" }, false},
		{"no host", func(s *supply.Source) { s.Parts[0].Address = "https:///days.csv" }, false},
		{"the folder of another machine", func(s *supply.Source) { s.Parts[0].Address = "file://host/srv/a.csv" }, false},
		{"a pattern of folders", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/*/a.csv" }, false},
		{"a broken pattern", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/%5B" }, false},
		{"a bucket", bucket("s3://bucket/in/days-*.csv?endpoint=https://s3.example.org", false), true},
		{"a bucket inside", bucket("s3://bucket/days.csv?endpoint=http://10.0.0.1:9000", true), true},
		{"a bucket by http", bucket("s3://bucket/days.csv?endpoint=http://s3.example.org", false), false},
		{"a bucket without a server", bucket("s3://bucket/days.csv", false), false},
		{"a bucket without a name in it", bucket("s3://bucket/in/?endpoint=https://s3.example.org", false), false},
		{"a password in the server of a bucket", bucket("s3://bucket/days.csv?endpoint=https://a:b@s3.example.org", false), false},
		{"a bucket without credentials", func(s *supply.Source) {
			bucket("s3://bucket/a?endpoint=https://s3.example.org", false)(s)
			s.Sealed = nil
		}, false},
		{"a database", database("postgres://db.example.org/rain", false), true},
		{"SQL Server", database("sqlserver://db.example.org/rain", false), true},
		{"SQL Server, an instance by its name", database(`sqlserver://db.example.org\rain/db`, false), false},
		{"SQL Server with options", database("sqlserver://db.example.org/rain?failoverpartner=10.0.0.1", false), false},
		{"SQL Server outside without TLS", database("sqlserver://db.example.org/rain?tls=off", false), false},
		{"a database inside without TLS", database("mysql://10.0.0.1/rain?tls=off", true), true},
		{"a database outside without TLS", database("mysql://db.example.org/rain?tls=off", false), false},
		{"a database with options", database("postgres://db.example.org/rain?sslrootcert=/etc/passwd", false), false},
		{"a database without a name", database("postgres://db.example.org/", false), false},
		{"a database without a query", func(s *supply.Source) { database("postgres://db.example.org/rain", false)(s); s.Parts[0].Query = "" }, false},
		{"a database that becomes no Parquet", func(s *supply.Source) {
			database("postgres://db.example.org/rain", false)(s)
			s.Parts[0].File = "a.csv"
		}, false},
		{"a database without credentials", func(s *supply.Source) { database("postgres://db.example.org/rain", false)(s); s.Sealed = nil }, false},
		{"a query of a server", func(s *supply.Source) { s.Parts[0].Query = "SELECT 1" }, false},
		{"credentials for two servers", func(s *supply.Source) {
			s.Sealed = []byte("x")
			s.Parts = append(s.Parts, supply.Part{File: "b.csv", Address: "https://example.net/b.csv"})
		}, false},
		{"a file outside", func(s *supply.Source) { s.Parts[0].File = "../days.csv" }, false},
		{"a file that is a document", func(s *supply.Source) { s.Parts[0].File = "dataset.yaml" }, false},
		{"a file twice", func(s *supply.Source) { s.Parts = append(s.Parts, s.Parts[0]) }, false},
		{"no files", func(s *supply.Source) { s.Parts = nil }, false},
		{"too often", func(s *supply.Source) { s.Every = time.Second }, false},
		{"no name", func(s *supply.Source) { s.ID = "" }, false},
		{"documents without end", func(s *supply.Source) { s.Documents["x"] = make([]byte, supply.MaxDocuments) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := sample()
			test.change(&s)
			err := s.Validate()
			if test.fine && err != nil || !test.fine && !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("err = %v, fine = %v", err, test.fine)
			}
		})
	}
}
