package main

import (
	"log/slog"

	"nguon/catalog/remind"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
)

// openReminders returns what reminds people of releases.
func openReminders(db *sqlstore.Store, agenda *schedule.Agenda, log *slog.Logger) *remind.Keeper {
	return remind.New(remind.Deps{Agenda: agenda, Releases: db, Candidates: db, Users: db.Accounts(), Ledger: db, Log: log})
}
