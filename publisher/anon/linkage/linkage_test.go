package linkage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// shown is a release of which only the published table is known, as on a
// server.
func shown(t *micro.Table, quasi, other []string, k int64) *linkage.Release {
	ladders := func(names []string) (all []linkage.Ladder) {
		for _, name := range names {
			all = append(all, linkage.Ladder{Column: name})
		}
		return all
	}
	return &linkage.Release{Table: t, Quasi: ladders(quasi), Other: ladders(other), K: k}
}

// person is a row of the register that the attacks below are planted in.
type person struct {
	age     int
	sex     string
	disease string
}

// register has people of every age from 20 to 49, six for each year and sex.
func register() (all []person) {
	diseases := []string{"flu", "asthma", "gout", "ulcer", "migraine", "anaemia", "eczema"}
	for age := 20; age < 50; age++ {
		for i := range 12 {
			all = append(all, person{age, []string{"nam", "nữ"}[i%2], diseases[(age*5+i*3)%7]})
		}
	}
	return all
}

var names = []string{"tuoi", "gioi_tinh", "benh"}

// raw is the register as a table.
func raw(people []person) *micro.Table {
	rows := make([][]string, len(people))
	for i, p := range people {
		rows[i] = []string{strconv.Itoa(p.age), p.sex, p.disease}
	}
	return anontest.Table(names, rows)
}

