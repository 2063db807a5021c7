package query

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"nguon/catalog"
	"nguon/storage"
)

// openFiles is how many published files a Service keeps open that nobody reads.
const openFiles = 128

// A Service answers queries from published files.
type Service struct {
	key    []byte
	files  *Pool[*tableFile]
	pages  *pageCache
	engine Engine

	engineOnly bool // for tests
}

var _ Runner = (*Service)(nil)

// New returns a service that finds files with files, signs cursors with
// signingKey, which must be secret and the same on all replicas, and leaves to
// sql what is more than a page in the order of the file. Close it after use.
func New(files storage.Locator, signingKey []byte, sql Engine) *Service {
	cache := newPageCache(pageCacheBytes)
	return &Service{
		key:    signingKey,
		engine: sql,
		pages:  cache,
		files: NewPool(openFiles, func(ctx context.Context, key string) (*tableFile, error) {
			return openTable(ctx, files, key, cache)
		}),
	}
}

// Close closes all files. It does not close the engine.
func (s *Service) Close() error { return s.files.Close() }

// Forget closes the published file under key, once nobody reads it, and drops
// what is kept of files in memory: the object was removed.
func (s *Service) Forget(key string) {
	s.files.Drop(func(k string) bool { return k == key })
	s.pages.pages.InvalidateAll()
}

// Run implements [Runner].
func (s *Service) Run(ctx context.Context, t Target, q *Query) (*Page, error) {
	if q.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.Timeout)
		defer cancel()
	}
	page, err := s.run(ctx, t, q)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, &Error{
			Code: CodeTimeout,
			Text: catalog.Text{
				Vi: "Truy vấn chạy quá lâu. Hãy thu hẹp điều kiện, hoặc tải cả tệp.",
				En: "The query took too long. Narrow its conditions, or download the file.",
			},
			Err: err,
		}
	}
	return page, err
}

func (s *Service) run(ctx context.Context, t Target, q *Query) (*Page, error) {
	var after *position
	if q.Cursor != "" {
		p, err := decodeCursor(s.key, t, q)
		if err != nil {
			return nil, err
		}
		after = &p
	}
	file, release, err := s.files.Get(ctx, t.Table.File.Key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.name(), err)
	}
	defer release()
	if file.rows != t.Table.Rows {
		return nil, fmt.Errorf("%s: %d rows in the file, %d in the catalogue", t.name(), file.rows, t.Table.Rows)
	}

	page := &Page{Columns: outColumns(q)}
	var way route
	direct := q.Include == nil
	if direct {
		if way, direct, err = file.route(ctx, t.Table, q); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name(), err)
		}
		direct = direct && !s.engineOnly
	}
	var last *position
	if direct && way.guess {
		page.Rows, last, err = file.page(ctx, q, way, after)
		if errors.Is(err, errFar) {
			direct, err = false, nil
		}
	}
	if fromFile := direct && (!q.Count || way.exact()); !fromFile && q.Admit != nil {
		if err := q.Admit(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case err != nil:
	case !direct:
		page.Engine, page.Plan = "duckdb", PlanStatement
		last, err = s.enginePage(ctx, page, t, file, q, after)
	default:
		page.Engine, page.Plan, page.Reader = "parquet", way.plan, ReadParquet
		if !way.guess {
			page.Rows, last, err = file.page(ctx, q, way, after)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.name(), err)
	}
	if last != nil {
		if page.Next, err = encodeCursor(s.key, t, q, *last); err != nil {
			return nil, err
		}
	}
	if !q.Count {
		return page, nil
	}
	switch {
	case direct && way.exact():
		n := way.rows()
		page.Total = &n
	case q.Include != nil && q.Group == nil && q.Unfiltered():
		n := file.rows // a join neither adds rows nor takes any
		page.Total = &n
	case after == nil && last == nil:
		n := int64(len(page.Rows))
		page.Total = &n
	default:
		if page.Total, err = s.count(ctx, t, file, q); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name(), err)
		}
	}
	return page, nil
}

// enginePage reads the rows of a page with the engine. last is nil if no row
// follows.
func (s *Service) enginePage(ctx context.Context, page *Page, t Target, file *tableFile, q *Query, after *position) (last *position, err error) {
	if after != nil && after.keys == nil && len(q.Sort) > 0 {
		columns := make([]*catalog.Column, len(q.Sort))
		for i, o := range q.Sort {
			columns[i] = o.Column
		}
		found, err := file.pickRows(ctx, columns, []int64{after.row}, new(PageSize))
		if err != nil {
			return nil, err
		}
		after = &position{after.row, found[0]}
	}
	from, err := s.from(ctx, t, file, q)
	if err != nil {
		return nil, err
	}
	defer from.done()
	got, err := s.engine.Rows(ctx, from.sources, compilePage(q, after, from.covers))
	if err != nil {
		return nil, err
	}
	page.Rows, page.Reader, page.Why = got.Rows, got.Reader, got.Why
	more := len(page.Rows) > q.Limit
	if more {
		page.Rows = page.Rows[:q.Limit]
	}
	width, keys := len(q.Select), len(q.order())
	previous := int64(-1)
	for i, row := range page.Rows {
		p := position{keys: row[width : width+keys]}
		if q.Group == nil {
			at, ok := row[width+keys].(int64)
			if !ok || q.InFileOrder() && at <= previous {
				return nil, fmt.Errorf("row %d after row %d: the engine does not keep the order of the file", at, previous)
			}
			previous, p.row = at, at
		}
		if more && i == q.Limit-1 {
			last = &p
		}
		page.Rows[i] = row[:width:width]
	}
	return last, nil
}

// count returns how many rows satisfy the conditions, or groups.
func (s *Service) count(ctx context.Context, t Target, file *tableFile, q *Query) (*int64, error) {
	from, err := s.from(ctx, t, file, q)
	if err != nil {
		return nil, err
	}
	defer from.done()
	got, err := s.engine.Rows(ctx, from.sources, compileCount(q, from.covers))
	if err != nil {
		return nil, err
	}
	n, ok := got.Rows[0][0].(int64)
	if !ok {
		return nil, fmt.Errorf("count is %v", got.Rows[0][0])
	}
	return &n, nil
}

func outColumns(q *Query) []OutColumn {
	out := make([]OutColumn, len(q.Select))
	for i, s := range q.Select {
		out[i] = outColumn(s.Column, s.As)
	}
	return out
}

func outColumn(c *catalog.Column, as string) OutColumn {
	return OutColumn{
		Name:   as,
		Column: c,
		Text:   isTextInJSON(c),
	}
}

// isTextInJSON reports whether the numbers of a column are texts in JSON.
func isTextInJSON(c *catalog.Column) bool {
	switch c.Type {
	case catalog.Integer:
		return beyondDouble(c.Stats.Min) || beyondDouble(c.Stats.Max)
	case catalog.Decimal:
		return c.Digits > exactDigits
	}
	return false
}

// beyondDouble reports whether an integer is not among those that every
// reader of JSON keeps exactly.
func beyondDouble(s *string) bool {
	if s == nil {
		return false
	}
	n, err := strconv.ParseInt(*s, 10, 64)
	return err != nil || n > 1<<53 || n < -(1<<53)
}
