package personal

import (
	"nguon/publisher/table"
)

// A Decision is what a finding means for publishing.
type Decision string

// The decisions, the worst first.
const (
	Block  Decision = "block"  // identifies persons: must not be published
	Review Decision = "review" // may identify persons: somebody must look
	Quasi  Decision = "quasi"  // identifies together with others: belongs in the policy
	Hint   Decision = "hint"   // the header speaks of persons, the values do not show it
)

// A Level is how much of a column a finding is about.
type Level string

// The levels.
const (
	Column        Level = "column"        // the column holds such values
	Contamination Level = "contamination" // some cells of a column of other things do
	Header        Level = "header"        // only the header says so
	Table         Level = "table"         // several columns together
)

// A Finding is personal data of one kind in one column.
type Finding struct {
	Column   string // the header in the input; of a combination, that of the birth date
	Kind     Kind
	Rule     string // the rule with the most hits; empty if only the header tells
	Level    Level
	Decision Decision

	Cells    int64    // that are not missing
	Count    int64    // of them that are hit
	Rate     float64  // Count of Cells
	Random   float64  // rate at which random strings hit the rule
	Distinct int64    // different values among the hits, estimated
	Header   bool     // the header speaks of the kind
	Rows     []int64  // first rows that are hit, from 1, at most five
	Examples []string // masked, at most three
	With     []string // other columns that the decision rests on, at most eight
	Proof    bool     // of a digest: values that it was made of were found
	Allowed  *Allow   // what permits it; nil if nothing does
}

// Blocks reports whether f forbids publishing.
func (f *Finding) Blocks() bool { return f.Decision == Block && f.Allowed == nil }

// Problem returns f as reports show it. A combination is refused where no policy
// treats its columns, which is for the caller to know.
func (f *Finding) Problem() table.Problem {
	p := table.Problem{Code: f.Kind.Code(), Severity: table.Warning, Column: f.Column, Count: f.Count, Rule: f.Rule}
	if len(f.Rows) > 0 {
		p.Got = f.Rows[0]
	}
	if len(f.Examples) > 0 {
		p.Value = f.Examples[0]
	}
	switch {
	case f.Allowed != nil:
		p.Code, p.Severity, p.Rule = Allowed, table.Note, string(f.Kind)
		p.Value = f.Allowed.Approver + ": " + f.Allowed.Reason
	case f.Level == Header && f.Kind.direct():
		p.Code, p.Severity, p.Rule = HeaderOnly, table.Note, string(f.Kind)
	case f.Decision == Block, f.Kind == Combination:
		p.Severity = table.Refusal
	case f.Decision == Hint:
		p.Severity = table.Note
	}
	if f.Kind == Combination {
		p.Rule = joined(f.With)
	}
	return p
}

// direct reports whether data of the kind identify a person on their own.
func (k Kind) direct() bool {
	for _, d := range kinds {
		if d == BirthDate {
			return false
		}
		if d == k {
			return true
		}
	}
	return false
}

func joined(columns []string) string {
	s := ""
	for i, c := range columns {
		if i > 0 {
			s += ", "
		}
		s += c
	}
	return s
}

// An Allow permits one kind of finding in one column, such as the phones of
// offices.
type Allow struct {
	Column   string // header, or name in queries
	Kind     Kind
	Reason   string // why it may be published
	Approver string // who says so
}

// complete reports whether a says all that it must.
func (a *Allow) complete() bool { return a.Kind.Valid() && a.Reason != "" && a.Approver != "" }

// allow marks what the allow-list permits. Entries without reason or approver
// permit nothing.
func (s *Scanner) allow(found []Finding) {
	for j := range s.o.Allow {
		a := &s.o.Allow[j]
		k := s.plan.Column(a.Column)
		if k < 0 || !a.complete() {
			continue
		}
		for i := range found {
			if f := &found[i]; f.Column == s.plan.Columns[k].Source && f.Kind == a.Kind {
				f.Allowed = a
			}
		}
	}
}

// Unused returns the entries of the allow-list that permit none of the
// findings: they name another column or kind, or lack reason or approver.
func (s *Scanner) Unused(found []Finding) []Allow {
	var unused []Allow
	for i := range s.o.Allow {
		used := false
		for _, f := range found {
			used = used || f.Allowed == &s.o.Allow[i]
		}
		if !used {
			unused = append(unused, s.o.Allow[i])
		}
	}
	return unused
}
