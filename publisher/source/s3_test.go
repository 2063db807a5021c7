package source

import (
	"strings"
	"testing"
	"time"

	"nguon/catalog/supply"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestTheLastObjectOfABucketBecomesARelease(t *testing.T) {
	server := storagetest.MinIO(t)
	address := server.URL(t)
	bucket, query, _ := strings.Cut(address, "?")
	store, err := minio.Open(t.Context(), bucket+"/in?"+query, minio.Credentials{AccessKey: server.AccessKey, SecretKey: server.SecretKey})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name, text string) {
		t.Helper()
		if err := store.Remove(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if err := store.Put(t.Context(), name, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	b := emptyBench(t)
	b.add(t, supply.Source{Automatic: true, Parts: []supply.Part{{File: "days.csv", Address: bucket + "/in/days-*.csv?" + query}}},
		server.AccessKey+":"+server.SecretKey)
	b.at(t, 0, supply.Failed) // there is nothing yet
	put("days-1.csv", days(10, "rain"))
	put("other.csv", "x")
	put("old/days-9.csv", "x")
	b.at(t, time.Hour, supply.Published)
	if r := b.at(t, time.Hour, supply.Unchanged); r.Bytes != 0 {
		t.Errorf("%d bytes were fetched of what is known", r.Bytes)
	}
	put("days-2.csv", days(11, "rain"))
	b.at(t, time.Hour, supply.Published)
	put("days-2.csv", days(12, "rain")) // in the same place
	if r := b.at(t, time.Hour, supply.Published); r.Version != 3 {
		t.Errorf("version %d", r.Version)
	}
}

func TestABucketThatRefusesTheKeysIsTriedAgain(t *testing.T) {
	server := storagetest.MinIO(t)
	bucket, query, _ := strings.Cut(server.URL(t), "?")
	b := emptyBench(t)
	b.add(t, supply.Source{Parts: []supply.Part{{File: "days.csv", Address: bucket + "/days.csv?" + query}}}, "nobody:s3cret-s3cret")
	r := b.at(t, 0, supply.Failed)
	for _, why := range r.Why {
		if strings.Contains(why.En+why.Vi, "s3cret") || strings.Contains(why.En+why.Vi, "127.0.0.1") {
			t.Errorf("it tells of the inside: %s", why.En)
		}
	}
}
