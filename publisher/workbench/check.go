package workbench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher"
	"nguon/publisher/manuscript"
)

// check reads the files of a dossier: new ones become tables of it. Then all
// tables are checked as they came, and, if there are policies, as these make
// them.
func (b *Bench) check(ctx context.Context, in input, report func(publisher.Progress)) (*Checked, error) {
	d, who, err := b.open(ctx, in)
	if err != nil {
		return nil, err
	}
	dir, remove, err := b.folder(ctx, &d, report)
	if err != nil {
		return nil, err
	}
	defer remove()
	found, unread, err := b.discover(ctx, &d, dir, report)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		if d, err = b.Edit(ctx, who, d.Agency, d.ID, 0, func(d *dossier.Dossier) error { return addTables(d, found) }); err != nil {
			return nil, err
		}
	}
	m, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		return nil, err
	}
	c := &Checked{Digest: d.Digest(), Unread: unread, Missing: len(Faults(m)) > 0}
	if m.Len("resources") == 0 {
		return c, nil
	}
	first := &Preview{Tables: make(map[string]*Rows)}
	if err := b.asItCame(ctx, m, dir, c, first, report); err != nil || c.Failed != nil {
		return c, err
	}
	if d, m, err = b.propose(ctx, who, d, m, dir, report); err != nil {
		return c, err
	}
	c.Digest = d.Digest()
	if err := b.asProtected(ctx, &d, m, dir, c, first, report); err != nil {
		return c, err
	}
	c.Preview, err = b.keepPreview(ctx, &d, first)
	return c, err
}

// open returns the dossier of a task, and what whoever began it may do now.
func (b *Bench) open(ctx context.Context, in input) (dossier.Dossier, account.Principal, error) {
	who, err := b.Holder(ctx, in.Author)
	if err != nil {
		return dossier.Dossier{}, who, err
	}
	if !who.May(account.ActionDraft, in.Agency) {
		return dossier.Dossier{}, who, forbidden()
	}
	d, err := b.Dossier(ctx, who, in.Agency, in.Dossier)
	return d, who, err
}

// A discovery is a table in a file that no resource names.
type discovery struct{ file, sheet, name string }

// discover looks for tables in files that nothing refers to yet.
func (b *Bench) discover(ctx context.Context, d *dossier.Dossier, dir string, report func(publisher.Progress)) (found []discovery, unread []Unread, err error) {
	m, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		return nil, nil, err
	}
	known := referred(m)
	for _, f := range d.Files {
		if known[f.Name] || f.Name == publisher.ManifestName {
			continue
		}
		r, err := b.Publisher.Check(ctx, filepath.Join(dir, f.Name), report)
		if failure := failureOf(err); failure != nil {
			unread = append(unread, Unread{f.Name, failure})
			continue
		} else if err != nil {
			return nil, nil, err
		}
		some := false
		for _, t := range r.Tables {
			if t.Skipped || t.Table.Resource == "" {
				continue
			}
			some = true
			sheet := ""
			if len(r.Tables) > 1 {
				sheet = t.Table.Checks.Reading.Sheet
			}
			base := strings.TrimSuffix(f.Name, filepath.Ext(f.Name))
			found = append(found, discovery{f.Name, sheet, cmp.Or(sheet, base)})
		}
		if e, ok := errors.AsType[*catalog.Error](r.Err()); ok && !some {
			unread = append(unread, Unread{f.Name, failureOf(e)})
		}
	}
	return found, unread, nil
}

// referred are the files that a description names.
func referred(m *manuscript.Text) map[string]bool {
	names := make(map[string]bool)
	for i := range m.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		for _, field := range []string{".file", ".policy", ".risk"} {
			names[m.Get(at+field)] = true
		}
		for _, h := range m.List(at + ".hierarchies") {
			names[h] = true
		}
	}
	return names
}

// addTables makes a resource of each table that was found.
func addTables(d *dossier.Dossier, found []discovery) error {
	m, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		return err
	}
	known := referred(m)
	var names []string
	for i := range m.Len("resources") {
		names = append(names, m.Get(fmt.Sprintf("resources.%d.name", i)))
	}
	for _, f := range found {
		if _, there := d.File(f.file); !there || known[f.file] {
			continue // it was taken out, or entered, meanwhile
		}
		name := cmp.Or(Slug(f.name, maxName-3), "table")
		for n, base := 2, name; slices.Contains(names, name); n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		names = append(names, name)
		at := fmt.Sprintf("resources.%d", m.Len("resources"))
		m.Set(at+".name", name)
		setText(m, at+".title", catalog.Text{Vi: f.name, En: f.name})
		m.Set(at+".file", f.file)
		m.Set(at+".sheet", f.sheet)
	}
	return Put(d, m)
}

// asItCame checks the tables without any policy.
func (b *Bench) asItCame(ctx context.Context, m *manuscript.Text, dir string, c *Checked, first *Preview, report func(publisher.Progress)) error {
	plain, err := provisional(m)
	if err != nil {
		return err
	}
	for i := range plain.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		if plain.Get(at+".risk") == "" {
			plain.Remove(at + ".policy")
			plain.Remove(at + ".unit")
		}
	}
	r, failure, err := b.checkFolder(ctx, plain, dir, report)
	if err != nil || failure != nil {
		c.Failed = failure
		return err
	}
	for i := range r.Tables {
		t := newTable(&r.Tables[i])
		t.Resource = cmp.Or(t.Resource, plain.Get(fmt.Sprintf("resources.%d.name", i)))
		c.Tables = append(c.Tables, t)
		first.asRead(&r.Tables[i], t.Resource)
	}
	return nil
}

// checkFolder checks a folder under a description. What the agency can mend is a
// failure.
func (b *Bench) checkFolder(ctx context.Context, m *manuscript.Text, dir string, report func(publisher.Progress)) (*publisher.Report, *Failure, error) {
	if err := write(m, nil, dir); err != nil {
		return nil, nil, err
	}
	r, err := b.Publisher.Check(ctx, dir, report)
	if failure := failureOf(err); failure != nil {
		return nil, failure, nil
	}
	return r, nil, err
}

// provisional is a description whose gaps are filled, so that tables can be read
// before all is said of the dataset.
func provisional(m *manuscript.Text) (*manuscript.Text, error) {
	text, err := m.Bytes()
	if err != nil {
		return nil, err
	}
	p, err := manuscript.Parse(text)
	if err != nil {
		return nil, err
	}
	for _, f := range Faults(p) {
		if strings.HasPrefix(f.Field, "resources.") && !strings.Contains(f.Field, ".title") {
			continue // what is wrong with a table has to be mended
		}
		switch field, _, _ := strings.Cut(f.Field, "."); field {
		case "slug":
			p.Set("slug", "unnamed")
		case "theme":
			p.SetList("theme", []string{catalog.Themes[0].Code})
		case "licence":
			p.Set("licence", catalog.Licences[0].Code)
		case "frequency":
			p.Set("frequency", "unknown")
		case "title", "description":
			setText(p, field, catalog.Text{Vi: "…", En: "…"})
		case "resources":
			base := strings.TrimSuffix(strings.TrimSuffix(f.Field, ".vi"), ".en")
			setText(p, base, catalog.Text{Vi: "…", En: "…"})
		default:
			p.Remove(field)
		}
	}
	return p, nil
}
