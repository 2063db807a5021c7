package anon

import (
	"context"
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/charset"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

// publish makes the release, writes it and reads it back.
func (m *maker) publish(ctx context.Context) error {
	kept := without(m.table.Rows, m.gone.Rows)
	m.release = m.gather(kept, func(*staged) bool { return true })
	cells := m.cutCells(kept)
	if slices.Max(append(cells, 0)) > 0 {
		m.original = m.gather(kept, func(s *staged) bool { return s.role(policy.Quasi) })
	}
	m.sample(kept)
	kept, err := m.arrange(kept)
	if err != nil {
		return err
	}
	m.keepBesides(kept)
	m.account(kept, cells)
	m.forget()
	if m.release.Rows == 0 {
		return nil // a table without rows cannot be read; the report says that there are none
	}
	headers := make([]string, len(m.staged))
	for i, s := range m.staged {
		headers[i] = m.header(s)
	}
	name := m.path(".csv")
	m.report.Output, err = writeCSV(ctx, name, m.release, headers, func(rows int64) {
		m.job.Progress(Progress{StageWrite, rows, int64(m.release.Rows)})
	})
	if err != nil {
		return err
	}
	m.result.File = name
	return m.readBack(ctx, name)
}

// keepBesides keeps what risk is measured by and the release does not tell.
func (m *maker) keepBesides(kept []uint32) {
	for _, name := range m.binding.besides() {
		if m.unpublished == nil {
			m.unpublished = &micro.Table{Rows: len(kept)}
		}
		v := view{name: name, codes: m.loaded[name].Codes, labels: m.loaded[name].Values}
		m.unpublished.Columns = append(m.unpublished.Columns, v.gather(kept))
	}
}

// gather makes the published columns of some rows, at the chosen levels.
func (m *maker) gather(rows []uint32, wanted func(*staged) bool) *micro.Table {
	t := &micro.Table{Rows: len(rows)}
	for _, s := range m.staged {
		if wanted(s) {
			v := m.view(s)
			t.Columns = append(t.Columns, v.gather(rows))
		}
	}
	return t
}

// view is how a column is published.
func (m *maker) view(s *staged) view {
	if i := slices.IndexFunc(m.quasi, func(q *quasi) bool { return q.staged == s }); i >= 0 {
		return m.quasi[i].view()
	}
	return view{name: s.said.Name, codes: s.column.Codes, labels: s.column.Values}
}

// cutCells suppresses cells of the release: those that the policy names, and
// those that the search asks for. It returns how many, by column.
func (m *maker) cutCells(kept []uint32) []int64 {
	cells := make([]int64, len(m.staged))
	places := where(kept, m.table.Rows)
	for i, s := range m.staged {
		cells[i] = cut(&m.release.Columns[i], s.blank, places)
	}
	for j, rows := range m.gone.Cells {
		i := slices.Index(m.staged, m.quasi[j].staged)
		cells[i] += cut(&m.release.Columns[i], rows, places)
	}
	return cells
}

// arrange puts the rows of the release in the order in which they are
// published, and kept, which names the same rows, with them.
func (m *maker) arrange(kept []uint32) ([]uint32, error) {
	var order []uint32
	switch m.policy.Rows.Order {
	case "keep":
		return kept, nil
	case "shuffle":
		var err error
		if order, err = recode.RowOrder(m.release.Rows, m.key); err != nil {
			return nil, err
		}
	default:
		order = sorted(m.release)
	}
	permute(m.release, order)
	if m.original != nil {
		permute(m.original, order)
	}
	for i, at := range order {
		order[i] = kept[at]
	}
	return order, nil
}

// forget lets go of the table as it was loaded, which may be as large as all
// the rest.
func (m *maker) forget() {
	m.table, m.loaded, m.problem = nil, nil, nil
	for _, s := range m.staged {
		s.column = nil
	}
}

// readBack reads the release as those who publish it will, and takes what is
// in the file for the release from there on.
func (m *maker) readBack(ctx context.Context, name string) error {
	m.result.Types = m.types()
	o := table.Options{Encoding: charset.UTF8, Comma: ',', Nulls: []string{}, Location: m.job.Location, TempDir: m.job.Dir}
	for _, s := range m.staged {
		if t, ok := m.result.Types[m.header(s)]; ok {
			o.Declared = append(o.Declared, table.Declaration{Column: m.header(s), Type: t})
		}
	}
	got, dated, found, err := reread(ctx, name, o, m.release, m.allowed(), func(p table.Progress) {
		m.job.Progress(Progress{StageReread, p.Bytes, p.Total})
	})
	if err != nil {
		return err
	}
	if m.original != nil {
		m.original = worded(m.original, m.release, got)
	}
	for i := range got.Columns {
		got.Columns[i] = *inOrder(m.policy, &got.Columns[i])
	}
	m.release, m.dated = got, dated
	m.report.ScanOutput = m.findings(found, false)
	return nil
}

// worded is a table with the texts that another has for the same values: the
// release was read back, and columns of numbers have one form there.
func worded(t, was, is *micro.Table) *micro.Table {
	for i := range t.Columns {
		c := &t.Columns[i]
		before, _ := was.Column(c.Name)
		after, _ := is.Column(c.Name)
		texts := make(map[string]string)
		for row, code := range before.Codes {
			if code != micro.Missing && before.Values[code] != after.Values[after.Codes[row]] {
				texts[before.Values[code]] = after.Values[after.Codes[row]]
			}
		}
		if len(texts) == 0 {
			continue
		}
		values := slices.Clone(c.Values)
		for j, v := range values {
			if text, ok := texts[v]; ok {
				values[j] = text
			}
		}
		c.Values = values
	}
	return t
}

// types are those of columns whose values are still of the type that the table
// has: text stays text, and what was only changed in its figures stays a
// number.
func (m *maker) types() map[string]table.Type {
	types := make(map[string]table.Type)
	for _, s := range m.staged {
		was := m.column(s).Type
		if was == table.String || len(m.recoded(s)) == 0 && was != table.Decimal {
			types[m.header(s)] = was
		}
	}
	return types
}

// recoded are the operations of a column that change the form of its values.
func (m *maker) recoded(s *staged) []policy.Op {
	return slices.DeleteFunc(slices.Clone(s.said.Ops), func(op policy.Op) bool {
		return op.Keep != nil || op.Suppress != nil
	})
}

// column is a staged column as the table has it.
func (m *maker) column(s *staged) *table.Column {
	return &m.job.Plan.Columns[slices.Index(m.binding.of, s.said)]
}

func (m *maker) header(s *staged) string { return m.column(s).Source }

// allowed is what the policy permits in spite of being personal data.
func (m *maker) allowed() personal.Options {
	o := personal.Options{Now: m.job.Now}
	for _, a := range m.policy.Scan.Allow {
		o.Allow = append(o.Allow, personal.Allow{Column: a.Column, Kind: personal.Kind(a.Type), Reason: a.Reason, Approver: a.Approver})
	}
	return o
}
