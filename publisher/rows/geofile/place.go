package geofile

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
)

// A placer brings shapes into WGS 84 and keeps account of them.
type placer struct {
	crs    geo.CRS
	limit  int // bytes of a shape
	found  *findings
	placed geo.Summary
}

// problems are the notices of what package geo refuses.
var problems = map[geo.Reason]rows.Code{
	geo.BadShape: BadShape, geo.Outside: Outside, geo.Swapped: Swapped, geo.NotDegrees: NotDegrees,
}

// place returns the WKB of the shape of a row, nil if it has none that can be
// used. It changes g.
func (p *placer) place(row int64, g orb.Geometry) ([]byte, error) {
	if g == nil {
		p.found.add(NoShape, rows.Note, row, "")
		return nil, nil
	}
	data, repairs, err := p.crs.Encode(g)
	if e, ok := errors.AsType[*geo.Error](err); ok {
		code, known := problems[e.Reason]
		if !known {
			return nil, err
		}
		p.found.add(code, rows.Refusal, row, e.Value)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(data) > p.limit {
		return nil, rows.Fatal(rows.CellTooLong, rows.Spot{Line: row, Got: int64(len(data)), Want: int64(p.limit)}, "the geometry")
	}
	if repairs.Turned > 0 {
		p.found.add(RingTurned, rows.Note, row, "")
	}
	if repairs.Closed > 0 {
		p.found.add(RingClosed, rows.Warning, row, "")
	}
	return data, p.placed.Add(data)
}

// finish adds the notices about all shapes together.
func (p *placer) finish() {
	if p.crs.Code != geo.WGS84.Code && p.placed.Count() > 0 {
		p.found.add(Converted, rows.Note, 0, p.crs.Name)
	}
	if p.crs.Assumed {
		p.found.add(AssumedCRS, rows.Warning, 0, p.crs.Name)
	}
	if box, any := p.placed.Box(); any && !box.InVietNam() {
		p.found.add(FarAway, rows.Note, 0, fmt.Sprintf("%.4g, %.4g – %.4g, %.4g", box.West, box.South, box.East, box.North))
	}
}
