package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sync/singleflight"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/storage"
)

const (
	deriveTimeout = 30 * time.Minute // for one file
	deriveAtOnce  = 2
	// csvRevision is part of the keys of CSV files. It changes with the bytes
	// that are made of the same table.
	csvRevision = 1
)

// A DerivedStore is what a [Deriver] needs of the catalogue.
type DerivedStore interface {
	Release(ctx context.Context, s catalog.Slug, version int) (catalog.Release, error)
	Derived(ctx context.Context, releaseID string) ([]catalog.DerivedFile, error)
	SaveDerived(ctx context.Context, f catalog.DerivedFile) error
}

// A Deriver makes other formats of published tables and keeps them in the
// store. What it makes of the same table is the same to the byte, whenever and
// wherever it is made. It is safe for concurrent use; requests for a file that
// is being made wait for it.
type Deriver struct {
	db      DerivedStore
	objects storage.Store
	files   storage.Locator
	dir     string
	making  singleflight.Group
	slots   chan struct{}
}

// NewDeriver returns a Deriver with its temporary files in dir, or in the
// folder of the system if dir is empty.
func NewDeriver(db DerivedStore, objects storage.Store, files storage.Locator, dir string) *Deriver {
	sweep(dir, derivePrefix, time.Now())
	return &Deriver{db: db, objects: objects, files: files, dir: dir, slots: make(chan struct{}, deriveAtOnce)}
}

// Derive makes all derived files of a release that are missing. A release that
// was withdrawn has none.
func (d *Deriver) Derive(ctx context.Context, s catalog.Slug, version int) error {
	r, err := d.db.Release(ctx, s, version)
	if err != nil {
		return err
	}
	if r.State == catalog.StateWithdrawn {
		return nil
	}
	for i := range r.Tables {
		if _, err := d.CSV(ctx, &r, &r.Tables[i]); err != nil && !errors.Is(err, catalog.ErrWithdrawn) {
			return err
		}
	}
	return nil
}

// CSV returns the table as compressed CSV, and makes it first if need be. When
// ctx ends it returns, and the work goes on.
func (d *Deriver) CSV(ctx context.Context, r *catalog.Release, t *catalog.Table) (catalog.File, error) {
	if f, ok, err := d.find(ctx, r, t); ok || err != nil {
		return f, err
	}
	result := d.making.DoChan(r.ID+"/"+t.Resource, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deriveTimeout)
		defer cancel()
		select {
		case d.slots <- struct{}{}:
			defer func() { <-d.slots }()
			return d.makeCSV(ctx, r, t)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	select {
	case <-ctx.Done():
		return catalog.File{}, ctx.Err()
	case made := <-result:
		if made.Err != nil {
			return catalog.File{}, fmt.Errorf("derive CSV of %s@%d/%s: %w", r.Dataset, r.Version, t.Resource, made.Err)
		}
		return made.Val.(catalog.File), nil
	}
}

// find returns a file that was made before and is still there.
func (d *Deriver) find(ctx context.Context, r *catalog.Release, t *catalog.Table) (catalog.File, bool, error) {
	all, err := d.db.Derived(ctx, r.ID)
	if err != nil {
		return catalog.File{}, false, err
	}
	for _, f := range all {
		if f.Resource != t.Resource || f.File.Key != csvKey(t) {
			continue
		}
		switch _, err := d.objects.Stat(ctx, f.File.Key); {
		case err == nil:
			return f.File, true, nil
		case !errors.Is(err, storage.ErrNotExist):
			return catalog.File{}, false, err
		}
	}
	return catalog.File{}, false, nil
}

// csvKey is the same for the same table, whatever release it is in.
func csvKey(t *catalog.Table) string {
	return fmt.Sprintf("derived/%x/%d.%s", t.File.SHA256[:], csvRevision, formatCSV)
}

func (d *Deriver) makeCSV(ctx context.Context, r *catalog.Release, t *catalog.Table) (catalog.File, error) {
	if err := makeFolder(d.dir); err != nil {
		return catalog.File{}, err
	}
	work, err := os.CreateTemp(d.dir, derivePrefix)
	if err != nil {
		return catalog.File{}, err
	}
	defer os.Remove(work.Name())
	defer work.Close()
	f := catalog.File{Key: csvKey(t), Format: formatCSV}
	if err := d.writeCSV(ctx, work, t); err != nil {
		return catalog.File{}, err
	}
	if _, err := work.Seek(0, io.SeekStart); err != nil {
		return catalog.File{}, err
	}
	if f.Bytes, f.SHA256, err = sum(work); err != nil {
		return catalog.File{}, err
	}
	if _, err := work.Seek(0, io.SeekStart); err != nil {
		return catalog.File{}, err
	}
	switch err := d.objects.Put(ctx, f.Key, work); {
	case errors.Is(err, storage.ErrExist):
		if err := d.verify(ctx, f); err != nil {
			return catalog.File{}, err
		}
	case err != nil:
		return catalog.File{}, err
	}
	return f, d.record(ctx, r, t, f)
}

// record saves f, unless the release was withdrawn while f was made.
func (d *Deriver) record(ctx context.Context, r *catalog.Release, t *catalog.Table, f catalog.File) error {
	now, err := d.db.Release(ctx, r.Dataset, r.Version)
	if err != nil {
		return err
	}
	if now.State == catalog.StateWithdrawn {
		return errors.Join(gone(&now), d.objects.Remove(ctx, f.Key))
	}
	return d.db.SaveDerived(ctx, catalog.DerivedFile{ReleaseID: r.ID, Resource: t.Resource, File: f})
}

// verify returns an error if the object under f.Key is not f: it would have
// been made by another version of the program that wrongly has the same
// revision.
func (d *Deriver) verify(ctx context.Context, f catalog.File) error {
	old, err := d.objects.Open(ctx, f.Key, 0, -1)
	if err != nil {
		return err
	}
	defer old.Close()
	n, digest, err := sum(old)
	if err != nil {
		return err
	}
	if n != f.Bytes || !bytes.Equal(digest[:], f.SHA256[:]) {
		return fmt.Errorf("%w: %s holds something else", storage.ErrCorrupt, f.Key)
	}
	return nil
}

// writeCSV writes the table to w, in bounded memory.
func (d *Deriver) writeCSV(ctx context.Context, w io.Writer, t *catalog.Table) error {
	path, done, err := d.files.Locate(ctx, t.File.Key)
	if err != nil {
		return err
	}
	defer done()
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z := gzip.NewWriter(w)
	z.ModTime = time.Unix(0, 0) // 0 in the header: no time
	if err := query.WriteCSV(ctx, z, file, t.File.Bytes, t); err != nil {
		return err
	}
	return z.Close()
}

func sum(r io.Reader) (int64, catalog.Digest, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return n, catalog.Digest(h.Sum(nil)), err
}
