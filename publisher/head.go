package publisher

import (
	"nguon/catalog"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

// Bounds of the first rows that a report has.
const (
	headRows    = 8
	headColumns = 60
)

// A Head is the first rows of a table as they were read, in the text form of the
// API: nil is a missing value, longer texts are cut after 80 characters. It may
// hold data about persons, and is for those who have the file.
type Head struct {
	Columns []string // headers of the first columns
	Rows    [][]*string
}

// watched hands batches on to add, and keeps the first rows.
func (h *Head) watched(columns []catalog.Column, add func(*table.Batch) error) func(*table.Batch) error {
	columns = columns[:min(len(columns), headColumns)]
	for i := range columns {
		h.Columns = append(h.Columns, columns[i].Source)
	}
	return func(b *table.Batch) error {
		for i := 0; i < b.Rows && len(h.Rows) < headRows; i++ {
			h.Rows = append(h.Rows, cells(columns, b, i))
		}
		return add(b)
	}
}

func cells(columns []catalog.Column, b *table.Batch, row int) []*string {
	all := make([]*string, len(columns))
	for i := range columns {
		if v := &b.Columns[i]; !v.Null(row) {
			text := validate.Text(&columns[i], v, row)
			all[i] = &text
		}
	}
	return all
}
