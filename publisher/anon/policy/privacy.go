package policy

import "reflect"

// Privacy says what must hold for the published rows. A number that is nil is
// not asked for.
type Privacy struct {
	K          int64           `yaml:"k" range:"[2,1000000]"`
	KMap       *KMap           `yaml:"k_map"`                    // needs population or a sample
	Uniqueness *float64        `yaml:"uniqueness" range:"[0,1]"` // most of the population that may be unique; needs a sample
	Risk       Risk            `yaml:"risk"`
	Presence   *Presence       `yaml:"presence"` // needs population
	Columns    []ColumnPrivacy `yaml:",rest"`
}

// Risk bounds the risk of re-identification, from 0 to 1.
type Risk struct {
	Highest *float64 `yaml:"highest" range:"(0,1]"`
	Average *float64 `yaml:"average" range:"(0,1]"`
	AtRisk  *AtRisk  `yaml:"at_risk"`

	// Individual bounds the risk of Benedetti and Franconi, which needs a
	// sample; Household, that of the members of a household together, which
	// needs [Policy.Household]. Both bound the highest.
	Individual *float64 `yaml:"individual" range:"(0,1]"`
	Household  *float64 `yaml:"household" range:"(0,1]"`
}

// KMap asks that K persons of the population fit every row. Without a table of
// the population that is estimated from the sample: so many rows must be alike
// that K persons would give as many with a probability below Significance.
type KMap struct {
	K            int64   `yaml:"k,short" range:"[2,1000000]" need:"yes"`
	Significance float64 `yaml:"significance" range:"(0,0.5]" default:"0.01"` // the default is that of ARX
}

// AtRisk bounds the share of rows whose risk is above a bound.
type AtRisk struct {
	Above float64 `yaml:"above" range:"(0,1]" need:"yes"`
	Share float64 `yaml:"share" range:"[0,1]" need:"yes"`
}

// Presence bounds the probability that somebody is in the table at all.
type Presence struct {
	Min float64 `yaml:"min" range:"[0,1]"`
	Max float64 `yaml:"max,short" range:"(0,1]" need:"yes"`
}

// ColumnPrivacy says what must hold for a sensitive column in every class.
type ColumnPrivacy struct {
	Name     string   `yaml:",key"`
	L        *L       `yaml:"l"`
	T        *T       `yaml:"t"`
	Delta    *float64 `yaml:"delta" range:"(0,100]"`
	Beta     *Beta    `yaml:"beta"`
	Alpha    *float64 `yaml:"alpha" range:"(0,1]"`
	PPercent *float64 `yaml:"p_percent" range:"(0,100]"`
	Line     int      `yaml:"-"`
}

// L is l-diversity.
type L struct {
	Kind string  `yaml:"kind" oneof:"distinct entropy recursive" default:"distinct"`
	L    float64 `yaml:"l,short" range:"(1,1000]" need:"yes"`
	C    float64 `yaml:"c" range:"(0,1000]"` // of recursive
}

// T is t-closeness.
type T struct {
	Kind      string  `yaml:"kind" oneof:"equal ordered hierarchical" default:"equal"`
	T         float64 `yaml:"t,short" range:"(0,1]" need:"yes"`
	Hierarchy string  `yaml:"hierarchy"` // of hierarchical
}

// Beta is β-likeness, basic or enhanced: then no value may be more frequent by
// more than −ln of its share either.
type Beta struct {
	Value    float64 `yaml:"value,short" range:"(0,1000]" need:"yes"`
	Enhanced bool    `yaml:"enhanced"`
}

// Of returns what must hold for a column.
func (p *Privacy) Of(column string) (*ColumnPrivacy, bool) {
	for i := range p.Columns {
		if p.Columns[i].Name == column {
			return &p.Columns[i], true
		}
	}
	return nil, false
}

// A Table is a table of aggregates that is published.
type Table struct {
	By        []string   `yaml:"by" need:"yes"`
	Count     string     `yaml:"count"` // the name of the column of counts; empty is none
	Sum       string     `yaml:"sum"`   // the column that is added up
	Owner     string     `yaml:"owner"` // the column that says whose a contribution is; empty is the row's
	MinCount  int64      `yaml:"min_count" range:"[1,100000]"`
	Dominance *Dominance `yaml:"dominance"`
	PPercent  *float64   `yaml:"p_percent" range:"(0,100]"`
	Round     *Round     `yaml:"round"`
	Line      int        `yaml:"-"`
}

// Dominance calls a cell unsafe whose N largest contributions are more than K
// per cent of it.
type Dominance struct {
	N int64   `yaml:"n" range:"[1,10]" need:"yes"`
	K float64 `yaml:"k" range:"(0,100)" need:"yes"`
}

// fields names the fields of a struct as they stand in a policy.
func fields(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if name, _ := tag(t.Field(i)); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}
