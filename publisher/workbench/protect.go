package workbench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher"
	"nguon/publisher/anon/policy"
	"nguon/publisher/manuscript"
)

// asProtected tries the policies, and checks what they make.
func (b *Bench) asProtected(ctx context.Context, d *dossier.Dossier, m *manuscript.Text, dir string, c *Checked, first *Preview, report func(publisher.Progress)) error {
	whole, err := provisional(m)
	if err != nil {
		return err
	}
	raw := false
	for i := range whole.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		raw = raw || whole.Get(at+".policy") != "" && whole.Get(at+".risk") == ""
	}
	if !raw {
		return b.unprotected(m, c)
	}
	if err := write(whole, d.Policies, dir); err != nil {
		return err
	}
	before, err := b.before(ctx, whole, dir, report)
	if err != nil {
		return err
	}
	out := filepath.Join(filepath.Dir(dir), "out")
	all, err := b.Publisher.Anonymise(ctx, publisher.AnonymiseRequest{Dir: dir, Out: out, Tool: b.Tool, Sample: previewRows, Progress: report})
	for i := range all {
		first.asProtected(&all[i])
		p := newProtected(&all[i])
		for j := range before {
			if before[j].Resource == p.Resource {
				p.KBefore, p.HighestBefore = worst(before[j].Report)
			}
		}
		c.Protected = append(c.Protected, p)
	}
	if err != nil {
		if c.Published = failureOf(err); c.Published == nil {
			return err
		}
		c.Published.Fields = head(c.Published.Fields)
		return nil
	}
	r, err := b.Publisher.Check(ctx, out, report)
	if err == nil {
		err = r.Err()
	}
	if err == nil {
		return b.unprotected(m, c)
	}
	if c.Published = failureOf(err); c.Published == nil {
		return err
	}
	c.Published.Fields = head(c.Published.Fields)
	return nil
}

// unprotected notes tables about persons that have no policy.
func (b *Bench) unprotected(m *manuscript.Text, c *Checked) error {
	for i := range m.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		if unit := m.Get(at + ".unit"); (unit == "person" || unit == "household") && m.Get(at+".policy") == "" {
			c.Published = &Failure{Public: catalog.Textf("Bảng %q nói về từng người và chưa có chính sách bảo vệ.", "The table %q is about persons, and has no policy that protects them.", m.Get(at+".name"))}
		}
	}
	return nil
}

// before measures the tables as if their policies did nothing but drop what names
// persons, so that it can be seen what the rest of a policy is for. A policy that
// cannot be tried so tells nothing.
func (b *Bench) before(ctx context.Context, m *manuscript.Text, dir string, report func(publisher.Progress)) ([]publisher.Anonymised, error) {
	kept := make(map[string][]byte)
	defer func() {
		for path, text := range kept {
			_ = os.WriteFile(path, text, 0o600) // a failure shows when the policy is read
		}
	}()
	for i := range m.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		name := m.Get(at + ".policy")
		if name == "" || m.Get(at+".risk") != "" || !filepath.IsLocal(name) {
			continue
		}
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, nil //nolint:nilerr // whoever reads it next says so
		}
		said, err := policy.Parse(text)
		if err != nil {
			return nil, nil //nolint:nilerr // the same
		}
		kept[path] = text
		if err := os.WriteFile(path, untreated(said).Canonical(), 0o600); err != nil {
			return nil, err
		}
	}
	out := filepath.Join(filepath.Dir(dir), "before")
	all, err := b.Publisher.Anonymise(ctx, publisher.AnonymiseRequest{Dir: dir, Out: out, Tool: b.Tool, Progress: report})
	if _, public := errors.AsType[*catalog.Error](err); err != nil && !public {
		return nil, err
	}
	return all, os.RemoveAll(out)
}

// untreated is a policy that keeps every column by which persons are recognised
// as it is, and suppresses nothing.
func untreated(p *policy.Policy) *policy.Policy {
	q := *p
	q.Columns = nil
	for _, c := range p.Columns {
		if c.Role == policy.Quasi && !c.Dropped() {
			c.Ops = policy.Ops{{Keep: &policy.Nothing{}}}
		}
		q.Columns = append(q.Columns, c)
	}
	q.Search.SuppressRows, q.Search.SuppressCells = 0, 0
	return &q
}

// write puts a description into a folder, and the policies that were written for
// its tables: these follow what the description says of dataset and unit.
func write(m *manuscript.Text, policies map[string]string, dir string) error {
	text, err := m.Bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, publisher.ManifestName), text, 0o600); err != nil {
		return err
	}
	for i := range m.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		name := m.Get(at + ".policy")
		text, ok := policies[name]
		if !ok || !filepath.IsLocal(name) {
			continue
		}
		written := []byte(text)
		if p, err := policy.Parse(written); err == nil { // another is refused where it is read
			p.Dataset, p.Unit = m.Get("slug"), cmp.Or(m.Get(at+".unit"), p.Unit)
			written = p.Canonical()
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), written, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// PolicyName is the name of the file of the policy of a table.
func PolicyName(resource string) string { return resource + ".policy.yaml" }

// propose writes a first policy for each table about persons that has none.
func (b *Bench) propose(ctx context.Context, who account.Principal, d dossier.Dossier, m *manuscript.Text, dir string, report func(publisher.Progress)) (dossier.Dossier, *manuscript.Text, error) {
	fresh := make(map[string]string) // by resource
	for i := range m.Len("resources") {
		at := fmt.Sprintf("resources.%d", i)
		unit, name := m.Get(at+".unit"), m.Get(at+".name")
		if unit != "person" && unit != "household" || m.Get(at+".policy") != "" {
			continue
		}
		text, err := b.Publisher.SuggestPolicyFor(ctx, dir, name, catalog.Vietnamese, report)
		if failureOf(err) != nil {
			continue // the table cannot be read, which was said
		} else if err != nil {
			return d, m, err
		}
		if p, err := policy.Parse(text); err == nil {
			p.Unit = unit
			fresh[name] = string(p.Canonical())
		}
	}
	if len(fresh) == 0 {
		return d, m, nil
	}
	d, err := b.Edit(ctx, who, d.Agency, d.ID, 0, func(d *dossier.Dossier) error {
		var err error
		if m, err = manuscript.Parse([]byte(d.Manifest)); err != nil {
			return err
		}
		all := maps.Clone(d.Policies)
		if all == nil {
			all = make(map[string]string)
		}
		for i := range m.Len("resources") {
			at := fmt.Sprintf("resources.%d", i)
			name := m.Get(at + ".name")
			if text, ok := fresh[name]; ok && m.Get(at+".policy") == "" {
				m.Set(at+".policy", PolicyName(name))
				all[PolicyName(name)] = text
			}
		}
		d.Policies = all
		return Put(d, m)
	})
	return d, m, err
}
