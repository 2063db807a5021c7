package proof

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Key signs what the portal says. Its String is the public key.
type Key struct {
	signer note.Signer
	public string
}

// SeedSize is the length of the seed of a key in bytes.
const SeedSize = ed25519.SeedSize

const (
	privatePrefix = "PRIVATE+KEY+"
	algEd25519    = 1 // of a signed note
)

// DeriveKey returns the key of a seed. Its name, which becomes that of the log,
// follows from the seed, too.
func DeriveKey(seed [SeedSize]byte) (*Key, error) {
	pub := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey) //nolint:errcheck // it is of no other type
	sum := sha256.Sum256(pub)
	name := "nguon-" + hex.EncodeToString(sum[:8]) + "/log"
	vkey, err := note.NewEd25519VerifierKey(name, pub)
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(vkey, "+")
	hash, _, _ := strings.Cut(rest, "+")
	return ParseKey(privatePrefix + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, seed[:]...)))
}

// ParseKey reads a private key in the encoding of a signed note:
// PRIVATE+KEY+name+hash+key.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, errors.New("signing key: it is not of the form PRIVATE+KEY+name+hash+key")
	}
	// The base64 of a key may hold a plus sign itself.
	raw, err := base64.StdEncoding.DecodeString(text[len(privatePrefix)+len(signer.Name())+len("+00000000+"):])
	if err != nil || len(raw) != 1+SeedSize {
		return nil, errors.New("signing key: it is not an Ed25519 key")
	}
	pub := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey) //nolint:errcheck // it is of no other type
	public, err := note.NewEd25519VerifierKey(signer.Name(), pub)
	if err != nil {
		return nil, err
	}
	return &Key{signer: signer, public: public}, nil
}

// NewKey makes a key with the given name, and returns it with the text that
// [ParseKey] reads.
func NewKey(name string) (k *Key, private string, err error) {
	private, _, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, "", err
	}
	k, err = ParseKey(private)
	return k, private, err
}

// Name is the name of the key, which is that of the log.
func (k *Key) Name() string { return k.signer.Name() }

// Public is the public key, in the encoding of a signed note: name+hash+key.
func (k *Key) Public() string { return k.public }

// String keeps the private key out of logs.
func (k *Key) String() string { return k.public }

// sign returns text as a signed note. Text ends with a newline.
func (k *Key) sign(text string, also ...*Key) (string, error) {
	signers := []note.Signer{k.signer}
	for _, a := range also {
		signers = append(signers, a.signer)
	}
	msg, err := note.Sign(&note.Note{Text: text}, signers...)
	return string(msg), err
}

// open returns the text of a note that the given public key has signed.
func open(msg, public string) (string, error) {
	v, err := note.NewVerifier(public)
	if err != nil {
		return "", fmt.Errorf("public key %q: %w", public, err)
	}
	n, err := note.Open([]byte(msg), note.VerifierList(v))
	if err != nil {
		return "", err
	}
	return n.Text, nil
}

// keyName is the name in a public key.
func keyName(public string) string {
	name, _, _ := strings.Cut(public, "+")
	return name
}
