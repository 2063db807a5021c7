package publisher

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/parts"
	"nguon/publisher/table"
	stored "nguon/storage/joined"
)

// A growth is what the rows of a file are added to: the parts of the table as it
// was published last, but for one that is replaced. It is nil for a file that
// has all rows; its methods do nothing then.
type growth struct {
	old   *standing
	base  *fetched       // the published file
	kept  []catalog.Part // in their order
	files []table.Stored // of kept
	at    int            // where the new part comes among them
	rows  int64          // of kept
	all   *table.Plan    // of all rows

	part  string       // name of the file of the new part
	whole *parts.Whole // of all parts
}

// grow reads what is added to.
func (p *Publisher) grow(ctx context.Context, o order, got *made, old *standing) error {
	if old == nil {
		return nil
	}
	base, err := p.fetch(ctx, old.table.File, o.work)
	if err != nil {
		return fmt.Errorf("release %d, which is added to: %w", old.release.Version, err)
	}
	g := &growth{old: old, base: base}
	got.growth = g
	standing := old.table.Parts
	if len(standing) == 0 {
		standing = []catalog.Part{{Rows: old.table.Rows, File: old.table.File}}
	}
	var off int64
	for _, part := range standing {
		if part.Period != old.Period {
			g.kept = append(g.kept, part)
			g.files = append(g.files, table.Stored{ReaderAt: io.NewSectionReader(base, off, part.File.Bytes), Size: part.File.Bytes})
			g.rows += part.Rows
			if part.Period < old.Period {
				g.at = len(g.kept)
			}
		}
		off += part.File.Bytes
	}
	g.all, err = got.Plan.Below(g.files, storedColumns(old.table))
	if u, ok := errors.AsType[*table.Unlike](err); ok {
		return unlike(got.in, u)
	}
	return err
}

// storedColumns are the columns of a table as they are stored.
func storedColumns(t *catalog.Table) []table.Column {
	all := make([]table.Column, len(t.Columns))
	for i, c := range t.Columns {
		all[i] = table.Column{Name: c.Name, Source: c.Source, Type: table.Type(c.Type), Digits: c.Digits, Scale: c.Scale,
			Format: table.Format{Precision: table.Precision(c.Precision)}}
	}
	return all
}

// all is what is known of all rows of the table.
func (m *made) all() *table.Plan {
	if m.growth != nil && m.growth.all != nil {
		return m.growth.all
	}
	return m.Plan
}

// close removes what was read.
func (g *growth) close() error { return g.base.Close() }

// rowsBefore is how many rows come before those of the file, as they are looked
// at.
func (g *growth) rowsBefore() int64 {
	if g == nil {
		return 0
	}
	return g.rows
}

// describe gives columns the roles that were found when the table was published
// first, where dataset.yaml says nothing: a part may be too small to show them.
// Categories are counted anew.
func (g *growth) describe(columns []catalog.Column, in *Input) {
	if g == nil {
		return
	}
	for i := range columns {
		old := g.old.table.Columns[i].Role
		switch {
		case in.declared(columns[i].Source).Role != catalog.RoleNone, old == catalog.RoleCategory:
		case old == catalog.RoleURL && columns[i].Role != catalog.RoleURL:
		case old != catalog.RoleURL || columns[i].Role == catalog.RoleURL:
			columns[i].Role = old
		}
	}
}

// feed hands the rows that are there to add.
func (g *growth) feed(ctx context.Context, plan *table.Plan, add func(*table.Batch) error) error {
	if g == nil {
		return nil
	}
	var first int64
	for i, f := range g.files {
		n, err := f.Rows(ctx, plan.Columns, first, add)
		if err != nil {
			return err
		}
		if first += n; n != g.kept[i].Rows {
			return fmt.Errorf("%w: %d rows, want %d", table.ErrDiffers, n, g.kept[i].Rows)
		}
	}
	return nil
}

// behind hands the rows of the file to add as rows that come after those.
func (g *growth) behind(add func(*table.Batch) error) func(*table.Batch) error {
	if g == nil {
		return add
	}
	return func(b *table.Batch) error {
		b.First += g.rows
		defer func() { b.First -= g.rows }()
		return add(b)
	}
}

