package tabulate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/tabulate"
)

// of is a policy that asks for one table, with columns that are sensitive.
func of(t policy.Table, sensitive ...string) *policy.Policy {
	p := &policy.Policy{Tables: []policy.Table{t}}
	slices.Sort(sensitive)
	for _, name := range sensitive {
		p.Columns = append(p.Columns, policy.Column{Name: name, Role: policy.Sensitive})
	}
	return p
}

// grid has counts[i][j] rows with values r<i> of "row" and c<j> of "column".
func grid(counts ...[]int) *micro.Table {
	var rows [][]string
	for i, line := range counts {
		for j, n := range line {
			for range n {
				rows = append(rows, []string{fmt.Sprint("r", i+1), fmt.Sprint("c", j+1), fmt.Sprint(len(rows))})
			}
		}
	}
	return anontest.Table([]string{"row", "column", "id"}, rows)
}

func key(t testing.TB, secret string) recode.Key {
	t.Helper()
	k, err := recode.NewKey([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// build makes a table and writes it.
func build(t testing.TB, p *policy.Policy, in *tabulate.Input) (*tabulate.Table, string) {
	t.Helper()
	table, err := tabulate.Make(t.Context(), p, 0, in)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := table.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	return table, out.String()
}

func TestTableAsItIsWritten(t *testing.T) {
	rows := anontest.Table([]string{"xa", "nam", "chi_phi"}, [][]string{
		{"00001", "2024", "10.5"}, {"00001", "2024", "1"}, {"00002", "2024", "2"},
		{"00003", "2025", "3"}, {"00003", "2025", anontest.Missing},
		{anontest.Missing, "2025", "4"}, {"00003", anontest.Missing, "0.25"},
	})
	h := &recode.Hierarchy{
		Name: "admin", Levels: 3, Steps: []string{"", "province", recode.Star},
		Labels:  [][]string{{"00001", "00002", "00003"}, {"Hà Nội", "Huế"}, {recode.Star}},
		Parents: [][]uint32{{0, 1, 2}, {0, 0, 1}, {0, 0, 0}},
	}
	p := of(policy.Table{By: []string{"xa", "nam"}, Count: "so_ho", Sum: "chi_phi", MinCount: 1})
	in := &tabulate.Input{Rows: rows, Hierarchies: map[string]tabulate.Hierarchy{"xa": {Hierarchy: h}}}
	table, got := build(t, p, in)
	want := `xa,xa_level,nam,so_ho,chi_phi,status
00001,0,2024,2,11.50,published
00001,0,2025,0,0.00,published
00001,0,,0,0.00,published
00001,0,*,2,11.50,published
00002,0,2024,1,2.00,published
00002,0,2025,0,0.00,published
00002,0,,0,0.00,published
00002,0,*,1,2.00,published
00003,0,2024,0,0.00,published
00003,0,2025,2,3.00,published
00003,0,,1,0.25,published
00003,0,*,3,3.25,published
Hà Nội,province,2024,3,13.50,published
Hà Nội,province,2025,0,0.00,published
Hà Nội,province,,0,0.00,published
Hà Nội,province,*,3,13.50,published
Huế,province,2024,0,0.00,published
Huế,province,2025,2,3.00,published
Huế,province,,1,0.25,published
Huế,province,*,3,3.25,published
,,2024,0,0.00,published
,,2025,1,4.00,published
,,,0,0.00,published
,,*,1,4.00,published
*,*,2024,3,13.50,published
*,*,2025,3,7.00,published
*,*,,1,0.25,published
*,*,*,7,20.75,published
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f := table.Figures; f.Cells != 28 || len(f.Unsafe) != 0 || f.Open != 0 || f.Narrowest != nil || !slices.Equal(f.By, []string{"xa", "nam"}) {
		t.Errorf("figures %+v", f)
	}
	in.Hierarchies["xa"] = tabulate.Hierarchy{Hierarchy: h, From: 1}
	_, got = build(t, p, in)
	if !strings.HasPrefix(got, "xa,nam,so_ho,chi_phi,status\nHà Nội,2024,3,13.50,published\n") {
		t.Errorf("from the level of provinces: got\n%s", got)
	}
}

// Handbook on SDC, chapter 4, example 3: rows of 7, 3 and 6, columns of 9 and
// 7, of which the cells of the third row are known: the first cell is in [3,6].
func TestSuppressedCellsOfTheHandbook(t *testing.T) {
	var rows [][]string
	for cell, amounts := range map[string]string{
		"r1 c1": "4.5 0.5", // one has more than 85 %, so it needs 0.3 on both sides
		"r1 c2": "1.0 1.0", "r2 c1": "0.5 0.5", "r2 c2": "1.0 1.0", "r3 c1": "1.5 1.5", "r3 c2": "1.5 1.5",
	} {
		for _, a := range strings.Fields(amounts) {
			rows = append(rows, append(strings.Fields(cell), a))
		}
	}
	p := of(policy.Table{By: []string{"row", "column"}, Sum: "amount", MinCount: 1, Dominance: &policy.Dominance{N: 1, K: 85}})
	table, got := build(t, p, &tabulate.Input{Rows: anontest.Table([]string{"row", "column", "amount"}, rows)})
	want := `row,column,amount,status
r1,c1,,suppressed
r1,c2,,suppressed
r1,*,7.0,published
r2,c1,,suppressed
r2,c2,,suppressed
r2,*,3.0,published
r3,c1,3.0,published
r3,c2,3.0,published
r3,*,6.0,published
*,c1,9.0,published
*,c2,7.0,published
*,*,16.0,published
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	f := table.Figures
	if f.Unsafe["dominated"] != 1 || f.Primary != 1 || f.Secondary != 3 || f.Narrowest == nil || *f.Narrowest != (6.0-3.0)/(0.3+0.3) {
		t.Errorf("figures %+v, narrowest %v", f, *f.Narrowest)
	}
}

// Handbook on SDC, section 5.4: conventional rounding to base 5.
func TestRoundingOfTheHandbook(t *testing.T) {
	p := of(policy.Table{By: []string{"row", "column"}, Count: "n", MinCount: 1, Round: &policy.Round{Base: 5, Mode: "conventional"}})
	table, got := build(t, p, &tabulate.Input{Rows: grid([]int{1, 0}, []int{3, 3}, []int{12, 20})})
	want := `row,column,n,status
r1,c1,0,rounded
r1,c2,0,rounded
r1,*,0,rounded
r2,c1,5,rounded
r2,c2,5,rounded
r2,*,5,rounded
r3,c1,10,rounded
r3,c2,20,rounded
r3,*,30,rounded
*,c1,15,rounded
*,c2,25,rounded
*,*,40,rounded
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if table.Figures.Rounded != 5 {
		t.Errorf("figures %+v", table.Figures)
	}
}

func TestRulesOfThePolicyAreApplied(t *testing.T) {
	ten := 10.0
	amounts := func(amounts ...string) *micro.Table {
		var rows [][]string
		for i, a := range amounts {
			owner := fmt.Sprint(i)
			if strings.HasSuffix(a, " of A") {
				a, owner = strings.TrimSuffix(a, " of A"), "A"
			}
			rows = append(rows, []string{"x", a, owner})
		}
		for i := range 40 { // so that the total is safe
			rows = append(rows, []string{[]string{"y", "z"}[i%2], "100", fmt.Sprint("other ", i)})
		}
		return anontest.Table([]string{"by", "amount", "owner"}, rows)
	}
	for _, test := range []struct {
		name  string
		rows  *micro.Table
		table policy.Table
		rule  string // that calls x unsafe; empty is none
	}{
		{name: "two of three dominate", rows: amounts("60", "30", "10"), table: policy.Table{Dominance: &policy.Dominance{N: 2, K: 85}}, rule: "dominated"},
		{name: "two of three have no more than k", rows: amounts("55", "30", "15"), table: policy.Table{Dominance: &policy.Dominance{N: 2, K: 85}}},
		{name: "three of four dominate", rows: amounts("40", "30", "20", "10"), table: policy.Table{Dominance: &policy.Dominance{N: 3, K: 85}}, rule: "dominated"},
		{name: "the second learns the first within p", rows: amounts("100", "50", "9"), table: policy.Table{PPercent: &ten}, rule: "exposed"},
		{name: "the rest is p of the first", rows: amounts("100", "50", "10"), table: policy.Table{PPercent: &ten}},
		{name: "too few", rows: amounts("5", "5"), table: policy.Table{MinCount: 3}, rule: "few"},
		{name: "an owner is counted once", rows: amounts("5 of A", "5 of A", "5"), table: policy.Table{MinCount: 3, Owner: "owner"}, rule: "few"},
		{name: "each row is counted where there are no owners", rows: amounts("5 of A", "5 of A", "5"), table: policy.Table{MinCount: 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.table.By, test.table.Count, test.table.Sum = []string{"by"}, "n", "amount"
			test.table.MinCount = max(test.table.MinCount, 1)
			table, got := build(t, of(test.table), &tabulate.Input{Rows: test.rows})
			f := table.Figures
			if unsafe := f.Unsafe[test.rule]; test.rule != "" && (unsafe != 1 || f.Primary != 1 || f.Secondary == 0 || !strings.Contains(got, "\nx,,,suppressed\n")) {
				t.Errorf("figures %+v, file\n%s", f, got)
			}
			if test.rule == "" && (len(f.Unsafe) != 0 || strings.Contains(got, tabulate.StatusSuppressed)) {
				t.Errorf("figures %+v, file\n%s", f, got)
			}
		})
	}
}

func TestGroupsOfSensitiveColumnsAreNotDisclosed(t *testing.T) {
	rows := grid([]int{9, 0, 0}, []int{4, 5, 6}, []int{3, 7, 5})
	p := of(policy.Table{By: []string{"row", "column"}, Count: "n", MinCount: 3}, "column")
	table, got := build(t, p, &tabulate.Input{Rows: rows})
	if table.Figures.Unsafe["grouped"] != 1 || !strings.Contains(got, "\nr1,c1,,suppressed\n") {
		t.Errorf("figures %+v, file\n%s", table.Figures, got)
	}
	p.Columns[0].Role = policy.Quasi
	if _, got = build(t, p, &tabulate.Input{Rows: rows}); strings.Contains(got, tabulate.StatusSuppressed) {
		t.Errorf("a column that is not sensitive: file\n%s", got)
	}
}

func TestRoundingReplacesSuppressionOnlyWhereItHidesAsMuch(t *testing.T) {
	rows := grid([]int{5, 2}, []int{1, 2}, []int{3, 3})
	for _, test := range []struct {
		name  string
		table policy.Table
		want  bool // that cells are suppressed
	}{
		{name: "at random, base of min_count", table: policy.Table{MinCount: 3, Round: &policy.Round{Base: 3, Mode: "random"}}},
		{name: "at random with the key, base above min_count", table: policy.Table{MinCount: 3, Round: &policy.Round{Base: 5, Mode: "random-keyed"}}},
		{name: "base below min_count", table: policy.Table{MinCount: 4, Round: &policy.Round{Base: 3, Mode: "random-keyed"}}, want: true},
		{name: "conventional", table: policy.Table{MinCount: 3, Round: &policy.Round{Base: 3, Mode: "conventional"}}, want: true},
		{name: "with owners of several rows", table: policy.Table{MinCount: 3, Owner: "row", Round: &policy.Round{Base: 3, Mode: "random-keyed"}}, want: true},
		{name: "with sums", table: policy.Table{MinCount: 3, Sum: "id", Round: &policy.Round{Base: 3, Mode: "random-keyed"}}, want: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.table.By, test.table.Count = []string{"row", "column"}, "n"
			table, got := build(t, of(test.table), &tabulate.Input{Rows: rows, Key: key(t, "sixteen bytes or more")})
			if strings.Contains(got, ","+tabulate.StatusSuppressed+"\n") != test.want || strings.Contains(got, ","+tabulate.StatusPublished+"\n") {
				t.Errorf("got\n%s", got)
			}
			if table.Figures.Unsafe["few"] < 3 || (table.Figures.Primary > 0) != test.want {
				t.Errorf("figures %+v", table.Figures)
			}
		})
	}
}

func TestSameCellIsRoundedAlikeEverywhere(t *testing.T) {
	rows := grid([]int{4, 8, 1}, []int{7, 2, 11}, []int{13, 16, 6})
	reversed := &micro.Table{Rows: rows.Rows}
	for _, c := range rows.Columns {
		c.Codes = slices.Clone(c.Codes)
		slices.Reverse(c.Codes)
		reversed.Columns = append(reversed.Columns, c)
	}
	lines := func(secret string, in tabulate.Input, by ...string) map[string]string {
		in.Key = key(t, secret)
		p := of(policy.Table{By: by, Count: "n", MinCount: 3, Round: &policy.Round{Base: 5, Mode: "random-keyed"}})
		_, text := build(t, p, &in)
		cells := make(map[string]string)
		for line := range strings.Lines(text) {
			f := strings.Split(line, ",")
			cells[strings.Join(f[:len(f)-2], ",")] = f[len(f)-2]
		}
		return cells
	}
	byID := []string{"id"}
	table := lines("secret of the agency", tabulate.Input{Rows: rows, Identity: byID}, "row", "column")
	if again := lines("secret of the agency", tabulate.Input{Rows: reversed, Identity: byID}, "row", "column"); !equal(table, again, 16) {
		t.Error("the order of rows matters")
	}
	margin := lines("secret of the agency", tabulate.Input{Rows: rows, Identity: byID}, "row")
	for _, r := range []string{"r1", "r2", "r3", "*"} {
		if margin[r] != table[r+",*"] {
			t.Errorf("%s is %s in one table and %s in the other", r, margin[r], table[r+",*"])
		}
	}
	// The next release knows more of the same persons.
	more := &micro.Table{Rows: rows.Rows, Columns: append(slices.Clone(rows.Columns), micro.Column{Name: "new", Values: []string{"v"}, Codes: make([]uint32, rows.Rows)})}
	if again := lines("secret of the agency", tabulate.Input{Rows: more, Identity: byID}, "row", "column"); !equal(table, again, 16) {
		t.Error("columns that do not identify matter")
	}
	if other := lines("secret of another one", tabulate.Input{Rows: rows, Identity: byID}, "row", "column"); equal(table, other, 16) {
		t.Error("the key does not matter")
	}
}

func equal(a, b map[string]string, cells int) bool {
	same := 0
	for k, v := range a {
		if b[k] == v {
			same++
		}
	}
	return same == len(a) && len(a) == cells+1 // with the header
}

func TestTableOfNothing(t *testing.T) {
	none := &micro.Table{Columns: []micro.Column{{Name: "a"}, {Name: "v"}}}
	p := of(policy.Table{By: []string{"a"}, Count: "n", Sum: "v", MinCount: 5})
	if _, got := build(t, p, &tabulate.Input{Rows: none}); got != "a,n,v,status\n,0,0,published\n*,0,0,published\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestWhatCannotBeTabulated(t *testing.T) {
	rows := anontest.Table([]string{"a", "v", "w"}, [][]string{{"x", "1", "1"}, {"*", "-2", "1"}})
	for _, test := range []struct {
		name  string
		table policy.Table
		in    tabulate.Input
		code  string
	}{
		{name: "no such dimension", table: policy.Table{By: []string{"b"}, Count: "n"}, code: tabulate.NoColumn},
		{name: "no such amount", table: policy.Table{By: []string{"v"}, Sum: "b"}, code: tabulate.NoColumn},
		{name: "no such owner", table: policy.Table{By: []string{"v"}, Count: "n", Owner: "b"}, code: tabulate.NoColumn},
		{name: "no such identity", table: policy.Table{By: []string{"v"}, Count: "n", Round: &policy.Round{Base: 3, Mode: "random-keyed"}}, in: tabulate.Input{Identity: []string{"b"}, Key: key(t, "sixteen bytes or more")}, code: tabulate.NoColumn},
		{name: "two columns of one name", table: policy.Table{By: []string{"v"}, Count: "v"}, code: tabulate.SameName},
		{name: "a count called as the status is", table: policy.Table{By: []string{"v"}, Count: tabulate.StatusColumn}, code: tabulate.SameName},
		{name: "a value called as the total is", table: policy.Table{By: []string{"a"}, Count: "n"}, code: tabulate.SameLabel},
		{name: "nothing to add", table: policy.Table{By: []string{"v"}}, code: tabulate.NothingToAdd},
		{name: "negative amounts", table: policy.Table{By: []string{"w"}, Sum: "v", Count: "n"}, code: aggregate.Negative},
		{name: "another dictionary", table: policy.Table{By: []string{"v"}, Count: "n"}, in: tabulate.Input{Hierarchies: map[string]tabulate.Hierarchy{"v": {Hierarchy: &recode.Hierarchy{Levels: 2}}}}, code: string(recode.Ragged)},
		{name: "no such level", table: policy.Table{By: []string{"v"}, Count: "n"}, in: tabulate.Input{Hierarchies: map[string]tabulate.Hierarchy{"v": {Hierarchy: &recode.Hierarchy{Levels: 2}, From: 2}}}, code: string(recode.NoLevel)},
		{name: "lots without a key", table: policy.Table{By: []string{"v"}, Count: "n", Round: &policy.Round{Base: 3, Mode: "random"}}, code: string(recode.NoKey)},
		{name: "keyed lots without a key", table: policy.Table{By: []string{"v"}, Count: "n", Round: &policy.Round{Base: 3, Mode: "random-keyed"}}, code: string(recode.NoKey)},
		{name: "a base that is none", table: policy.Table{By: []string{"v"}, Count: "n", Round: &policy.Round{Base: 4, Mode: "conventional"}}, code: aggregate.BadBase},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.Rows = rows
			_, err := tabulate.Make(t.Context(), of(test.table), 0, &test.in)
			if got := code(err); got != test.code {
				t.Errorf("err = %v, want code %s", err, test.code)
			}
		})
	}
	if _, err := tabulate.Make(t.Context(), &policy.Policy{}, 0, &tabulate.Input{Rows: rows}); code(err) != tabulate.NotTabulated {
		t.Errorf("a policy without tables: err = %v", err)
	}
}

func code(err error) string {
	if e, ok := errors.AsType[*tabulate.Error](err); ok {
		return e.Code
	}
	if e, ok := errors.AsType[*aggregate.Error](err); ok {
		return e.Code
	}
	if e, ok := errors.AsType[*recode.Error](err); ok {
		return string(e.Code)
	}
	return ""
}
