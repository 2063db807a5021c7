package validate

import (
	"context"
	"errors"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// A Reference watches whether the values of some columns are all found in
// columns of another table, of this release or of another dataset. Rows in
// which one of the values is missing refer to nothing.
//
// The other table is loaded before the first batch, where that is possible:
// then rows are looked up as they come. It may also be loaded after the last,
// which a table needs that refers to itself; the rows wait until then, 24
// bytes each, in memory up to a bound and then in temporary files.
type Reference struct {
	columns []int
	typed   []catalog.Column
	header  string // of all columns, for messages
	name    string
	dir     string

	hasher  *rowset.Hasher
	to      *rowset.Set // nil until loaded
	waiting *rowset.Set
	rows    []rowset.Row
	known   [recent]rowset.Row // that were found not long ago
	missing spots
	texts   map[rowset.Row]string // of values that wait, the first of them
}

// recent is how many rows that were found are remembered, and maxTexts how
// many values that wait are remembered as text, for messages.
const (
	recent   = 1024
	maxTexts = 10_000
)

// NewReference returns a Reference of the columns with the given names. Name
// says in messages what they refer to. Temporary files are kept in dir. Columns
// that are not there come back as problems.
func NewReference(columns []catalog.Column, fields []string, name, dir string) (*Reference, []table.Problem) {
	r := &Reference{name: name, dir: dir, hasher: rowset.NewHasher(), waiting: rowset.New(dir, rowset.DefaultEntries/2),
		texts: make(map[rowset.Row]string)}
	var wrong []table.Problem
	var headers []string
	for _, f := range fields {
		i := slices.IndexFunc(columns, func(c catalog.Column) bool { return c.Name == f })
		if i < 0 {
			wrong = append(wrong, r.bad(f))
			continue
		}
		r.columns = append(r.columns, i)
		r.typed = append(r.typed, columns[i])
		headers = append(headers, columns[i].Source)
	}
	r.header = strings.Join(headers, ", ")
	return r, wrong
}

func (r *Reference) bad(field string) table.Problem {
	return table.Problem{Code: BadReference, Severity: table.Refusal, Column: r.header, Count: 1, Rule: r.name, Spot: table.Spot{Value: field}}
}

// Load reads the values that may be referred to: the given fields, in the order
// of those that refer to them, of a Parquet file with the given columns. Fields
// that are not there, or of another type, come back as problems.
func (r *Reference) Load(ctx context.Context, file rowset.File, columns []catalog.Column, fields []string) ([]table.Problem, error) {
	if len(fields) != len(r.typed) {
		return []table.Problem{r.bad(strings.Join(fields, ", "))}, nil
	}
	var wrong []table.Problem
	for i, f := range fields {
		at := slices.IndexFunc(columns, func(c catalog.Column) bool { return c.Name == f })
		if at < 0 || columns[at].Type != r.typed[i].Type || columns[at].Scale != r.typed[i].Scale {
			wrong = append(wrong, r.bad(f))
		}
	}
	if wrong != nil {
		return wrong, nil
	}
	reader, err := r.hasher.Open(file)
	if err != nil {
		return nil, err
	}
	to := rowset.New(r.dir, rowset.DefaultEntries/2)
	err = reader.Each(ctx, [][]string{fields}, func(rows [][]rowset.Row) error {
		for _, row := range rows[0] {
			if row.Missing {
				continue
			}
			if err := to.Add(row.Entry(0)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, to.Close())
	}
	r.to = to
	return nil, nil
}

// Add takes in the rows of b. Batches come in the order of rows.
func (r *Reference) Add(b *table.Batch) error {
	r.rows = r.hasher.Batch(b, r.columns, r.rows)
	direct := r.to != nil && r.to.InMemory()
	for i, row := range r.rows {
		slot := &r.known[row.Low%recent]
		switch {
		case row.Missing || direct && *slot == row:
		case !direct:
			if len(r.texts) < maxTexts {
				if _, seen := r.texts[row]; !seen {
					r.texts[row] = r.text(b, i)
				}
			}
			if err := r.waiting.Add(row.Entry(uint64(b.First + int64(i)))); err != nil {
				return err
			}
		case r.to.Has(row.Entry(0)):
			*slot = row
		default:
			value := ""
			if !r.missing.full() {
				value = r.text(b, i)
			}
			r.missing.add(b.First+int64(i), value)
		}
	}
	return nil
}

// text returns the values of a row that refer to something.
func (r *Reference) text(b *table.Batch, i int) string {
	var all []string
	for n, c := range r.columns {
		all = append(all, Text(&r.typed[n], &b.Columns[c], i))
	}
	return strings.Join(all, ", ")
}

// errNotLoaded is a mistake of the caller.
var errNotLoaded = errors.New("validate: what a reference refers to was not loaded")

// Problems returns the rows whose values were not found.
func (r *Reference) Problems() ([]table.Problem, error) {
	if r.to == nil {
		return nil, errNotLoaded
	}
	p, ok := r.missing.problem(MissingReference, r.header, r.name)
	if !ok {
		p = table.Problem{Code: MissingReference, Severity: table.Refusal, Column: r.header, Rule: r.name}
	}
	for i := range rowset.Parts {
		if err := r.settle(i, &p); err != nil {
			return nil, err
		}
	}
	if p.Count == 0 {
		return nil, nil
	}
	slices.SortFunc(p.Spots, byRow)
	p.Spot = p.Spots[0]
	return []table.Problem{p}, nil
}

// settle looks up the rows of one part that wait.
func (r *Reference) settle(part int, p *table.Problem) error {
	waiting, err := r.waiting.Part(part)
	if err != nil || len(waiting) == 0 {
		return err
	}
	to, err := r.to.Part(part)
	if err != nil {
		return err
	}
	for _, e := range waiting {
		for len(to) > 0 && rowset.CompareHash(to[0], e) < 0 {
			to = to[1:]
		}
		if len(to) > 0 && rowset.CompareHash(to[0], e) == 0 {
			continue
		}
		p.Count++
		keepEarliest(p, table.Spot{Got: int64(e.Value) + 1, Value: r.texts[rowset.Row{High: e.High, Low: e.Low}]})
	}
	return nil
}

// Close removes the temporary files.
func (r *Reference) Close() error {
	err := r.waiting.Close()
	if r.to != nil {
		err = errors.Join(err, r.to.Close())
	}
	return err
}
