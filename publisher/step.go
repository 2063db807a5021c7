package publisher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// Candidate returns a release on its way, and what by may do with it. What by
// may not see is as unknown as what does not exist: an error of kind
// [catalog.ErrNotFound].
func (p *Publisher) Candidate(ctx context.Context, by account.Principal, id string) (*workflow.Candidate, []workflow.Action, error) {
	c, err := p.db.Candidate(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if !by.May(account.ActionReadDraft, c.Agency.Code) {
		return nil, nil, catalog.Errorf(catalog.ErrNotFound, "Không có bản phát hành này.", "There is no such release.")
	}
	policy, err := p.db.Policy(ctx, c.Agency.Code)
	if err != nil {
		return nil, nil, err
	}
	if c.Sharers, err = p.sharers(ctx, id); err != nil {
		return nil, nil, err
	}
	return &c, workflow.Possible(c.Situation(policy, p.now()), by), nil
}

// sharers are the releases that have some of the bytes of a release.
func (p *Publisher) sharers(ctx context.Context, id string) (all []workflow.Sharer, err error) {
	shared, err := p.db.Sharing(ctx, id)
	if err != nil {
		return nil, err
	}
	for i, s := range shared {
		if i == 0 || s.ReleaseID != shared[i-1].ReleaseID {
			c, err := p.db.Candidate(ctx, s.ReleaseID)
			if err != nil {
				return nil, err
			}
			all = append(all, workflow.Sharer{ID: s.ReleaseID, Version: c.Release.Version, State: c.StateAt(p.now())})
		}
		last := &all[len(all)-1]
		last.Heir = last.Heir || cameWith(id, s.Object)
	}
	return all, nil
}

// Candidates returns the releases that f selects among those of the agencies
// whose drafts by may see, the last made first, without their steps.
func (p *Publisher) Candidates(ctx context.Context, by account.Principal, f workflow.Filter) ([]workflow.Candidate, error) {
	seen := by.Agencies(account.ActionReadDraft)
	switch {
	case len(f.Agencies) > 0:
		for _, agency := range f.Agencies {
			if !by.May(account.ActionReadDraft, agency) {
				return nil, catalog.Errorf(catalog.ErrForbidden, "Bạn không xem được bản nháp của cơ quan %s.",
					"You may not see drafts of the agency %s.", agency)
			}
		}
	case len(seen) == 0:
		return nil, catalog.Errorf(catalog.ErrForbidden, "Bạn không xem được bản nháp của cơ quan nào.", "You may see drafts of no agency.")
	case seen[0] != account.AnyAgency:
		f.Agencies = seen
	}
	return p.db.Candidates(ctx, f)
}

// Step makes a step with a release, in one transaction with its entry in the
// audit log, and returns the release after it. See [workflow.Next] for who may do
// what; two who decide at the same time do not both succeed.
//
// A withdrawal makes the version disappear for readers at once. Its bytes go from
// the store, but for parts that another release has too: those stay as long as one
// of these is not withdrawn. The answer names them. With q.Heirs, all releases
// that have what came with this one are withdrawn with it, or discarded if they
// are not public, so that those bytes are gone when the step has been made; if one
// of those steps fails, the others were made, and the request can be repeated for
// it.
func (p *Publisher) Step(ctx context.Context, by account.Caller, id string, q workflow.Request) (*workflow.Candidate, error) {
	c, _, err := p.Candidate(ctx, by.Principal, id)
	if err != nil {
		return nil, err
	}
	policy, err := p.db.Policy(ctx, c.Agency.Code)
	if err != nil {
		return nil, err
	}
	now := p.now().UTC()
	to, err := workflow.Next(c.Situation(policy, now), q.Action, by.Principal)
	if err != nil {
		return nil, err
	}
	if err := q.Validate(now); err != nil {
		return nil, err
	}
	s := workflow.Step{Time: now, By: by.Actor(), Action: q.Action, State: to, Comment: catalog.Text{Vi: q.Comment, En: q.Comment}}
	switch q.Action {
	case workflow.Publish:
		if s.At = q.At.UTC(); !s.At.After(now) {
			s.At = now
		}
	case workflow.Withdraw:
		s.Comment = q.Reason
	}
	var gone []string
	err = p.db.Record(ctx, func(ctx context.Context) (_ []account.Entry, err error) {
		if q.Action == workflow.Withdraw || q.Action == workflow.Discard {
			if gone, err = p.ownObjects(ctx, &c.Release); err != nil {
				return nil, err
			}
		}
		return []account.Entry{workflow.EntryOf(by, c, s)}, p.take(ctx, c, s)
	})
	if err != nil {
		return nil, err
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release moved", slog.String("dataset", string(c.Release.Dataset)), slog.Int("version", c.Release.Version),
		slog.String("action", string(s.Action)), slog.String("state", string(s.State)))
	left := p.erase(ctx, gone)
	if left != nil {
		left = fmt.Errorf("remove the data of %s@%d, which is tried again: %w", c.Release.Dataset, c.Release.Version, left)
	}
	if q.Action == workflow.Withdraw && q.Heirs {
		left = errors.Join(left, p.withdrawHeirs(ctx, by, c.Sharers, q))
	}
	if left != nil {
		return nil, left
	}
	after, err := p.db.Candidate(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, other := range c.Sharers { // the catalogue no longer knows what the release had
		now, err := p.db.Candidate(ctx, other.ID)
		if err != nil {
			return nil, err
		}
		other.State = now.StateAt(p.now())
		after.Sharers = append(after.Sharers, other)
	}
	return &after, nil
}

// withdrawHeirs withdraws the releases that have what came with one that was
// withdrawn, the newest first, so that none is superseded by one that goes too.
func (p *Publisher) withdrawHeirs(ctx context.Context, by account.Caller, sharers []workflow.Sharer, q workflow.Request) error {
	var failed []error
	for _, s := range slices.Backward(sharers) {
		if !s.Heir {
			continue
		}
		same := workflow.Request{Action: workflow.Withdraw, Reason: q.Reason}
		if s.State.Waiting() {
			same = workflow.Request{Action: workflow.Discard, Comment: q.Reason.Vi}
		}
		if s.State == catalog.StateScheduled {
			if _, err := p.Step(ctx, by, s.ID, workflow.Request{Action: workflow.Postpone}); err != nil {
				failed = append(failed, fmt.Errorf("version %d: %w", s.Version, err))
				continue
			}
			same = workflow.Request{Action: workflow.Discard, Comment: q.Reason.Vi}
		}
		if _, err := p.Step(ctx, by, s.ID, same); err != nil {
			failed = append(failed, fmt.Errorf("version %d: %w", s.Version, err))
		}
	}
	return errors.Join(failed...)
}

// ownObjects are the keys of all that is stored of r and of no other release.
// Within a transaction that gives r up, they are nobody's at its end.
func (p *Publisher) ownObjects(ctx context.Context, r *catalog.Release) ([]string, error) {
	derived, err := p.db.Derived(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	shared, err := p.db.Sharing(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(objects(r, derived), func(key string) bool {
		return slices.ContainsFunc(shared, func(s catalog.Shared) bool { return s.Object == key })
	}), nil
}

// ReleaseWithdrawn is the job that follows a withdrawal: it removes what the
// withdrawal itself could not.
type ReleaseWithdrawn struct {
	Release string   `json:"release"`
	Objects []string `json:"objects"`
}

// Kind names the job.
func (ReleaseWithdrawn) Kind() string { return "release_withdrawn" }

// Erase does the job.
func (p *Publisher) Erase(ctx context.Context, j ReleaseWithdrawn) error {
	return p.erase(ctx, j.Objects)
}

// erase removes objects, as many as it can.
func (p *Publisher) erase(ctx context.Context, keys []string) error {
	var failed []error
	for _, key := range keys {
		if err := p.blobs.Remove(ctx, key); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// objects are the keys of all that is stored of r.
func objects(r *catalog.Release, derived []catalog.DerivedFile) (keys []string) {
	for i := range r.Tables {
		for _, o := range r.Tables[i].Objects() {
			keys = append(keys, o.Key)
		}
	}
	for _, d := range derived {
		keys = append(keys, d.File.Key)
	}
	return keys
}

// Withdraw takes a release back from the public as [Publisher.Step] does, in the
// name of the operator of the server: its bytes are removed from the store, its
// metadata and the public reason stay.
func (p *Publisher) Withdraw(ctx context.Context, s catalog.Slug, version int, reason catalog.Text) error {
	_, err := p.WithdrawVersion(ctx, s, version, workflow.Request{Reason: reason})
	return err
}

// WithdrawVersion does what Withdraw does, as q says it, and returns the release
// after it.
func (p *Publisher) WithdrawVersion(ctx context.Context, s catalog.Slug, version int, q workflow.Request) (*workflow.Candidate, error) {
	r, err := p.db.Release(ctx, s, version)
	if err != nil {
		return nil, err
	}
	if r.State == catalog.StateWithdrawn {
		return nil, catalog.Errorf(catalog.ErrWithdrawn, "Bản phát hành %d của %q đã được rút.", "Release %d of %q is withdrawn already.", version, s)
	}
	q.Action = workflow.Withdraw
	return p.Step(ctx, account.Caller{Principal: account.Operator()}, r.ID, q)
}
