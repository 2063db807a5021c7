package anon_test

import (
	"strings"
	"testing"

	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/table"
)

// compared is how a server that has the files alone compares them.
func compared(t *testing.T, j anon.Job, now string, earlier ...anon.Source) []assess.Previous {
	t.Helper()
	plan := source(t, now).Plan
	at, names, ok := anon.Published(plan, j.Policy)
	if !ok {
		t.Fatal("the file is not of the policy")
	}
	l := anon.NewLoader(plan, at, names)
	if err := table.Scan(t.Context(), plan, func(b *table.Batch) error { l.Add(b); return nil }, nil); err != nil {
		t.Fatal(err)
	}
	all, err := anon.Differences(t.Context(), j.Policy, plan, l.Table(), earlier)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The agency compares with what it knows, the server with the files: where
// labels are the same, they find the same differences.
func TestServerFindsTheDifferencesOfTheAgency(t *testing.T) {
	const columns = "columns:\n  Tuổi: {role: quasi, op: {bands: 10}}\n  Ngày: {role: quasi, op: {date: year}}\n" +
		"  Bệnh: {role: sensitive, op: keep}\n  Tiền: {role: insensitive, op: keep}\nprivacy: {k: 2, Bệnh: {l: 2}}\n"
	row := func(age, disease, amount string) string { return age + ",03/04/2024," + disease + "," + amount + "\n" }
	const header = "Tuổi,Ngày,Bệnh,Tiền\n"
	first := row("21", "A", "1.50") + row("22", "B", "2.25") + row("23", "A", "3") + row("31", "A", "1") + row("32", "B", "1") + row("33", "C", "1.25")
	for _, test := range []struct {
		name        string
		now         string
		differences int64
	}{
		{"nothing changed", first, 0},
		{"one row came", first + row("29", "C", "7.5"), 1},
		{"one amount changed", strings.Replace(first, "2.25", "2.5", 1), 1},
		{"one row of each group went", strings.Replace(strings.Replace(first, row("21", "A", "1.50"), "", 1), row("31", "A", "1"), "", 1), 2},
		{"two rows came", first + row("29", "C", "7.5") + row("28", "A", "7.5"), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			earlier := source(t, published(t, run(t, small(t, header+first, open+columns, nil))))
			j := small(t, header+test.now, open+columns, nil)
			j.Previous = []anon.Source{earlier}
			got := run(t, j)
			agency := got.Report.Linkage.Releases[0]
			here := compared(t, j, published(t, got), earlier)[0]
			if !agency.Comparable || !here.Comparable || agency.Differences != test.differences || here.Differences != test.differences || here.SHA256 != agency.SHA256 {
				t.Errorf("the agency found %+v, the server %+v", agency, here)
			}
		})
	}
}

// Where a release has other levels than before, only the agency knows how they
// relate.
func TestServerLeavesOtherLevelsToTheAgency(t *testing.T) {
	policy := func(width string) string {
		return open + "columns: {Tuổi: {role: quasi, op: {bands: " + width + "}}}\nprivacy: {k: 2}\n"
	}
	earlier := source(t, published(t, run(t, small(t, byBands, policy("5"), nil))))
	j := small(t, byBands, policy("10"), nil)
	if here := compared(t, j, published(t, run(t, j)), earlier)[0]; here.Comparable {
		t.Errorf("compared: %+v", here)
	}
}
