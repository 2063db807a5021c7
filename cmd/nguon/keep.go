package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"nguon/api"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/catalog/workflow"
	"nguon/search"
	"nguon/search/snapshot"
	"nguon/storage"
)

type withdrawCmd struct {
	Dataset  string `arg:"" help:"The dataset."`
	Version  int    `arg:"" help:"The version to withdraw."`
	ReasonVi string `required:"" help:"The reason that the public reads, in Vietnamese."`
	ReasonEn string `required:"" help:"The reason that the public reads, in English."`
	Heirs    bool   `help:"Withdraw all releases, too, that have the rows that came with this one."`
}

// Run withdraws a release.
func (c *withdrawCmd) Run(ctx context.Context, e *env) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		y, err := w.pub.WithdrawVersion(ctx, catalog.Slug(c.Dataset), c.Version,
			workflow.Request{Reason: catalog.Text{Vi: c.ReasonVi, En: c.ReasonEn}, Heirs: c.Heirs})
		if err != nil {
			return err
		}
		e.nameSharers(y)
		return nil
	})
}

type renameCmd struct {
	From string `arg:"" help:"The dataset."`
	To   string `arg:"" help:"Its new name."`
}

// Run renames a dataset.
func (c *renameCmd) Run(ctx context.Context, e *env) error {
	if !catalog.Slug(c.To).Valid() {
		return catalog.Errorf(catalog.ErrInvalid, "Tên %[1]q không hợp lệ: chỉ gồm a-z, 0-9 và gạch nối.",
			"The name %[1]q is not valid: use a-z, 0-9 and hyphens.", c.To)
	}
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		return db.Rename(ctx, catalog.Slug(c.From), catalog.Slug(c.To))
	})
}

type gcCmd struct {
	Older  time.Duration `help:"Leave what is younger than this: it may belong to a publication under way." default:"24h"`
	DryRun bool          `help:"Only say what would be removed."`
}

// Run removes orphaned objects, snapshots of the search index that are no longer
// current, and uploads that nobody goes on with.
func (c *gcCmd) Run(ctx context.Context, e *env) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		got, err := w.pub.Collect(ctx, c.Older, c.DryRun, func(i storage.Info) { fmt.Fprintln(e.stdout, i.Key) })
		removed := func(i storage.Info) {
			fmt.Fprintln(e.stdout, i.Key)
			got.Objects, got.Bytes = got.Objects+1, got.Bytes+i.Size
		}
		if err == nil {
			err = snapshot.New(w.blobs, snapshot.Options{}).Sweep(ctx, snapshot.Sweep{Age: c.Older, DryRun: c.DryRun, Removed: removed})
		}
		if err == nil {
			err = upload.New(w.blobs, upload.Options{}).Sweep(ctx, upload.Sweep{
				Age: c.Older, DryRun: c.DryRun,
				InUse:   func(ctx context.Context) (map[string]bool, error) { return api.UploadsInUse(ctx, w.db) },
				Removed: removed,
			})
		}
		fmt.Fprintln(e.stderr, catalog.Textf("%[1]d đối tượng, %[2]d byte", "%[1]d objects, %[2]d bytes", got.Objects, got.Bytes).In(e.Lang))
		return err
	})
}

type reindexCmd struct{}

// Run builds the search index anew. A server that has the old one open changes
// over by itself.
func (reindexCmd) Run(ctx context.Context, e *env) error {
	last := time.Now()
	report := func(done, total int) {
		if now := time.Now(); now.Sub(last) >= time.Second || done == total {
			last = now
			fmt.Fprintln(e.stderr, catalog.Textf("%d bộ dữ liệu", "%d datasets", done).In(e.Lang))
		}
	}
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		return search.Rebuild(ctx, e.indexDir(), db, search.Options{Log: quiet(e.stderr), Within: withinTerritory}, report)
	})
}

func (e *env) indexDir() string { return filepath.Join(e.Data, "index") }
