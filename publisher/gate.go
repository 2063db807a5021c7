package publisher

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

// A guard is what stands between a table about persons and its readers: the
// policy by which it was made anonymous, and the report that proves it.
type guard struct {
	policy *policy.Policy
	report *assess.Report // nil: there is none
	file   assess.File    // of the table at hand
	loader *anon.Loader   // nil: the columns are not those that the policy publishes
	found  []personal.Finding
}

// guard reads the policy and the report of a table. It is nil for a table that
// is not about persons.
func (p *Publisher) guard(ctx context.Context, dir string, in *Input, plan *table.Plan) (*guard, error) {
	if in.Policy == "" && !protects(in.Unit) {
		return nil, nil
	}
	g := &guard{}
	if in.Policy == "" {
		return g, nil
	}
	var err error
	if g.policy, err = readPolicy(filepath.Join(dir, in.Policy), in.Policy); err != nil {
		return nil, err
	}
	if in.Risk == "" {
		return g, nil
	}
	if g.report, err = readRisk(filepath.Join(dir, in.Risk), in.Risk); err != nil {
		return nil, err
	}
	sum := sha256.New()
	g.file = assess.File{Name: in.File, Rows: plan.Rows}
	if g.file.Bytes, err = hashFile(ctx, sum, filepath.Join(dir, in.File), p.limits.Bytes); err != nil {
		return nil, fileError(in.File, err)
	}
	g.file.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if at, names, ok := anon.Published(plan, g.policy); ok && g.policy.Unit != policy.Aggregate {
		g.loader = anon.NewLoader(plan, at, names)
	}
	return g, nil
}

// readPolicy reads a policy. What is wrong with it names the file.
func readPolicy(path, name string) (*policy.Policy, error) {
	text, err := readSmall(path, name, policy.MaxBytes)
	if err != nil {
		return nil, err
	}
	p, err := policy.Parse(text)
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		return nil, &catalog.Error{Kind: catalog.ErrRefused, Fields: e.Fields, Err: err, Public: catalog.Textf(
			"Chính sách %[1]s chưa đúng.", "The policy %[1]s is not valid.", name)}
	}
	return p, err
}

// readRisk reads a risk report.
func readRisk(path, name string) (*assess.Report, error) {
	text, err := readSmall(path, name, assess.MaxBytes)
	if err != nil {
		return nil, err
	}
	r, err := assess.Parse(text)
	if err != nil {
		return nil, &catalog.Error{Kind: catalog.ErrRefused, Err: err, Public: catalog.Textf(
			"%[1]s không phải báo cáo rủi ro, hoặc đã bị sửa. Hãy chạy lại nguon anonymise.",
			"%[1]s is no risk report, or was changed. Run nguon anonymise again.", name)}
	}
	return r, nil
}

// readSmall reads a file of the folder of at most so many bytes.
func readSmall(path, name string, most int64) ([]byte, error) {
	var b limitedBuffer
	if _, err := hashFile(context.Background(), &b, path, most); err != nil {
		return nil, fileError(name, err)
	}
	return b, nil
}

type limitedBuffer []byte

