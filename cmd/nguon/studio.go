package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/schedule"
	"nguon/publisher/workbench"
	"nguon/web/frame"
	"nguon/web/studio"
)

const (
	// dossierFiles begins the keys of the files of datasets in preparation.
	dossierFiles = "dossiers/"
	// keepFiles is for how long they are kept.
	keepFiles = 7 * 24 * time.Hour
)

// openDossierFiles returns the uploads of datasets in preparation.
func (c *serveCmd) openDossierFiles(shop *workshop) *upload.Store {
	return upload.New(shop.blobs, upload.Options{Prefix: dossierFiles, Size: int64(c.MaxUpload), Age: keepFiles})
}

// openBench returns where agencies prepare datasets.
func (e *env) openBench(shop *workshop, uploads *upload.Store, log *slog.Logger) *workbench.Bench {
	return workbench.New(workbench.Deps{
		Dossiers: shop.db, Catalog: shop.db, Tasks: shop.db, Files: dossierUploads{uploads}, Publisher: shop.pub, Dir: e.workDir(), Tool: "nguon " + version, Log: log,
		Holder: func(ctx context.Context, id string) (account.Principal, error) {
			u, err := shop.db.Accounts().User(ctx, id)
			return u.Principal(), err
		},
	})
}

// studioRoom opens the pages on which agencies prepare datasets.
func studioRoom(db catalog.Reader, bench *workbench.Bench, uploads *upload.Store, days *schedule.Calendar) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return studio.New(studio.Deps{Frame: f, Catalog: db, Bench: bench, Uploads: uploads, Days: days})
	}
}

// dossierUploads are uploads as the bench asks for them.
type dossierUploads struct{ *upload.Store }

// Open implements [workbench.Files].
func (d dossierUploads) Open(ctx context.Context, owner, id string) (io.ReadCloser, int64, error) {
	i, err := d.Stat(ctx, owner, id)
	if err == nil && !i.Whole() {
		err = upload.ErrNone
	}
	if err != nil {
		return nil, 0, err
	}
	return d.Store.Open(ctx, i), i.Size, nil
}

// Save implements [workbench.Files].
func (d dossierUploads) Save(ctx context.Context, owner, name string, r io.Reader) (string, error) {
	i, err := d.Store.Save(ctx, owner, map[string]string{"filename": name}, r)
	if err != nil {
		return "", err
	}
	return i.ID, nil
}

// sweepDossierFiles removes files that were kept long enough, now and then, until
// ctx ends.
func sweepDossierFiles(ctx context.Context, uploads *upload.Store, log *slog.Logger) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := uploads.Sweep(ctx, upload.Sweep{Age: uploads.Age()}); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "old files of datasets in preparation not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