func intervals(t testing.TB, c *micro.Column, origin string, widths ...string) *recode.Hierarchy {
	t.Helper()
	h, err := recode.Intervals{Name: "bands from " + origin, Widths: widths, Origin: origin}.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// published is a table whose first column is at a level of a hierarchy.
func published(t testing.TB, table *micro.Table, h *recode.Hierarchy, level int) *micro.Table {
	t.Helper()
	out := &micro.Table{Rows: table.Rows, Columns: append([]micro.Column(nil), table.Columns...)}
	c, err := recode.Generalise(&table.Columns[0], h, level)
	if err != nil {
		t.Fatal(err)
	}
	out.Columns[0] = *c
	return out
}

// bands publishes people with ages in bands of five years.
func bands(t testing.TB, people []person, origin string) *micro.Table {
	table := raw(people)
	return published(t, table, intervals(t, &table.Columns[0], origin, "5"), 1)
}

// release is a release of people in bands from 0, known to its publisher with
// all hierarchies of bands whose origins are given.
func release(t testing.TB, people []person, k int64, origins ...string) *linkage.Release {
	t.Helper()
	table := raw(people)
	r := &linkage.Release{Table: bands(t, people, "0"), K: k, Other: []linkage.Ladder{{Column: "benh"}}}
	age := linkage.Ladder{Column: "tuoi", Original: &table.Columns[0]}
	for _, origin := range origins {
		age.Hierarchies = append(age.Hierarchies, intervals(t, &table.Columns[0], origin, "5", "10"))
	}
	r.Quasi = []linkage.Ladder{age, {Column: "gioi_tinh", Original: &table.Columns[1]}}
	return r
}

func compare(t *testing.T, r *linkage.Release, earlier *micro.Table) *linkage.Result {
	t.Helper()
	got, err := linkage.Compare(t.Context(), r, earlier)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSameReleaseAgainIsSafe(t *testing.T) {
	got := compare(t, release(t, register(), 5, "0"), bands(t, register(), "0"))
	if !got.Comparable || got.Differences != 0 || got.Smallest != 0 || got.Joint == nil || *got.Joint != 30 || got.JointRows != 0 {
		t.Errorf("got %+v, joint %s", got, show(got.Joint))
	}
}

func TestOnePersonMoreIsSeen(t *testing.T) {
	more := append(register(), person{33, "nữ", "hiv"})
	got := compare(t, release(t, more, 5, "0"), bands(t, register(), "0"))
	if got.Differences != 1 || got.Smallest != 1 {
		t.Errorf("got %+v", got)
	}
	// Her row is in a class of 31, 30 of which are in both.
	if got.Joint == nil || *got.Joint != 30 {
		t.Errorf("joint %s", show(got.Joint))
	}
}

func TestOneNewValueIsSeen(t *testing.T) {
	changed := register()
	changed[40].disease = "hiv"
	got := compare(t, release(t, changed, 5, "0"), bands(t, register(), "0"))
	if got.Differences != 1 || got.Smallest != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestPersonWhoCameIsSeenThroughAnotherLevel(t *testing.T) {
	more := append(register(), person{33, "nữ", "hiv"})
	table := raw(register())
	wide := published(t, table, intervals(t, &table.Columns[0], "0", "5", "10"), 2)
	got := compare(t, release(t, more, 5, "0"), wide)
	if !got.Comparable || got.Differences != 1 || got.Smallest != 1 {
		t.Errorf("earlier release coarser: got %+v", got)
	}
	r := release(t, more, 5, "0")
	c := r.Quasi[0].Original
	r.Table = published(t, raw(more), r.Quasi[0].Hierarchies[0], 2)
	got = compare(t, r, bands(t, register(), "0"))
	if !got.Comparable || got.Differences != 1 || got.Smallest != 1 || len(c.Codes) != r.Table.Rows {
		t.Errorf("earlier release finer: got %+v", got)
	}
}

func TestEnoughPersonsMoreAreNotSeen(t *testing.T) {
	more := register()
	for range 5 {
		more = append(more, person{33, "nữ", "flu"})
	}
	got := compare(t, release(t, more, 5, "0"), bands(t, register(), "0"))
	if got.Differences != 0 || got.Smallest != 5 {
		t.Errorf("got %+v", got)
	}
}

func TestShiftedBandsShowPersonsOneByOne(t *testing.T) {
	people := register()
	now, then := bands(t, people, "0"), bands(t, people, "3")
	for name, table := range map[string]*micro.Table{"now": now, "then": then} {
		if c, err := risk.Group(t.Context(), table, []int{0, 1}); err != nil {
			t.Fatal(err)
		} else if k, _ := c.Smallest(); k < 5 {
			t.Fatalf("%s: k is %d, which is no attack", name, k)
		}
	}
	got := compare(t, release(t, people, 20, "0", "3"), then)
	// [20,25) and [23,28) share two years of age, of which each person has
	// twelve companions; other values make the multisets no larger.
	if !got.Comparable || got.Joint == nil || *got.Joint >= 20 || got.JointRows == 0 {
		t.Errorf("got %+v, joint %s", got, show(got.Joint))
	}
	// Bands that the publisher does not know are never safe.
	got = compare(t, release(t, people, 20, "0"), then)
	if got.Comparable || got.Code != linkage.UnknownLabel || got.Column != "tuoi" {
		t.Errorf("unknown bands: got %+v", got)
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	one := func(columns ...string) *micro.Table {
		return anontest.Table(columns, [][]string{make([]string, len(columns))})
	}
	for _, test := range []struct {
		name    string
		now     *linkage.Release
		earlier *micro.Table
		code    linkage.Code
		column  string
	}{
		{name: "a column that nobody knows", now: shown(one("a"), []string{"a"}, nil, 5), earlier: one("a", "b"), code: linkage.UnknownColumn, column: "b"},
		{name: "nothing in common", now: shown(one("a"), []string{"a", "b"}, nil, 5), earlier: one("b"), code: linkage.NoColumns},
		{name: "a release that its ladder does not explain", now: unexplained(), earlier: one("a"), code: linkage.UnknownLabel, column: "a"},
		{name: "a label that is on no level", now: shown(one("a"), []string{"a"}, nil, 5), earlier: anontest.Table([]string{"a"}, [][]string{{"x"}}), code: linkage.UnknownLabel, column: "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := compare(t, test.now, test.earlier)
			if got.Comparable || got.Code != test.code || got.Column != test.column || got.Joint != nil {
				t.Errorf("got %+v, want code %s of %q", got, test.code, test.column)
			}
		})
	}
}

// unexplained publishes x for a value that is y, and is not called x.
func unexplained() *linkage.Release {
	r := shown(anontest.Table([]string{"a"}, [][]string{{"x"}}), []string{"a"}, nil, 5)
	r.Quasi[0].Original = &micro.Column{Name: "a", Values: []string{"x", "y"}, Codes: []uint32{1}}
	return r
}

func TestLabelOfValuesThatHaveGoneIsKnownWhereTheRecodingIsTheSame(t *testing.T) {
	now := anontest.Table([]string{"xa", "benh"}, [][]string{{"A", "1"}, {"A", "2"}})
	then := anontest.Table([]string{"xa", "benh"}, [][]string{{"A", "1"}, {"A", "2"}, {"B", "1"}})
	r := shown(now, []string{"xa"}, []string{"benh"}, 2)
	if got := compare(t, r, then); got.Code != linkage.UnknownLabel {
		t.Errorf("got %+v", got)
	}
	r.Quasi[0].Same = true
	if got := compare(t, r, then); !got.Comparable || got.Differences != 1 || *got.Joint != 2 {
		t.Errorf("the same recoding: got %+v", got)
	}
	r = shown(now, []string{"xa"}, []string{"benh"}, 2)
	r.Quasi[0].Original = &micro.Column{Name: "xa", Values: []string{"A", "B"}, Codes: []uint32{0, 0}}
	if got := compare(t, r, then); !got.Comparable || got.Differences != 1 {
		t.Errorf("a dictionary with the value: got %+v", got)
	}
}

func TestColumnThatIsNoLongerPublishedStillTellsPersonsApart(t *testing.T) {
	register := anontest.Table([]string{"xa", "nghe", "benh"}, [][]string{
		{"A", "x", "1"}, {"A", "x", "2"}, {"A", "y", "3"}, {"A", "y", "4"},
	})
	then := register
	now := &micro.Table{Rows: 4, Columns: []micro.Column{register.Columns[0], register.Columns[2]}}
	r := shown(now, []string{"xa", "nghe"}, []string{"benh"}, 4)
	r.Quasi[1].Original = &register.Columns[1]
	got := compare(t, r, then)
	if got.Differences != 0 || got.Joint == nil || *got.Joint != 2 || got.JointRows != 4 {
		t.Errorf("got %+v, joint %s", got, show(got.Joint))
	}
	r.Quasi[1].Original = nil
	if got = compare(t, r, then); !got.Comparable || got.Joint != nil || got.Unlinked {
		t.Errorf("without the originals: got %+v, joint %s", got, show(got.Joint))
	}
}

// Tuples of all columns are not 5-anonymous, but those that anybody knows are.
func TestAdversaryWhoKnowsLess(t *testing.T) {
	r := release(t, register(), 40, "0")
	if got := compare(t, r, bands(t, register(), "0")); *got.Joint != 30 {
		t.Errorf("who knows all: got joint %s", show(got.Joint))
	}
	known := r.Knowing([]string{"tuoi"})
	if got := compare(t, known, bands(t, register(), "0")); got.Differences != 0 || *got.Joint != 60 {
		t.Errorf("who knows the age: got %+v, joint %s", got, show(got.Joint))
	}
	if got := compare(t, known, bands(t, register()[1:], "0")); got.Differences != 1 || *got.Joint != 59 || len(r.Other) != 1 {
		t.Errorf("one person more: got %+v, joint %s", got, show(got.Joint))
	}
}

// The two classes of the example in the documentation of the package.
func TestExampleOfJoint(t *testing.T) {
	var people []person
	for i, d := range []string{"flu", "gout"} {
		people = append(people, person{23 + i, "nữ", d})
	}
	now, then := people, people
	for _, d := range []string{"flu", "asthma", "ulcer"} {
		now = append(now[:len(now):len(now)], person{20, "nữ", d})
	}
	for _, d := range []string{"cold", "cold", "measles"} {
		then = append(then[:len(then):len(then)], person{27, "nữ", d})
	}
	got := compare(t, release(t, now, 5, "0", "3"), bands(t, then, "3"))
	if got.Joint == nil || *got.Joint != 2 || got.JointRows != 2 || got.Absent != 3 || got.Rows != 5 {
		t.Errorf("got %+v, joint %s", got, show(got.Joint))
	}
}

func TestOtherPeriodHasNobodyInCommon(t *testing.T) {
	year := func(y string) *micro.Table {
		return anontest.Table([]string{"nam", "xa", "benh"}, [][]string{{y, "A", "1"}, {y, "A", "2"}})
	}
	r := shown(year("2025"), []string{"nam", "xa"}, []string{"benh"}, 2)
	r.Quasi[0].Same = true
	got := compare(t, r, year("2024"))
	if !got.Unlinked || got.Differences != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestNumbersDrawnAnewAreIgnored(t *testing.T) {
	table := func(ids ...string) *micro.Table {
		return anontest.Table([]string{"xa", "benh", "so"}, [][]string{{"A", "1", ids[0]}, {"A", "2", ids[1]}})
	}
	r := shown(table("1", "2"), []string{"xa"}, []string{"benh"}, 2)
	r.Ignored = []string{"so"}
	if got := compare(t, r, table("7", "8")); got.Differences != 0 || *got.Joint != 2 {
		t.Errorf("got %+v", got)
	}
	r.Other = append(r.Other, linkage.Ladder{Column: "so"})
	r.Ignored = nil
	if got := compare(t, r, table("7", "8")); got.Joint != nil || got.Changed != 2 || got.Unlinked {
		t.Errorf("compared all the same: got %+v", got)
	}
}

func TestLadderThatDoesNotFitIsAnError(t *testing.T) {
	r := release(t, register(), 5, "0")
	r.Quasi[1].Original = &micro.Column{Name: "gioi_tinh"}
	_, err := linkage.Compare(t.Context(), r, r.Table)
	if e, ok := errors.AsType[*risk.Error](err); !ok || e.Code != risk.NotAligned {
		t.Errorf("fewer rows: err = %v", err)
	}
	r = release(t, register(), 5, "0")
	r.Quasi[0].Hierarchies = []*recode.Hierarchy{{Name: "other"}}
	_, err = linkage.Compare(t.Context(), r, r.Table)
	if e, ok := errors.AsType[*recode.Error](err); !ok || e.Code != recode.Ragged {
		t.Errorf("another dictionary: err = %v", err)
	}
}

func TestOneSmallClassAgainstAllOfTheEarlierRelease(t *testing.T) {
	var rows, values [][]string
	for i := range 100 {
		rows = append(rows, []string{"B", strconv.Itoa(i)})
		values = append(values, []string{strconv.Itoa(i)})
	}
	rows[50][0], rows[99][0] = "A", "A"
	r := shown(anontest.Table([]string{"a", "v"}, rows), []string{"a"}, []string{"v"}, 3)
	if got := compare(t, r, anontest.Table([]string{"v"}, values)); *got.Joint != 2 || got.JointRows != 2 {
		t.Errorf("got %+v, joint %s", got, show(got.Joint))
	}
	// Values that nobody had are searched in vain.
	rows[50][1], rows[99][1] = "x", "y"
	r.Table = anontest.Table([]string{"a", "v"}, rows)
	if got := compare(t, r, anontest.Table([]string{"v"}, values)); *got.Joint != 98 || got.Changed != 2 {
		t.Errorf("new values: got %+v, joint %s", got, show(got.Joint))
	}
}

func TestMoreColumnsThanCanBeCompared(t *testing.T) {
	var columns, row []string
	for i := range 65 {
		columns, row = append(columns, fmt.Sprint("c", i)), append(row, "1")
	}
	table := anontest.Table(columns, [][]string{row})
	_, err := linkage.Compare(t.Context(), shown(table, columns, nil, 2), table)
	if e, ok := errors.AsType[*risk.Error](err); !ok || e.Code != risk.TooManyColumns {
		t.Errorf("err = %v", err)
	}
}

func TestComparisonEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := linkage.Compare(ctx, release(t, register(), 5, "0"), bands(t, register(), "0")); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func show(n *int64) string {
	if n == nil {
		return "unknown"
	}
	return fmt.Sprint(*n)
}
