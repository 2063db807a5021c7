package recode

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
)

// MinKey is how many bytes a key has at least.
const MinKey = 16

const hidden = "(hidden)"

// A Key is a secret: the key of pseudonyms, or the seed of what is drawn by
// lot. Whoever has it can undo what was done with it. It shows as "(hidden)"
// however it is printed. The zero Key is none: what needs one refuses it.
type Key struct{ secret []byte }

// NewKey copies a secret of at least 16 bytes.
func NewKey(secret []byte) (Key, error) {
	if len(secret) < MinKey {
		return Key{}, &Error{Code: NoKey, Want: MinKey}
	}
	return Key{slices.Clone(secret)}, nil
}

// Format writes "(hidden)" for every verb.
func (Key) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, hidden) }

// String returns "(hidden)".
func (Key) String() string { return hidden }

// LogValue returns "(hidden)".
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns "(hidden)".
func (Key) MarshalText() ([]byte, error) { return []byte(hidden), nil }

func (k Key) check(column string) error {
	if len(k.secret) < MinKey {
		return &Error{Code: NoKey, Column: column, Want: MinKey}
	}
	return nil
}

// mac is the HMAC-SHA-256 of parts, which are told apart by their lengths.
func (k Key) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, k.secret)
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		_, _ = io.WriteString(h, p)
	}
	return h.Sum(nil)
}

// Derive returns a secret of 32 bytes for one purpose, from which neither the
// key nor the secret for another purpose can be told.
func (k Key) Derive(purpose string) ([]byte, error) {
	if err := k.check(""); err != nil {
		return nil, err
	}
	return k.mac("derive", purpose), nil
}

// lots is a stream of random numbers for one purpose.
func (k Key) lots(purpose, column string) *rand.Rand {
	return rand.New(rand.NewChaCha8([32]byte(k.mac("lots", purpose, column))))
}
