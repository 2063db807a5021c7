package main

import (
	"log/slog"
	"net/http"

	"nguon/catalog/account"
	"nguon/web"
	"nguon/web/frame"
)

// openSite returns the pages of the portal.
func (c *serveCmd) openSite(baseURL string, accounts *account.Accounts, open web.Deps, log *slog.Logger) (http.Handler, error) {
	f, err := frame.New(frame.Options{BaseURL: baseURL, Static: web.Static(), Log: log})
	if err != nil {
		return nil, err
	}
	open.Frame = f
	site, err := web.New(open)
	if err != nil {
		return nil, err
	}
	persons, err := c.openPeople(f, accounts)
	if err != nil {
		return nil, err
	}
	wings := []frame.Wing{site, persons}
	return f.Handler(persons.Recognise, wings...), nil
}
