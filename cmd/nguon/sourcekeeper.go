package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
	"nguon/publisher"
	"nguon/publisher/outbound"
	"nguon/publisher/source"
)

// sourceControl is how people work with sources.
func sourceControl(db *sqlstore.Store) *supply.Control {
	return &supply.Control{Sources: db, Audit: db, Now: time.Now}
}

// sourceSealer keeps the credentials of sources.
func (s secret) sourceSealer() (*market.Sealer, error) {
	return market.NewSealer(s.derive("sources of releases"))
}

// openKeeper returns what runs the sources of releases.
func (e *env) openKeeper(w *workshop, inside []netip.Prefix, days *schedule.Calendar, log *slog.Logger) (*source.Keeper, error) {
	root, err := openSecret(e.Data)
	if err != nil {
		return nil, err
	}
	sealer, err := root.sourceSealer()
	if err != nil {
		return nil, err
	}
	return source.New(source.Deps{
		Sources: w.db, Pipeline: pipeline{w}, Sealer: sealer, WorkDir: e.workDir(), Calendar: days, Log: log,
		Fetch:   source.Options{Inside: outbound.Door{Allow: inside}, Bytes: e.Limits.rows().WithDefaults().Bytes, Rows: e.Limits.rows(), Agent: "nguon/" + version},
		Hearers: hearersOf(w.db),
	}), nil
}

// hearersOf returns who hears of the sources of an agency: those who make its
// releases.
func hearersOf(db *sqlstore.Store) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, agency string) ([]string, error) {
		users, err := db.Accounts().Users(ctx, account.UserFilter{Agency: agency, State: account.Active})
		if err != nil {
			return nil, fmt.Errorf("who hears of a source: %w", err)
		}
		var to []string
		for _, u := range users {
			if u.Principal().May(account.ActionDraft, agency) && len(to) < notice.MaxTo {
				to = append(to, u.ID)
			}
		}
		return to, nil
	}
}

// A pipeline makes releases here.
type pipeline struct{ *workshop }

// Prepare implements [source.Pipeline].
func (p pipeline) Prepare(ctx context.Context, dir string, show func(publisher.Progress), use func(string) error) error {
	return withoutRaw(ctx, p.pub, nil, dir, show, use)
}

// Check implements [source.Pipeline].
func (p pipeline) Check(ctx context.Context, dir string, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Report, error) {
	return p.pub.CheckAdded(ctx, dir, add, show)
}

// Publish implements [source.Pipeline].
func (p pipeline) Publish(ctx context.Context, dir string, hold bool, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Outcome, error) {
	return p.pub.Publish(ctx, publisher.Request{Dir: dir, Hold: hold, Additions: add, Progress: show})
}

// Last implements [source.Pipeline].
func (p pipeline) Last(ctx context.Context, dataset catalog.Slug) (catalog.Release, error) {
	latest, err := p.db.Latest(ctx, time.Now(), dataset)
	if err != nil {
		return catalog.Release{}, err
	}
	r, ok := latest[dataset]
	if !ok {
		return r, catalog.ErrNotFound
	}
	return r, nil
}
