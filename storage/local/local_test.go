package local_test

import (
	"testing"

	"nguon/storage"
	"nguon/storage/local"
	"nguon/storage/storagetest"
)

func newStore(t testing.TB) *local.Store {
	t.Helper()
	s, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store { return newStore(t) })
}

func TestLocator(t *testing.T) {
	storagetest.RunLocator(t, func(t *testing.T) storagetest.LocatorStore { return newStore(t) })
}
