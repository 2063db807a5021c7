package main

import (
	"context"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

type releaseSubmitCmd struct {
	ID      string `arg:"" help:"The release, as listed."`
	Comment string `help:"To whoever approves it."`
}

// Run submits a release.
func (c *releaseSubmitCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Submit, Comment: c.Comment})
}

type releaseApproveCmd struct {
	ID      string `arg:"" help:"The release, as listed."`
	Comment string `help:"To those who work at it."`
}

// Run approves a release.
func (c *releaseApproveCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Approve, Comment: c.Comment})
}

type releaseReturnCmd struct {
	ID      string `arg:"" help:"The release, as listed."`
	Comment string `required:"" help:"What is to be done about it."`
}

// Run returns a release.
func (c *releaseReturnCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Return, Comment: c.Comment})
}

type releasePublishCmd struct {
	ID string `arg:"" help:"The release, as listed."`
	At string `help:"The time, in Viet Nam unless it names a zone, such as 2026-12-01T09:00; default: at once." placeholder:"TIME"`
}

// Run publishes a release.
func (c *releasePublishCmd) Run(ctx context.Context, e *env) error {
	at, err := parseMoment(c.At)
	if err != nil {
		return err
	}
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Publish, At: at})
}

type releasePostponeCmd struct {
	ID      string `arg:"" help:"The release, as listed."`
	Comment string `help:"Why."`
}

// Run takes the time of a release away.
func (c *releasePostponeCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Postpone, Comment: c.Comment})
}

type releaseDiscardCmd struct {
	ID      string `arg:"" help:"The release, as listed."`
	Comment string `help:"Why."`
}

// Run gives a release up.
func (c *releaseDiscardCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Discard, Comment: c.Comment})
}

type releaseWithdrawCmd struct {
	ID       string `arg:"" help:"The release, as listed."`
	ReasonVi string `required:"" help:"The reason that the public reads, in Vietnamese."`
	ReasonEn string `required:"" help:"The reason that the public reads, in English."`
	Heirs    bool   `help:"Withdraw all releases, too, that have the rows that came with this one."`
}

// Run withdraws a release.
func (c *releaseWithdrawCmd) Run(ctx context.Context, e *env) error {
	return e.step(ctx, c.ID, workflow.Request{Action: workflow.Withdraw, Reason: catalog.Text{Vi: c.ReasonVi, En: c.ReasonEn}, Heirs: c.Heirs})
}

type agencyCmd struct {
	Policy agencyPolicyCmd `cmd:"" help:"Say what an agency wants of its releases."`
}

type agencyPolicyCmd struct {
	Agency   string `arg:"" help:"The code of the agency."`
	Approval string `help:"required: a second person approves each release; none: whoever may publish does so alone. Default: as it is." enum:",required,none" default:""`
	Remind   string `help:"Days before a release is due on which people are reminded, such as 7,1, or none. Default: as it is, which is 7,1 at first." placeholder:"DAYS"`
	Alarm    string `help:"Days after a release was missed on which people hear of it, such as 1,7, or none. Default: as it is, which is 1,7 at first." placeholder:"DAYS"`
}

// Run saves a policy.
func (c *agencyPolicyCmd) Run(ctx context.Context, e *env) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		return workflow.ChangePolicy(ctx, w.db, atTheTerminal, c.Agency, func(p workflow.Policy) (workflow.Policy, error) {
			d, err := workflow.ParseDays(c.Remind, c.Alarm)
			if err == nil && c.Approval != "" {
				p.Approval, err = workflow.ParseApproval(c.Approval)
			}
			if c.Remind != "" {
				p.Remind = d.Remind
			}
			if c.Alarm != "" {
				p.Alarm = d.Alarm
			}
			return p, err
		})
	})
}
