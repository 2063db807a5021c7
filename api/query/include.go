package query

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// MaxIncluded bounds the columns that a query takes from other tables.
const MaxIncluded = 100

// A Joined is a table that rows are joined with by a reference. A row that
// refers to nothing has missing values in its columns.
type Joined struct {
	Reference *catalog.Reference
	Table     *catalog.Table // that the reference leads to
	Columns   []JoinedColumn
}

// A JoinedColumn is a column of another table.
type JoinedColumn struct {
	Column *catalog.Column // in the query, where it is called reference.name
	Of     *catalog.Column // in the other table
}

// relation is the name that statements have for the table number i of a join.
func (j *Joined) relation(i int) string { return "joined" + strconv.Itoa(i) }

// included parses "station.name,station.lat": names of references, each with the
// name of a column of the table that it leads to. From here on they are columns
// of the target like others.
func (p *parser) included(value string) {
	items := p.names("include", value, MaxIncluded)
	table := *p.target.Table
	table.Columns = slices.Clone(table.Columns)
	choices := Includable(p.target)
	for _, it := range items {
		if _, again := table.Column(it.text); again && slices.Contains(choices, it.text) {
			p.fail(invalid("include", it.pos, catalog.Textf("Cột %s đã được thêm rồi.", "The column %s is included already.", it.text)))
			return
		}
		if !slices.Contains(choices, it.text) {
			p.fail(notIncludable(p.target, it, choices))
			return
		}
		reference, name, _ := strings.Cut(it.text, ".")
		j := p.joined(reference)
		of, _ := j.Table.Column(name)
		j.Columns = append(j.Columns, JoinedColumn{includedColumn(it.text, of), of})
		table.Columns = append(table.Columns, *j.Columns[len(j.Columns)-1].Column)
	}
	for _, j := range p.query.Include { // the columns stay where they are from here on
		for i := range j.Columns {
			j.Columns[i].Column, _ = table.Column(j.Columns[i].Column.Name)
		}
	}
	p.target.Table = &table
	p.scope = tableScope(p.target)
}

// joined returns the join by a reference, which there is.
func (p *parser) joined(name string) *Joined {
	i := slices.IndexFunc(p.query.Include, func(j *Joined) bool { return j.Reference.Name() == name })
	if i >= 0 {
		return p.query.Include[i]
	}
	r, _ := p.target.Table.Reference(name)
	j := &Joined{Reference: r, Table: p.target.table(r.Resource)}
	p.query.Include = append(p.query.Include, j)
	return j
}

// table returns the table of a resource of the same release, or nil.
func (t Target) table(resource string) *catalog.Table {
	for i := range t.Tables {
		if t.Tables[i].Resource == resource {
			return &t.Tables[i]
		}
	}
	return nil
}

// Includable are the columns of other tables that requests on t may include, as
// reference.column.
func Includable(t Target) []string {
	var all []string
	for i := range t.Table.References {
		r := &t.Table.References[i]
		other := t.table(r.Resource)
		if first, _ := t.Table.Reference(r.Name()); first != r || other == nil {
			continue
		}
		for _, c := range other.Columns {
			all = append(all, r.Name()+"."+c.Name)
		}
	}
	return all
}

func notIncludable(t Target, it item, choices []string) *Error {
	if len(choices) == 0 {
		return problem(CodeUnknownColumn, "include", it.pos,
			catalog.Textf("%s không tham chiếu đến bảng nào.", "%s refers to no other table.", t.name()),
			catalog.Text{Vi: "Hãy bỏ include.", En: "Leave include out."})
	}
	return problem(CodeUnknownColumn, "include", it.pos,
		catalog.Textf("Không thêm được cột %[1]q vào %[2]s.", "There is no column %[1]q to be included in %[2]s.", clip(it.text), t.name()),
		didYouMean(it.text, choices))
}

// includedColumn is a column of another table as one of the rows that refer to
// it, where its values have other frequencies.
func includedColumn(name string, of *catalog.Column) *catalog.Column {
	c := *of
	c.Name = name
	c.Stats = catalog.Stats{Min: of.Stats.Min, Max: of.Stats.Max}
	return &c
}

