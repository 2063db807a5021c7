package publisher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

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
	return &c, workflow.Possible(c.Situation(policy, p.now()), by), nil
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
	if q.Action == workflow.Withdraw || q.Action == workflow.Discard {
		derived, err := p.db.Derived(ctx, id)
		if err != nil {
			return nil, err
		}
		gone = objects(&c.Release, derived)
	}
	err = p.db.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		return []account.Entry{workflow.EntryOf(by, c, s)}, p.take(ctx, c, s)
	})
	if err != nil {
		return nil, err
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release moved", slog.String("dataset", string(c.Release.Dataset)), slog.Int("version", c.Release.Version),
		slog.String("action", string(s.Action)), slog.String("state", string(s.State)))
	if err := p.erase(ctx, gone); err != nil {
		return nil, fmt.Errorf("remove the data of %s@%d, which is tried again: %w", c.Release.Dataset, c.Release.Version, err)
	}
	after, err := p.db.Candidate(ctx, id)
	return &after, err
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
	r, err := p.db.Release(ctx, s, version)
	if err != nil {
		return err
	}
	if r.State == catalog.StateWithdrawn {
		return catalog.Errorf(catalog.ErrWithdrawn, "Bản phát hành %d của %q đã được rút.", "Release %d of %q is withdrawn already.", version, s)
	}
	_, err = p.Step(ctx, account.Caller{Principal: account.Operator()}, r.ID, workflow.Request{Action: workflow.Withdraw, Reason: reason})
	return err
}

// SetPolicy saves what an agency wants of its releases. Its administrators
// decide that.
func (p *Publisher) SetPolicy(ctx context.Context, by account.Caller, agency string, want workflow.Policy) error {
	if !by.May(account.ActionManageMembers, agency) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền làm việc này cho cơ quan %s.",
			"You have no right to do this for the agency %s.", agency)
	}
	if err := want.Validate(); err != nil {
		return err
	}
	before, err := p.db.Policy(ctx, agency)
	if err != nil || before.Equal(want) {
		return err
	}
	return p.db.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, workflow.VerbPolicy, "agency", agency).Of(agency).Change(before, want)
		return []account.Entry{e}, p.db.SetPolicy(ctx, agency, want)
	})
}
