package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sync/singleflight"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/publisher/rowset"
	"nguon/storage"
)

const (
	// differenceRevision is part of the keys of differences. It changes with what
	// is made of the same two tables.
	differenceRevision = 1
	differenceSample   = 100 // changes that are in the summary
)

// The parts of a difference, as the last part of their keys.
const (
	partSummary = "json"
	partParquet = "parquet"
	partCSV     = "csv.gz"
)

// A Difference is what differs between two releases of a table, and where the
// table of all changes is.
type Difference struct {
	Columns  []catalog.ColumnChange `json:"columns,omitempty"`
	Breaking bool                   `json:"breaking"`
	Rows     catalog.RowChanges     `json:"rows"`
	Cells    []compare.CellChanges  `json:"cells,omitempty"`
	Table    catalog.Table          `json:"table"`  // of the changes
	Sample   []json.RawMessage      `json:"sample"` // the first changes, as objects by column
	Files    map[string]catalog.File
}

// A Differ finds what differs between two releases, and keeps it: of the same two
// files the same, to the byte. It is safe for concurrent use; requests for a
// difference that is being found wait for it.
type Differ struct {
	deriver *Deriver
	making  singleflight.Group
	slots   chan struct{}
}

// NewDiffer returns a Differ that keeps differences where d keeps files.
func NewDiffer(d *Deriver) *Differ { return &Differ{deriver: d, slots: make(chan struct{}, 1)} }

// Between returns what differs in a table from one release to another. Both must
// be what the public may have: what of a withdrawn release is asked for is an
// error of kind [catalog.ErrWithdrawn].
func (d *Differ) Between(ctx context.Context, from, to *catalog.Release, resource string) (*Difference, error) {
	before, had := from.Table(resource)
	now, has := to.Table(resource)
	if !had || !has {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Một trong hai phiên bản không có bảng %q.", "One of the two versions has no table %q.", resource)
	}
	for _, r := range []*catalog.Release{from, to} {
		if r.State == catalog.StateWithdrawn {
			return nil, gone(r)
		}
	}
	result := d.making.DoChan(from.ID+"/"+to.ID+"/"+resource, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deriveTimeout)
		defer cancel()
		m := &differenceMaker{Deriver: d.deriver, from: from, to: to, before: before, now: now}
		if found, err := m.find(ctx); found != nil || err != nil {
			return found, err
		}
		select {
		case d.slots <- struct{}{}:
			defer func() { <-d.slots }()
			return m.make(ctx)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case made := <-result:
		if made.Err != nil {
			return nil, fmt.Errorf("difference of %s/%s@%d and @%d: %w", to.Dataset, resource, from.Version, to.Version, made.Err)
		}
		return made.Val.(*Difference), nil
	}
}

// A differenceMaker makes one difference.
type differenceMaker struct {
	*Deriver
	from, to    *catalog.Release
	before, now *catalog.Table
}

func (m *differenceMaker) key(part string) string {
	return fmt.Sprintf("derived/%x/%d.from-%x.%s", m.now.File.SHA256[:], differenceRevision, m.before.File.SHA256[:], part)
}

