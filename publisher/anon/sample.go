package anon

import "nguon/publisher/anon/micro"

// A SampleRow is one of the first rows of a table, before and after: a cell for
// each column, in the order of [Result.Columns], nil where it is empty. Those of
// columns that are dropped are nil: they were never loaded.
type SampleRow struct {
	Before []*string
	After  []*string // nil if the row is not published
}

// sample keeps what becomes of the first rows, as long as the release has the
// order of the table: kept are the rows of the table that are those of the release.
func (m *maker) sample(kept []uint32) {
	column := make([]int, len(m.binding.of)) // of the release; -1 if it is dropped
	staged := 0
	for i, said := range m.binding.of {
		column[i] = -1
		if !said.Dropped() {
			column[i] = staged
			staged++
		}
	}
	at := 0
	for row := range min(m.job.Sample, m.table.Rows) {
		r := SampleRow{Before: make([]*string, len(column))}
		published := at < len(kept) && kept[at] == uint32(row)
		if published {
			r.After = make([]*string, len(column))
		}
		for i, said := range m.binding.of {
			if column[i] < 0 {
				continue
			}
			r.Before[i] = cell(m.loaded[said.Name], row)
			if published {
				r.After[i] = cell(&m.release.Columns[column[i]], at)
			}
		}
		if published {
			at++
		}
		m.result.Sample = append(m.result.Sample, r)
	}
}

func cell(c *micro.Column, row int) *string {
	if text, ok := c.Value(row); ok {
		return &text
	}
	return nil
}
