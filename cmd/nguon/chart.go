package main

import (
	"context"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/chart"
	"nguon/web/frame"
)

// mapFlags say what maps are drawn with.
type mapFlags struct {
	Boundaries  []string `help:"Tables with boundaries for maps coloured by code, each as dataset/table: a column of shapes and one of codes. What is not published is passed over." default:"vn-boundaries/provinces,vn-boundaries/former" env:"NGUON_BOUNDARIES" placeholder:"DATASET/TABLE"`
	Tiles       string   `help:"Address of tiles that pages lay below maps, such as https://tiles.example/{z}/{x}/{y}.png. Browsers of readers ask that server for them. Default: none." env:"NGUON_TILES" placeholder:"URL"`
	TilesCredit string   `help:"Whom to credit for the tiles." env:"NGUON_TILES_CREDIT" placeholder:"TEXT"`
}

// A citable is a catalogue that knows the DOIs of releases.
type citable interface {
	chart.Catalog
	DOI(ctx context.Context, s catalog.Slug, version int) (string, error)
}

// chartRoom opens the pages of charts and maps.
func (c *mapFlags) chartRoom(cat citable, q query.Runner) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		d := chart.Deps{Frame: f, Catalog: cat, Query: q, DOI: cat.DOI}
		for _, text := range c.Boundaries {
			b, err := chart.ParseBoundary(text)
			if err != nil {
				return nil, err
			}
			d.Boundaries = append(d.Boundaries, b)
		}
		var err error
		if d.Tiles, err = chart.ParseTiles(c.Tiles, c.TilesCredit); err != nil {
			return nil, err
		}
		return chart.New(d)
	}
}
