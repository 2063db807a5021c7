package main

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/publisher/courier"
	"nguon/publisher/proof"
)

// A secret is the one secret of an installation, from which those of its
// parts are derived (HKDF, RFC 5869). All replicas must have the same.
type secret []byte

// minSecret is the least length of a secret in bytes.
const minSecret = 32

// openSecret takes the secret from NGUON_SECRET, from the file that
// NGUON_SECRET_FILE names, or from the data folder, where it makes one the
// first time.
func openSecret(dataDir string) (secret, error) {
	if s := os.Getenv("NGUON_SECRET"); s != "" {
		return checkSecret(secret(s), "NGUON_SECRET")
	}
	if name := os.Getenv("NGUON_SECRET_FILE"); name != "" {
		return loadSecret(name)
	}
	name := filepath.Join(dataDir, "secret")
	s, err := loadSecret(name)
	if errors.Is(err, os.ErrNotExist) {
		return makeSecret(name)
	}
	return s, err
}

func loadSecret(name string) (secret, error) {
	text, err := readSecret(name)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return checkSecret(secret(text), name)
}

func checkSecret(s secret, from string) (secret, error) {
	if len(s) < minSecret {
		return nil, fmt.Errorf("%s: the secret has %d characters and needs at least %d", from, len(s), minSecret)
	}
	return s, nil
}

func makeSecret(name string) (secret, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	text := hex.AppendEncode(nil, raw)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) { // another process was first
		return loadSecret(name)
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Write(append(text, '\n')); err != nil {
		return nil, err
	}
	return text, f.Sync()
}

// derive returns the secret of one part of the program.
func (s secret) derive(part string) []byte {
	key, err := hkdf.Key(sha256.New, s, nil, "nguon "+part, 32)
	if err != nil {
		panic(err) // only for lengths over 255 hashes
	}
	return key
}

// String keeps the secret out of logs.
func (s secret) String() string { return "secret" }

// pepper hashes API keys.
func (s secret) pepper() account.Pepper { return account.Pepper(s.derive("api key pepper")) }

// accountPepper hashes the tokens of sessions, links and robots.
func (s secret) accountPepper() account.Pepper { return account.Pepper(s.derive("account pepper")) }

// cursorKey signs the cursors of the data API.
func (s secret) cursorKey() []byte { return s.derive("cursor") }

// sealer keeps the secrets of the upstreams of registered APIs.
func (s secret) sealer() (*market.Sealer, error) {
	return market.NewSealer(s.derive("upstream credentials"))
}

// letterSealer keeps the links of letters, and the secrets of webhooks.
func (s secret) letterSealer() (*market.Sealer, error) {
	return market.NewSealer(s.derive("letters and webhooks"))
}

// passKey signs the links by which readers of mail end it.
func (s secret) passKey() courier.Passes { return s.derive("unsubscribe") }

// snapshotKey seals snapshots of the search index.
func (s secret) snapshotKey() []byte { return s.derive("index snapshot") }

// signingSeed makes the first key of the log of releases.
func (s secret) signingSeed() [proof.SeedSize]byte {
	return [proof.SeedSize]byte(s.derive("signing key"))
}
