package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
)

type sourceCmd struct {
	Add    sourceAddCmd    `cmd:"" help:"Say where the releases of a dataset come from by themselves."`
	List   sourceListCmd   `cmd:"" help:"List sources, with what they wait for."`
	Run    sourceRunCmd    `cmd:"" help:"Look at a source now. Status 3: refused, or it waits for a decision; 7: it waits for approval; 1: it failed and is tried again."`
	DryRun sourceDryRunCmd `cmd:"" help:"Fetch and check what a source has now, and change nothing. Status 3: nothing would be released."`
	Accept sourceAcceptCmd `cmd:"" help:"Accept what a source waits with: fewer rows, other columns."`
	Pause  sourcePauseCmd  `cmd:"" help:"Have a source looked at no more."`
	Resume sourceResumeCmd `cmd:"" help:"Have a paused source looked at again."`
	Remove sourceRemoveCmd `cmd:"" help:"Remove a source; what came from it stays."`
	Log    sourceLogCmd    `cmd:"" help:"Show the last runs of a source."`
}

type sourceListCmd struct{}

// Run lists sources. Credentials are never shown.
func (sourceListCmd) Run(ctx context.Context, e *env) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		all, err := db.Sources(ctx, "")
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
		for _, s := range all {
			next := "-"
			if !s.Next.IsZero() {
				next = inVietnam(s.Next)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.Agency, s.Dataset, s.State, s.Every, next)
			for _, p := range s.Parts {
				fmt.Fprintf(out, "  %s = %s\n", p.File, p.Address)
			}
			for _, why := range s.Memory.Why {
				fmt.Fprintf(out, "  - %s\n", why.In(e.Lang))
			}
		}
		return out.Flush()
	})
}

type sourceAcceptCmd struct {
	Name string `arg:"" help:"The source."`
}

// Run accepts the data that a source waits with.
func (c *sourceAcceptCmd) Run(ctx context.Context, e *env) error {
	return e.withSource(ctx, c.Name, supply.Accept)
}

type sourcePauseCmd struct {
	Name string `arg:"" help:"The source."`
}

// Run pauses a source.
func (c *sourcePauseCmd) Run(ctx context.Context, e *env) error {
	return e.withSource(ctx, c.Name, supply.Pause)
}

type sourceResumeCmd struct {
	Name string `arg:"" help:"The source."`
}

// Run takes a paused source into use again.
func (c *sourceResumeCmd) Run(ctx context.Context, e *env) error {
	return e.withSource(ctx, c.Name, supply.Resume)
}

// withSource does an action with a source and says in which state it is then.
func (e *env) withSource(ctx context.Context, name string, a supply.Action) error {
	return e.withControl(ctx, func(c *supply.Control) error {
		if err := c.Do(ctx, atTheTerminal, name, a); err != nil {
			return err
		}
		s, err := c.Source(ctx, atTheTerminal.Principal, name)
		if err == nil {
			fmt.Fprintf(e.stdout, "%s: %s\n", s.ID, s.State)
		}
		return err
	})
}

func (e *env) withControl(ctx context.Context, f func(*supply.Control) error) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error { return f(sourceControl(db)) })
}

type sourceRemoveCmd struct {
	Name string `arg:"" help:"The source."`
}

// Run removes a source.
func (c *sourceRemoveCmd) Run(ctx context.Context, e *env) error {
	return e.withControl(ctx, func(s *supply.Control) error { return s.Remove(ctx, atTheTerminal, c.Name) })
}

type sourceLogCmd struct {
	Name string `arg:"" help:"The source."`
	Last int    `help:"How many runs." default:"20"`
}

// Run shows runs, the last first.
func (c *sourceLogCmd) Run(ctx context.Context, e *env) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		all, err := db.Runs(ctx, c.Name, c.Last)
		if err != nil {
			return err
		}
		for i := range all {
			fmt.Fprintf(e.stdout, "%s  ", inVietnam(all[i].Started))
			e.showRun(&all[i])
		}
		return nil
	})
}

// showRun prints what became of a run.
func (e *env) showRun(r *supply.Run) {
	fmt.Fprintf(e.stdout, "%s: %s", r.Source, r.Outcome)
	if r.Version > 0 {
		fmt.Fprintf(e.stdout, ", @%d (%s)", r.Version, r.Release)
	}
	fmt.Fprintf(e.stdout, ", %d byte, %s\n", r.Bytes, r.Ended.Sub(r.Started).Round(time.Millisecond))
	for _, why := range r.Why {
		fmt.Fprintf(e.stdout, "  - %s\n", why.In(e.Lang))
	}
}
