// Package dossier keeps what an agency prepares before there is a release: the
// description of a dataset as far as it has come, the files that were sent, and
// the policies that were written. A dossier holds no data: its files are uploads,
// which are removed after a time.
package dossier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"nguon/catalog"
)

// Bounds of dossiers.
const (
	MaxAgency   = 100     // dossiers of an agency
	MaxFiles    = 50      // of a dossier
	MaxPolicies = 50      // of a dossier
	MaxBytes    = 2 << 20 // of the description and the policies of a dossier
)

// A Dossier is a dataset in preparation.
type Dossier struct {
	ID       string
	Agency   string       // its code
	Title    catalog.Text // of the dataset, as far as it has one
	Author   string       // the ID of the account that began it
	Revision int64        // 1, 2, 3, …: see [Store.SaveDossier]
	Created  time.Time
	Modified time.Time

	Manifest string            // the text of its dataset.yaml, which need not be valid yet
	Files    []File            // in the order in which they came
	Policies map[string]string // texts of policies, by the names of their files

	Task    string // the work that was begun last; empty: none
	Checked string // the check that was begun last
	Release string // the release that was made last; empty: none
}

// A File is one that was sent. It is gone once its upload has expired.
type File struct {
	Name   string    `json:"name"` // in the folder of the dataset
	Upload string    `json:"upload"`
	Bytes  int64     `json:"bytes"`
	Sent   time.Time `json:"sent"`
}

// Owner returns the owner of the uploads of a dossier.
func (d *Dossier) Owner() string { return "dossier/" + d.ID }

// File returns the file of a name.
func (d *Dossier) File(name string) (File, bool) {
	i := slices.IndexFunc(d.Files, func(f File) bool { return f.Name == name })
	if i < 0 {
		return File{}, false
	}
	return d.Files[i], true
}

// Digest is the SHA-256, in hexadecimal, of all that a release would be made of:
// what was found in a dossier holds as long as it stays.
func (d *Dossier) Digest() string {
	text, err := json.Marshal([]any{d.Manifest, d.Files, d.Policies}) // names of policies are sorted
	if err != nil {
		panic(fmt.Sprintf("dossier: texts that are no JSON: %v", err)) // there are none
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Validate returns an error of kind [catalog.ErrTooLarge] if d has more than a
// dossier can hold.
func (d *Dossier) Validate() error {
	size := len(d.Manifest)
	for name, text := range d.Policies {
		size += len(name) + len(text)
	}
	switch {
	case size > MaxBytes:
		return catalog.Errorf(catalog.ErrTooLarge, "Phần mô tả và chính sách của hồ sơ lớn hơn 2 MiB.", "The description and the policies of the dossier are larger than 2 MiB.")
	case len(d.Files) > MaxFiles:
		return catalog.Errorf(catalog.ErrTooLarge, "Một hồ sơ có tối đa %d tệp.", "A dossier has at most %d files.", MaxFiles)
	case len(d.Policies) > MaxPolicies:
		return catalog.Errorf(catalog.ErrTooLarge, "Một hồ sơ có tối đa %d chính sách.", "A dossier has at most %d policies.", MaxPolicies)
	}
	return nil
}

// A Store keeps dossiers. Methods are safe for concurrent use. A dossier that is
// not there is an error of kind [catalog.ErrNotFound].
//
// Package catalogtest holds the tests that every Store must pass.
type Store interface {
	// AddDossier adds a dossier as revision 1. It returns an error of kind
	// [catalog.ErrQuota] if its agency has [MaxAgency] of them.
	AddDossier(ctx context.Context, d Dossier) error

	// Dossier returns a dossier.
	Dossier(ctx context.Context, id string) (Dossier, error)

	// Dossiers returns those of an agency, the last modified first, without what
	// is in them: ID, Agency, Title, Author, Revision, Created and Modified.
	Dossiers(ctx context.Context, agency string) ([]Dossier, error)

	// SaveDossier replaces a dossier, whose revision must be that of the store, and
	// becomes the next: otherwise the error is of kind [catalog.ErrConflict], and
	// somebody else has changed it. Agency, Author and Created stay.
	SaveDossier(ctx context.Context, d Dossier) error

	// DropDossier removes a dossier. That it is not there is no error.
	DropDossier(ctx context.Context, id string) error
}
