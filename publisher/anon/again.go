package anon

import (
	"context"
	"io/fs"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

// Published returns the columns of a table that a policy publishes, by their
// places and by their names in the policy. It reports false if the table lacks
// one of them: then it is not the release that the policy makes.
func Published(plan *table.Plan, p *policy.Policy) (at []int, names []string, ok bool) {
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Dropped() {
			continue
		}
		j := plan.Column(c.Name)
		if j < 0 {
			return nil, nil, false
		}
		at, names = append(at, j), append(names, c.Name)
	}
	return at, names, len(at) > 0
}

// Again measures a release of which only the published file is at hand, as a
// server has it. Files are those beside the policy; nil is none.
func Again(ctx context.Context, p *policy.Policy, files fs.FS, release *micro.Table) (*assess.Measures, error) {
	s := sources{policy: p, files: files}
	t := &micro.Table{Rows: release.Rows}
	for i := range release.Columns {
		t.Columns = append(t.Columns, *inOrder(p, &release.Columns[i]))
	}
	trees, err := s.trees(t)
	if err != nil {
		return nil, err
	}
	return assess.Measure(ctx, assess.Data{Policy: p, Release: t, Trees: trees})
}

// Differences compares a release of which only the published file is at hand
// with earlier ones, as [Run] does with what the agency knows. Where labels are
// of other levels than before, the file does not tell how they relate:
// Comparable is then false, and the agency's word stands. Where it is true, the
// differences are those that the agency finds; the joint k is not, where cells
// are suppressed.
func Differences(ctx context.Context, p *policy.Policy, plan *table.Plan, release *micro.Table, earlier []Source) ([]assess.Previous, error) {
	m := &maker{job: Job{Plan: plan, Previous: earlier}, policy: p, binding: &binding{plan: plan, policy: p}, release: release,
		report: &assess.Report{}, dated: make(map[string]table.Precision)}
	for i := range plan.Columns {
		of, ok := said(p, &plan.Columns[i])
		if !ok {
			return nil, ErrDiffers
		}
		m.binding.of = append(m.binding.of, of)
		if plan.Columns[i].Type == table.Date {
			m.dated[of.Name] = plan.Columns[i].Format.Precision
		}
		s := &staged{said: of}
		m.staged = append(m.staged, s)
		if s.role(policy.Quasi) {
			m.quasi = append(m.quasi, &quasi{staged: s})
		}
	}
	if err := m.link(ctx); err != nil {
		return nil, err
	}
	return m.report.Linkage.Releases, nil
}

// trees compiles the hierarchies by which t-closeness of sensitive columns is
// measured.
func (s *sources) trees(release *micro.Table) (map[string]*recode.Hierarchy, error) {
	trees := make(map[string]*recode.Hierarchy)
	for i := range s.policy.Privacy.Columns {
		asked := &s.policy.Privacy.Columns[i]
		c, ok := release.Column(asked.Name)
		if !ok || asked.T == nil || asked.T.Hierarchy == "" {
			continue
		}
		source, err := s.find(asked.T.Hierarchy)
		if err != nil {
			return nil, err
		}
		if trees[asked.Name], err = source.Compile(c); err != nil {
			return nil, err
		}
	}
	return trees, nil
}

// Findings are the personal data found in a table, as a risk report has them:
// by the names of the policy. A combination of columns that the policy does not
// call quasi-identifiers blocks a release.
func Findings(found []personal.Finding, plan *table.Plan, p *policy.Policy) []assess.Finding {
	all := make([]assess.Finding, len(found))
	for i := range found {
		f := &found[i]
		all[i] = assess.Finding{Column: f.Column, Kind: string(f.Kind), Rule: f.Rule, Decision: string(f.Decision),
			Cells: f.Cells, Count: f.Count, Rate: f.Rate, Examples: f.Examples}
		if at := plan.Column(f.Column); at >= 0 {
			if c, ok := said(p, &plan.Columns[at]); ok {
				all[i].Column = c.Name
			}
		}
		if f.Kind == personal.Combination && !recognises(p, all[i].Column) {
			all[i].Decision = string(personal.Block)
		}
		if f.Allowed != nil {
			all[i].Treated = "allow: " + f.Allowed.Approver
		}
	}
	return all
}

// recognises reports whether a policy treats a column as one that tells who
// somebody is, or what is to be hidden of them.
func recognises(p *policy.Policy, column string) bool {
	c, ok := p.Column(column)
	return ok && (c.Role == policy.Quasi || c.Role == policy.Sensitive)
}

// said is what a policy says of a column of a table, by its header or its name
// in queries.
func said(p *policy.Policy, c *table.Column) (*policy.Column, bool) {
	if said, ok := p.Column(c.Source); ok {
		return said, true
	}
	return p.Column(c.Name)
}
