package assess_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
)

// besides are weights and households of rows, which only the agency has.
func besides(rows int) *micro.Table {
	r := rand.New(rand.NewPCG(uint64(rows), 5))
	var all [][]string
	for range rows {
		all = append(all, []string{strconv.Itoa(2 + r.IntN(30)), strconv.Itoa(r.IntN(1 + rows/2))})
	}
	return anontest.Table([]string{"w", "ho"}, all)
}

// interview is a report on a survey, and what a gate is given with it.
func interview(t *testing.T, seed uint64, coverage, more string) (*assess.Report, assess.GateInput) {
	release, original, _ := randomRelease(t, seed)
	for i, name := range []string{"A", "B", "C"} {
		release.Columns[i].Name, original.Columns[i].Name = name, name
	}
	p := surveyed(t, coverage, "", more)
	d := assess.Data{Policy: p, Release: release, Original: original, Unpublished: besides(release.Rows)}
	r := honest(t, d)
	d.Original, d.Unpublished = nil, nil
	return r, assess.GateInput{Report: r, Policy: p, Now: made, Output: r.Output, Again: measure(t, d)}
}

// others are the figures that a gate measured otherwise.
func others(in assess.GateInput) (details []string) {
	for _, rule := range assess.Gate(in) {
		if rule.Code == assess.OtherFigures && rule.Adversary != "" {
			details = append(details, rule.Detail)
		}
	}
	return details
}

func TestHonestSurveysArePlausible(t *testing.T) {
	for seed := range uint64(150) {
		coverage := []string{"census", "sample(0.3)"}[seed%2]
		more := ", household: ho"
		if seed%4 == 3 {
			more += ", weights: w"
		}
		r, in := interview(t, seed, coverage, more)
		if got := others(in); len(got) > 0 {
			t.Fatalf("seed %d: %v of %+v", seed, got, r.Adversaries[0])
		}
	}
}

func TestGateRefusesSurveysThatCannotBe(t *testing.T) {
	const census, sample, household, weights = "census", "sample(0.3)", ", household: ho", ", household: ho, weights: w"
	for name, c := range map[string]struct {
		coverage, more string
		lie            func(a *assess.Adversary)
		want           string
	}{
		"individual risk without weights": {sample, household, func(a *assess.Adversary) { a.Individual.Highest *= 0.99 }, "individual.highest"},
		"no individual risk":              {sample, household, func(a *assess.Adversary) { a.Individual = nil }, "individual"},
		"individual risk of a census":     {census, household, func(a *assess.Adversary) { a.Individual = &assess.Individual{Highest: 0.1, Mean: 0.1, Expected: 1} }, "individual"},
		"more than one over f":            {sample, weights, func(a *assess.Adversary) { a.Individual.Highest = 1.1 }, "individual"},
		"a mean above the highest":        {sample, weights, func(a *assess.Adversary) { a.Individual.Mean = a.Individual.Highest * 2 }, "individual"},
		"a sum that is not the mean's":    {sample, weights, func(a *assess.Adversary) { a.Individual.Expected /= 2 }, "individual"},
		"households of nobody":            {sample, household, func(a *assess.Adversary) { a.Household.Count = 0 }, "household"},
		"more households than rows":       {sample, household, func(a *assess.Adversary) { a.Household.Count = a.Rows + 1 }, "household"},
		"below the risk of a member":      {sample, household, func(a *assess.Adversary) { a.Household.Highest = a.Individual.Highest * 0.9 }, "household"},
		"below it in a census":            {census, household, func(a *assess.Adversary) { a.Household.Highest = a.Prosecutor.Highest * 0.9 }, "household"},
		"above all members together":      {sample, household, func(a *assess.Adversary) { a.Household.Average = a.Household.Highest }, "household"},
		"households nobody asked for":     {sample, "", func(a *assess.Adversary) { a.Household = &assess.Household{Count: 1, Highest: 1, Average: 1} }, "household"},
	} {
		t.Run(name, func(t *testing.T) {
			r, in := interview(t, 8, c.coverage, c.more)
			if got := others(in); len(got) > 0 {
				t.Fatalf("the honest report: %v", got)
			}
			c.lie(&r.Adversaries[0])
			assess.Judge(in.Policy, r)
			if got := others(in); !slices.Contains(got, c.want) {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

// A column that is published as it is needs nobody's word.
func TestPublishedHouseholdsAreMeasuredAgain(t *testing.T) {
	p := parse(t, "{policy: v1, dataset: d, release: open, unit: person, coverage: 'sample(0.3)', review_after: 12mo, household: ho, weights: w, "+
		"columns: {A: {role: quasi, op: keep}, w: {role: insensitive, op: keep}, ho: {role: insensitive, op: keep}}, privacy: {k: 2}}")
	rows := [][]string{{"1", "5", "p"}, {"1", "6", "p"}, {"2", "5", "q"}, {"2", "9", "q"}}
	a := measure(t, assess.Data{Policy: p, Release: anontest.Table([]string{"A", "w", "ho"}, rows)}).Adversaries[0]
	if a.Individual == nil || a.Household == nil || a.Household.Count != 2 || a.Household.Highest <= a.Individual.Highest {
		t.Errorf("individual %+v, household %+v", a.Individual, a.Household)
	}
}
