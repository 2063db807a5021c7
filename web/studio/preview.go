package studio

import (
	"fmt"

	"nguon/publisher/workbench"
)

// A previewView is the first rows of a table as they came, beside what would be
// published of them.
type previewView struct {
	Title   string // of the table
	Columns []workbench.PreviewColumn
	Rows    []previewRow
	Cut     int
	Policy  bool
}

type previewRow struct {
	Cells []previewCell
	Gone  bool
}

// A previewCell is one value: Was is what it was, where that is not published.
type previewCell struct {
	Was, Is string
	Changed bool
	Dropped bool
}

// preview is that of a table, nil if there is none that the visitor may see.
func (m *Room) preview(v *visit, n int) (*previewView, error) {
	p, err := m.Bench.PreviewOf(v.r.Context(), v.who, &v.d, v.found)
	if err != nil || p == nil {
		return nil, err
	}
	rows, ok := p.Tables[v.text.Get(fmt.Sprintf("resources.%d.name", n))]
	if !ok {
		return nil, nil
	}
	return viewOf(v.titleOf(n), rows), nil
}

func viewOf(title string, rows *workbench.Rows) *previewView {
	view := &previewView{Title: title, Columns: rows.Columns, Cut: rows.Cut, Policy: rows.Policy}
	for _, r := range rows.Rows {
		row := previewRow{Gone: r.Gone}
		for i := range min(len(rows.Columns), len(r.Before)) {
			c := previewCell{Was: textOf(r.Before, i), Is: textOf(r.After, i), Dropped: rows.Columns[i].Dropped}
			c.Changed = !c.Dropped && (r.Gone || c.Was != c.Is)
			row.Cells = append(row.Cells, c)
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

func textOf(cells []*string, i int) string {
	if i >= len(cells) || cells[i] == nil {
		return ""
	}
	return *cells[i]
}
