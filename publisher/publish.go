package publisher

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/storage"
)

// A Request asks for a dataset folder to be published.
type Request struct {
	Dir string // holds dataset.yaml and the files that it names

	// May is asked whether the caller may publish for an agency, before
	// anything is read but dataset.yaml. If nil, everything is allowed.
	May func(agency string) error

	// Progress is called often, from one goroutine at a time. It may be nil.
	Progress func(Progress)
}

// An Outcome is what became of a request.
type Outcome struct {
	Dataset   catalog.Slug    `json:"dataset"`
	Version   int             `json:"version"`
	Unchanged bool            `json:"unchanged"` // the newest release was made from the same files: there is no new one
	Tables    []catalog.Table `json:"tables"`
}

// Publish makes a release of a dataset folder and publishes it at once. Errors
// that its maker can mend are [*catalog.Error] of kinds ErrInvalid (metadata),
// ErrRefused (data), ErrTooLarge, ErrForbidden or ErrConflict; nothing is
// published then.
func (p *Publisher) Publish(ctx context.Context, req Request) (*Outcome, error) {
	m, err := ReadManifest(req.Dir)
	if err != nil {
		return nil, err
	}
	if req.May != nil {
		if err := req.May(m.Agency.Code); err != nil {
			return nil, err
		}
	}
	source, err := p.digest(ctx, req.Dir, m)
	if err != nil {
		return nil, err
	}
	last, err := p.newest(ctx, m)
	if err != nil {
		return nil, err
	}
	if last.Version > 0 && last.Source == source && last.State != catalog.StateWithdrawn {
		return &Outcome{Dataset: m.Dataset.Slug, Version: last.Version, Unchanged: true, Tables: last.Tables}, nil
	}
	at := p.now().UTC()
	r := catalog.Release{ID: newID(at), Dataset: m.Dataset.Slug, Version: last.Version + 1, State: catalog.StateDraft,
		Note: m.Note, Period: m.Dataset.Period, Source: source, Created: at}
	if err := p.db.SaveDraft(ctx, r); err != nil {
		return nil, err
	}
	if err := p.make(ctx, req, m, &r); err != nil {
		p.refuse(ctx, r, err)
		return nil, err
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release published", slog.String("dataset", string(r.Dataset)),
		slog.Int("version", r.Version), slog.Int64("rows", r.Rows()))
	return &Outcome{Dataset: r.Dataset, Version: r.Version, Tables: r.Tables}, nil
}

// make builds, stores and publishes r.
func (p *Publisher) make(ctx context.Context, req Request, m *Manifest, r *catalog.Release) error {
	dir, remove, err := p.workspace()
	if err != nil {
		return err
	}
	defer remove()
	var files []string
	for i := range m.Resources {
		in := &m.Resources[i]
		work := filepath.Join(dir, in.Name+".parquet")
		made, err := p.ingest(ctx, filepath.Join(req.Dir, in.File), work, in, parquetMetadata(m, r.Version, in.Name), req.Progress)
		if err != nil {
			return err
		}
		if err := made.refusal(in); err != nil {
			return err
		}
		t := made.Table
		t.File.Key = fmt.Sprintf("releases/%s/%s/%s.parquet", r.Dataset, r.ID, in.Name)
		r.Tables = append(r.Tables, t)
		files = append(files, work)
	}
	if r.Digest, err = manifestDigest(r); err != nil {
		return err
	}
	// From here on the catalogue knows the keys: they are in use before there
	// is anything under them, so no object can be orphaned unseen.
	r.State = catalog.StateChecked
	if err := p.db.SaveDraft(ctx, *r); err != nil {
		return err
	}
	for i, t := range r.Tables {
		if err := p.store(ctx, t, files[i], req.Progress); err != nil {
			return fmt.Errorf("store %s: %w", t.Resource, err)
		}
	}
	r.PublishAt = p.now().UTC()
	return p.db.Publish(ctx, catalog.Publication{Agency: m.Agency, Dataset: m.Dataset, Release: *r,
		Jobs: []catalog.Job{ReleasePublished{Dataset: r.Dataset, Version: r.Version}}})
}

