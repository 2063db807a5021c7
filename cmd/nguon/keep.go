package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/search"
	"nguon/storage"
)

type withdrawCmd struct {
	Dataset  string `arg:"" help:"The dataset."`
	Version  int    `arg:"" help:"The version to withdraw."`
	ReasonVi string `required:"" help:"The reason that the public reads, in Vietnamese."`
	ReasonEn string `required:"" help:"The reason that the public reads, in English."`
}

// Run withdraws a release.
func (c *withdrawCmd) Run(ctx context.Context, e *env) error {
	w, err := e.openWorkshop(ctx, quiet(e.stderr))
	if err != nil {
		return err
	}
	defer w.Close()
	return w.pub.Withdraw(ctx, catalog.Slug(c.Dataset), c.Version, catalog.Text{Vi: c.ReasonVi, En: c.ReasonEn})
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
	db, err := e.openCatalogue(ctx, quiet(e.stderr))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Rename(ctx, catalog.Slug(c.From), catalog.Slug(c.To))
}

type gcCmd struct {
	Older  time.Duration `help:"Leave what is younger than this: it may belong to a publication under way." default:"24h"`
	DryRun bool          `help:"Only say what would be removed."`
}

// Run removes orphaned objects.
func (c *gcCmd) Run(ctx context.Context, e *env) error {
	w, err := e.openWorkshop(ctx, quiet(e.stderr))
	if err != nil {
		return err
	}
	defer w.Close()
	got, err := w.pub.Collect(ctx, c.Older, c.DryRun, func(i storage.Info) { fmt.Fprintln(e.stdout, i.Key) })
	fmt.Fprintln(e.stderr, catalog.Textf("%[1]d đối tượng, %[2]d byte", "%[1]d objects, %[2]d bytes", got.Objects, got.Bytes).In(e.Lang))
	return err
}

type reindexCmd struct{}

// Run builds the search index anew. A server that has the old one open changes
// over by itself.
func (reindexCmd) Run(ctx context.Context, e *env) error {
	log := quiet(e.stderr)
	db, err := e.openCatalogue(ctx, log)
	if err != nil {
		return err
	}
	defer db.Close()
	last := time.Now()
	return search.Rebuild(ctx, e.indexDir(), db, search.Options{Log: log}, func(done, total int) {
		if now := time.Now(); now.Sub(last) >= time.Second || done == total {
			last = now
			fmt.Fprintln(e.stderr, strings.TrimSpace(catalog.Textf("%[1]d trên %[2]d bộ dữ liệu", "%[1]d of %[2]d datasets", done, total).In(e.Lang)))
		}
	})
}

func (e *env) indexDir() string { return filepath.Join(e.Data, "index") }