func includeText(all []*Joined) string {
	var names []string
	for _, j := range all {
		for _, c := range j.Columns {
			names = append(names, c.Column.Name)
		}
	}
	return strings.Join(names, ",")
}

// isIncluded reports whether c is of another table.
func (q *Query) isIncluded(c *catalog.Column) bool {
	return slices.ContainsFunc(q.Include, func(j *Joined) bool {
		return slices.ContainsFunc(j.Columns, func(o JoinedColumn) bool { return o.Column.Name == c.Name })
	})
}

// mentionsIncluded reports whether a condition is about a column of another
// table.
func (q *Query) mentionsIncluded(e Expr) bool {
	return q.Include != nil && slices.ContainsFunc(columnsOf(e), q.isIncluded)
}

// joinsLast reports whether the rows of the page follow from the table alone, so
// that only these need to be joined.
func (q *Query) joinsLast() bool {
	return q.Include != nil && q.Group == nil && !q.mentionsIncluded(q.Where) &&
		!slices.ContainsFunc(q.Sort, func(o Order) bool { return q.isIncluded(o.Column) })
}

// A from is what a statement reads.
type from struct {
	sources []Source
	covers  map[string]string // see compiler
	done    func()            // to be called after the statement
}

// from opens the tables that a query on t includes.
func (s *Service) from(ctx context.Context, t Target, file *tableFile, q *Query) (from, error) {
	f := from{sources: []Source{{Relation, t.Table, file.path}}, covers: file.covers, done: func() {}}
	if q.Include == nil {
		return f, nil
	}
	f.covers = maps.Clone(file.covers)
	if f.covers == nil {
		f.covers = make(map[string]string)
	}
	for i, j := range q.Include {
		other, release, err := s.files.Get(ctx, j.Table.File.Key)
		if err != nil {
			f.done()
			return from{}, fmt.Errorf("%s: %w", j.Table.Resource, err)
		}
		before := f.done
		f.done = func() { release(); before() }
		f.sources = append(f.sources, Source{j.relation(i), j.Table, other.path})
		for _, o := range j.Columns {
			if cover := other.covers[o.Of.Name]; cover != "" {
				f.covers[o.Column.Name] = coverPrefix(o.Column.Name) + cover
			}
		}
	}
	return f, nil
}

// relation is from, which has the rows of the table, joined with all that the
// query includes.
func (c *compiler) relation(q *Query, from string) string {
	if q.Include == nil {
		return from
	}
	columns, joins := Relation+".*", from
	for i, j := range q.Include {
		name := j.relation(i)
		for _, o := range j.Columns {
			columns += fmt.Sprintf(", %s.%s AS %s", name, ident(o.Of), ident(o.Column))
			if cover := c.covers[o.Column.Name]; o.Of.Type == catalog.Geometry && cover != "" {
				columns += fmt.Sprintf(", %s.%s AS %s", name, quote(strings.TrimPrefix(cover, coverPrefix(o.Column.Name))), quote(cover))
			}
		}
		joins += " LEFT JOIN " + name + " ON "
		for k, field := range j.Reference.Fields {
			if k > 0 {
				joins += " AND "
			}
			joins += fmt.Sprintf("%s.%s = %s.%s", Relation, quote(field), name, quote(j.Reference.To[k]))
		}
	}
	return "(SELECT " + columns + " FROM " + joins + ") AS " + Relation
}

// coverPrefix begins the name of the box beside an included shape.
func coverPrefix(column string) string { return column + " " }

// joinedPage writes where the rows of a page come from that are found before
// they are joined.
func (c *compiler) joinedPage(q *Query, after *position, order []Order) {
	outer := c.sql.String()
	c.sql.Reset()
	c.print("(SELECT * FROM " + Relation + " WHERE ")
	c.condition(q.Where)
	if after != nil {
		c.print(" AND ")
		c.after(order, *after, true)
	}
	if len(order) > 0 {
		c.inOrder(q, order)
	}
	c.print(" LIMIT " + strconv.Itoa(q.Limit+1) + ") AS " + Relation)
	rows := c.sql.String()
	c.sql.Reset()
	c.print(outer + " FROM " + c.relation(q, rows))
	c.inOrder(q, order)
}
