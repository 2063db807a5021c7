package workbench

import (
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/publisher/anon/assess"
)

// Bounds of what an outcome keeps. What is left out is counted.
const (
	maxColumns = 2000
	maxPlaces  = 100
	maxExample = 200 // characters of a value
)

// A Checked is what a check found.
type Checked struct {
	Digest string `json:"digest"` // of the state of the dossier that was checked
	// Missing is whether the description is not complete or not right, which
	// [Faults] tells.
	Missing bool     `json:"missing,omitempty"`
	Failed  *Failure `json:"failed,omitempty"` // why the tables could not be read at all
	Tables  []Table  `json:"tables,omitempty"`
	Unread  []Unread `json:"unread,omitempty"` // files in which no table was found

	Protected []Protected `json:"protected,omitempty"` // tables for which there is a policy, and what it does
	Published *Failure    `json:"published,omitempty"` // why what the policies made cannot be published; nil if it can

	Preview string `json:"preview,omitempty"` // the upload that is the [Preview]; empty: there is none
}

// Ready reports whether there is nothing in the files that forbids a release.
func (c *Checked) Ready() bool {
	if c.Failed != nil || c.Published != nil || len(c.Tables) == 0 {
		return false
	}
	for _, t := range c.Tables {
		if t.Refusal != nil && !c.protects(t.Resource) {
			return false
		}
	}
	for _, p := range c.Protected {
		if !p.Pass {
			return false
		}
	}
	return true
}

func (c *Checked) protects(resource string) bool {
	_, ok := c.Protection(resource)
	return ok
}

// Protection returns what the policy of a table did.
func (c *Checked) Protection(resource string) (*Protected, bool) {
	for i := range c.Protected {
		if c.Protected[i].Resource == resource {
			return &c.Protected[i], true
		}
	}
	return nil, false
}

// Table returns what was found in a table.
func (c *Checked) Table(resource string) (*Table, bool) {
	for i := range c.Tables {
		if c.Tables[i].Resource == resource {
			return &c.Tables[i], true
		}
	}
	return nil, false
}

// An Unread file is one that holds no table that could be read.
type Unread struct {
	File    string   `json:"file"`
	Failure *Failure `json:"failure"`
}

// A Table is how a table was read: as it came, before any policy.
type Table struct {
	Resource string            `json:"resource"`
	File     string            `json:"file"`
	Rows     int64             `json:"rows"`
	Columns  []Column          `json:"columns"`
	Cut      int               `json:"cut,omitempty"` // columns that are not listed
	Reading  catalog.Reading   `json:"reading"`
	Refusal  *Failure          `json:"refusal,omitempty"` // what to correct; nil if it can be published
	Findings []catalog.Finding `json:"findings,omitempty"`
	Misfits  []catalog.Misfit  `json:"misfits,omitempty"`
	Score    *int              `json:"score,omitempty"`
}

// Personal reports whether personal data were found in a column.
func (t *Table) Personal(source string) bool {
	return slices.ContainsFunc(t.Findings, func(f catalog.Finding) bool {
		return f.Column == source && strings.HasPrefix(f.Code, "personal-")
	})
}

// A Column is what was found in a column.
type Column struct {
	Name     string       `json:"name"`
	Source   string       `json:"source"`
	Type     catalog.Type `json:"type"`
	Unit     string       `json:"unit,omitempty"`
	Role     catalog.Role `json:"role,omitempty"`
	Known    bool         `json:"known"` // whether the following are known: the whole table could be read
	Nulls    int64        `json:"nulls"`
	Distinct int64        `json:"distinct"`
	Exact    bool         `json:"exact,omitempty"`
	Min      string       `json:"min,omitempty"`
	Max      string       `json:"max,omitempty"`
}

