package publisher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/publisher/quality"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// An order asks for the tables of a dataset folder.
type order struct {
	dir, work string
	manifest  *Manifest
	earlier   catalog.Releases // newest first
	version   int
	additions []Addition
	progress  func(Progress)
}

// tables makes all tables of a folder: each is read, checked and written, then
// what they say of one another is checked, and how they differ from the release
// before. The caller closes what it gets, an error or not.
func (p *Publisher) tables(ctx context.Context, o order) ([]*made, error) {
	var all []*made
	for i := range o.manifest.Resources {
		in := &o.manifest.Resources[i]
		got, err := p.ingest(ctx, o, in)
		if e, ok := errors.AsType[*catalog.Error](err); ok && errors.Is(err, catalog.ErrRefused) {
			got, err = &made{in: in, unreadable: e}, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, got)
	}
	for _, m := range all {
		if err := p.refer(ctx, m, all); err != nil {
			return all, err
		}
	}
	if err := p.protect(ctx, o, all); err != nil {
		return all, err
	}
	for _, m := range all {
		if m.Table.Resource == "" {
			continue
		}
		m.Table.Checks = m.checks()
		m.Table.References = references(m, o.manifest.Dataset.Slug, all)
		if err := p.compare(ctx, m, o); err != nil {
			return all, err
		}
		m.Table.Checks.Quality = quality.Of(p.qualityOf(m, o))
	}
	return all, nil
}

// closeAll removes what is kept of the inputs: temporary files without names, of
// which nothing is left even if closing them fails.
func (p *Publisher) closeAll(ctx context.Context, all []*made) {
	for _, m := range all {
		if err := m.close(); err != nil {
			p.log.LogAttrs(ctx, slog.LevelWarn, "temporary file not closed", slog.Any("error", err))
		}
	}
}

// refer checks the references of m to other tables of the same folder.
func (p *Publisher) refer(ctx context.Context, m *made, all []*made) error {
	for _, r := range m.waiting {
		found, err := p.referTo(ctx, m, r, all)
		if err != nil {
			return err
		}
		if err := m.place(found); err != nil {
			return err
		}
		m.add(found...)
	}
	return nil
}

func (p *Publisher) referTo(ctx context.Context, m *made, r *reference, all []*made) ([]table.Problem, error) {
	name := firstOf(r.key.Resource, m.in.Name)
	i := slices.IndexFunc(all, func(t *made) bool { return t.in.Name == name })
	if i < 0 {
		return r.Load(ctx, rowset.File{}, nil, r.key.To)
	}
	to := all[i]
	if to.Table.Resource == "" {
		return nil, nil // it is refused itself
	}
	f, err := os.Open(to.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	found, err := r.Load(ctx, rowset.File{ReaderAt: f, Size: to.Table.File.Bytes}, to.Table.Columns, r.key.To)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return r.Problems()
}

// references are the foreign keys of m that lead to single rows of tables of the
// same folder, as all of them are published: those that rows can be joined by.
func references(m *made, dataset catalog.Slug, all []*made) []catalog.Reference {
	var kept []catalog.Reference
	for _, k := range m.in.ForeignKeys {
		if k.Dataset != "" && k.Dataset != dataset {
			continue
		}
		name := firstOf(k.Resource, m.in.Name)
		i := slices.IndexFunc(all, func(t *made) bool { return t.Table.Resource == name })
		if i < 0 || len(k.Fields) != len(k.To) {
			continue
		}
		to, same := &all[i].Table, true
		for at, field := range k.Fields {
			a, here := m.Table.Column(field)
			b, there := to.Column(k.To[at])
			same = same && here && there && a.Type == b.Type && a.Scale == b.Scale
		}
		if same && all[i].identifies(k.To) {
			kept = append(kept, catalog.Reference{Fields: k.Fields, Resource: name, To: k.To})
		}
	}
	return kept
}

// identifies reports whether the values of columns are those of one row at most:
// they are the key, or a column that the manifest declares unique in a table
// that no policy changes after that was checked.
func (m *made) identifies(columns []string) bool {
	key, wanted := slices.Sorted(slices.Values(m.Table.Key)), slices.Sorted(slices.Values(columns))
	if len(key) > 0 && slices.Equal(key, wanted) {
		return true
	}
	return len(columns) == 1 && m.in.Policy == "" && slices.ContainsFunc(m.Plan.Columns, func(c table.Column) bool {
		return c.Name == columns[0] && m.in.declared(c.Source).Constraints.Unique
	})
}

// compare says what differs from the newest release that has its bytes.
func (p *Publisher) compare(ctx context.Context, m *made, o order) error {
	i := slices.IndexFunc(o.earlier, func(r catalog.Release) bool { return r.State != catalog.StateWithdrawn })
	if i < 0 {
		return nil
	}
	last := &o.earlier[i]
	old, ok := last.Table(m.Table.Resource)
	if !ok {
		return nil
	}
	before, now := compare.Side{Table: old}, compare.Side{Table: &m.Table}
	if len(m.Table.Key) > 0 {
		was, err := p.openBefore(ctx, m, old, o.work)
		if err != nil {
			return fmt.Errorf("the release before: %w", err)
		}
		defer was.Close()
		is, err := os.Open(m.file)
		if err != nil {
			return err
		}
		defer is.Close()
		before.File = &rowset.File{ReaderAt: was, Size: old.File.Bytes}
		now.File = &rowset.File{ReaderAt: is, Size: m.Table.File.Bytes}
	}
	changes, err := compare.Tables(ctx, last.Version, before, now, compare.Options{TempDir: o.work})
	m.Table.Checks.Changes = changes
	return err
}

func (p *Publisher) qualityOf(m *made, o order) quality.Input {
	in := quality.Input{Dataset: &o.manifest.Dataset, Period: o.manifest.Dataset.Period, Table: &m.Table, Now: p.now()}
	for _, q := range m.Problems {
		if q.Severity == table.Warning && q.Column != "" {
			in.Warned = append(in.Warned, q.Column)
		}
	}
	for _, c := range m.Table.Columns {
		if d := m.in.declared(c.Source); !d.Constraints.IsZero() {
			in.Constrained = append(in.Constrained, c.Name)
		}
	}
	for _, r := range o.earlier {
		in.Published = append(in.Published, r.PublishAt)
	}
	return in
}
