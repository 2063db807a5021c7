package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

type releaseCmd struct {
	List     releaseListCmd     `cmd:"" help:"List releases on their way, the last made first."`
	Show     releaseShowCmd     `cmd:"" help:"Show a release, and the steps that it has taken."`
	Submit   releaseSubmitCmd   `cmd:"" help:"Ask for approval of a draft."`
	Approve  releaseApproveCmd  `cmd:"" help:"Approve a release that somebody else has submitted."`
	Return   releaseReturnCmd   `cmd:"" help:"Return a release, with what is to be done about it."`
	Publish  releasePublishCmd  `cmd:"" help:"Publish a release, at once or at a time."`
	Postpone releasePostponeCmd `cmd:"" help:"Take the time of a scheduled release away; it stays approved."`
	Discard  releaseDiscardCmd  `cmd:"" help:"Give up a release that is not public."`
	Withdraw releaseWithdrawCmd `cmd:"" help:"Take a published release back: its metadata and the reason stay."`
}

type releaseListCmd struct {
	Agency string        `help:"Only of this agency."`
	State  catalog.State `help:"Only in this state, such as submitted or scheduled."`
}

// Run lists releases, however many.
func (c *releaseListCmd) Run(ctx context.Context, e *env) error {
	f := workflow.Filter{Limit: workflow.PageSize}
	if c.Agency != "" {
		f.Agencies = []string{c.Agency}
	}
	f.States = stored(c.State)
	return e.withWorkshop(ctx, func(w *workshop) error {
		out := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
		now := time.Now()
		for {
			found, err := w.pub.Candidates(ctx, atTheTerminal.Principal, f)
			if err != nil {
				return err
			}
			for _, y := range found {
				f.Before = y.Release.ID
				state := y.StateAt(now)
				if c.State != "" && state != c.State {
					continue
				}
				when := y.Release.Created
				if state == catalog.StateScheduled || state == catalog.StatePublished {
					when = y.Release.PublishAt
				}
				fmt.Fprintf(out, "%s\t%s@%d\t%s\t%s\t%s\n", y.Release.ID, y.Release.Dataset, y.Release.Version, y.Agency.Code, state, inVietnam(when))
			}
			if len(found) < f.Limit {
				return out.Flush()
			}
		}
	})
}

// stored returns the states as which a state may be stored; all for none.
func stored(s catalog.State) []catalog.State {
	switch s {
	case "":
		return nil
	case catalog.StateScheduled, catalog.StateSuperseded:
		return []catalog.State{catalog.StatePublished}
	}
	return []catalog.State{s}
}

type releaseShowCmd struct {
	ID string `arg:"" help:"The release, as listed."`
}

// Run shows a release.
func (c *releaseShowCmd) Run(ctx context.Context, e *env) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		y, may, err := w.pub.Candidate(ctx, atTheTerminal.Principal, c.ID)
		if err != nil {
			return err
		}
		r := &y.Release
		fmt.Fprintf(e.stdout, "%s@%d  %s\n%s\n", r.Dataset, r.Version, y.StateAt(time.Now()), y.Dataset.Title.In(e.Lang))
		for _, t := range r.Tables {
			fmt.Fprintf(e.stdout, "  %s: %s, %d %s\n", t.Resource, rowsIn(e.Lang, t.Rows), len(t.Columns), catalog.Text{Vi: "cột", En: "columns"}.In(e.Lang))
			if t.Checks.Changes != nil {
				for _, change := range t.Checks.Changes.Columns {
					fmt.Fprintf(e.stdout, "    - %s\n", change.Text.In(e.Lang))
				}
			}
		}
		for _, s := range y.Steps {
			fmt.Fprintf(e.stdout, "%s  %s  %s %s", inVietnam(s.Time), s.Action, s.By.Kind, s.By.ID)
			if !s.At.IsZero() {
				fmt.Fprintf(e.stdout, "  → %s", inVietnam(s.At))
			}
			if s.Delay > 0 {
				fmt.Fprintf(e.stdout, "  +%s", s.Delay.Round(time.Millisecond))
			}
			fmt.Fprintln(e.stdout)
			if text := s.Comment.In(e.Lang); text != "" {
				fmt.Fprintf(e.stdout, "    %s\n", strings.ReplaceAll(text, "\n", "\n    "))
			}
		}
		if len(may) > 0 {
			fmt.Fprintf(e.stderr, "%s %s\n", catalog.Text{Vi: "Có thể:", En: "Possible:"}.In(e.Lang), strings.Trim(fmt.Sprint(may), "[]"))
		}
		return nil
	})
}

// step makes a step and says where it has led.
func (e *env) step(ctx context.Context, id string, q workflow.Request) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		y, err := w.pub.Step(ctx, atTheTerminal, id, q)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s@%d: %s\n", y.Release.Dataset, y.Release.Version, y.StateAt(time.Now()))
		if q.Action == workflow.Withdraw {
			e.nameSharers(y)
		}
		return nil
	})
}

// nameSharers says which releases have some of the bytes of one that was
// withdrawn.
func (e *env) nameSharers(y *workflow.Candidate) {
	for _, s := range y.Sharers {
		line := catalog.Textf("  phiên bản %[1]d (%[2]s) có chung dữ liệu từ trước", "  version %[1]d (%[2]s) has rows from before in common with it", s.Version, s.State)
		if s.Heir {
			line = catalog.Textf("  phiên bản %[1]d (%[2]s) có dữ liệu đến cùng bản này", "  version %[1]d (%[2]s) has the rows that came with it", s.Version, s.State)
		}
		fmt.Fprintln(e.stdout, line.In(e.Lang))
	}
}
