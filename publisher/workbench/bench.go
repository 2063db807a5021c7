package workbench

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/catalog/job"
	"nguon/catalog/workflow"
	"nguon/publisher"
)

// A Publisher checks, makes anonymous and publishes folders: see package
// publisher.
type Publisher interface {
	Check(ctx context.Context, path string, progress func(publisher.Progress)) (*publisher.Report, error)
	SuggestPolicyFor(ctx context.Context, dir, resource string, lang catalog.Lang, progress func(publisher.Progress)) ([]byte, error)
	Anonymise(ctx context.Context, req publisher.AnonymiseRequest) ([]publisher.Anonymised, error)
	Publish(ctx context.Context, req publisher.Request) (*publisher.Outcome, error)
	Step(ctx context.Context, by account.Caller, id string, q workflow.Request) (*workflow.Candidate, error)
}

// Files are the uploads of dossiers, by their owner and ID.
type Files interface {
	// Open reads an upload, or returns an error of kind [catalog.ErrNotFound] if
	// there is none, not all of it has come, or it has expired.
	Open(ctx context.Context, owner, id string) (io.ReadCloser, int64, error)
	// Save stores a whole upload under a file name, and returns its ID.
	Save(ctx context.Context, owner, name string, r io.Reader) (id string, err error)
	// Remove deletes an upload. That it is not there is no error.
	Remove(ctx context.Context, owner, id string) error
}

// Deps are what a bench is made of.
type Deps struct {
	Dossiers  dossier.Store
	Catalog   catalog.Reader
	Tasks     job.Ledger
	Files     Files
	Publisher Publisher
	// Holder returns what the holder of an account may do now.
	Holder func(ctx context.Context, id string) (account.Principal, error)
	Dir    string // for temporary folders; empty is that of the system
	Tool   string // name and version of the program, for risk reports
	Now    func() time.Time
	Log    *slog.Logger // default discards
}

// A Bench prepares datasets. Its methods are safe for concurrent use.
type Bench struct{ Deps }

// New returns a bench.
func New(d Deps) *Bench {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Bench{d}
}

// Dossier returns a dossier of an agency to who may see its drafts. Errors are of
// kind [catalog.ErrNotFound] for all others.
func (b *Bench) Dossier(ctx context.Context, by account.Principal, agency, id string) (dossier.Dossier, error) {
	if !by.May(account.ActionReadDraft, agency) {
		return dossier.Dossier{}, errNone
	}
	d, err := b.Dossiers.Dossier(ctx, id)
	if err == nil && d.Agency != agency {
		return dossier.Dossier{}, errNone
	}
	return d, err
}

var errNone = catalog.Errorf(catalog.ErrNotFound, "Không có hồ sơ này.", "There is no such dossier.")

// Of returns the dossiers of an agency, the last modified first, to who may see
// its drafts.
func (b *Bench) Of(ctx context.Context, by account.Principal, agency string) ([]dossier.Dossier, error) {
	if !by.May(account.ActionReadDraft, agency) {
		return nil, forbidden()
	}
	return b.Dossiers.Dossiers(ctx, agency)
}

func forbidden() error {
	return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền chuẩn bị dữ liệu của cơ quan này.", "You may not prepare data of this agency.")
}

// Edit changes a dossier that by may prepare, whose revision must still be the
// given one; 0 is whatever it is. It returns the dossier as it was saved.
func (b *Bench) Edit(ctx context.Context, by account.Principal, agency, id string, revision int64, change func(*dossier.Dossier) error) (dossier.Dossier, error) {
	if !by.May(account.ActionDraft, agency) {
		return dossier.Dossier{}, forbidden()
	}
	for {
		d, err := b.Dossier(ctx, by, agency, id)
		if err != nil {
			return d, err
		}
		if revision != 0 {
			d.Revision = revision
		}
		if err := change(&d); err != nil {
			return d, err
		}
		err = b.Dossiers.SaveDossier(ctx, d)
		if revision == 0 && errors.Is(err, catalog.ErrConflict) && ctx.Err() == nil {
			continue // somebody was faster: it is changed as it is now
		}
		d.Revision++
		return d, err
	}
}

// Discard removes a dossier with its files, and stops the work on it.
func (b *Bench) Discard(ctx context.Context, by account.Principal, agency, id string) error {
	if !by.May(account.ActionDraft, agency) {
		return forbidden()
	}
	d, err := b.Dossier(ctx, by, agency, id)
	if err != nil {
		return err
	}
	if err := b.Stop(ctx, by, agency, id); err != nil {
		return err
	}
	found, err := b.CheckOf(ctx, &d)
	if err != nil {
		return err
	}
	if err := b.Dossiers.DropDossier(ctx, id); err != nil {
		return err
	}
	b.forget(ctx, &d, d.Files)
	b.dropPreview(ctx, &d, found)
	return nil
}

// forget removes uploads. Those that cannot be removed expire.
func (b *Bench) forget(ctx context.Context, d *dossier.Dossier, files []dossier.File) {
	for _, f := range files {
		if err := b.Files.Remove(ctx, d.Owner(), f.Upload); err != nil {
			b.Log.LogAttrs(ctx, slog.LevelWarn, "upload not removed", slog.String("dossier", d.ID), slog.Any("error", err))
		}
	}
}
