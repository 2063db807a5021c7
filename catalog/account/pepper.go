package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
)

// A Pepper is the secret under which keys are hashed. It is not in the
// database. Changing it ends every key. It does not show itself in logs or in
// formatted text.
type Pepper []byte

// PepperLength is the least length of a pepper in bytes.
const PepperLength = 32

const hidden = "[pepper]"

// Validate returns an error if p is too short to be a secret.
func (p Pepper) Validate() error {
	if len(p) < PepperLength {
		return fmt.Errorf("account: a pepper of %d bytes is too short; want at least %d", len(p), PepperLength)
	}
	return nil
}

// Hash returns the HMAC-SHA256 of a key.
func (p Pepper) Hash(plain string) [32]byte {
	mac := hmac.New(sha256.New, p)
	io.WriteString(mac, plain) //nolint:errcheck // a hash does not fail
	return [32]byte(mac.Sum(nil))
}

// Format hides the pepper from every verb of package fmt.
func (Pepper) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// String hides the pepper.
func (Pepper) String() string { return hidden }

// LogValue hides the pepper from slog.
func (Pepper) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the pepper from JSON and its like.
func (Pepper) MarshalText() ([]byte, error) { return []byte(hidden), nil }
