package market

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// ErrSeal says that a secret was not sealed under this key and for this place,
// or was changed.
var ErrSeal = errors.New("secret cannot be opened")

// A Sealer encrypts the secrets of others that the portal has to keep, such as
// the credentials of upstreams, with AES-256-GCM. Make it with NewSealer. It
// does not show its key.
type Sealer struct{ aead cipher.AEAD }

// NewSealer returns a sealer whose key follows from a secret of at least 32
// bytes, by HKDF-SHA256 (RFC 5869).
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("market: a secret of %d bytes is too short; want at least 32", len(secret))
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "nguon upstream credentials", 32)
	if err != nil {
		return nil, fmt.Errorf("market: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("market: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("market: %w", err)
	}
	return &Sealer{aead}, nil
}

// Seal encrypts a secret that belongs to one place, such as "api/weather/v1":
// elsewhere it cannot be opened.
func (s *Sealer) Seal(place, secret string) []byte {
	return s.aead.Seal(nil, nil, []byte(secret), []byte(place))
}

// Open returns what was sealed for the place, or [ErrSeal].
func (s *Sealer) Open(place string, sealed []byte) (string, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return "", ErrSeal
	}
	return string(plain), nil
}

// Format hides the key from every verb of package fmt.
func (*Sealer) Format(f fmt.State, _ rune) { io.WriteString(f, "[sealer]") } //nolint:errcheck // as fmt does

// LogValue hides the key from slog.
func (*Sealer) LogValue() slog.Value { return slog.StringValue("[sealer]") }