// newTable keeps of a report what the agency is shown.
func newTable(r *publisher.TableReport) Table {
	t := Table{Resource: r.Table.Resource, File: r.File, Rows: r.Table.Rows, Reading: r.Table.Checks.Reading,
		Findings: r.Table.Checks.Findings, Misfits: r.Table.Checks.Misfits}
	if q := r.Table.Checks.Quality; q != nil {
		t.Score = &q.Score
	}
	if r.Refusal != nil {
		t.Refusal = failureOf(r.Refusal)
		t.Refusal.Fields = head(t.Refusal.Fields)
	}
	t.Findings, t.Misfits = head(t.Findings), head(t.Misfits)
	for i := range r.Table.Columns {
		if i == maxColumns {
			t.Cut = len(r.Table.Columns) - i
			break
		}
		c := &r.Table.Columns[i]
		t.Columns = append(t.Columns, Column{
			Name: c.Name, Source: c.Source, Type: c.Type, Unit: c.Unit, Role: c.Role, Known: r.Table.File.Bytes > 0,
			Nulls: c.Stats.Nulls, Distinct: c.Stats.Distinct, Exact: c.Stats.Exact, Min: example(c.Stats.Min), Max: example(c.Stats.Max),
		})
	}
	return t
}

func head[T any](all []T) []T { return all[:min(len(all), maxPlaces)] }

func example(s *string) string {
	if s == nil {
		return ""
	}
	r := []rune(*s)
	return string(r[:min(len(r), maxExample)])
}

// A Protected is what a policy did to a table, before there is a release.
type Protected struct {
	Resource string `json:"resource"`
	Pass     bool   `json:"pass"`

	RowsBefore int64 `json:"rows_before"`
	RowsAfter  int64 `json:"rows_after"`
	// KBefore and KAfter are the fewest rows that look alike to an adversary, with
	// the values as they came and in the release; nil is not known.
	KBefore *int64 `json:"k_before,omitempty"`
	KAfter  *int64 `json:"k_after,omitempty"`
	// HighestBefore and HighestAfter are the highest risk, from 0 to 1, that a
	// person is recognised; nil is not known.
	HighestBefore *float64 `json:"highest_before,omitempty"`
	HighestAfter  *float64 `json:"highest_after,omitempty"`

	SuppressedRows  int64 `json:"suppressed_rows"`
	SuppressedCells int64 `json:"suppressed_cells"` // in rows that are published

	Columns []ProtectedColumn `json:"columns"`
	Rules   []ProtectedRule   `json:"rules"`
	Levers  []catalog.Text    `json:"levers,omitempty"` // what would help, or give more
}

// A ProtectedColumn is what became of a column.
type ProtectedColumn struct {
	Name       string         `json:"name"`
	Ops        []catalog.Text `json:"ops,omitempty"`
	Dropped    bool           `json:"dropped,omitempty"`
	Before     int64          `json:"before"` // values that differ
	After      int64          `json:"after"`
	Suppressed int64          `json:"suppressed"` // cells
}

// A ProtectedRule is one demand, and how it came out.
type ProtectedRule struct {
	Text catalog.Text `json:"text"`
	Pass bool         `json:"pass"`
}

// newProtected keeps of a risk report what the agency is shown.
func newProtected(a *publisher.Anonymised) Protected {
	r := a.Report
	p := Protected{Resource: a.Resource, Pass: r.Pass, RowsBefore: r.Input.Rows, RowsAfter: r.Output.Rows,
		SuppressedRows: r.Utility.SuppressedRows, SuppressedCells: r.Utility.SuppressedCells}
	p.KAfter, p.HighestAfter = worst(r)
	for i := range r.Columns {
		c := &r.Columns[i]
		column := ProtectedColumn{Name: c.Name, Dropped: c.Dropped, Before: c.Before, After: c.After, Suppressed: c.Cells}
		for _, op := range c.Ops {
			column.Ops = append(column.Ops, publisher.OperationText(op))
		}
		p.Columns = append(p.Columns, column)
	}
	for _, rule := range r.Rules {
		p.Rules = append(p.Rules, ProtectedRule{publisher.RuleText(rule), rule.Pass})
	}
	p.Rules = head(p.Rules)
	for _, l := range r.Levers {
		p.Levers = append(p.Levers, publisher.LeverText(l))
	}
	p.Levers = head(p.Levers)
	return p
}

// worst returns the least k and the highest risk of all adversaries of a report.
func worst(r *assess.Report) (k *int64, highest *float64) {
	for i := range r.Adversaries {
		a := &r.Adversaries[i]
		least := a.Strict
		if a.Attacker != nil {
			least = a.Attacker
		}
		if least != nil && (k == nil || *least < *k) {
			k = least
		}
		if a.Prosecutor != nil && (highest == nil || a.Prosecutor.Highest > *highest) {
			highest = &a.Prosecutor.Highest
		}
	}
	return k, highest
}
