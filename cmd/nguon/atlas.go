package main

import (
	"log/slog"

	"nguon/api/query"
	"nguon/catalog/sqlstore"
	"nguon/search"
	"nguon/web/atlas"
	"nguon/web/frame"
)

// openPlaces returns what tables say of places, which asks when it is kept, and
// the pages of places.
func openPlaces(db *sqlstore.Store, index *search.Index, q query.Runner, log *slog.Logger) (*atlas.Survey, func(*frame.Frame) (frame.Wing, error)) {
	survey := atlas.NewSurvey(atlas.SurveyDeps{Catalog: db, Search: index, Query: q, Log: log})
	return survey, func(f *frame.Frame) (frame.Wing, error) {
		return atlas.New(atlas.Deps{Frame: f, Catalog: db, Search: index, Survey: survey})
	}
}
