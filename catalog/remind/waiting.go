package remind

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/workflow"
)

// waiting tells approvers of what was submitted to them.
func (k *Keeper) waiting(ctx context.Context, now time.Time) error {
	var failed []error
	f := workflow.Filter{States: []catalog.State{catalog.StateSubmitted}, Limit: workflow.PageSize}
	for {
		page, err := k.Candidates.Candidates(ctx, f)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for i := range page {
			f.Before = page[i].Release.ID
			if err := k.approval(ctx, f.Before, now); err != nil {
				failed = append(failed, fmt.Errorf("remind of release %s: %w", f.Before, err))
			}
		}
		if len(page) < f.Limit || ctx.Err() != nil {
			return errors.Join(failed...)
		}
	}
}

// approval tells of one release, once for each time that it is submitted.
func (k *Keeper) approval(ctx context.Context, id string, now time.Time) error {
	c, err := k.Candidates.Candidate(ctx, id)
	if err != nil {
		return err
	}
	step, ok := c.Last(workflow.Submit)
	if !ok || c.Release.State != catalog.StateSubmitted || now.Sub(step.Time) >= stale {
		return nil
	}
	m := Mark{id, step.Time.UTC().Format(time.RFC3339), "waiting"}
	if said, err := k.Ledger.Marked(ctx, m); said || err != nil {
		return err
	}
	policy, err := k.Candidates.Policy(ctx, c.Agency.Code)
	if err != nil {
		return err
	}
	to, err := Nearest(ctx, k.Users, c.Agency.Code, account.Approver, func(by account.Principal) bool {
		_, err := workflow.Next(c.Situation(policy, now), workflow.Approve, by)
		return err == nil
	})
	if err != nil {
		return err
	}
	return k.say(ctx, m, ids(to), func(to []string) notice.Notice { return notice.Waiting(&c.Dataset, &c.Release, step.Time, to) })
}
