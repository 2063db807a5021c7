package market_test

import (
	"strings"
	"testing"
	"time"

	"nguon/catalog/market"
)

func TestDefaultPlansAreValidAndGrow(t *testing.T) {
	plans := market.DefaultPlans()
	if err := plans.Validate(); err != nil {
		t.Fatal(err)
	}
	for i, p := range plans[1:] {
		less := plans[i]
		if p.Rows <= less.Rows || p.Timeout <= less.Timeout || p.Concurrency <= less.Concurrency {
			t.Errorf("plan %s does not allow more than %s", p.Name, less.Name)
		}
		for j, w := range p.Windows {
			if w.Quota <= less.Windows[j].Quota {
				t.Errorf("plan %s, window %s: quota %d is not above that of %s", p.Name, w.Name, w.Quota, less.Name)
			}
		}
		if !p.RequiresKey {
			t.Errorf("plan %s can be had without a key", p.Name)
		}
	}
}

func TestOverrideReplacesByNameAndKeepsTheOriginal(t *testing.T) {
	plans := market.DefaultPlans()
	mine := market.Plan{Name: market.Partner, Rows: 7, Timeout: time.Second, Concurrency: 1}
	press := market.Plan{Name: "press", Rows: 8, Timeout: time.Second, Concurrency: 1}
	got := plans.Override(mine, press)
	if len(got) != 4 {
		t.Fatalf("got %d plans, want 4", len(got))
	}
	if p, _ := got.Find(market.Partner); p.Rows != 7 {
		t.Errorf("overridden plan has %d rows, want 7", p.Rows)
	}
	if p, ok := got.Find("press"); !ok || p.Rows != 8 {
		t.Errorf("added plan = %+v, %v", p, ok)
	}
	if p, _ := plans.Find(market.Partner); p.Rows != 50_000 {
		t.Errorf("the original was changed: %d rows", p.Rows)
	}
}

func TestValidate(t *testing.T) {
	ok := market.Plan{Name: market.Anonymous, Rows: 1, Timeout: 1, Concurrency: 1}
	with := func(change func(*market.Plan)) market.Plans {
		p := ok
		change(&p)
		return market.Plans{p}
	}
	for _, test := range []struct {
		name  string
		plans market.Plans
		want  string // part of the error
	}{
		{name: "least", plans: market.Plans{ok}},
		{name: "none", want: `"anonymous": is missing`},
		{name: "anonymous with a key", plans: with(func(p *market.Plan) { p.RequiresKey = true }), want: "requires a key"},
		{name: "twice", plans: market.Plans{ok, ok}, want: "used twice"},
		{name: "no rows", plans: with(func(p *market.Plan) { p.Rows = 0 }), want: "must be positive"},
		{name: "negative timeout", plans: with(func(p *market.Plan) { p.Timeout = -1 }), want: "must be positive"},
		{name: "part of a second", plans: with(func(p *market.Plan) {
			p.Windows = []market.Window{{Name: "burst", Quota: 1, Period: 1500 * time.Millisecond}}
		}), want: "whole seconds"},
		{name: "long before short", plans: with(func(p *market.Plan) {
			p.Windows = []market.Window{{Name: "a", Quota: 1, Period: time.Minute}, {Name: "b", Quota: 1, Period: time.Second}}
		}), want: "longer than the one before"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.plans.Validate()
			if test.want == "" {
				if err != nil {
					t.Fatalf("Validate: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Validate: err = %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestFindOfUnknownPlan(t *testing.T) {
	if p, ok := market.DefaultPlans().Find("gold"); ok {
		t.Errorf("Find returned %+v", p)
	}
}
