package market

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"nguon/catalog"
)

// The names of the plans that every installation has.
const (
	Anonymous  = "anonymous"  // no key: counted by address
	Registered = "registered" // a key that anyone may have
	Partner    = "partner"    // a key that was agreed upon
)

// A Window is a number of requests in a span of time. Windows of up to an hour
// slide: no span of the period's length has more requests. A longer one begins
// with its first request and ends a period later: a month is one of 30 days.
// Where counters are kept in memory, a window ends with the process.
type Window struct {
	Name   string        // in the rate-limit headers: "burst", "day"
	Quota  int64         // requests
	Period time.Duration // whole seconds
}

// A Plan is what a caller may use.
type Plan struct {
	Name        string
	Title       catalog.Text
	Windows     []Window      // shortest first; all of them hold, for each API product by itself
	Rows        int           // at most in one page
	Timeout     time.Duration // of one query
	Concurrency int           // queries at one time, for each API product by itself
	RequiresKey bool
	SQL         bool  // whether /v1/sql answers, where the installation has opened it
	Bytes       int64 // of the values in one answer of /v1/sql at most; 0 is 16 MiB
}

// Plans are the plans of an installation. Their names are unique.
type Plans []Plan

// DefaultPlans returns the plans of an installation that configures none.
func DefaultPlans() Plans {
	return Plans{
		{
			Name:  Anonymous,
			Title: catalog.Text{Vi: "Không cần khóa", En: "Without a key"},
			Windows: []Window{
				{Name: "burst", Quota: 300, Period: 10 * time.Second},
				{Name: "day", Quota: 10_000, Period: 24 * time.Hour},
			},
			Rows: 1_000, Timeout: 2 * time.Second, Concurrency: 2, SQL: true,
		},
		{
			Name:  Registered,
			Title: catalog.Text{Vi: "Đã đăng ký", En: "Registered"},
			Windows: []Window{
				{Name: "burst", Quota: 600, Period: 10 * time.Second},
				{Name: "day", Quota: 100_000, Period: 24 * time.Hour},
			},
			Rows: 10_000, Timeout: 5 * time.Second, Concurrency: 4, RequiresKey: true, SQL: true,
		},
		{
			Name:  Partner,
			Title: catalog.Text{Vi: "Đối tác", En: "Partner"},
			Windows: []Window{
				{Name: "burst", Quota: 3_000, Period: 10 * time.Second},
				{Name: "day", Quota: 2_000_000, Period: 24 * time.Hour},
			},
			Rows: 50_000, Timeout: 15 * time.Second, Concurrency: 8, RequiresKey: true, SQL: true,
		},
	}
}

// Find returns the plan with the given name.
func (ps Plans) Find(name string) (Plan, bool) {
	i := slices.IndexFunc(ps, func(p Plan) bool { return p.Name == name })
	if i < 0 {
		return Plan{}, false
	}
	return ps[i], true
}

// Override returns ps with each plan of changed in the place of the one of its
// name, or at the end. ps is not changed.
func (ps Plans) Override(changed ...Plan) Plans {
	all := slices.Clone(ps)
	for _, p := range changed {
		if i := slices.IndexFunc(all, func(q Plan) bool { return q.Name == p.Name }); i >= 0 {
			all[i] = p
		} else {
			all = append(all, p)
		}
	}
	return all
}

// Validate returns an error that names everything in ps with which a server
// could not work. There must be a plan [Anonymous] that requires no key.
func (ps Plans) Validate() error {
	var wrong []error
	bad := func(plan, format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("plan %q: "+format, append([]any{plan}, args...)...))
	}
	if p, ok := ps.Find(Anonymous); !ok || p.RequiresKey {
		bad(Anonymous, "is missing, or requires a key")
	}
	seen := make(map[string]bool)
	for _, p := range ps {
		if p.Name == "" || seen[p.Name] {
			bad(p.Name, "the name is empty or used twice")
		}
		seen[p.Name] = true
		if p.Rows < 1 || p.Timeout <= 0 || p.Concurrency < 1 || p.Bytes < 0 {
			bad(p.Name, "rows, timeout and concurrency must be positive, bytes not negative")
		}
		for i, w := range p.Windows {
			if w.Name == "" || w.Quota < 1 || w.Period < time.Second || w.Period%time.Second != 0 {
				bad(p.Name, "window %q: needs a name, a quota and a period of whole seconds", w.Name)
			}
			if i > 0 && w.Period <= p.Windows[i-1].Period {
				bad(p.Name, "window %q: must be longer than the one before it", w.Name)
			}
		}
	}
	return errors.Join(wrong...)
}
