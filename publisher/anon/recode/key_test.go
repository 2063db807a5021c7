package recode

import (
	"bytes"
	"errors"
	"testing"
)

func TestDerivedSecretsAreForOnePurpose(t *testing.T) {
	derive := func(secret, purpose string) []byte {
		t.Helper()
		got, err := key(t, secret).Derive(purpose)
		if err != nil || len(got) != 32 {
			t.Fatalf("%d bytes, err = %v", len(got), err)
		}
		return got
	}
	one := derive(secretA, "one")
	if !bytes.Equal(one, derive(secretA, "one")) {
		t.Error("the same purpose gives another secret")
	}
	if bytes.Equal(one, derive(secretA, "two")) || bytes.Equal(one, derive(secretB, "one")) {
		t.Error("another purpose or key gives the same secret")
	}
	_, err := Key{}.Derive("one")
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != NoKey {
		t.Errorf("without a key: err = %v", err)
	}
}
