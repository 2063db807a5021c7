package proof

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"nguon/catalog"
)

// A Notary signs entries of the log with a key of the portal. It is safe for
// concurrent use.
type Notary struct {
	load func() (*Key, error)
	next *Key // signs the announcement of itself, too; nil but for that

	mu  sync.Mutex
	key *Key
}

var _ catalog.Notary = (*Notary)(nil)

// NewNotary returns a notary with the key that load returns. Load is called
// again when the log goes on with another key: the key may have been replaced
// while the program runs.
func NewNotary(load func() (*Key, error)) (*Notary, error) {
	k, err := load()
	if err != nil {
		return nil, err
	}
	return &Notary{load: load, key: k}, nil
}

// Succeed returns a notary that announces next with the key of n. Next signs as
// well, to show that somebody has it. Its name must be that of the log.
func (n *Notary) Succeed(next *Key) (*Notary, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.key.Name() != next.Name() {
		return nil, fmt.Errorf("the key is called %q, and the log %q", next.Name(), n.key.Name())
	}
	return &Notary{load: n.load, key: n.key, next: next}, nil
}

// Key implements [catalog.Notary].
func (n *Notary) Key() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.key.Public()
}

// private returns the key with the given public one.
func (n *Notary) private(public string) (*Key, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.key.Public() == public {
		return n.key, nil
	}
	k, err := n.load()
	if err != nil {
		return nil, err
	}
	if k.Public() != public {
		return nil, catalog.Errorf(catalog.ErrConflict,
			"Nhật ký công bố được ký bằng khóa %[1]s, máy này có khóa %[2]s: hãy đặt NGUON_SIGNING_KEY cho đúng.",
			"The log of releases is signed with the key %[1]s, and this machine has %[2]s: set NGUON_SIGNING_KEY to the right one.",
			shortKey(public), shortKey(k.Public()))
	}
	n.key = k
	return k, nil
}

// shortKey is a public key without the key itself.
func shortKey(public string) string {
	return public[:min(len(public), len(keyName(public))+len("+00000000"))]
}

// Attest implements [catalog.Notary].
func (n *Notary) Attest(f catalog.LogFact, key string) (catalog.LogText, error) {
	k, err := n.private(key)
	if err != nil {
		return catalog.LogText{}, err
	}
	text, leaf, err := say(f)
	if err != nil {
		return catalog.LogText{}, err
	}
	var also []*Key
	if n.next != nil && f.Kind == catalog.LogKey {
		also = append(also, n.next)
	}
	statement, err := k.sign(text, also...)
	if err != nil {
		return catalog.LogText{}, fmt.Errorf("sign: %w", err)
	}
	leaf.Statement, leaf.Time = sha256.Sum256([]byte(text)), instant(f.Time)
	entry, err := line(leaf)
	return catalog.LogText{Leaf: entry, Statement: statement}, err
}

// say puts a fact into words.
func say(f catalog.LogFact) (text string, leaf Leaf, err error) {
	leaf = Leaf{Agency: f.Agency, Key: f.Key, Kind: f.Kind}
	if f.Release != nil {
		leaf.Dataset, leaf.Version, leaf.Release = f.Release.Dataset, f.Release.Version, &f.Release.Digest
	}
	var v any
	switch f.Kind {
	case catalog.LogPublished:
		v, err = newManifest(f.Release, f.Agency)
	case catalog.LogWithdrawn:
		v = Withdrawal{Agency: f.Agency, Dataset: f.Release.Dataset, Kind: f.Kind, Reason: f.Release.Reason,
			Release: f.Release.Digest,
			Version: f.Release.Version, WithdrawnAt: instant(f.Release.Withdrawn)}
	case catalog.LogKey:
		v = Succession{Key: f.Key, Kind: f.Kind}
	default:
		err = fmt.Errorf("an entry of kind %q", f.Kind)
	}
	if err == nil {
		text, err = line(v)
	}
	return text, leaf, err
}