func (b *limitedBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// allow is what may be published in spite of being personal data: what the
// policy permits as well as what dataset.yaml does.
func (g *guard) allow(in *Input) []personal.Allow {
	all := slices.Clone(in.Allow)
	if g == nil || g.policy == nil {
		return all
	}
	for _, a := range g.policy.Scan.Allow {
		all = append(all, personal.Allow{Column: a.Column, Kind: personal.Kind(a.Type), Reason: a.Reason, Approver: a.Approver})
	}
	return all
}

// treats reports whether a finding that somebody should look at is about a
// column that the policy has looked at: as a sensitive attribute or as one by
// which persons are recognised.
func (g *guard) treats(f *personal.Finding) bool {
	if g == nil || g.policy == nil || f.Blocks() {
		return false
	}
	c, ok := g.policy.Column(f.Column)
	return ok && (c.Role == policy.Sensitive || c.Role == policy.Quasi)
}

// protect judges the reports of all tables of a folder. Tables with the same
// policy and report are judged together: the rows, and the tables of
// aggregates that were made of them.
func (p *Publisher) protect(ctx context.Context, o order, all []*made) error {
	for i, m := range all {
		if m.guard == nil || slices.ContainsFunc(all[:i], func(other *made) bool { return together(other, m) }) {
			continue
		}
		var group []*made
		for _, other := range all[i:] {
			if other == m || together(other, m) {
				group = append(group, other)
			}
		}
		if err := p.judge(ctx, o, group); err != nil {
			return err
		}
	}
	return nil
}

// together reports whether two tables were made under one policy.
func together(a, b *made) bool {
	return a.guard != nil && b.guard != nil && b.in.Risk != "" && a.in.Risk == b.in.Risk && a.in.Policy == b.in.Policy
}

// judge holds the report of some tables against their files.
func (p *Publisher) judge(ctx context.Context, o order, group []*made) error {
	first := group[0]
	g := first.guard
	in := assess.GateInput{Report: g.report, Policy: g.policy, Now: p.now(), Dataset: string(o.manifest.Dataset.Slug), Unit: first.in.Unit, Release: policy.Open}
	if g.report != nil {
		if i := slices.IndexFunc(group, func(m *made) bool { return m.guard.file.SHA256 == g.report.Output.SHA256 }); i >= 0 {
			first = group[i]
			g = first.guard
		}
		in.Output = g.file
		in.Scan = anon.Findings(g.found, first.Plan, g.policy)
		in.Tables = tablesOf(g.report, group)
		in.Previous = previous(o.earlier, first.in.Name)
		if g.policy.Unit == policy.Aggregate {
			for _, m := range group[1:] {
				in.Previous = append(in.Previous, previous(o.earlier, m.in.Name)...)
			}
		}
		if g.loader != nil && !first.refused() {
			release := g.loader.Table()
			again, err := anon.Again(ctx, g.policy, beside(o.dir, first.in.Policy), release)
			if err != nil {
				return unmeasured(first, err)
			}
			in.Again = again
			if in.Compared, err = p.differences(ctx, o, first, release); err != nil {
				return err
			}
		}
	}
	first.rules = assess.Gate(in)
	for _, m := range group {
		if m != first && len(first.rules) > 0 {
			m.rules = []assess.Rule{{Code: assess.Failed}}
		}
		if m.risk = g.report; m.risk != nil && len(m.rules) == 0 {
			if err := m.disclose(); err != nil {
				return err
			}
		}
	}
	return nil
}

// differences compares a release with those of the portal.
func (p *Publisher) differences(ctx context.Context, o order, m *made, release *micro.Table) ([]assess.Previous, error) {
	if m.guard.policy.Linkage.PreviousReleases != "check" {
		return nil, nil
	}
	all, err := p.stored(ctx, o.earlier, m.in.Name, o.work)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	defer closePlans(all)
	return anon.Differences(ctx, m.guard.policy, m.Plan, release, all)
}

// disclose enters what the public may know of the report in the table.
func (m *made) disclose() error {
	text, err := m.risk.JSON()
	if err != nil {
		return err
	}
	summary := m.risk.Summary()
	m.Table.Disclosure = &summary
	m.Table.Risk = &catalog.File{Format: "json", Bytes: int64(len(text)), SHA256: sha256.Sum256(text)}
	return nil
}

// storeRisk puts the report of a table into the store.
func (p *Publisher) storeRisk(ctx context.Context, t catalog.Table, m *made) error {
	if t.Risk == nil {
		return nil
	}
	text, err := m.risk.JSON()
	if err != nil {
		return err
	}
	return p.blobs.Put(ctx, t.Risk.Key, bytes.NewReader(text))
}

// unmeasured refuses a table that cannot be measured as its policy asks.
func unmeasured(m *made, err error) error {
	text, ok := FaultText(err)
	if !ok {
		e, ok := errors.AsType[*catalog.Error](err)
		if !ok || !errors.Is(err, catalog.ErrRefused) {
			return err
		}
		text = e.Public
	}
	m.rules = []assess.Rule{{Code: assess.OtherPolicy}}
	m.doubts = append(m.doubts, text)
	return nil
}

// tablesOf are the files at hand of the tables of aggregates, in the order of
// the report.
func tablesOf(r *assess.Report, group []*made) (files []assess.File) {
	for _, t := range r.Tables {
		for _, m := range group {
			if m.guard.file.SHA256 == t.Output.SHA256 {
				files = append(files, m.guard.file)
				break
			}
		}
	}
	return files
}

// previous are the releases that a new one must have been compared with: all
// that still have their bytes and are about persons, by their Parquet files.
func previous(earlier catalog.Releases, resource string) (sums []string) {
	for i := range earlier {
		t, ok := earlier[i].Table(resource)
		if ok && t.Disclosure != nil && earlier[i].State != catalog.StateWithdrawn {
			sums = append(sums, t.File.SHA256.String())
		}
	}
	return sums
}

// beside are the files in the folder of a policy.
func beside(dir, name string) fs.FS {
	return os.DirFS(filepath.Dir(filepath.Join(dir, name)))
}