// find returns a difference that was found before and is still there, or nil.
func (m *differenceMaker) find(ctx context.Context) (*Difference, error) {
	all, err := m.db.Derived(ctx, m.to.ID)
	if err != nil {
		return nil, err
	}
	files := make(map[string]catalog.File)
	for _, f := range all {
		for _, part := range []string{partSummary, partParquet, partCSV} {
			if f.Resource == m.now.Resource && f.File.Key == m.key(part) {
				files[part] = f.File
			}
		}
	}
	if len(files) < 3 {
		return nil, nil
	}
	summary, err := m.objects.Open(ctx, m.key(partSummary), 0, -1)
	if errors.Is(err, storage.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer summary.Close()
	found := new(Difference)
	if err := json.NewDecoder(summary).Decode(found); err != nil {
		return nil, err
	}
	found.Files = files
	return found, nil
}

// make finds the difference and keeps it.
func (m *differenceMaker) make(ctx context.Context) (*Difference, error) {
	if err := makeFolder(m.dir); err != nil {
		return nil, err
	}
	changes, err := os.CreateTemp(m.dir, derivePrefix)
	if err != nil {
		return nil, err
	}
	defer os.Remove(changes.Name())
	defer changes.Close()
	made, err := m.compare(ctx, changes)
	if err != nil {
		return nil, err
	}
	info, err := changes.Stat()
	if err != nil {
		return nil, err
	}
	var sample firstLines
	if err := query.WriteFile(ctx, &sample, query.NDJSON, changes, info.Size(), &made.Table, query.EncodeOptions{Dir: m.dir}); err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	made.Sample = sample.lines
	if made.Files, err = m.keep(ctx, made, changes, info.Size()); err != nil {
		return nil, err
	}
	return made, nil
}

func (m *differenceMaker) compare(ctx context.Context, changes io.Writer) (*Difference, error) {
	var sides [2]compare.Side
	for i, t := range []*catalog.Table{m.before, m.now} {
		path, done, err := m.files.Locate(ctx, t.File.Key)
		if err != nil {
			return nil, err
		}
		defer done()
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		sides[i] = compare.Side{Table: t, File: &rowset.File{ReaderAt: f, Size: t.File.Bytes}}
	}
	form, err := compare.Tables(ctx, m.from.Version, compare.Side{Table: m.before}, compare.Side{Table: m.now}, compare.Options{})
	if err != nil {
		return nil, err
	}
	rows, err := compare.Rows(ctx, sides[0], sides[1], changes, compare.Options{TempDir: m.dir})
	if err != nil {
		return nil, err
	}
	return &Difference{Columns: form.Columns, Breaking: form.Breaking, Rows: rows.Rows, Cells: rows.Cells, Table: rows.Table}, nil
}

// keep stores the parts of a difference. They belong to both releases, so that
// the withdrawal of either takes them away.
func (m *differenceMaker) keep(ctx context.Context, made *Difference, changes *os.File, size int64) (map[string]catalog.File, error) {
	summary, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	files := make(map[string]catalog.File)
	for _, part := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{partParquet, func(w io.Writer) error { _, err := io.Copy(w, io.NewSectionReader(changes, 0, size)); return err }},
		{partCSV, func(w io.Writer) error {
			z := gzip.NewWriter(w)
			z.ModTime = time.Unix(0, 0)
			err := query.WriteFile(ctx, z, query.CSV, changes, size, &made.Table, query.EncodeOptions{Dir: m.dir})
			return cmp.Or(err, z.Close())
		}},
		{partSummary, func(w io.Writer) error { _, err := w.Write(summary); return err }},
	} {
		f, err := m.store(ctx, m.key(part.name), part.write)
		if err != nil {
			return nil, err
		}
		f.Format = fmt.Sprintf("from-%d.%s", m.from.Version, part.name)
		if err := m.record(ctx, m.to, m.now, f); err != nil {
			return nil, err
		}
		files[part.name] = f
		f.Format = fmt.Sprintf("to-%d.%s", m.to.Version, part.name)
		if err := m.record(ctx, m.from, m.before, f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// store puts what write writes under key.
func (m *differenceMaker) store(ctx context.Context, key string, write func(io.Writer) error) (catalog.File, error) {
	work, err := os.CreateTemp(m.dir, derivePrefix)
	if err != nil {
		return catalog.File{}, err
	}
	defer os.Remove(work.Name())
	defer work.Close()
	if err := write(work); err != nil {
		return catalog.File{}, err
	}
	f := catalog.File{Key: key}
	if _, err := work.Seek(0, io.SeekStart); err != nil {
		return catalog.File{}, err
	}
	if f.Bytes, f.SHA256, err = sum(work); err != nil {
		return catalog.File{}, err
	}
	if _, err := work.Seek(0, io.SeekStart); err != nil {
		return catalog.File{}, err
	}
	if err := m.objects.Put(ctx, key, work); errors.Is(err, storage.ErrExist) {
		err = m.verify(ctx, f)
		if err != nil {
			return catalog.File{}, err
		}
	} else if err != nil {
		return catalog.File{}, err
	}
	return f, nil
}

// errEnough ends the writing of a sample.
var errEnough = errors.New("enough lines")

// firstLines keeps the first lines that are written to it.
type firstLines struct {
	rest  []byte
	lines []json.RawMessage
}

// Write takes in lines until there are enough.
func (f *firstLines) Write(b []byte) (int, error) {
	f.rest = append(f.rest, b...)
	for {
		line, rest, whole := bytes.Cut(f.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		f.lines = append(f.lines, bytes.Clone(line))
		f.rest = rest
		if len(f.lines) == differenceSample {
			return 0, errEnough
		}
	}
}
