// Package publisher is the write side of the portal: it turns a dataset folder
// into a release. The way is always the same: the whole file is read and typed
// (package table), compared with what is declared (package validate),
// described (package profile), written as Parquet, read back and compared, put
// into the store, and made public in one transaction of the catalogue.
//
// A table may grow: see [Addition]. The rows of a period are a Parquet file of
// their own then, a part, which later releases of the table share; what a release
// stores besides its new part is a document that names all parts and holds the
// footer of the one file that they make (packages storage/joined and parts). To
// whatever reads the table it is that file. A withdrawal removes the parts that no
// other release has: see [Publisher.Step].
//
// A crash at any point leaves either the old state or the new one. What it may
// leave beside them, drafts and objects that no release refers to, is removed
// by [Publisher.Collect].
package publisher

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
	"nguon/publisher/rows"
	"nguon/storage"
)

// A Catalogue is what a Publisher reads and writes.
type Catalogue interface {
	catalog.Reader
	catalog.Writer
	catalog.Announcer
	workflow.Store
	account.Recorder
}

// Options of a Publisher. The zero value of a field means its default.
type Options struct {
	WorkDir string           // for temporary files; default that of the system
	Limits  rows.Limits      // of each input file
	Others  []string         // prefixes of keys that are not of releases: Collect leaves them alone
	Now     func() time.Time // default time.Now
	Log     *slog.Logger     // default discards
}

// A Publisher makes releases. Its methods are safe for concurrent use, by
// several processes too: of two publications of the same version, one wins and
// the other gets an error of kind [catalog.ErrConflict].
type Publisher struct {
	db     Catalogue
	blobs  storage.Store
	work   string
	limits rows.Limits
	others []string
	now    func() time.Time
	log    *slog.Logger
}

// New returns a Publisher that writes to db and blobs.
func New(db Catalogue, blobs storage.Store, opt Options) *Publisher {
	p := &Publisher{db: db, blobs: blobs, work: cmp.Or(opt.WorkDir, os.TempDir()), limits: opt.Limits.WithDefaults(),
		others: opt.Others, now: opt.Now, log: opt.Log}
	if p.now == nil {
		p.now = time.Now
	}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	return p
}

// workPrefix begins the names of the folders in which releases are made.
const workPrefix = "nguon-release-"

// workspace makes a folder for temporary files and returns a function that
// removes it.
func (p *Publisher) workspace() (dir string, remove func(), err error) {
	if err := os.MkdirAll(p.work, 0o755); err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp(p.work, workPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("folder for temporary files: %w", err)
	}
	return dir, func() { os.RemoveAll(dir) }, nil
}

// newID returns a name that nobody can guess: it is part of the keys of objects
// that the public must not find before their time.
func newID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), rand.Reader).String()
}

// ReleasePublished is the job that follows a publication.
type ReleasePublished struct {
	Dataset catalog.Slug `json:"dataset"`
	Version int          `json:"version"`
}

// Kind names the job.
func (ReleasePublished) Kind() string { return "release_published" }
