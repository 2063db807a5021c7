package publisher

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
	"nguon/publisher/personal"
	"nguon/publisher/profile"
	"nguon/publisher/table"
)

// SuggestPolicy writes a first draft of a policy for a data file, from what is
// found in all of its rows, with a comment for each column in lang. It quotes
// no value of the file.
func (p *Publisher) SuggestPolicy(ctx context.Context, file, dataset string, lang catalog.Lang, progress func(Progress)) ([]byte, error) {
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	base := filepath.Base(file)
	in := &Input{Name: strings.TrimSuffix(base, filepath.Ext(base)), File: base, Location: hanoi}
	return p.suggest(ctx, filepath.Dir(file), work, in, dataset, lang, progress)
}

// SuggestPolicyFor is [Publisher.SuggestPolicy] for a resource of a dataset
// folder, which is read as its dataset.yaml says.
func (p *Publisher) SuggestPolicyFor(ctx context.Context, dir, resource string, lang catalog.Lang, progress func(Progress)) ([]byte, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.Resources, func(in Input) bool { return in.Name == resource })
	if i < 0 {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có bảng %q.", "There is no table %q.", resource)
	}
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	return p.suggest(ctx, dir, work, &m.Resources[i], string(m.Dataset.Slug), lang, progress)
}

func (p *Publisher) suggest(ctx context.Context, dir, work string, in *Input, dataset string, lang catalog.Lang, progress func(Progress)) ([]byte, error) {
	o, err := p.options(in, work)
	if err != nil {
		return nil, err
	}
	o.Progress = stage(StageRead, in.Name, progress)
	plan, err := table.Inspect(ctx, filepath.Join(dir, in.File), o)
	if err != nil {
		return nil, tableError(in, err)
	}
	defer plan.Close()
	scan, stats := personal.New(plan, personal.Options{Now: p.now()}), profile.New(plan)
	err = table.Scan(ctx, plan, func(b *table.Batch) error {
		scan.Add(b)
		stats.Add(b)
		return nil
	}, stage(StageRead, in.Name, progress))
	if err != nil {
		return nil, tableError(in, err)
	}
	found, known := scan.Findings(), stats.Stats()
	seen := make([]policy.Seen, len(plan.Columns))
	for i := range plan.Columns {
		c := &plan.Columns[i]
		s := policy.Seen{Name: c.Source, Type: form(c.Type), Rows: plan.Rows - known[i].Nulls, Distinct: known[i].Distinct}
		for _, f := range found {
			if f.Column == c.Source && s.Role == "" {
				s.Finding, s.Role = string(f.Kind), roleOf(&f)
				s.Place = f.Kind == personal.Area
			}
		}
		seen[i] = s
	}
	if dataset == "" {
		dataset = in.Name
	}
	return policy.Suggest(dataset, seen, lang), nil
}

// form is what the values of a column are, as a policy has it.
func form(t table.Type) string {
	switch t {
	case table.Integer, table.Decimal, table.Number:
		return "number"
	case table.Date, table.DateTime:
		return "date"
	}
	return "text"
}

// sensitiveKinds are what the law calls sensitive of a person.
var sensitiveKinds = []personal.Kind{personal.Ethnicity, personal.Religion, personal.Health}

// roleOf is the role of a column in which something was found. A hint by the
// header alone is taken for what it hints at.
func roleOf(f *personal.Finding) string {
	switch {
	case f.Kind == personal.Combination:
		return policy.Quasi
	case slices.Contains(sensitiveKinds, f.Kind):
		return policy.Sensitive
	case f.Decision == personal.Quasi:
		return policy.Quasi
	case f.Level == personal.Contamination:
		return policy.FreeText
	case f.Kind == personal.BirthDate, f.Kind == personal.Age, f.Kind == personal.Sex, f.Kind == personal.Area,
		f.Kind == personal.Location, f.Kind == personal.Nationality:
		return policy.Quasi
	}
	return policy.Identifier
}
