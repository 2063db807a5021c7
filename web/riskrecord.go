package web

import (
	"maps"
	"slices"
	"strings"

	"nguon/publisher/anon/assess"
)

// A riskTable is what is left unsafe in a table of aggregates.
type riskTable struct {
	Name  string
	By    []string
	Bad   bool // whether unsafe cells are not protected
	Facts []riskFact
}

// riskUnsafe name the rules by which a cell is unsafe.
var riskUnsafe = map[string]string{
	"few": "risk.unsafe.few", "dominated": "risk.unsafe.dominated", "exposed": "risk.unsafe.exposed", "grouped": "risk.unsafe.grouped",
}

func (l *locale) riskTable(t *assess.Table) riskTable {
	v := riskTable{Name: t.Name, By: t.By, Bad: t.Open > 0}
	var unsafe []string
	for _, rule := range slices.Sorted(maps.Keys(t.Unsafe)) {
		unsafe = append(unsafe, l.T("risk.unsafe.count", "rule", l.titled(riskUnsafe, rule), "cells", t.Unsafe[rule]))
	}
	if unsafe == nil {
		unsafe = []string{l.T("risk.unsafe.none")}
	}
	v.Facts = []riskFact{
		{Name: l.T("risk.table.cells"), Value: l.Int(t.Cells)},
		{Name: l.T("risk.table.unsafe"), Value: strings.Join(unsafe, "; "), Hint: l.T("risk.table.unsafe_hint")},
		{Name: l.T("risk.table.primary"), Value: l.Int(t.Primary), Hint: l.T("risk.table.primary_hint")},
		{Name: l.T("risk.table.secondary"), Value: l.Int(t.Secondary), Hint: l.T("risk.table.secondary_hint")},
	}
	if t.Rounded > 0 {
		v.Facts = append(v.Facts, riskFact{Name: l.T("risk.table.rounded"), Value: l.Int(t.Rounded)})
	}
	if t.Narrowest != nil {
		v.Facts = append(v.Facts, riskFact{Name: l.T("risk.table.narrowest"), Value: l.Percent(*t.Narrowest), Hint: l.T("risk.table.narrowest_hint")})
	}
	v.Facts = append(v.Facts, riskFact{Name: l.T("risk.table.open"), Value: l.Int(t.Open), Hint: l.T("risk.table.open_hint")})
	return v
}

// riskReasons are why releases cannot be compared.
var riskReasons = map[string]string{
	"no-shared-columns": "risk.reason.columns", "unknown-column": "risk.reason.column", "unknown-label": "risk.reason.label",
}

// A riskLinkage is the comparison with earlier releases.
type riskLinkage struct {
	Says     string // in a word
	Releases *riskGrid
}

func (l *locale) linkage(r *assess.Report) riskLinkage {
	k := r.Linkage
	switch {
	case k == nil:
		return riskLinkage{Says: l.T("risk.linkage.unknown")}
	case !k.Checked:
		return riskLinkage{Says: l.T("risk.linkage.ignored")}
	case len(k.Releases) == 0:
		return riskLinkage{Says: l.T("risk.linkage.first")}
	}
	g := &riskGrid{Caption: l.T("risk.linkage.caption"), Head: []riskHead{
		heading(l.T("risk.linkage.release")), numeric(l.T("risk.k.rows")), heading(l.T("risk.linkage.comparable")),
		numeric(l.T("risk.linkage.differences")), numeric(l.T("risk.linkage.smallest")), numeric(l.T("risk.linkage.joint")), numeric(l.T("risk.linkage.below")),
	}}
	for _, p := range k.Releases {
		comparable := says(l.T("risk.linkage.can"))
		differences, smallest, joint, below := says(l.Int(p.Differences)), says("–"), says(l.intOf(p.Joint)), says(l.Int(p.JointRows))
		if p.Smallest > 0 {
			smallest = says(l.Int(p.Smallest))
		}
		if !p.Comparable {
			comparable = riskCell{Text: l.T("risk.linkage.cannot"), Bad: true}
			if p.Reason != "" {
				comparable.Text += ": " + l.titled(riskReasons, p.Reason)
			}
			if p.Column != "" {
				comparable.Names = []string{p.Column}
			}
			differences, joint, below = says("–"), says("–"), says("–")
		}
		differences.Bad = p.Comparable && p.Differences > 0
		g.add(called(p.Name), says(l.Int(p.Rows)), comparable, differences, smallest, joint, below)
	}
	return riskLinkage{Says: l.T("risk.linkage.text"), Releases: g}
}

