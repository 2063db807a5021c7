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
	sweep(dir, workbookPrefix, time.Now())
	return &Deriver{db: db, objects: objects, files: files, dir: dir, slots: make(chan struct{}, deriveAtOnce)}
}

// Derive makes the CSV files of a release that are missing; the other formats are
// made when somebody asks for them. A release that was withdrawn has none.
func (d *Deriver) Derive(ctx context.Context, s catalog.Slug, version int) error {
	r, err := d.db.Release(ctx, s, version)
	if err != nil {
		return err
	}
	if r.State == catalog.StateWithdrawn {
		return nil
	}
	for i := range r.Tables {
		if _, err := d.File(ctx, &r, &r.Tables[i], formatCSV); err != nil && !errors.Is(err, catalog.ErrWithdrawn) {
			return err
		}
	}
	return nil
}

// File returns the table in a format, such as "csv.gz", and makes it first if
// need be. When ctx ends it returns, and the work goes on. A format that cannot
// hold the table is a [*query.Error].
func (d *Deriver) File(ctx context.Context, r *catalog.Release, t *catalog.Table, format string) (catalog.File, error) {
	form := wholeFormatOf(format)
	if form == nil {
		return catalog.File{}, fmt.Errorf("no format %q", format)
	}
	if err := form.format.Holds(t); err != nil {
		return catalog.File{}, err
	}
	if f, ok, err := d.find(ctx, r, t, form); ok || err != nil {
		return f, err
	}
	result := d.making.DoChan(r.ID+"/"+t.Resource+"."+format, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deriveTimeout)
		defer cancel()
		select {
		case d.slots <- struct{}{}:
			defer func() { <-d.slots }()
			return d.makeFile(ctx, r, t, form)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	select {
	case <-ctx.Done():
		return catalog.File{}, ctx.Err()
	case made := <-result:
		if made.Err != nil {
			return catalog.File{}, fmt.Errorf("derive %s of %s@%d/%s: %w", format, r.Dataset, r.Version, t.Resource, made.Err)
		}
		return made.Val.(catalog.File), nil
	}
}

// find returns a file that was made before and is still there.
func (d *Deriver) find(ctx context.Context, r *catalog.Release, t *catalog.Table, form *wholeFormat) (catalog.File, bool, error) {
	all, err := d.db.Derived(ctx, r.ID)
	if err != nil {
		return catalog.File{}, false, err
	}
	for _, f := range all {
		if f.Resource != t.Resource || f.File.Key != form.key(t) {
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

func (d *Deriver) makeFile(ctx context.Context, r *catalog.Release, t *catalog.Table, form *wholeFormat) (catalog.File, error) {
	if err := makeFolder(d.dir); err != nil {
		return catalog.File{}, err
	}
	work, err := os.CreateTemp(d.dir, derivePrefix)
	if err != nil {
		return catalog.File{}, err
	}
	defer os.Remove(work.Name())
	defer work.Close()
	f := catalog.File{Key: form.key(t), Format: form.name}
	if err := d.writeFile(ctx, work, t, form); err != nil {
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

// writeFile writes the table to w, in bounded memory.
func (d *Deriver) writeFile(ctx context.Context, w io.Writer, t *catalog.Table, form *wholeFormat) error {
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
	write := func(w io.Writer) error {
		return query.WriteFile(ctx, w, form.format, file, t.File.Bytes, t, query.EncodeOptions{Dir: d.dir})
	}
	if !form.gzipped {
		return write(w)
	}
	z := gzip.NewWriter(w)
	z.ModTime = time.Unix(0, 0) // 0 in the header: no time
	if err := write(z); err != nil {
		return err
	}
	return z.Close()
}

func sum(r io.Reader) (int64, catalog.Digest, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return n, catalog.Digest(h.Sum(nil)), err
}
