package minio_test

import (
	"testing"

	"nguon/storage"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

func keys(server *storagetest.Server) minio.Credentials {
	return minio.Credentials{AccessKey: server.AccessKey, SecretKey: server.SecretKey}
}

func open(t *testing.T, server *storagetest.Server, rawURL string) *minio.Store {
	t.Helper()
	s, err := minio.Open(t.Context(), rawURL, keys(server))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	server := storagetest.MinIO(t)
	storagetest.Run(t, func(t *testing.T) storage.Store { return open(t, server, server.URL(t)) })
}
