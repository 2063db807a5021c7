package tabulate_test

import (
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/tabulate"
)

// Commune A has two persons: a table by commune and sex suppresses its total,
// and a table by commune and year would show it.
func TestTablesThatGiveEachOtherAwayAreLinked(t *testing.T) {
	var rows [][]string
	for i := range 62 {
		commune := "BCD"[i%3 : i%3+1]
		if i >= 60 {
			commune = "A"
		}
		rows = append(rows, []string{commune, []string{"nam", "nữ"}[i/3%2], []string{"2024", "2025"}[i/6%2], "1"})
	}
	in := &tabulate.Input{Rows: anontest.Table([]string{"xa", "gioi", "nam", "tien"}, rows), Key: key(t, "sixteen bytes or more")}
	table := func(spec policy.Table) *tabulate.Table {
		made, _ := build(t, of(spec), in)
		return made
	}
	bySex := table(policy.Table{By: []string{"xa", "gioi"}, Count: "n", MinCount: 3})
	round := policy.Round{Base: 5, Mode: "random"}
	for _, test := range []struct {
		name  string
		other policy.Table
		want  bool
	}{
		{name: "with a lower min_count", other: policy.Table{By: []string{"nam", "xa"}, Count: "n", MinCount: 1}, want: true},
		{name: "with the same min_count, not audited together", other: policy.Table{By: []string{"nam", "xa"}, Count: "n", MinCount: 3}, want: true},
		{name: "rounded", other: policy.Table{By: []string{"xa"}, Count: "n", MinCount: 3, Round: &round}, want: true},
		{name: "of sums alone", other: policy.Table{By: []string{"xa"}, Sum: "tien", MinCount: 1}},
		{name: "by other columns", other: policy.Table{By: []string{"nam"}, Count: "n", MinCount: 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			other := table(test.other)
			got, back := tabulate.Linked(bySex, other), tabulate.Linked(other, bySex)
			if got != back || got > 0 != test.want {
				t.Errorf("got %d cells, and %d the other way round", got, back)
			}
		})
	}
	rounded := table(policy.Table{By: []string{"xa", "gioi"}, Count: "n", MinCount: 3, Round: &round})
	if got := tabulate.Linked(rounded, table(policy.Table{By: []string{"xa"}, Count: "n", MinCount: 3, Round: &round})); got != 0 {
		t.Errorf("two rounded tables have %d cells in common that are suppressed", got)
	}
}
