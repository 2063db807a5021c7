package main

import (
	"context"

	"nguon/api/query"
	"nguon/catalog/sqlstore"
	"nguon/publisher"
	"nguon/web/frame"
	"nguon/web/workflow"
)

// workflowRoom opens the pages of releases on their way.
func workflowRoom(pub *publisher.Publisher, db *sqlstore.Store, rows query.Runner) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return workflow.New(workflow.Deps{Frame: f, Releases: pub, Query: rows, Name: func(ctx context.Context, id string) string {
			u, err := db.Accounts().User(ctx, id)
			if err != nil {
				return ""
			}
			return u.Name
		}})
	}
}
