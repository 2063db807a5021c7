package main

import (
	"log/slog"
	"net/http"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/sqlstore"
	"nguon/web"
	"nguon/web/bazaar"
	"nguon/web/frame"
)

// keepPages is for how long a page serves all strangers who ask for it.
const keepPages = 200 * time.Millisecond

// openSite returns the pages of the portal, with those of further rooms.
func (c *serveCmd) openSite(baseURL string, db *sqlstore.Store, accounts *account.Accounts, open web.Deps, log *slog.Logger, rooms ...func(*frame.Frame) (frame.Wing, error)) (http.Handler, error) {
	f, err := frame.New(frame.Options{BaseURL: baseURL, Static: web.Static(), Log: log, Keep: keepPages})
	if err != nil {
		return nil, err
	}
	open.Frame, open.Reuses = f, db
	site, err := web.New(open)
	if err != nil {
		return nil, err
	}
	persons, err := c.openPeople(f, db, accounts)
	if err != nil {
		return nil, err
	}
	stalls, err := bazaar.New(bazaar.Deps{Frame: f, Catalog: db, Datasets: open.Search, Find: open.APIs, Products: db, Health: db, Reuses: db, Plans: open.Plans})
	if err != nil {
		return nil, err
	}
	wings := []frame.Wing{site, persons, stalls}
	for _, open := range rooms {
		room, err := open(f)
		if err != nil {
			return nil, err
		}
		wings = append(wings, room)
	}
	return f.Handler(persons.Recognise, wings...), nil
}
