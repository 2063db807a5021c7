package assess_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// parse reads a policy.
func parse(tb testing.TB, text string) *policy.Policy {
	tb.Helper()
	p, err := policy.Parse([]byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// measure measures, or ends the test.
func measure(tb testing.TB, d assess.Data) *assess.Measures {
	tb.Helper()
	m, err := assess.Measure(tb.Context(), d)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// clinic is a policy that asks for nearly everything.
const clinic = `
policy: v1
dataset: kham-benh
release: open
unit: person
coverage: sample(fraction: 0.5)
population: dan-so.csv
columns:
  cccd: {role: identifier, op: drop}
  tuoi: {role: quasi, op: {bands: 10}}
  gioi: {role: quasi, op: keep}
  xa:   {role: quasi, op: keep}
  benh: {role: sensitive, op: keep}
  phi:  {role: sensitive, type: number, op: keep}
  nam:  {role: insensitive, op: keep}
adversaries:
  neighbour: [tuoi, gioi, xa]
  employer:  [tuoi, gioi]
privacy:
  k: 3
  k_map: 3
  uniqueness: 0.5
  risk: {highest: 0.333, average: 0.2, at_risk: {above: 0.25, share: 0.5}}
  presence: {max: 1}
  benh: {l: 2, t: {kind: hierarchical, t: 0.9, hierarchy: "*"}, delta: 20, beta: 90, alpha: 0.9}
  phi:  {l: {kind: entropy, l: 1.5}, t: {kind: ordered, t: 0.9}, p_percent: 5}
search: {suppress_rows: 0.1, suppress_cells: 0.1}
review_after: 12mo
`

// visits are rows as the policy clinic publishes them, before and after cells
// were suppressed, in which everything that it asks for holds.
func visits() (release, original *micro.Table) {
	r := rand.New(rand.NewPCG(4, 11))
	var rows [][]string
	for len(rows) < 400 {
		rows = append(rows, []string{
			[]string{"[20,30)", "[30,40)", "[40,50)"}[r.IntN(3)], []string{"nam", "nữ"}[r.IntN(2)], []string{"00001", "00002", "00003"}[r.IntN(3)],
			[]string{"A", "B", "C", "D"}[r.IntN(4)], strconv.Itoa(10 + r.IntN(40)), "2025",
		})
	}
	// A tuple that only six have, of which half show no commune.
	for range 6 {
		rows = append(rows, []string{"[90,100)", "nam", "00001", []string{"A", "B"}[len(rows)%2], strconv.Itoa(10 + len(rows)%7), "2025"})
	}
	names := []string{"tuoi", "gioi", "xa", "benh", "phi", "nam"}
	hidden := make([][]string, len(rows))
	for i, row := range rows {
		hidden[i] = slices.Clone(row)
		if i%3 == 0 && row[0] == "[20,30)" && row[1] == "nam" || i >= 403 {
			hidden[i][2] = anontest.Missing
		}
	}
	return anontest.Table(names, hidden), anontest.Table(names, rows)
}

// doubled is a population that holds every row twice.
func doubled(t *micro.Table) *micro.Table {
	p := &micro.Table{Rows: 2 * t.Rows, Columns: slices.Clone(t.Columns)}
	for i, c := range p.Columns {
		p.Columns[i].Codes = slices.Concat(c.Codes, c.Codes)
	}
	return p
}

// trees are the hierarchies that the policy clinic asks for.
func trees(tb testing.TB, t *micro.Table) map[string]*recode.Hierarchy {
	c, _ := t.Column("benh")
	h, err := recode.Suppression{}.Compile(c)
	if err != nil {
		tb.Fatal(err)
	}
	return map[string]*recode.Hierarchy{"benh": h}
}

// hash is a SHA-256 of something, made of one digit.
func hash(digit string) (h string) {
	for range 64 {
		h += digit
	}
	return h
}

// hiddenCells is how many cells of xa were suppressed.
func hiddenCells(m *assess.Measures) int64 {
	i := slices.IndexFunc(m.Contents, func(c assess.Content) bool { return c.Name == "xa" })
	return m.Contents[i].Missing
}

var made = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// passing is a report about visits that passes, and what the gate is given
// with it on a server.
func passing(tb testing.TB) (*assess.Report, assess.GateInput) {
	p := parse(tb, clinic)
	release, original := visits()
	d := assess.Data{Policy: p, Release: release, Original: original, Population: doubled(original), Trees: trees(tb, release)}
	m := measure(tb, d)
	joint := int64(5)
	r := &assess.Report{
		Schema: assess.Schema, Tool: "nguon 1", Made: made, Approver: "Phòng Dữ liệu",
		Dataset: p.Dataset, Release: p.Release, Unit: p.Unit, Coverage: float64(p.Coverage), ReviewBy: made.AddDate(1, 0, 0).Truncate(24 * time.Hour),
		Policy:      p.Hash(),
		Input:       assess.File{Name: "raw.csv", SHA256: hash("1"), Bytes: 9000, Rows: 410},
		Output:      assess.File{Name: "data.csv", SHA256: hash("2"), Bytes: 8000, Rows: 406},
		Population:  &assess.File{Name: "dan-so.csv", SHA256: hash("3"), Bytes: 16000, Rows: 812},
		Commitments: []assess.Commitment{{Name: "shuffle", Value: "0123456789abcdef"}},
		Search: &assess.Search{
			Algorithm: "flash", Metric: "loss", Lattice: 6, Checked: 4, Optimal: true, Found: true, Value: 0.25, Seconds: 0.5,
			Levels: []assess.Level{{Column: "tuoi", Hierarchy: "bands", Level: 1, Of: 3, Step: "10"}},
		},
		ScanInput:   []assess.Finding{{Column: "cccd", Kind: "cccd", Rule: "cccd-column", Decision: "block", Cells: 410, Count: 410, Rate: 1, Examples: []string{"001*********"}, Treated: "drop"}},
		ScanOutput:  []assess.Finding{{Column: "xa", Kind: "place", Rule: "commune", Decision: "quasi", Cells: 389, Count: 389, Rate: 1, Examples: []string{"000**"}, Treated: "keep"}},
		Adversaries: m.Adversaries, Sensitive: m.Sensitive, Estimate: m.Estimate,
		Linkage: &assess.Linkage{Checked: true, Releases: []assess.Previous{{Name: "data-2024.csv", SHA256: hash("4"), Rows: 380, Comparable: true, Joint: &joint}}},
		Utility: assess.Utility{RowsBefore: 410, RowsAfter: 406, SuppressedRows: 4, SuppressedCells: hiddenCells(m)},
		Levers:  []assess.Lever{{Column: "tuoi", Change: "coarser", From: "bands 10", To: "bands 20", Before: assess.Effect{K: 3}, After: assess.Effect{K: 9, Pass: true}}},
	}
	for _, c := range p.Columns {
		column := assess.Column{Name: c.Name, Role: c.Role, Dropped: c.Dropped(), Before: 5}
		for _, op := range c.Ops {
			column.Ops = append(column.Ops, op.Kind())
		}
		for _, content := range m.Contents {
			if content.Name == c.Name {
				column.After, column.Missing = content.Distinct, content.Missing
			}
		}
		for _, a := range p.Adversaries {
			if slices.Contains(a.Columns, c.Name) {
				column.Subjects = append(column.Subjects, a.Name)
			}
		}
		if c.Name == "xa" {
			column.Cells = column.Missing
		}
		r.Columns = append(r.Columns, column)
	}
	assess.Judge(p, r)
	d.Original, d.Population = nil, nil
	output := r.Output
	output.Name = "here.csv"
	return r, assess.GateInput{
		Report: r, Policy: p, Now: made.AddDate(0, 2, 0), Dataset: p.Dataset, Unit: p.Unit, Release: p.Release,
		Output: output, Again: measure(tb, d), Scan: r.ScanOutput, Previous: []string{hash("4")},
	}
}
