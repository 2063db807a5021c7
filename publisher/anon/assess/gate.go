package assess

import (
	"cmp"
	"slices"
	"time"

	"nguon/publisher/anon/policy"
)

// A GateInput is a report and what it came with.
type GateInput struct {
	Report *Report        // nil: there is none
	Policy *policy.Policy // the one that came along; nil: there is none
	Now    time.Time

	Dataset string // the slug; empty is not looked at
	Unit    string // that the dataset claims; empty is none
	Release string // the kind of release that is asked for; empty is any

	Output File      // of the file at hand; its name does not matter
	Again  *Measures // of the file at hand; nil only if the unit is aggregate
	Scan   []Finding // in the file at hand
	Tables []File    // of aggregates, at hand, in the order of the policy

	// Previous are the releases of the dataset with which this one must have
	// been compared, by the SHA-256 of their files.
	Previous []string
	// Compared are such releases as they were compared here, by their labels.
	Compared []Previous
}

// Gate returns the rules that a report and the file that it came with break,
// the worst first; none lets the release pass. The report is not believed:
//
//   - it must be about this file, policy and dataset;
//   - the verdict is reached again from its figures, and must be the same;
//   - what can be measured from the file alone is measured again (Again) and
//     must be equal within 1e-9;
//   - it must have been compared with the earlier releases, and where labels
//     are as they were, what the comparison here finds counts (Compared);
//   - what needs the rows before suppression must lie within what the file
//     allows: for every number of candidates, as many rows of the attacker as
//     are between the strict and the wildcard count.
//
// What only the agency knows (its input, the search, utility, levers, tables
// of the population) cannot be checked and stands in the report on its word.
func Gate(in GateInput) []Rule {
	if in.Report == nil {
		return []Rule{{Code: NoReport}}
	}
	if in.Report.Schema != Schema {
		return []Rule{{Code: OtherSchema, Detail: in.Report.Schema}}
	}
	g := &gate{in: in, r: in.Report}
	g.identity()
	if in.Policy != nil {
		g.verdict()
		g.measured()
		g.linked()
		g.review()
	}
	slices.SortStableFunc(g.rules, func(a, b Rule) int { return cmp.Compare(rank(a.Code), rank(b.Code)) })
	return distinct(g.rules)
}

type gate struct {
	in    GateInput
	r     *Report
	rules []Rule
}

func (g *gate) refuse(r Rule) { g.rules = append(g.rules, r) }

// identity compares what the report is about with what is at hand.
func (g *gate) identity() {
	r, in := g.r, &g.in
	if in.Policy == nil || r.Policy != in.Policy.Hash() {
		g.refuse(Rule{Code: OtherPolicy})
	}
	if p := in.Policy; p != nil {
		same := r.Release == p.Release && r.Unit == p.Unit && r.Dataset == p.Dataset && r.Geography == p.Geography && r.Coverage == float64(p.Coverage)
		if !same {
			g.refuse(Rule{Code: OtherPolicy, Detail: "header"})
		}
	}
	if in.Release != "" && in.Release != r.Release {
		g.refuse(Rule{Code: OtherPolicy, Detail: r.Release})
	}
	if in.Dataset != "" && in.Dataset != r.Dataset {
		g.refuse(Rule{Code: OtherDataset, Detail: r.Dataset})
	}
	if in.Unit != "" && in.Unit != r.Unit {
		g.refuse(Rule{Code: OtherUnit, Detail: r.Unit})
	}
	g.files()
}

// files compares the files by their bytes.
func (g *gate) files() {
	same := func(a, b File) bool { return a.SHA256 == b.SHA256 && a.Bytes == b.Bytes && a.Rows == b.Rows }
	if g.r.Unit != policy.Aggregate && !same(g.r.Output, g.in.Output) {
		g.refuse(Rule{Code: OtherFile, Detail: g.r.Output.Name})
	}
	if len(g.in.Tables) != len(g.r.Tables) {
		g.refuse(Rule{Code: OtherFile})
		return
	}
	for i, t := range g.r.Tables {
		if !same(t.Output, g.in.Tables[i]) {
			g.refuse(Rule{Code: OtherFile, Table: t.Name, Detail: t.Output.Name})
		}
	}
}

// severity orders the codes of Gate, the worst first. In the place of the empty
// one are all others, in the order of [Judge].
var severity = []Code{OtherFile, OtherPolicy, OtherDataset, OtherUnit, PersonalData, OtherFigures, Failed, "", NotLinked, ReviewOverdue}

func rank(c Code) int {
	if i := slices.Index(severity, c); i >= 0 {
		return i
	}
	return slices.Index(severity, "")
}

// distinct leaves out rules about what an earlier one is about, such as a
// finding that is in the report and was made again.
func distinct(rules []Rule) (all []Rule) {
	for _, r := range rules {
		about := func(o Rule) bool {
			return o.Code == r.Code && o.Column == r.Column && o.Adversary == r.Adversary && o.Table == r.Table && o.Detail == r.Detail
		}
		if !slices.ContainsFunc(all, about) {
			all = append(all, r)
		}
	}
	return all
}
