package api

import (
	"context"
	"fmt"
	"time"

	"github.com/ulule/limiter/v3"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

// noteQuota has the meter tell of the parts of quotas that a call has reached. A
// call that was refused reached none.
func (s *Server) noteQuota(who *caller, product market.Ref, states []windowState) {
	if s.Meter == nil || who.Key == nil {
		return
	}
	for _, st := range states {
		if st.over {
			return
		}
	}
	for _, st := range states {
		if percent := st.Reached(st.left); percent > 0 {
			s.Meter.Reach(market.QuotaReached{Key: *who.Key, Product: product, Window: st.Window, Percent: percent,
				Until: s.Now().Add(time.Duration(st.reset) * time.Second)})
		}
	}
}

// counter names the counter of a caller's requests for a product in a window.
func counter(who *caller, product market.Ref, w market.Window) string {
	return who.id + "|" + string(product) + "|" + w.Name
}

// Left returns the plan that a key has for a product, and what is left of its
// windows now. It counts nothing.
func (s *Server) Left(ctx context.Context, k account.Key, product market.Ref) (market.Plan, []market.Left, error) {
	plan, _ := s.Plans.Find(market.Anonymous)
	who := s.withKey(ctx, caller{plan: plan}, k)
	if err := s.subscribedPlan(ctx, &who, product); err != nil {
		return market.Plan{}, nil, err
	}
	left := make([]market.Left, 0, len(who.plan.Windows))
	for _, w := range who.plan.Windows {
		got, err := s.limits.Peek(ctx, counter(&who, product, w), limiter.Rate{Limit: w.Quota, Period: w.Period})
		if err != nil {
			return market.Plan{}, nil, fmt.Errorf("look at a counter: %w", err)
		}
		left = append(left, market.Left{Window: w, Left: got.Remaining, Until: time.Unix(got.Reset, 0).UTC()})
	}
	return who.plan, left, nil
}
