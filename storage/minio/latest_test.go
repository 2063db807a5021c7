package minio_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"nguon/storage"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestLatestIsTheLastNameThatFits(t *testing.T) {
	server := storagetest.MinIO(t)
	s := open(t, server, server.URL(t))
	if _, err := s.Latest(t.Context(), "days-*.csv"); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("in an empty bucket: err = %v", err)
	}
	for _, key := range []string{"days-2.csv", "days-1.csv", "other.csv", "sub/days-9.csv", "days-3.txt"} {
		if err := s.Put(t.Context(), key, strings.NewReader(key)); err != nil {
			t.Fatal(err)
		}
	}
	o, err := s.Latest(t.Context(), "days-*.csv")
	if err != nil || o.Key != "days-2.csv" || o.Size != 10 {
		t.Fatalf("Latest: %+v, %v", o, err)
	}
	r, err := s.Read(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // only read
	if text, err := io.ReadAll(r); err != nil || string(text) != "days-2.csv" {
		t.Errorf("Read: %q, %v", text, err)
	}
}

func TestReadRefusesAnObjectThatIsAnotherNow(t *testing.T) {
	server := storagetest.MinIO(t)
	s := open(t, server, server.URL(t))
	put := func(text string) {
		t.Helper()
		if err := errors.Join(s.Remove(t.Context(), "a.csv"), s.Put(t.Context(), "a.csv", strings.NewReader(text))); err != nil {
			t.Fatal(err)
		}
	}
	put("one")
	o, err := s.Latest(t.Context(), "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	put("two")
	if r, err := s.Read(t.Context(), o); !errors.Is(err, minio.ErrChanged) {
		if err == nil {
			r.Close() //nolint:errcheck // it should not be there
		}
		t.Errorf("err = %v, want ErrChanged", err)
	}
}
