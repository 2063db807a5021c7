package query

import (
	"errors"
	"io"
	"slices"

	"nguon/catalog"
)

// A featuresEncoder writes a feature collection (RFC 7946): of each row its
// shape, and the other columns as properties, which are as in JSON.
type featuresEncoder struct {
	*objectsEncoder
	shape int // index of the column
}

func newFeatures(w io.Writer, columns []OutColumn) (*featuresEncoder, error) {
	isShape := func(c OutColumn) bool { return c.Column.Type == catalog.Geometry }
	shape := slices.IndexFunc(columns, isShape)
	if shape < 0 || slices.ContainsFunc(columns[shape+1:], isShape) {
		return nil, errors.New("GeoJSON of rows without one column of shapes")
	}
	e := &featuresEncoder{newObjects(w, columns, `{"type":"FeatureCollection","features":[`, ",", "", "]}\n"), shape}
	properties := slices.Delete(slices.Clone(columns), shape, shape+1)
	e.labels = slices.Insert(jsonLabels(properties), shape, nil)
	return e, nil
}

func (e *featuresEncoder) rows(rows [][]any) error {
	for _, row := range rows {
		e.next()
		e.b = append(e.b, `{"type":"Feature","geometry":`...)
		e.b = appendJSON(e.b, row[e.shape], e.columns[e.shape])
		e.b = append(e.b, `,"properties":`...)
		if len(row) == 1 {
			e.b = append(e.b, '{')
		}
		for j, v := range row {
			if j != e.shape {
				e.b = append(e.b, e.labels[j]...)
				e.b = appendJSON(e.b, v, e.columns[j])
			}
		}
		e.b = append(e.b, "}}"...)
		if err := e.flush(); err != nil {
			return err
		}
	}
	return nil
}
