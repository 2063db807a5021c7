// Package policy is the language in which an agency says how a table is to be
// made anonymous and what must then hold: YAML, read strictly. It knows the
// names of operations and models, and no data.
//
// A policy that [Parse] returns is complete and sound by itself: every column
// it names is declared, every operation is allowed for the role of its column
// and for the kind of release, every number is within its range, and what was
// left out has its default. Whether it fits a table, package anon finds out.
// Two texts that say the same give equal policies, but for the lines in them,
// with the same [Policy.Hash].
package policy

import (
	"slices"
	"time"
)

// A Policy says how a table is made anonymous. Columns, adversaries and the
// columns of Privacy are in the order of their names.
type Policy struct {
	Version     string      `yaml:"policy" oneof:"v1" need:"yes"`
	Dataset     string      `yaml:"dataset" need:"yes"`
	Release     string      `yaml:"release" oneof:"open restricted internal" need:"yes"`
	Unit        string      `yaml:"unit" oneof:"person household business place aggregate" need:"yes"`
	Coverage    Coverage    `yaml:"coverage" need:"yes"`
	Geography   string      `yaml:"geography" oneof:"qd19-2025 qd-63"` // which units a place is one of; needed by hierarchy vn-admin
	Population  string      `yaml:"population"`                        // the table of the population, for presence and k_map
	Weights     string      `yaml:"weights"`                           // the column of sampling weights, which estimate the population; empty is one over the fraction of the sample
	Household   string      `yaml:"household"`                         // the column that is equal for the members of a household; empty is not known
	Hierarchies []Hierarchy `yaml:"hierarchies"`
	Columns     []Column    `yaml:"columns" need:"yes"`
	Adversaries []Adversary `yaml:"adversaries"` // none is one, "all", who knows all quasi-identifiers
	Privacy     Privacy     `yaml:"privacy"`
	Search      Search      `yaml:"search"`
	Rows        Rows        `yaml:"rows"`
	Tables      []Table     `yaml:"tables"`
	Scan        Scan        `yaml:"scan"`
	Linkage     Linkage     `yaml:"linkage"`
	ReviewAfter Period      `yaml:"review_after" need:"yes"`
}

// The kinds of release.
const (
	Open       = "open"
	Restricted = "restricted"
	Internal   = "internal"
)

// Aggregate is the unit of a policy that publishes only tables.
const Aggregate = "aggregate"

// The roles of a column.
const (
	Identifier  = "identifier"
	Quasi       = "quasi"
	Sensitive   = "sensitive"
	Insensitive = "insensitive"
	FreeText    = "freetext"
)

// A Column is what the policy says of one column.
type Column struct {
	Name   string  `yaml:",key"`
	Role   string  `yaml:"role" oneof:"identifier quasi sensitive insensitive freetext" need:"yes"`
	Type   string  `yaml:"type" oneof:"number date text"` // what its values are; empty is not said
	Ops    Ops     `yaml:"op" need:"yes"`
	Weight float64 `yaml:"weight" range:"(0,1000]" default:"1"` // high protects its utility; the default is 1
	Line   int     `yaml:"-"`
}

// Dropped reports whether the column is not published.
func (c *Column) Dropped() bool { return len(c.Ops) == 1 && c.Ops[0].Drop != nil }

// An Adversary is somebody who knows some quasi-identifiers of a person.
type Adversary struct {
	Name    string   `yaml:",key"`
	Columns []string `yaml:",self"`
	Line    int      `yaml:"-"`
}

// Search says how the levels of generalisation are chosen, and how much may be
// suppressed beyond them, as shares of rows and of cells.
type Search struct {
	Algorithm     string        `yaml:"algorithm" oneof:"flash ola best-effort" default:"flash"`
	Fallback      string        `yaml:"fallback" oneof:"best-effort refuse" default:"best-effort"`
	Time          time.Duration `yaml:"time" range:"[1,86400]" default:"60s"` // the range is in seconds
	SuppressRows  float64       `yaml:"suppress_rows" range:"[0,1)"`
	SuppressCells float64       `yaml:"suppress_cells" range:"[0,1)"`
	Metric        string        `yaml:"metric" oneof:"loss nue dm dm-star aecs" default:"loss"`
}

// Rows says what happens to the rows as a whole.
type Rows struct {
	Order  string  `yaml:"order" oneof:"sorted shuffle keep" default:"sorted"` // the order of a file joins it to its register; shuffle needs a key
	Sample float64 `yaml:"sample" range:"(0,1]"`                               // the share of rows that is published; 0 is all
}

// Scan lists findings of personal data that somebody answers for.
type Scan struct {
	Allow []Allowed `yaml:"allow"`
}

// Allowed is a finding that does not block a release.
type Allowed struct {
	Column   string `yaml:"column" need:"yes"`
	Type     string `yaml:"type" need:"yes"` // such as phone
	Reason   string `yaml:"reason" need:"yes"`
	Approver string `yaml:"approver" need:"yes"`
	Line     int    `yaml:"-"`
}

// Linkage says whether earlier releases of the dataset are looked at.
type Linkage struct {
	PreviousReleases string `yaml:"previous_releases" oneof:"check ignore" default:"check"`
}

// Column returns what the policy says of a column.
func (p *Policy) Column(name string) (*Column, bool) {
	i, ok := slices.BinarySearchFunc(p.Columns, name, func(c Column, name string) int {
		return compare(c.Name, name)
	})
	if !ok {
		return nil, false
	}
	return &p.Columns[i], true
}

// Kept reports whether a column is published as it is, so that the release alone
// tells its values. Quasi-identifiers may be suppressed.
func (p *Policy) Kept(name string) bool {
	c, ok := p.Column(name)
	return ok && c.Role != Quasi && len(c.Ops) == 1 && c.Ops[0].Keep != nil
}

// Fraction is the share of the population that is published.
func (p *Policy) Fraction() float64 {
	f := float64(p.Coverage)
	if p.Rows.Sample > 0 {
		f *= p.Rows.Sample
	}
	return f
}

// Undeclared returns those of the names of columns that the policy does not
// declare, in their order. A table with such a column must be refused.
func (p *Policy) Undeclared(names []string) []string {
	var out []string
	for _, name := range names {
		if _, ok := p.Column(name); !ok {
			out = append(out, name)
		}
	}
	return out
}

// Ungated returns the published quasi-identifiers that no adversary knows, so
// that nothing is measured about them.
func (p *Policy) Ungated() []string {
	var out []string
	for i := range p.Columns {
		c := &p.Columns[i]
		known := slices.ContainsFunc(p.Adversaries, func(a Adversary) bool { return slices.Contains(a.Columns, c.Name) })
		if c.Role == Quasi && !c.Dropped() && !known {
			out = append(out, c.Name)
		}
	}
	return out
}
