package proof

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

// Evidence is what a bundle proves. Manifest is nil if the release was
// withdrawn before the public saw it, and Withdrawal if it was not withdrawn.
type Evidence struct {
	Checkpoint Checkpoint
	Manifest   *Manifest
	Withdrawal *Withdrawal
	Keys       []string // the public keys of the log, the first first
	Index      int64    // of the entry of the manifest; -1 without one
}

var errMismatch = errors.New("entry and statement do not say the same")

// Verify checks everything that can be checked without the portal: the chain of
// keys, the signature of the checkpoint, that each entry is in its tree, and that
// each statement is the one that its entry names, signed with the key of its
// time. Errors are of kind [catalog.ErrRefused].
//
// The first key is taken from the bundle: that it is the portal's follows from a
// checkpoint that was kept (see [Evidence.Extends]), or from another source.
func (b *Bundle) Verify() (*Evidence, error) {
	chain, err := b.chain()
	if err != nil {
		return nil, err
	}
	current := chain[len(chain)-1]
	c, err := openCheckpoint(b.Checkpoint, current.key)
	if err != nil {
		return nil, refuseCheckpoint(err)
	}
	v := &verifier{chain: chain, checkpoint: c}
	e := &Evidence{Checkpoint: c, Index: -1}
	for i := range b.Keys {
		if err := v.included(&b.Keys[i]); err != nil {
			return nil, err
		}
		e.Keys = append(e.Keys, chain[i].key)
	}
	if b.Release != nil {
		leaf, m, err := stated[Manifest](v, b.Release)
		if err != nil {
			return nil, err
		}
		if leaf.Kind != catalog.LogPublished || m.Kind != leaf.Kind || m.Dataset != leaf.Dataset || m.Version != leaf.Version || m.Agency != leaf.Agency ||
			leaf.Release == nil || *leaf.Release != m.Release {
			return nil, refuseStatement(b.Release.Index, errMismatch)
		}
		e.Manifest = m
		e.Index = b.Release.Index
	}
	if b.Withdrawal != nil {
		leaf, w, err := stated[Withdrawal](v, b.Withdrawal)
		if err != nil {
			return nil, err
		}
		if leaf.Kind != catalog.LogWithdrawn || w.Kind != leaf.Kind || w.Dataset != leaf.Dataset || w.Version != leaf.Version || w.Agency != leaf.Agency ||
			leaf.Release == nil || *leaf.Release != w.Release || e.Manifest != nil && e.Manifest.Release != w.Release {
			return nil, refuseStatement(b.Withdrawal.Index, errMismatch)
		}
		e.Withdrawal = w
	}
	return e, nil
}

// A reign is the time of a key: the entries after from, up to that of the next.
type reign struct {
	from int64
	key  string
}

// chain returns the keys of the log, each vouched for by the one before it, and
// the first by itself.
func (b *Bundle) chain() ([]reign, error) {
	if len(b.Keys) == 0 || b.Keys[0].Index != 0 {
		return nil, refuseKey(0, errors.New("the first key is missing"))
	}
	var chain []reign
	for i := range b.Keys {
		in := &b.Keys[i]
		leaf, err := parseLine[Leaf](in.Leaf)
		if err != nil {
			return nil, refuseKey(in.Index, err)
		}
		signer := leaf.Key
		if len(chain) > 0 {
			last := chain[len(chain)-1]
			if signer = last.key; in.Index <= last.from || keyName(leaf.Key) != keyName(last.key) {
				return nil, refuseKey(in.Index, errMismatch)
			}
		}
		text, err := open(in.Statement, signer)
		if err != nil {
			return nil, refuseKey(in.Index, err)
		}
		s, err := parseLine[Succession](text)
		if err == nil && signer != leaf.Key {
			_, err = open(in.Statement, leaf.Key) // somebody has the new key
		}
		if err != nil {
			return nil, refuseKey(in.Index, err)
		}
		if leaf.Kind != catalog.LogKey || s.Kind != leaf.Kind || s.Key != leaf.Key || leaf.Statement != sha256.Sum256([]byte(text)) {
			return nil, refuseKey(in.Index, errMismatch)
		}
		chain = append(chain, reign{from: in.Index, key: leaf.Key})
	}
	return chain, nil
}

// A verifier knows the keys and the checkpoint.
type verifier struct {
	chain      []reign
	checkpoint Checkpoint
}

// keyAt is the key that signed the entry with the given index.
func (v *verifier) keyAt(index int64) string {
	key := v.chain[0].key
	for _, r := range v.chain {
		if r.from < index {
			key = r.key
		}
	}
	return key
}

// included checks that the leaf is in the tree of the checkpoint.
func (v *verifier) included(in *Included) error {
	c := v.checkpoint
	if in.Index < 0 || in.Index >= c.Size {
		return refuseInclusion(in.Index, fmt.Errorf("the log has %d entries", c.Size))
	}
	if err := tlog.CheckRecord(in.Proof, c.Size, c.Root, in.Index, tlog.RecordHash([]byte(in.Leaf))); err != nil {
		return refuseInclusion(in.Index, err)
	}
	return nil
}

// stated returns a leaf that is in the tree, with the statement that it names.
func stated[T any](v *verifier, in *Included) (*Leaf, *T, error) {
	if err := v.included(in); err != nil {
		return nil, nil, err
	}
	leaf, err := parseLine[Leaf](in.Leaf)
	if err != nil {
		return nil, nil, refuseStatement(in.Index, err)
	}
	text, err := open(in.Statement, v.keyAt(in.Index))
	if err != nil {
		return nil, nil, refuseStatement(in.Index, err)
	}
	if leaf.Statement != sha256.Sum256([]byte(text)) {
		return nil, nil, refuseStatement(in.Index, errMismatch)
	}
	s, err := parseLine[T](text)
	if err != nil {
		return nil, nil, refuseStatement(in.Index, err)
	}
	return leaf, s, nil
}

// Holds checks that a file with the given sum and length is one of those of the
// manifest, or a part of one, and returns the name of its table.
func (m *Manifest) Holds(sum catalog.Digest, bytes int64) (resource string, err error) {
	for _, t := range m.Tables {
		if t.SHA256 == sum && t.Bytes == bytes {
			return t.Resource, nil
		}
		for _, p := range t.Parts {
			if p.SHA256 == sum && p.Bytes == bytes {
				return t.Resource, nil
			}
		}
	}
	return "", refuse(nil, "Tệp này không phải tệp nào của %[1]s phiên bản %[2]d: SHA-256 %[3]s không có trong bản kê đã ký.",
		"This file is none of those of %[1]s version %[2]d: its SHA-256 %[3]s is not in the signed manifest.", m.Dataset, m.Version, sum)
}
