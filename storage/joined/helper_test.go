package joined_test

import (
	"context"
	"iter"
	"os"
	"testing"

	"nguon/storage"
)

func content(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (o *one) List(context.Context, string) iter.Seq2[storage.Info, error] {
	return func(func(storage.Info, error) bool) {}
}

func (o *one) Remove(context.Context, string) error { return nil }
