package assess_test

import (
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
)

// grown is Adult repeated with a tenth of the cells changed, recoded to the
// levels that are best for k = 5, so that it is like a release; salary-class is
// sensitive. Rows in small classes are left out.
func grown(tb testing.TB, rows int) *micro.Table {
	adult := anontest.Grow(anontest.Adult(tb), rows, 0.1, 3)
	columns := []int{0, 1, 2, 3, 4, 5, 6, 7}
	t, _, _ := anontest.Generalise(tb, adult, columns, []int{1, 2, 1, 1, 3, 2, 2, 1})
	return t
}

const adultPolicy = `
coverage: sample(fraction: 0.1)
policy: v1
dataset: d
release: open
unit: person
review_after: 12mo
columns:
  sex: {role: quasi, op: keep}
  age: {role: quasi, op: keep}
  race: {role: quasi, op: keep}
  marital-status: {role: quasi, op: keep}
  education: {role: quasi, op: keep}
  native-country: {role: quasi, op: keep}
  workclass: {role: quasi, op: keep}
  occupation: {role: quasi, op: keep}
  salary-class: {role: sensitive, op: keep}
adversaries:
  neighbour: [sex, age, race, marital-status, education, native-country, workclass, occupation]
  employer: [sex, age, education, occupation]
privacy: {k: 2, salary-class: {l: 2, t: 0.4}}
`

// BenchmarkMeasure measures a million rows of 8 quasi-identifiers for two
// adversaries: recoded as a release is, the same with suppressed cells, and
// raw.
//
//	go test -run='^$' -bench=Measure -benchmem ./publisher/anon/assess
func BenchmarkMeasure(b *testing.B) {
	const rows = 1_000_000
	p := parse(b, adultPolicy)
	release := grown(b, rows)
	run := func(name string, d assess.Data) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				measure(b, d)
			}
		})
	}
	run("release", assess.Data{Policy: p, Release: release})
	run("suppressed", assess.Data{Policy: p, Release: hide(release), Original: release})
	run("raw", assess.Data{Policy: p, Release: anontest.Grow(anontest.Adult(b), rows, 0.1, 3)})
}

// hide leaves out one cell in a hundred of each quasi-identifier.
func hide(t *micro.Table) *micro.Table {
	hidden := &micro.Table{Rows: t.Rows, Columns: slices.Clone(t.Columns)}
	for i := range hidden.Columns[:8] {
		codes := slices.Clone(t.Columns[i].Codes)
		for row := (i * 13) % 100; row < len(codes); row += 100 {
			codes[row] = micro.Missing
		}
		hidden.Columns[i].Codes = codes
	}
	return hidden
}

// BenchmarkGate compares a report with figures that were measured already,
// which does not depend on the rows.
func BenchmarkGate(b *testing.B) {
	_, in := passing(b)
	b.ReportAllocs()
	for b.Loop() {
		if broken := assess.Gate(in); len(broken) > 0 {
			b.Fatal(broken)
		}
	}
}