func (l *locale) utility(u *assess.Utility) []riskFact {
	facts := []riskFact{
		{Name: l.T("risk.utility.before"), Value: l.Int(u.RowsBefore)},
		{Name: l.T("risk.utility.after"), Value: l.Int(u.RowsAfter)},
		{Name: l.T("risk.utility.rows"), Value: l.of(u.SuppressedRows, u.RowsBefore-u.Sampled), Hint: l.T("risk.utility.rows_hint")},
		{Name: l.T("risk.utility.cells"), Value: l.Int(u.SuppressedCells), Hint: l.T("risk.utility.cells_hint")},
	}
	if u.Sampled > 0 {
		facts = append(facts, riskFact{Name: l.T("risk.utility.sampled"), Value: l.Int(u.Sampled)})
	}
	return append(facts,
		riskFact{Name: l.T("risk.metric.loss"), Value: l.shareOf(u.Loss), Hint: l.T("risk.utility.loss_hint")},
		riskFact{Name: l.T("risk.metric.precision"), Value: l.shareOf(u.Precision), Hint: l.T("risk.utility.precision_hint")},
		riskFact{Name: l.T("risk.metric.aecs"), Value: l.floatOf(u.AverageClass), Hint: l.T("risk.utility.aecs_hint")},
		riskFact{Name: l.T("risk.metric.dm"), Value: l.floatOf(u.Discernibility), Hint: l.T("risk.utility.lower_hint")},
		riskFact{Name: l.T("risk.metric.nue"), Value: l.floatOf(u.Entropy), Hint: l.T("risk.utility.lower_hint")},
	)
}

// of writes a count with its share of all.
func (l *locale) of(n, all int64) string {
	if all <= 0 {
		return l.Int(n)
	}
	return l.T("risk.utility.of", "n", n, "share", l.Percent(float64(n)/float64(all)))
}

// riskSubject says what a report is about.
func (l *locale) riskSubject(r *assess.Report) []riskFact {
	approver := r.Approver
	if approver == "" {
		approver = l.T("risk.subject.nobody")
	}
	coverage := l.T("risk.subject.census")
	if r.Coverage < 1 {
		coverage = l.T("risk.subject.sample", "share", l.Percent(r.Coverage))
	}
	return []riskFact{
		{Name: l.T("risk.subject.dataset"), Value: r.Dataset, Hash: true},
		{Name: l.T("risk.subject.unit"), Value: l.titled(riskUnits, r.Unit)},
		{Name: l.T("risk.subject.release"), Value: l.titled(riskReleases, r.Release)},
		{Name: l.T("risk.subject.coverage"), Value: coverage},
		{Name: l.T("risk.subject.made"), Value: l.Time(r.Made)},
		{Name: l.T("risk.subject.approver"), Value: approver},
		{Name: l.T("risk.subject.review"), Value: l.Day(r.ReviewBy.UTC()), Hint: l.T("risk.subject.review_hint")},
	}
}

// riskFiles are the hashes that bind a report to its files.
func (l *locale) riskFiles(r *assess.Report) []riskFact {
	file := func(title string, f assess.File) riskFact {
		fact := hashed(title, f.SHA256)
		fact.Hint = l.T("risk.file.of", "name", f.Name, "bytes", l.Bytes(f.Bytes), "rows", f.Rows)
		return fact
	}
	facts := []riskFact{file(l.T("risk.file.output"), r.Output), file(l.T("risk.file.input"), r.Input)}
	for _, t := range r.Tables {
		facts = append(facts, file(l.T("risk.file.table", "name", t.Name), t.Output))
	}
	if r.Population != nil {
		facts = append(facts, file(l.T("risk.file.population"), *r.Population))
	}
	if k := r.Linkage; k != nil {
		for _, p := range k.Releases {
			facts = append(facts, hashed(l.T("risk.file.earlier", "name", p.Name), p.SHA256))
		}
	}
	facts = append(facts, hashed(l.T("risk.file.policy"), r.Policy))
	for _, c := range r.Commitments {
		fact := hashed(l.T("risk.file.key", "name", c.Name), c.Value)
		fact.Hint = l.T("risk.file.key_hint")
		facts = append(facts, fact)
	}
	facts = append(facts, hashed(l.T("risk.file.tool"), r.Tool), hashed(l.T("risk.file.schema"), r.Schema))
	if r.Geography != "" {
		facts = append(facts, hashed(l.T("risk.file.geography"), r.Geography))
	}
	return facts
}
