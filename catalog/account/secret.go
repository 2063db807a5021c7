package account

import (
	"encoding/base64"
	"fmt"
	"io"
)

// secretBytes is the length of the secrets of sessions and links: 256 random
// bits, so that their hashes need no salt and guessing them no limit.
const (
	secretBytes  = 32
	secretLength = 43 // in base64url
)

// newSecret returns a secret as it is given away, and its hash as it is kept.
func (a *Accounts) newSecret() (plain string, hash [32]byte, err error) {
	var raw [secretBytes]byte
	if _, err := io.ReadFull(a.rand, raw[:]); err != nil {
		return "", hash, fmt.Errorf("account: new secret: %w", err)
	}
	plain = base64.RawURLEncoding.EncodeToString(raw[:])
	return plain, a.pepper.Hash(plain), nil
}

// isSecret reports whether plain has the form of a secret. It asks no database.
func isSecret(plain string) bool {
	if len(plain) != secretLength {
		return false
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(plain)
	return err == nil
}
