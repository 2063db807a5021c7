package assess

import (
	"math"
	"slices"
	"strconv"

	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
)

// A judge collects the rules of a report.
type judge struct {
	p     *policy.Policy
	r     *Report
	rules []Rule
}

// Judge fills in the rules of a report, one for every demand of its policy, and
// whether they all hold. It looks at nothing but the figures of the report; one
// that is not there meets no bound.
//
// The order of the rules is fixed: the release as a whole, each adversary in
// the order of the policy, the sensitive columns in that order and for each its
// demands by adversary, tables, earlier releases. A rule that could be about
// several things and is about none stands once, and holds.
//
// Risks are those of the journalist model where the table is a sample of a
// population that the policy names, and of the prosecutor model otherwise: who
// knows that the table is a census knows that a person is in it.
func Judge(p *policy.Policy, r *Report) {
	j := &judge{p: p, r: r}
	j.personal()
	if p.Unit != policy.Aggregate {
		j.release()
		for _, a := range Adversaries(p) {
			j.adversary(&a)
		}
		j.uniqueness()
		for _, name := range published(p, policy.Sensitive) {
			j.sensitive(name)
		}
	}
	for i := range p.Tables {
		j.table(i)
	}
	j.linkage()
	r.Rules = j.rules
	r.Pass = !slices.ContainsFunc(r.Rules, func(rule Rule) bool { return !rule.Pass })
}

// demand adds a rule about a figure. One that is not known or not a number does
// not hold.
func (j *judge) demand(rule Rule, got *float64, want float64, hold func(got, want float64) bool) {
	rule.Want, rule.Got = &want, got
	rule.Pass = got != nil && !math.IsNaN(*got) && hold(*got, want)
	j.rules = append(j.rules, rule)
}

// none adds a rule that holds if there are none of some names, and otherwise
// one for each.
func (j *judge) none(code Code, columns []string) {
	for _, name := range columns {
		j.rules = append(j.rules, Rule{Code: code, Column: name})
	}
	if len(columns) == 0 {
		j.rules = append(j.rules, Rule{Code: code, Pass: true})
	}
}

// personal looks at the personal data in the output. What blocks a release is
// permitted by the allow-list of the policy and by nothing else.
func (j *judge) personal() {
	before := len(j.rules)
	for _, f := range j.r.ScanOutput {
		if blocks(j.p, &f) {
			cells := float64(f.Cells)
			j.rules = append(j.rules, Rule{Code: PersonalData, Column: f.Column, Got: &cells, Detail: f.Kind})
		}
	}
	if len(j.rules) == before {
		j.rules = append(j.rules, Rule{Code: PersonalData, Pass: true})
	}
}

// harmless are the decisions about a finding with which it may be published.
var harmless = []string{"review", "quasi", "hint"}

func blocks(p *policy.Policy, f *Finding) bool {
	return !slices.Contains(harmless, f.Decision) && !slices.ContainsFunc(p.Scan.Allow, func(a policy.Allowed) bool {
		return a.Column == f.Column && a.Type == f.Kind
	})
}

// release judges what was published of the table. Suppressed rows and cells are
// shares of all rows that were to be published, whether they are or not: cells
// of those rows times the quasi-identifiers that are published. They are not
// known if the counts of the report do not add up.
func (j *judge) release() {
	u := &j.r.Utility
	rows := float64(j.r.Output.Rows)
	j.demand(Rule{Code: NoRows}, &rows, 1, atLeast)
	j.demand(Rule{Code: OutputDiffers}, &rows, float64(u.RowsAfter), func(got, want float64) bool {
		for i := range j.r.Adversaries {
			if j.r.Adversaries[i].Rows != u.RowsAfter {
				return false
			}
		}
		return got == want
	})
	var ofRows, ofCells *float64
	quasi := published(j.p, policy.Quasi)
	if all := u.RowsBefore - u.Sampled; u.Sampled >= 0 && u.RowsBefore > u.Sampled && u.SuppressedRows >= 0 && all-u.SuppressedRows == u.RowsAfter {
		ofRows = share(u.SuppressedRows, float64(all))
		if u.SuppressedCells == j.cells(quasi) {
			ofCells = share(u.SuppressedCells, float64(all)*float64(max(1, len(quasi))))
		}
	}
	j.demand(Rule{Code: SuppressedRows}, ofRows, j.p.Search.SuppressRows, atMost)
	j.demand(Rule{Code: SuppressedCells}, ofCells, j.p.Search.SuppressCells, atMost)
	if len(j.p.Adversaries) > 0 {
		j.none(Ungated, j.p.Ungated())
	} else {
		j.none(Ungated, nil)
	}
}

