package proof

import (
	"encoding/json"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// A Bundle is all that is needed to verify a release without the portal. It
// holds nothing that must be believed: see [Bundle.Verify].
type Bundle struct {
	Checkpoint  string       `json:"checkpoint"` // a signed note
	Keys        []Included   `json:"keys"`       // the first key and each that was announced
	Release     *Included    `json:"release,omitempty"`
	Withdrawal  *Included    `json:"withdrawal,omitempty"`
	Consistency *Consistency `json:"consistency,omitempty"`
}

// An Included is an entry with the proof that it is in the tree.
type Included struct {
	Index     int64            `json:"index"`
	Leaf      string           `json:"leaf"`
	Statement string           `json:"statement"` // a signed note
	Proof     tlog.RecordProof `json:"proof"`     // RFC 6962, section 2.1.1
}

// A Consistency is the proof that a tree of an earlier size is the beginning of
// that of the checkpoint.
type Consistency struct {
	Since int64          `json:"since"`
	Proof tlog.TreeProof `json:"proof"` // RFC 6962, section 2.1.2
}

// MaxBundle bounds the bytes of a bundle that is read.
const MaxBundle = 64 << 20

// ParseBundle reads the answer of the API. What is in it is not verified yet.
func ParseBundle(text []byte) (*Bundle, error) {
	if len(text) > MaxBundle {
		return nil, errors.New("the proof is too large")
	}
	b := new(Bundle)
	if err := json.Unmarshal(text, b); err != nil {
		return nil, err
	}
	if b.Checkpoint == "" || len(b.Keys) == 0 || b.Release == nil && b.Withdrawal == nil {
		return nil, errors.New("a part of the proof is missing")
	}
	return b, nil
}
