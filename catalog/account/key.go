package account

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A key is the prefix, 30 characters of base62 from a random source (178
// bits), and 6 that are the CRC32 (IEEE) of all that precedes, in base62 with
// the most significant digit first. The sum lets a scanner of leaked secrets,
// and the gateway, tell a key from noise without asking a database.
const (
	keyPrefix  = "ngn_live_"
	keyRandom  = 30
	keySum     = 6
	hintLength = 12
	base62     = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	unbiased   = 256 / len(base62) * len(base62) // bytes from here on would favour the first digits
)

// ErrFormat is what [CheckKey] returns for text that never was a key.
var ErrFormat = errors.New("not an API key")

// TouchPeriod is how far behind LastUsed of a key may be: see [Keys.TouchKey].
const TouchPeriod = time.Minute

// A Key is what is known of an API key. The key itself is not kept.
type Key struct {
	ID       string // a ULID
	Name     string // of the application or person that holds it
	Plan     string // the name of a plan, or empty for the plan of keys without one
	Hint     string // the first 12 characters, to recognise it in a list
	Hash     [32]byte
	Grants   []Grant
	Created  time.Time
	Expires  time.Time // zero: never
	Revoked  time.Time // zero: not revoked
	LastUsed time.Time // zero: never used; up to [TouchPeriod] behind
	// Application is the ID of the application that the key belongs to; empty for
	// one that the portal gave out.
	Application string
	// Networks are the only ones from which the key works; empty: from all.
	Networks []netip.Prefix
}

// AllowedFrom reports whether k works from the given address.
func (k Key) AllowedFrom(a netip.Addr) bool {
	return len(k.Networks) == 0 || slices.ContainsFunc(k.Networks, func(n netip.Prefix) bool { return n.Contains(a.Unmap()) })
}

// RevokedAt reports whether k no longer works at time t because it was
// revoked.
func (k Key) RevokedAt(t time.Time) bool { return !k.Revoked.IsZero() && !t.Before(k.Revoked) }

// ExpiredAt reports whether k no longer works at time t because its time is
// over.
func (k Key) ExpiredAt(t time.Time) bool { return !k.Expires.IsZero() && !t.Before(k.Expires) }

// Keys stores API keys. Methods are safe for concurrent use.
type Keys interface {
	// SaveKey adds a key. It returns an error of kind catalog.ErrConflict if
	// one with the same ID or hash exists.
	SaveKey(ctx context.Context, k Key) error

	// KeyByHash returns the key with the given hash, be it revoked or
	// expired, or an error of kind catalog.ErrNotFound.
	KeyByHash(ctx context.Context, hash [32]byte) (Key, error)

	// Keys returns all keys in the order in which they were made.
	Keys(ctx context.Context) ([]Key, error)

	// KeysOf returns the keys of an application in the order in which they were
	// made.
	KeysOf(ctx context.Context, application string) ([]Key, error)

	// ExpiringKeys returns the keys of applications that were not revoked and end
	// in the half-open span [from, until), the first to end first.
	ExpiringKeys(ctx context.Context, from, until time.Time) ([]Key, error)

	// ExpireKey has a key end at the given time, if it would not end before: so
	// that the key that follows it can take its place without a gap. The error is
	// of kind catalog.ErrNotFound if there is no such key.
	ExpireKey(ctx context.Context, id string, at time.Time) error

	// RevokeKey ends a key at the given time. A key that was revoked keeps its
	// first time. It returns an error of kind catalog.ErrNotFound if there is
	// no such key.
	RevokeKey(ctx context.Context, id string, at time.Time) error

	// TouchKey records that a key was used at the given time. It is meant to
	// be called for every request: it must not wait for a database, may lose
	// the last [TouchPeriod] in a crash, and ignores keys that do not exist.
	TouchKey(ctx context.Context, id string, at time.Time) error
}

// NewKey makes a key from a source of random bytes, which must be that of
// crypto/rand outside of tests.
func NewKey(rand io.Reader) (plain string, err error) { return newKey(keyPrefix, rand) }

func newKey(prefix string, rand io.Reader) (plain string, err error) {
	length := len(prefix) + keyRandom
	key := make([]byte, 0, length)
	key = append(key, prefix...)
	var buf [keyRandom]byte
	for len(key) < length {
		if _, err := io.ReadFull(rand, buf[:]); err != nil {
			return "", fmt.Errorf("account: new key: %w", err)
		}
		for _, b := range buf {
			if int(b) < unbiased && len(key) < length {
				key = append(key, base62[int(b)%len(base62)])
			}
		}
	}
	return string(key) + checksum(string(key)), nil
}

// Hint returns the part of a key that may be shown, to recognise it.
func Hint(plain string) string { return plain[:min(len(plain), hintLength)] }

// CheckKey returns [ErrFormat] if plain cannot be a key: it is not of the form
// of one, or was mistyped. It asks no database.
func CheckKey(plain string) error { return checkForm(keyPrefix, plain) }

func checkForm(prefix, plain string) error {
	length := len(prefix) + keyRandom + keySum
	if len(plain) != length || !strings.HasPrefix(plain, prefix) {
		return ErrFormat
	}
	for _, c := range []byte(plain[len(prefix):]) {
		if strings.IndexByte(base62, c) < 0 {
			return ErrFormat
		}
	}
	if body, sum := plain[:length-keySum], plain[length-keySum:]; checksum(body) != sum {
		return ErrFormat
	}
	return nil
}

func checksum(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	var digits [keySum]byte
	for i := range digits {
		digits[keySum-1-i] = base62[sum%uint32(len(base62))]
		sum /= uint32(len(base62))
	}
	return string(digits[:])
}
