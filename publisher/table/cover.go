package table

import (
	"fmt"
	"sync"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/geo"
)

// A cover is the group of columns that holds the box of each value of a column
// of geometries, as GeoParquet wants it to let readers skip rows
// (https://geoparquet.org/releases/v1.1.0/, bbox covering).
type cover struct {
	column int // of the plan
	name   string

	mu      sync.Mutex
	summary geo.Summary
	sums    [4]Sum
}

var sides = [...]string{"xmin", "ymin", "xmax", "ymax"}

// covers returns a cover for each column of geometries.
func (p *Plan) covers() []*cover {
	var all []*cover
	taken := make(map[string]bool, len(p.Columns))
	for _, c := range p.Columns {
		taken[c.Name] = true
	}
	for i, c := range p.Columns {
		if c.Type != Geometry {
			continue
		}
		v := &cover{column: i, name: unique(c.Name+"_bbox", taken)}
		for j, side := range sides {
			v.sums[j].Name = v.name + "." + side
		}
		all = append(all, v)
	}
	return all
}

// node is the Parquet form of the boxes, missing where the geometry is.
func (v *cover) node(p *Plan) parquet.Node {
	group := record{Group: parquet.Group{}}
	for _, side := range sides {
		leaf := parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain)
		group.fields = append(group.fields, recordField{leaf, side})
		group.Group[side] = leaf
	}
	if p.Columns[v.column].optional() {
		return parquet.Optional(group)
	}
	return group
}

// add makes the boxes of some rows, as one vector a side.
func (v *cover) add(parts []part) ([4]Vector, error) {
	var boxes [4]Vector
	first := int64(0)
	if len(parts) > 0 {
		first = parts[0].batch.First + int64(parts[0].from)
	}
	for i := range boxes {
		boxes[i].Type = Number
	}
	var summary geo.Summary
	for _, p := range parts {
		shapes := &p.batch.Columns[v.column]
		for i := p.from; i < p.until; i++ {
			if shapes.Null(i) {
				for j := range boxes {
					boxes[j].missing()
				}
				continue
			}
			wkb := shapes.Bytes(i)
			box, _, err := geo.Bounds(wkb)
			if err == nil {
				err = summary.Add(wkb)
			}
			if err != nil {
				return boxes, fmt.Errorf("table: geometry of row %d: %w", p.batch.First+int64(i)+1, err)
			}
			for j, side := range [4]float64{box.West, box.South, box.East, box.North} {
				boxes[j].Floats = append(boxes[j].Floats, side)
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for j := range boxes {
		boxes[j].close()
		v.sums[j].sum(&boxes[j], first)
	}
	v.summary.Merge(&summary)
	return boxes, nil
}

// metadata is what GeoParquet says of all columns of geometries.
func metadata(p *Plan, covers []*cover) (string, error) {
	columns := make([]geo.Column, len(covers))
	for i, v := range covers {
		columns[i] = geo.Column{Name: p.Columns[v.column].Name, Covering: v.name, Summary: &v.summary}
	}
	return geo.Metadata(columns...)
}

// A Place is where the shapes of a column lie, in degrees.
type Place struct {
	Column string
	Box    geo.Box
	Kinds  []string // as GeoJSON names them
}

// places returns where the shapes lie; columns without a shape are left out.
func places(p *Plan, covers []*cover) []Place {
	var all []Place
	for _, v := range covers {
		if box, ok := v.summary.Box(); ok {
			all = append(all, Place{Column: p.Columns[v.column].Name, Box: box, Kinds: v.summary.Kinds()})
		}
	}
	return all
}
