package tabulate

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"
)

// WriteCSV writes the table as CSV in UTF-8 with commas. A table with open
// cells is an [*Error], and nothing is written.
func (t *Table) WriteCSV(w io.Writer) error {
	if t.Figures.Open > 0 {
		return &Error{Code: OpenCells, Got: t.Figures.Open}
	}
	out := csv.NewWriter(w)
	if err := out.Write(t.Header); err != nil {
		return err
	}
	for line := range t.lines() {
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// lines are those of all cells, the first dimension varying slowest.
func (t *Table) lines() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		nodes := make([]int, len(t.axes))
		for done := false; !done; {
			if !yield(t.line(nodes)) {
				return
			}
			done = true
			for i := len(nodes) - 1; i >= 0 && done; i-- {
				nodes[i]++
				if done = nodes[i] == len(t.cells.Axes[i].Nodes); done {
					nodes[i] = 0
				}
			}
		}
	}
}

// line is the line of a cell.
func (t *Table) line(nodes []int) []string {
	var line []string
	for i, n := range nodes {
		label, step := t.axes[i].name(t.cells.Axes[i].Nodes[n])
		line = append(line, label)
		if t.axes[i].steps != nil {
			line = append(line, step)
		}
	}
	cell := t.cells.Index(nodes...)
	count, sum, status := "", "", StatusSuppressed
	if !t.hidden(cell) {
		n := t.cells.Cells[cell].Count
		status = StatusPublished
		if t.rounded != nil {
			n, status = t.rounded[cell], StatusRounded
		}
		count = strconv.FormatInt(n, 10)
		sum = decimal(t.cells.Cells[cell].Sum, t.cells.Scale)
	}
	if t.spec.Count != "" {
		line = append(line, count)
	}
	if t.spec.Sum != "" {
		line = append(line, sum)
	}
	return append(line, status)
}

// decimal writes n·10^−scale.
func decimal(n int64, scale int) string {
	text := strconv.FormatInt(n, 10)
	if scale == 0 {
		return text
	}
	for len(text) <= scale {
		text = "0" + text
	}
	return text[:len(text)-scale] + "." + text[len(text)-scale:]
}