// refuse marks a draft that came to nothing. Its objects, if any, are no
// longer in use. A failure to do so is only logged: Collect finds old drafts.
func (p *Publisher) refuse(ctx context.Context, r catalog.Release, cause error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	r.State = catalog.StateRefused
	if err := p.db.SaveDraft(ctx, r); err != nil {
		// It may be published after all, with the answer lost on the way: its
		// objects must stay.
		p.log.LogAttrs(ctx, slog.LevelWarn, "draft not marked as refused", slog.String("release", r.ID), slog.Any("error", err))
		return
	}
	for _, t := range r.Tables {
		if err := p.blobs.Remove(ctx, t.File.Key); err != nil {
			p.log.LogAttrs(ctx, slog.LevelWarn, "object of a refused draft not removed", slog.String("release", r.ID), slog.Any("error", err))
		}
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release refused", slog.String("dataset", string(r.Dataset)), slog.Any("error", cause))
}

// newest returns the newest release of the dataset, or the zero Release, and
// refuses a slug that belongs to another agency or was given up by a rename.
func (p *Publisher) newest(ctx context.Context, m *Manifest) (catalog.Release, error) {
	s := m.Dataset.Slug
	d, err := p.db.Dataset(ctx, s)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		return catalog.Release{}, catalog.Errorf(catalog.ErrConflict, "Bộ dữ liệu %[1]s đã đổi tên thành %[2]s.",
			"The dataset %[1]s was renamed to %[2]s.", s, moved.To)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		return catalog.Release{}, nil
	} else if err != nil {
		return catalog.Release{}, err
	}
	if d.Agency != m.Agency.Code {
		return catalog.Release{}, catalog.Errorf(catalog.ErrConflict, "Bộ dữ liệu %[1]s là của cơ quan %[2]s.",
			"The dataset %[1]s belongs to the agency %[2]s.", s, d.Agency)
	}
	rs, err := p.db.Releases(ctx, s)
	if err != nil || len(rs) == 0 {
		return catalog.Release{}, err
	}
	return rs[0], nil
}

// digest is the SHA-256 of all that a release of dir is made from.
func (p *Publisher) digest(ctx context.Context, dir string, m *Manifest) (catalog.Digest, error) {
	sum := sha256.New()
	for _, name := range append([]string{ManifestName}, inputFiles(m)...) {
		n, err := hashFile(ctx, sum, filepath.Join(dir, name), p.limits.FileBytes)
		if err != nil {
			return catalog.Digest{}, fileError(name, err)
		}
		fmt.Fprintf(sum, "\x00%s\x00%d\x00", name, n)
	}
	return catalog.Digest(sum.Sum(nil)), nil
}

func inputFiles(m *Manifest) []string {
	var names []string
	for _, in := range m.Resources {
		names = append(names, in.File)
	}
	return names
}

func hashFile(ctx context.Context, w io.Writer, name string, most int64) (int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, os.ErrNotExist
	}
	if info.Size() > most {
		return 0, catalog.Errorf(catalog.ErrTooLarge, "tệp có %[1]d byte, nhiều hơn mức %[2]d byte",
			"the file has %[1]d bytes, more than the limit of %[2]d", info.Size(), most)
	}
	return io.Copy(w, contextReader{ctx, f})
}

// A contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

// fileError says which file of the folder is missing or too large.
func fileError(name string, err error) error {
	e := &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Textf(
		"Không đọc được tệp %[1]s.", "The file %[1]s cannot be read.", name)}
	if errors.Is(err, os.ErrNotExist) {
		e.Public = catalog.Textf("Không có tệp %[1]s trong thư mục của bộ dữ liệu.",
			"There is no file %[1]s in the dataset's folder.", name)
		return e
	}
	if cause, ok := errors.AsType[*catalog.Error](err); ok {
		return &catalog.Error{Kind: cause.Kind, Public: catalog.Text{
			Vi: name + ": " + cause.Public.Vi + ".", En: name + ": " + cause.Public.En + "."}}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return e
}

func (p *Publisher) store(ctx context.Context, t catalog.Table, file string, progress func(Progress)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := &progressReader{r: f, report: progress, at: Progress{Stage: StageStore, Resource: t.Resource, Rows: t.Rows, Total: t.File.Bytes}}
	err = p.blobs.Put(ctx, t.File.Key, r)
	if errors.Is(err, storage.ErrExist) {
		return fmt.Errorf("object of a new release: %w", err)
	}
	return err
}

// A progressReader reports what is read through it.
type progressReader struct {
	r      io.Reader
	report func(Progress)
	at     Progress
}

func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.at.Done += int64(n)
	if p.report != nil && n > 0 {
		p.report(p.at)
	}
	return n, err
}

// parquetMetadata is what the file says about itself wherever it goes.
func parquetMetadata(m *Manifest, version int, resource string) map[string]string {
	d := m.Dataset
	return map[string]string{
		"nguon.dataset":  string(d.Slug),
		"nguon.version":  fmt.Sprint(version),
		"nguon.resource": resource,
		"nguon.agency":   d.Agency,
		"nguon.title":    d.Title.Vi,
		"nguon.title.en": d.Title.En,
		"nguon.licence":  d.Licence,
		"nguon.source":   d.Source.URL,
	}
}

// manifestDigest is the sum of everything that is served from r.
func manifestDigest(r *catalog.Release) (catalog.Digest, error) {
	tables := slices.Clone(r.Tables)
	for i := range tables {
		tables[i].File.Key = "" // where the bytes are is not what they are
	}
	text, err := json.Marshal(struct {
		Dataset catalog.Slug
		Version int
		Tables  []catalog.Table
	}{r.Dataset, r.Version, tables})
	if err != nil {
		return catalog.Digest{}, err
	}
	return sha256.Sum256(text), nil
}
