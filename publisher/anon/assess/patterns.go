package assess

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"nguon/publisher/anon/risk"
)

// Bounds of what is looked at so that a report stays short and quick. They
// depend on the table alone, so that two machines find the same.
const (
	// subsetColumns is the most columns of a subset.
	subsetColumns = 3
	// mostSubsets is the most subsets that are told of.
	mostSubsets = 300
	// subsetVisits is the most subsets times classes.
	subsetVisits = 40_000_000
	// mostExplained is the most rows whose patterns are told.
	mostExplained = 1_000
	// explainVisits is the most rows times classes.
	explainVisits = 5_000_000
	// mostPatterns is the most patterns that are told.
	mostPatterns = 50
)

// subsets measures the subsets of up to 3 columns, or of fewer where those
// would be too many.
func (s *sight) subsets(ctx context.Context, a *Adversary) error {
	n, size := len(s.who.Columns), 0
	for all := 0; size < min(n, subsetColumns); size++ {
		all += choices(n, size+1)
		if all > mostSubsets || all*s.classes.Len() > subsetVisits {
			break
		}
	}
	if size == 0 {
		return nil
	}
	found, err := s.classes.Subsets(ctx, size)
	for _, f := range found {
		a.Subsets = append(a.Subsets, Subset{s.names(s.classes, f.Columns), f.Distinction, f.Separation})
	}
	return err
}

// choices returns n over k for k up to 3.
func choices(n, k int) int {
	switch k {
	case 1:
		return n
	case 2:
		return n * (n - 1) / 2
	}
	return n * (n - 1) * (n - 2) / 6
}

// patterns tells why rows were unique before cells were suppressed, or are
// still where that is not known: the sets of columns that SUDA finds in the
// rows with the highest scores, added up over rows.
func (s *sight) patterns(ctx context.Context, a *Adversary) error {
	classes, err := s.before(ctx)
	if err != nil {
		return err
	}
	if classes == nil {
		classes = s.classes
	}
	if k, ok := classes.Smallest(); !ok || k > 1 || len(s.who.Columns) == 0 {
		return nil
	}
	suda, err := classes.Suda(ctx, risk.SudaOptions{Subsets: int64(max(len(s.who.Columns), min(5_000, subsetVisits/classes.Len())))})
	if err != nil {
		return err
	}
	found := make(map[string]*Pattern)
	for _, at := range suda.Top(min(mostExplained, explainVisits/classes.Len())) {
		sets, err := suda.Explain(ctx, suda.Classes[at])
		if err != nil {
			return err
		}
		for _, set := range sets {
			names := s.names(classes, set.Columns)
			key := strings.Join(names, "\x00")
			if found[key] == nil {
				found[key] = &Pattern{Columns: names}
			}
			found[key].Rows++
			found[key].Score += set.Score
		}
	}
	for _, p := range found {
		a.Patterns = append(a.Patterns, *p)
	}
	slices.SortFunc(a.Patterns, func(p, q Pattern) int {
		return cmp.Or(cmp.Compare(q.Score, p.Score), cmp.Compare(len(p.Columns), len(q.Columns)), slices.Compare(p.Columns, q.Columns))
	})
	a.Patterns = a.Patterns[:min(len(a.Patterns), mostPatterns)]
	return nil
}

// names returns the names of columns of the table of classes.
func (s *sight) names(c *risk.Classes, columns []int) []string {
	names := make([]string, len(columns))
	for i, at := range columns {
		names[i] = c.Table.Columns[at].Name
	}
	return names
}
