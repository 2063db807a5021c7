package main

import (
	"nguon/api/query"
	"nguon/web/chart"
	"nguon/web/frame"
)

// chartRoom opens the pages of charts.
func chartRoom(c chart.Catalog, q query.Runner) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return chart.New(chart.Deps{Frame: f, Catalog: c, Query: q})
	}
}
