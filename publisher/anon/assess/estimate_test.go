//go:build !race

package assess_test

import (
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
)

// The fraction of an estimate is the coverage times the share of rows that are
// drawn, and the adversary is the one for whom it is worst.
func TestEstimateIsTheWorst(t *testing.T) {
	adult := anontest.Adult(t)
	p := quasi(t, names(adult), "coverage: sample(fraction: 0.1)", "rows: {sample: 0.5}", "adversaries: {little: [sex, race], much: [sex, race, age, education, occupation]}", "privacy: {k: 2, uniqueness: 0.5}")
	e := measure(t, assess.Data{Policy: p, Release: adult}).Estimate
	if e.Adversary != "much" || e.Fraction != 0.05 || e.Share == nil || *e.Share <= 0 || e.Model == "" {
		t.Errorf("got %+v", e)
	}
	none := anontest.Table(names(adult), nil)
	if e = measure(t, assess.Data{Policy: p, Release: none}).Estimate; e.Share != nil {
		t.Errorf("no row has the estimate %v", *e.Share)
	}
}