// join makes the whole table of the parts.
func (g *growth) join(ctx context.Context, o order, got *made, metadata map[string]string) error {
	if g == nil || got.refused() {
		return nil
	}
	t := &got.Table
	g.part = got.file
	part, err := os.Open(g.part)
	if err != nil {
		return err
	}
	defer part.Close()
	t.Parts = slices.Insert(slices.Clone(g.kept), g.at, catalog.Part{Period: g.old.Period, Rows: t.Rows, File: t.File})
	files := make([]parts.File, 0, len(t.Parts))
	for _, f := range g.files {
		files = append(files, parts.File(f))
	}
	files = slices.Insert(files, g.at, parts.File{ReaderAt: part, Size: t.File.Bytes})
	g.whole, err = parts.Join(files, metadata)
	if errors.Is(err, parts.ErrUnlike) {
		return unlike(got.in, &table.Unlike{Why: table.OtherColumns})
	}
	if err != nil {
		return err
	}
	got.file = filepath.Join(o.work, got.in.Name+".joined.parquet")
	if t.File, err = writeWhole(ctx, got.file, g.whole.Reader(files)); err != nil {
		return err
	}
	t.Rows = g.whole.Rows
	t.Sorted, err = inOrder(ctx, got.file, t)
	return err
}

// writeWhole writes the whole table for whatever looks at it before it is
// published. It is not stored.
func writeWhole(ctx context.Context, name string, r io.Reader) (catalog.File, error) {
	out, err := os.Create(name)
	if err != nil {
		return catalog.File{}, err
	}
	defer out.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, sum), contextReader{ctx, r})
	if err != nil {
		return catalog.File{}, err
	}
	return catalog.File{Format: "parquet", Bytes: n, SHA256: catalog.Digest(sum.Sum(nil))}, out.Close()
}

// inOrder reads the key of a whole table.
func inOrder(ctx context.Context, name string, t *catalog.Table) (bool, error) {
	if len(t.Key) == 0 {
		return false, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var key []table.Column
	for _, name := range t.Key {
		if c, ok := t.Column(name); ok {
			key = append(key, table.Column{Name: c.Name, Type: table.Type(c.Type)})
		}
	}
	return table.InOrder(ctx, []table.Stored{{ReaderAt: f, Size: t.File.Bytes}}, key)
}

// name gives the new part and the whole table their keys.
func (g *growth) name(t *catalog.Table, prefix string) {
	t.File.Key = prefix + stored.Suffix
	t.Parts[g.at].File.Key = prefix + ".parquet"
}

// storeGrown puts the new part into the store, and of what the table is made.
func (p *Publisher) storeGrown(ctx context.Context, t catalog.Table, m *made, progress func(Progress)) error {
	g := m.growth
	if err := p.store(ctx, t.Resource, t.Parts[g.at], g.part, progress); err != nil {
		return err
	}
	all := make([]stored.Part, len(t.Parts))
	for i, part := range t.Parts {
		all[i] = stored.Part{Key: part.File.Key, Size: part.File.Bytes}
	}
	document, err := stored.Document(all, g.whole.Tail)
	if err != nil {
		return err
	}
	return p.blobs.Put(ctx, t.File.Key, document)
}

// digestOf is the digest of what a folder holds and of what it is added to.
func digestOf(d catalog.Digest, additions []Addition) catalog.Digest {
	text := strings.Builder{}
	text.Write(d[:])
	for _, a := range additions {
		fmt.Fprintf(&text, "\x00%s\x00%t", a, a.Replace)
	}
	return sha256.Sum256([]byte(text.String()))
}

// openBefore opens the file of a table of the release before, which need not be
// read twice if m is added to it.
func (p *Publisher) openBefore(ctx context.Context, m *made, old *catalog.Table, work string) (interface {
	io.ReaderAt
	io.Closer
}, error) {
	if m.growth != nil && m.growth.old.table.File.SHA256 == old.File.SHA256 {
		return os.Open(m.growth.base.Name())
	}
	return p.fetch(ctx, old.File, work)
}