func share(n int64, of float64) *float64 {
	s := float64(n) / of
	return &s
}

// cells adds up the suppressed cells of columns, or returns -1 if one of the
// counts cannot be.
func (j *judge) cells(columns []string) (sum int64) {
	for i := range j.r.Columns {
		if c := &j.r.Columns[i]; slices.Contains(columns, c.Name) {
			if c.Cells < 0 || c.Cells > j.r.Utility.RowsAfter {
				return -1
			}
			sum += c.Cells
		}
	}
	return sum
}

// adversary judges what an adversary can do.
func (j *judge) adversary(who *policy.Adversary) {
	p := &j.p.Privacy
	a := j.figures(who)
	rule := func(code Code) Rule { return Rule{Code: code, Adversary: who.Name} }
	if p.K > 0 {
		var empty *float64
		if a.Empty >= 0 {
			empty = number(&a.Empty)
		}
		j.demand(rule(K), number(a.Attacker), float64(p.K), atLeast)
		j.demand(rule(EmptyRows), empty, float64(p.K), func(got, want float64) bool { return got == 0 || got >= want })
	}
	model := a.Prosecutor
	if j.p.Population != "" && j.p.Coverage < 1 {
		model = a.Journalist
	}
	var highest, average, atRisk *float64
	if model != nil {
		highest, average = &model.Highest, &model.Average
		if p.Risk.AtRisk != nil && model.Above == p.Risk.AtRisk.Above {
			atRisk = &model.AtRisk
		}
	}
	if want := p.Risk.Highest; want != nil {
		// 0.333 stands for a third: sizes are compared.
		j.demand(rule(HighestRisk), highest, *want, func(got, want float64) bool { return math.Round(1/got) >= float64(risk.SizeFor(want)) })
	}
	if want := p.Risk.Average; want != nil {
		j.demand(rule(AverageRisk), average, *want, atMost)
	}
	if want := p.Risk.AtRisk; want != nil {
		j.demand(rule(RowsAtRisk), atRisk, want.Share, atMost)
	}
	if want := p.Risk.Individual; want != nil {
		var highest *float64
		if a.Individual != nil {
			highest = &a.Individual.Highest
		}
		j.demand(rule(IndividualRisk), highest, *want, atMost)
	}
	if want := p.Risk.Household; want != nil {
		var highest *float64
		if a.Household != nil {
			highest = &a.Household.Highest
		}
		j.demand(rule(HouseholdRisk), highest, *want, atMost)
	}
	switch want := p.KMap; {
	case want == nil:
	case j.p.Population != "":
		j.demand(rule(KMap), number(a.KMap), float64(want.K), atLeast)
	default:
		estimated := rule(KMapSample)
		estimated.Detail = strconv.FormatInt(want.K, 10)
		j.demand(estimated, number(a.Attacker), float64(mapSize(j.p)), atLeast)
	}
	if want := p.Presence; want != nil {
		var least, most *float64
		if a.Presence != nil {
			least, most = &a.Presence.Least, &a.Presence.Most
		}
		j.demand(rule(Presence), most, want.Max, atMost)
		if want.Min > 0 {
			j.demand(rule(PresenceMin), least, want.Min, atLeast)
		}
	}
}

// figures returns what the report says of an adversary; nothing, if it is not
// the one of the policy, or if there are two.
func (j *judge) figures(who *policy.Adversary) *Adversary {
	unknown := &Adversary{Empty: -1}
	found := unknown
	for i := range j.r.Adversaries {
		switch a := &j.r.Adversaries[i]; {
		case a.Name != who.Name:
		case found != unknown || !slices.Equal(a.Columns, who.Columns):
			return unknown
		default:
			found = a
		}
	}
	return found
}

// uniqueness judges the estimate for the population of a sample.
func (j *judge) uniqueness() {
	want := j.p.Privacy.Uniqueness
	if want == nil {
		return
	}
	rule := Rule{Code: Uniqueness}
	var got *float64
	if e := j.r.Estimate; e != nil {
		rule.Adversary = e.Adversary
		if e.Fraction == j.p.Fraction() {
			got = e.Share
		}
	}
	j.demand(rule, got, *want, atMost)
}
