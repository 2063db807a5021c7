package publisher

import (
	"context"
	"errors"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// actor returns who asks.
func (r *Request) actor() account.Actor {
	if r.By == nil {
		return account.Actor{Kind: account.ActorSystem}
	}
	return r.By.Actor()
}

// may reports whether whoever asks may do a.
func (r *Request) may(a account.Action, agency string) bool {
	return r.By == nil || r.By.May(a, agency)
}

func (r *Request) entry(c *workflow.Candidate, s workflow.Step) account.Entry {
	e := workflow.EntryOf(account.Caller{}, c, s)
	if r.By != nil {
		e = workflow.EntryOf(*r.By, c, s)
	}
	e.Actor = r.actor()
	return e
}

// conclude takes a release that is made and stored as far as it may go, in one
// transaction with the steps and their entries of the audit log.
func (p *Publisher) conclude(ctx context.Context, req Request, m *Manifest, r *catalog.Release) error {
	policy, err := p.db.Policy(ctx, m.Agency.Code)
	if err != nil {
		return err
	}
	now, by := p.now().UTC(), req.actor()
	c := &workflow.Candidate{Agency: m.Agency, Dataset: m.Dataset, Release: *r}
	all := []workflow.Step{{Time: now, By: by, Action: workflow.Check, State: catalog.StateChecked}}
	switch {
	case req.Hold:
	case policy.Approval == workflow.NotRequired && req.may(account.ActionPublish, m.Agency.Code):
		r.PublishAt = now
		if req.At.After(now) {
			r.PublishAt = req.At.UTC()
		}
		if err := (workflow.Request{Action: workflow.Publish, At: r.PublishAt}).Validate(now); err != nil {
			return err
		}
		all = append(all, workflow.Step{Time: now, By: by, Action: workflow.Publish, State: catalog.StatePublished, At: r.PublishAt})
	case req.may(account.ActionSubmit, m.Agency.Code):
		all = append(all, workflow.Step{Time: now, By: by, Action: workflow.Submit, State: catalog.StateSubmitted, At: req.At})
	}
	err = p.db.Record(ctx, func(ctx context.Context) (entries []account.Entry, err error) {
		for _, s := range all {
			entries = append(entries, req.entry(c, s))
			if err := p.take(ctx, c, s); err != nil {
				return nil, err
			}
			c.Release.State = s.State
		}
		return entries, nil
	})
	if err != nil {
		return err
	}
	r.State = c.Release.State
	return nil
}

// take makes one step of c, and notes it.
func (p *Publisher) take(ctx context.Context, c *workflow.Candidate, s workflow.Step) error {
	r := c.Release
	switch s.Action {
	case workflow.Check: // not before all is stored: what a process that died has left stays a draft
		r.State = s.State
		if err := p.db.SaveDraft(ctx, r); err != nil {
			return err
		}
		return p.db.Note(ctx, r.ID, s)
	case workflow.Publish:
		r.PublishAt = s.At
		err := p.db.Publish(ctx, catalog.Publication{From: r.State, Agency: c.Agency, Dataset: c.Dataset, Release: r, Jobs: published(r)})
		if err != nil {
			return err
		}
		return p.db.Note(ctx, r.ID, s)
	case workflow.Withdraw:
		own, err := p.ownObjects(ctx, &r)
		if err != nil {
			return err
		}
		if err := p.db.Withdraw(ctx, r.Dataset, r.Version, s.Comment, s.Time, ReleaseWithdrawn{r.ID, own}); err != nil {
			return err
		}
		return p.db.Note(ctx, r.ID, s)
	}
	return p.db.Move(ctx, r.ID, r.State, s)
}

// published are the jobs that follow the publication of r.
func published(r catalog.Release) []catalog.Job {
	return []catalog.Job{ReleasePublished{Dataset: r.Dataset, Version: r.Version}}
}

// whyRefused tells those who work at a release why it came to nothing.
func whyRefused(cause error) catalog.Text {
	e, ok := errors.AsType[*catalog.Error](cause)
	if !ok {
		return catalog.Text{Vi: "Hệ thống gặp lỗi, hoặc việc công bố bị dừng.", En: "The system failed, or the publication was stopped."}
	}
	say := func(lang catalog.Lang) string {
		lines := []string{e.Public.In(lang)}
		for _, f := range e.Fields {
			line := f.In(lang)
			if len(strings.Join(lines, "\n"))+len(line) > workflow.MaxComment {
				lines = append(lines, "…")
				break
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	return catalog.Text{Vi: say(catalog.Vietnamese), En: say(catalog.English)}
}
