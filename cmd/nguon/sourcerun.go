package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher/source"
)

// sourceReach says where sources may be.
type sourceReach struct {
	InsideNetworks []netip.Prefix `help:"Networks inside, in which sources that were added with --inside may be." env:"NGUON_INSIDE_NETWORKS" placeholder:"CIDR"`
}

func (r sourceReach) with(ctx context.Context, e *env, f func(*source.Keeper) error) error {
	return e.withWorkshop(ctx, func(w *workshop) error {
		if w.unsigned != nil {
			return w.unsigned
		}
		k, err := e.openKeeper(w, r.InsideNetworks, nil, quiet(e.stderr))
		if err != nil {
			return err
		}
		return f(k)
	})
}

type sourceRunCmd struct {
	Name        string `arg:"" help:"The source."`
	sourceReach `embed:""`
}

// errSourceFailed is the end of a run that is tried again.
var errSourceFailed = errors.New("the source failed")

// Run looks at a source now.
func (c *sourceRunCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(k *source.Keeper) error {
		bar := newProgress(e.stderr, e.Lang)
		r, err := k.Run(ctx, c.Name, bar.show)
		bar.close()
		if err != nil {
			return err
		}
		e.showRun(r)
		switch r.Outcome {
		case supply.Refused, supply.Asked:
			return &told{catalog.ErrRefused}
		case supply.Submitted:
			return &told{errWaiting}
		case supply.Failed:
			return &told{errSourceFailed}
		}
		return nil
	})
}

type sourceDryRunCmd struct {
	Name        string `arg:"" help:"The source."`
	sourceReach `embed:""`
}

// Run says what a run would do.
func (c *sourceDryRunCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(k *source.Keeper) error {
		bar := newProgress(e.stderr, e.Lang)
		p, err := k.DryRun(ctx, c.Name, bar.show)
		bar.close()
		if err != nil {
			return err
		}
		return e.showPreview(p)
	})
}

func (e *env) showPreview(p *source.Preview) error {
	say := func(vi, en string) { fmt.Fprintln(e.stdout, catalog.Text{Vi: vi, En: en}.In(e.Lang)) }
	for _, a := range p.Added {
		fmt.Fprintf(e.stdout, catalog.Text{Vi: "%s: phần của kỳ %s\n", En: "%s: the part of %s\n"}.In(e.Lang), a.Resource, a.Period)
	}
	if p.Report != nil {
		for _, t := range p.Report.Tables {
			if err := e.showTable(t); err != nil {
				return err
			}
			if d := t.Table.Checks.Changes; d != nil {
				fmt.Fprintf(e.stdout, "  %s: %d → %d\n", catalog.Text{Vi: "số dòng", En: "rows"}.In(e.Lang), d.Rows.Before, d.Rows.After)
				for _, change := range d.Columns {
					fmt.Fprintf(e.stdout, "  - %s\n", change.Text.In(e.Lang))
				}
			}
		}
	}
	if p.More > 0 {
		fmt.Fprintf(e.stdout, catalog.Text{Vi: "Sau đó còn %d tệp.\n", En: "%d more files would follow.\n"}.In(e.Lang), p.More)
	}
	switch {
	case p.Refused != nil:
		say("Sẽ không được công bố:", "It would not be published:")
		explain(e.stdout, e.Lang, p.Refused)
		return &told{p.Refused}
	case p.Same:
		say("Không có gì mới.", "There is nothing new.")
	case len(p.Doubts) > 0:
		say("Nguồn sẽ dừng và hỏi:", "The source would stop and ask:")
		for _, why := range p.Doubts {
			fmt.Fprintf(e.stdout, "  - %s\n", why.In(e.Lang))
		}
		return &told{catalog.ErrRefused}
	default:
		say("Sẽ có bản phát hành mới.", "There would be a new release.")
	}
	return nil
}
