package anon

import (
	"context"
	"fmt"
	"slices"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
	"nguon/publisher/table"
)

// finish measures what was made, and judges it.
func (m *maker) finish(ctx context.Context) (*Result, error) {
	m.job.Progress(Progress{Stage: StageMeasure})
	if m.release != nil {
		if err := m.measure(ctx); err != nil {
			return nil, err
		}
		if len(m.policy.Tables) > 0 {
			if err := m.tables(ctx, m.release); err != nil {
				return nil, err
			}
		}
		if err := m.link(ctx); err != nil {
			return nil, err
		}
	} else {
		m.report.Utility.RowsBefore = m.job.Plan.Rows
		m.describe()
	}
	m.result.Columns = m.fates()
	assess.Judge(m.policy, m.report)
	return &m.result, nil
}

// measure measures the file that was written.
func (m *maker) measure(ctx context.Context) error {
	d := assess.Data{Policy: m.policy, Release: m.release, Original: m.original, Unpublished: m.unpublished}
	if d.Original == nil {
		d.Original = d.Release
	}
	var err error
	if d.Trees, err = m.sources.trees(m.release); err != nil {
		return err
	}
	if d.Population, err = m.population(ctx); err != nil {
		return err
	}
	figures, err := assess.Measure(ctx, d)
	if err != nil {
		return err
	}
	if err := m.discern(ctx); err != nil {
		return err
	}
	r := m.report
	r.Adversaries, r.Sensitive, r.Estimate = figures.Adversaries, figures.Sensitive, figures.Estimate
	for i, content := range figures.Contents {
		c := &r.Columns[slices.IndexFunc(r.Columns, func(c assess.Column) bool { return c.Name == content.Name })]
		c.After, c.Missing = content.Distinct, content.Missing
		c.Cells = m.cells[i]
		for _, a := range assess.Adversaries(m.policy) {
			if slices.Contains(a.Columns, c.Name) {
				c.Subjects = append(c.Subjects, a.Name)
			}
		}
	}
	return nil
}

// discern measures what classes over all quasi-identifiers are like.
func (m *maker) discern(ctx context.Context) error {
	if len(m.quasi) == 0 {
		return nil
	}
	var columns []int
	for i, s := range m.staged {
		if s.role(policy.Quasi) {
			columns = append(columns, i)
		}
	}
	classes, err := risk.Group(ctx, m.release, columns)
	if err != nil {
		return err
	}
	u, sizes := &m.report.Utility, classes.Histogram()
	dm := risk.Discernibility(sizes, u.SuppressedRows)
	u.Discernibility = &dm
	if size, ok := risk.AverageClassSize(sizes, u.SuppressedRows); ok {
		u.AverageClass = &size
	}
	return nil
}

// population is the table of the population with the columns that adversaries
// know, recoded as the release was.
func (m *maker) population(ctx context.Context) (*micro.Table, error) {
	from := m.job.Population
	if from == nil {
		return nil, nil
	}
	t := &micro.Table{Rows: int(from.Plan.Rows)}
	twin := &maker{job: m.job, policy: m.policy, sources: m.sources, key: m.key}
	loaded, err := loadQuasi(ctx, from.Plan, m.quasi)
	if err != nil {
		return nil, err
	}
	for i, q := range m.quasi {
		twin.staged = append(twin.staged, &staged{said: q.said, column: &loaded.Columns[i]})
	}
	if err := twin.transform(ctx); err != nil {
		return nil, fmt.Errorf("population: %w", err)
	}
	for i, s := range twin.staged {
		q, err := twin.newQuasi(s)
		if err != nil {
			return nil, fmt.Errorf("population: %w", err)
		}
		q.level = m.quasi[i].level
		v := q.view()
		t.Columns = append(t.Columns, v.gather(without(t.Rows, nil)))
	}
	return t, nil
}

// loadQuasi loads the columns of quasi-identifiers, found by header or name.
func loadQuasi(ctx context.Context, plan *table.Plan, quasi []*quasi) (*micro.Table, error) {
	at, names := make([]int, len(quasi)), make([]string, len(quasi))
	for i, q := range quasi {
		names[i] = q.said.Name
		if at[i] = plan.Column(names[i]); at[i] < 0 {
			return nil, refuse(q.said, "bảng dân số không có cột này", "the table of the population does not have this column")
		}
	}
	l := NewLoader(plan, at, names)
	err := table.Scan(ctx, plan, func(b *table.Batch) error { l.Add(b); return nil }, nil)
	return l.Table(), err
}
