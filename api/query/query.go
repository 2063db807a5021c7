package query

import (
	"context"
	"time"

	"nguon/catalog"
)

// A Target is the table that a query runs on: one resource of one release.
type Target struct {
	Dataset catalog.Slug
	Version int
	Table   *catalog.Table // Table.File is its Parquet object
	// Tables are all of the release: what references lead to. Nil is as if there
	// were none.
	Tables []catalog.Table
}

// Limits bound what one query may ask for. The zero value of a field means its
// default.
type Limits struct {
	Rows    int           // rows in a page; default 1,000
	Timeout time.Duration // from the begin of Run to its end; default 10 s
}

// DefaultRows is the number of rows in a page that is not asked for more or
// less, unless the plan allows less.
const DefaultRows = 100

func (l Limits) withDefaults() Limits {
	if l.Rows <= 0 {
		l.Rows = 1000
	}
	if l.Timeout <= 0 {
		l.Timeout = 10 * time.Second
	}
	return l
}

// A Plan is a way to find the rows of a page.
type Plan string

// The plans.
const (
	PlanFile      Plan = "file-order" // the rows stand together in the file, or near to one another
	PlanKey       Plan = "sorted-key" // they are found by the key that the file is sorted by
	PlanBloom     Plan = "bloom"      // filters of a column tell where a value can be
	PlanStatement Plan = "statement"  // the engine runs one
)

// A Query asks for one page of rows. [Parse] makes it; all names in it are
// columns of the target it was parsed for.
type Query struct {
	Include []*Joined  // tables that rows are joined with, by references; nil for most queries
	Select  []Selected // never empty
	Where   And        // in its canonical order
	Group   *Grouping  // nil if the answer has rows of the table
	Sort    []Order    // after them, the row number; of groups, their keys
	Limit   int        // rows in the page; at least 1
	Count   bool       // whether Page.Total is wanted
	Cursor  string     // where the page begins; empty for the first
	Format  Format
	Explain bool          // whether the answer says how it was found
	BOM     bool          // whether CSV begins with a byte order mark
	Timeout time.Duration // 0 is none

	// Admit, if not nil, is called before the engine is asked for anything. It
	// may wait for its turn; its error is that of the query.
	Admit func(context.Context) error

	whole bool // whether Select is all columns of the table as they are
}

// A Selected is a column of the answer.
type Selected struct {
	Column *catalog.Column
	As     string // its name in the answer
}

// An Order is one key of the order of rows. Missing values come last.
type Order struct {
	Column     *catalog.Column
	Descending bool
}

// Unfiltered reports whether q is about all rows of the table.
func (q *Query) Unfiltered() bool { return len(q.Where) == 0 }

// order is what decides which of two rows comes first, but for the row number.
// Groups are in the order of their keys in the end, of which no two have the
// same.
func (q *Query) order() []Order {
	if q.Group == nil {
		return q.Sort
	}
	return append(q.Sort[:len(q.Sort):len(q.Sort)], q.Group.byColumn(q.Sort)...)
}

// InFileOrder reports whether q asks for rows in the order of the file.
func (q *Query) InFileOrder() bool { return len(q.Sort) == 0 && q.Group == nil }

// A Page is the answer to a query.
//
// A value is nil if it is missing, or bool, int64, [Decimal], float64 (finite),
// time.Time (in UTC; of a date, its first day), [Clock], [Span], string or
// orb.Geometry (see [ParseShape]), by the type of the column.
type Page struct {
	Columns []OutColumn
	Rows    [][]any // as many values as columns, see below
	Next    string  // the cursor of the next page; empty if this is the last
	Total   *int64  // rows that satisfy the conditions, or groups; nil unless wanted
	Engine  string  // what read the rows: "parquet" or "duckdb"
	Plan    Plan    // how
	Reader  Reader  // from what
	Why     string  // why from there: a line of English for engineers; empty for pages that no statement was run for
}

// An OutColumn is a column of a [Page].
type OutColumn struct {
	Name   string // in the answer
	Column *catalog.Column
	// Text says that the numbers of the column are texts in JSON, because
	// numbers there are not exact: some integers in the table are beyond 2^53,
	// or decimals have more than 15 digits.
	Text bool
}

// A Runner answers queries. Run returns an [*Error] for what the caller can
// mend, context.Canceled if ctx was cancelled, and another error for what is
// wrong with the server. It is safe for concurrent use.
type Runner interface {
	Run(ctx context.Context, t Target, q *Query) (*Page, error)
}

// A Reader is what the rows of a page are read from.
type Reader string

// The readers.
const (
	ReadParquet Reader = "parquet" // the published file
	ReadCopy    Reader = "copy"    // a copy of it that the engine keeps, because it is asked often
)

// A Source is a published table under the name that a statement has for it.
type Source struct {
	Name  string // of the relation; no statement has two of the same
	Table *catalog.Table
	Path  string // of its Parquet file
}

// A Result is what a statement gave.
type Result struct {
	Rows   [][]any // values as in [Page], one for each type of the statement
	Reader Reader
	Why    string // why the reader; see [Page]
}

// An Engine evaluates statements on published tables. It is safe for concurrent
// use.
type Engine interface {
	// Rows runs one statement on sources, of which it reads nothing else.
	// Besides those of SQL, statements call [IntersectsFunc] and [NearFunc].
	// The rows must fit in memory: s has a LIMIT. When ctx ends, the statement
	// is interrupted and ctx.Err returned. A statement that needs more memory
	// than the engine has is [ErrQueryLimit]. The values do not depend on the
	// reader.
	Rows(ctx context.Context, sources []Source, s Statement) (Result, error)
}

// CopyStats count the copies of tables that an engine keeps.
type CopyStats struct {
	Files int
	Bytes int64
	// Made and Failed count those that were begun since the program began, and
	// Dropped those that were removed.
	Made, Failed, Dropped int64
}

// Relation is the name under which a statement finds the rows of its table.
// Besides the columns of the file it has [RowNumber], which counts the rows from
// 0; no column of a published table has such a name.
const (
	Relation  = "data"
	RowNumber = `"#"`
)

// A Statement is one SELECT with its parameters.
type Statement struct {
	SQL   string
	Args  []any          // bool, int64, float64, string or time.Time
	Types []catalog.Type // of the columns of the result
	// Serial asks for one thread, in the order of the file, so that sums of
	// doubles come out the same every time.
	Serial bool
}
