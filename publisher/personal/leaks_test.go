package personal

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/table"
)

// A leak is a table that looks harmless, and what it gives away.
type leak struct {
	name    string
	columns [][]string
	column  string // in which it is found
	kind    Kind
	level   Level
	rule    string
	row     int64 // the first that is named; 0 for none
	count   int64
	with    []string
	proof   bool
	review  bool // a person is asked, and publishing not refused
}

func remarkColumn(header string, rows int, at int, text string) []string {
	cells := make([]string, 1, rows+1)
	cells[0] = header
	for i := range rows {
		cells = append(cells, remarks[i%len(remarks)])
	}
	cells[at] = text
	return cells
}

func leaks() []leak {
	p := newPeople(51)
	bare, _ := communeNames()
	column := func(header string, cells []string) []string { return append([]string{header}, cells...) }
	sex := column("Giới tính", p.fill(func() string { return pick(p, []string{"Nam", "Nữ"}) }))
	ages := column("tuoi", p.fill(func() string { return fmt.Sprint(p.IntN(90)) }))
	many := func(n int, of func() string) []string {
		cells := []string{"khoa"}
		for range n {
			cells = append(cells, sha(of()))
		}
		return cells
	}
	ids := p.fill(p.id)
	salted := func(s string) string { return sha("nguon-2025:" + s) }
	return []leak{
		{name: "one identity number in a million rows of notes", columns: [][]string{remarkColumn("ghi_chu", 1_000_000, 654_322, "Công dân 079190001234 xin nhận lại hồ sơ")},
			column: "ghi_chu", kind: NationalID, level: Contamination, rule: "cccd.text", row: 654_322, count: 1},
		{name: "a phone in a comment", columns: [][]string{remarkColumn("binh_luan", 100_000, 77_777, "em chào anh, có gì gọi em 0912.345.678 nhé")},
			column: "binh_luan", kind: Phone, level: Contamination, rule: "phone.text", row: 77_777, count: 1},
		{name: "full birth date beside commune and sex", columns: [][]string{column("Ngày sinh", p.fill(p.birth)), sex, column("noi", bare[:corpusRows])},
			column: "Ngày sinh", kind: Combination, level: Table, count: corpusRows, with: []string{"Ngày sinh", "Giới tính", "noi"}},
		{name: "hashes of identity numbers beside the numbers", columns: [][]string{column("khoa", each(ids, sha)), column("ma", ids)},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: corpusRows, with: []string{"ma"}, proof: true},
		{name: "hashes of identity numbers under a header that says so", columns: [][]string{column("cccd_bam", each(ids, sha))},
			column: "cccd_bam", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: corpusRows},
		{name: "hashes of identity numbers in a table of people", columns: [][]string{column("khoa", each(ids, sha)), ages},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: corpusRows},
		{name: "hashes of many identity numbers, found by trying", columns: [][]string{many(100_000, p.id)},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: 100_000, proof: true},
		{name: "hashes of phones, found by trying", columns: [][]string{many(10_000, p.phone)},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: 10_000, proof: true},
		{name: "hashes with a constant salt, in a table of people", columns: [][]string{column("khoa", each(ids, salted)), sex},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: corpusRows, with: []string{"Giới tính"}},
		{name: "hashes with a constant salt, with nothing beside: not told from others", columns: [][]string{column("khoa", each(ids, salted))},
			column: "khoa", kind: Digest, level: Column, rule: "digest.hex", row: 1, count: corpusRows, review: true},
	}
}

// Each leak is refused, with the rule that found it, where, and an example in
// which nothing can be read.
func TestPlantedLeaksAreRefused(t *testing.T) {
	for _, l := range leaks() {
		t.Run(l.name, func(t *testing.T) {
			found := scan(t, Options{}, l.columns...)
			f := of(found, l.column, l.kind)
			if f == nil || f.Level != l.level || f.Rule != l.rule || f.Count != l.count || f.Proof != l.proof {
				t.Fatalf("found %+v, want %s (%s) by %q, %d times, proof %v", found, l.kind, l.level, l.rule, l.count, l.proof)
			}
			if l.row > 0 && f.Rows[0] != l.row || !slices.Equal(f.With, l.with) {
				t.Errorf("rows %v beside %q, want the first to be %d beside %q", f.Rows, f.With, l.row, l.with)
			}
			if (f.Decision == Review) != l.review {
				t.Errorf("decision %s, review %v", f.Decision, l.review)
			}
			q := f.Problem()
			if refused := q.Severity == table.Refusal; refused == l.review || q.Code != l.kind.Code() || q.Column != l.column || q.Got != l.row {
				t.Errorf("problem %+v", q)
			}
			if strings.ContainsAny(q.Value, "123456789") || l.kind == Combination && q.Rule != strings.Join(l.with, ", ") {
				t.Errorf("problem shows %q, rule %q", q.Value, q.Rule)
			}
		})
	}
}

// Without sex, birth date and commune tell many persons apart no more.
func TestBirthDateAndCommuneAreNoCombination(t *testing.T) {
	l := leaks()[2]
	if f := of(scan(t, Options{}, l.columns[0], l.columns[2]), l.column, Combination); f != nil {
		t.Errorf("without sex: %+v", f)
	}
}
