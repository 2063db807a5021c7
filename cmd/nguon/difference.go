package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"nguon/api"
	"nguon/catalog"
	"nguon/web/difference"
	"nguon/web/frame"
)

// differenceRoom opens the pages of what differs between releases.
func differenceRoom(db catalog.Reader, differ *api.Differ) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return difference.New(difference.Deps{Frame: f, Datasets: db.Dataset, Releases: db.Releases,
			Between: func(ctx context.Context, from, to *catalog.Release, resource string) (*difference.Found, error) {
				d, err := differ.Between(ctx, from, to, resource)
				if err != nil {
					return nil, err
				}
				found := &difference.Found{Columns: d.Columns, Rows: d.Rows, Cells: d.Cells, Table: d.Table}
				for _, line := range d.Sample {
					row, err := valuesOf(line, d.Table.Columns)
					if err != nil {
						return nil, err
					}
					found.Changes = append(found.Changes, row)
				}
				return found, nil
			}})
	}
}

// valuesOf returns the members of an object in the order of the columns, as text.
func valuesOf(object json.RawMessage, columns []catalog.Column) ([]*string, error) {
	var members map[string]any
	dec := json.NewDecoder(bytes.NewReader(object))
	dec.UseNumber()
	if err := dec.Decode(&members); err != nil {
		return nil, err
	}
	row := make([]*string, len(columns))
	for i := range columns {
		switch v := members[columns[i].Name].(type) {
		case nil:
		case map[string]any: // a shape
			s := fmt.Sprint(v["type"])
			row[i] = &s
		default:
			s := fmt.Sprint(v)
			row[i] = &s
		}
	}
	return row, nil
}
