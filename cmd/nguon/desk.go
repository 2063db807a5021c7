package main

import (
	"context"
	"errors"
	"time"

	"nguon/api"
	"nguon/api/registry"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
	"nguon/search"
	deskpages "nguon/web/desk"
	"nguon/web/frame"
)

// lateAlarm is how long a task may wait to be begun before the administration
// says that something is wrong.
const lateAlarm = 10 * time.Minute

// deskRoom returns how to open the pages of agencies and of the administration.
func deskRoom(db *sqlstore.Store, accounts *account.Accounts, offers *registry.Registry, agenda *schedule.Agenda, plans market.Plans, index *search.Index, checks []api.Check) func(*frame.Frame) (frame.Wing, error) {
	d := deskpages.Deps{
		Catalog: db, Agencies: db, Accounts: accounts, Audit: db, Registry: offers, Products: db, Applications: db, Reuses: db,
		Usage: db, Keys: db, Agenda: agenda, Policies: db, Hearers: db.Accounts(), Plans: plans, Sources: sourceControl(db), Checks: []deskpages.Check{{Name: "tasks", Run: func(ctx context.Context) error { return begun(ctx, db) }}},
	}
	d.Jobs, d.Behind = db, func(ctx context.Context) (int, error) {
		seen, err := index.Seen()
		if err != nil {
			return 0, err
		}
		events, err := db.Events(ctx, seen.Event, deskpages.MaxBehind)
		return len(events), err
	}
	for _, c := range checks {
		d.Checks = append(d.Checks, deskpages.Check{Name: c.Name, Run: c.Run})
	}
	return func(f *frame.Frame) (frame.Wing, error) {
		d.Frame = f
		return deskpages.New(d)
	}
}

// begun returns an error if a task waits for too long to be begun.
func begun(ctx context.Context, tasks job.Ledger) error {
	open, err := tasks.OpenTasks(ctx)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Started.IsZero() && time.Since(t.Created) > lateAlarm {
			return errors.New("task " + t.ID + " was not begun")
		}
	}
	return nil
}
