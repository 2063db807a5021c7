package main

import (
	"context"
	"log/slog"

	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/catalog/score"
	"nguon/catalog/sqlstore"
	"nguon/web/figures"
	"nguon/web/frame"
)

// openSurvey returns what takes the figures of each day.
func openSurvey(db *sqlstore.Store, agenda *schedule.Agenda, log *slog.Logger) *score.Survey {
	return score.NewSurvey(score.Options{Store: db, Catalogue: db, Agenda: agenda.All, Log: log,
		Products: func(ctx context.Context) ([]market.Product, error) { return db.Products(ctx, market.ProductFilter{}) }})
}

// figuresRoom opens the pages of figures.
func figuresRoom(db *sqlstore.Store) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return figures.New(figures.Deps{Frame: f, Agencies: db.Agencies, Figures: db.Figures})
	}
}
