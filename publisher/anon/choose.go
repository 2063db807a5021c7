package anon

import (
	"context"
	"maps"
	"slices"
	"time"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
)

// tries is how often levels are searched at most, where the distribution that
// classes are compared with changes as rows are suppressed.
const tries = 3

// boundedNodes are looked at if the policy asks for no more than best effort.
const boundedNodes = 1000

// choose searches the levels, and says what must be suppressed at them. Without
// quasi-identifiers there is nothing to choose.
func (m *maker) choose(ctx context.Context) error {
	if len(m.quasi) == 0 {
		m.gone = &lattice.Suppression{}
		return nil
	}
	began := time.Now()
	if err := m.settle(ctx); err != nil {
		return err
	}
	m.spent = time.Since(began)
	return m.pull(ctx)
}

// settle searches until the distributions that classes are compared with are
// those of the rows that are left.
func (m *maker) settle(ctx context.Context) error {
	var references map[string]risk.Distribution
	for range tries {
		if err := m.search(ctx, references); err != nil {
			return err
		}
		if n := len(m.gone.Rows); n == 0 || n == m.table.Rows || !m.compares() {
			return nil
		}
		kept := without(m.table.Rows, m.gone.Rows)
		next := make(map[string]risk.Distribution)
		for _, s := range m.staged {
			if s.role(policy.Sensitive) {
				next[s.said.Name] = distribution(s.column, kept)
			}
		}
		if references != nil && maps.EqualFunc(references, next, equal) {
			return nil
		}
		references = next
	}
	return nil
}

// search finds the best levels against the given references.
func (m *maker) search(ctx context.Context, references map[string]risk.Distribution) error {
	var err error
	if m.problem, err = m.newProblem(references); err != nil {
		return err
	}
	o := lattice.Options{Limits: lattice.Limits{Time: m.policy.Search.Time}, Progress: func(p lattice.Progress) {
		m.job.Progress(Progress{StageSearch, int64(p.Checked), p.Lattice})
	}}
	if m.policy.Search.Algorithm == "best-effort" {
		o.Limits.Nodes = boundedNodes
	}
	if m.found, err = lattice.Search(ctx, m.problem, o); err != nil {
		return err
	}
	for i, q := range m.quasi {
		q.level = m.found.Levels[i]
	}
	m.gone, err = lattice.Suppress(ctx, m.problem, m.found.Levels, m.policy.Search.SuppressCells)
	return err
}

// compares reports whether a criterion compares classes with the whole table.
func (m *maker) compares() bool {
	return slices.ContainsFunc(m.policy.Privacy.Columns, func(c policy.ColumnPrivacy) bool {
		return c.T != nil || c.Delta != nil || c.Beta != nil
	})
}

func equal(a, b risk.Distribution) bool {
	return slices.Equal(a.Codes, b.Codes) && slices.Equal(a.Counts, b.Counts)
}
