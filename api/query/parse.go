package query

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// Bounds on what a request may hold, whatever the plan.
const (
	MaxFilters  = 32
	MaxItems    = 1000 // of a list
	MaxValue    = 8192 // bytes of the value of a parameter
	MaxSelected = 2000
	MaxSorted   = 8
)

// The parameters that are not columns. A column with such a name is reached
// with an operator. Those that are not parsed yet are taken already, so that
// no request changes its meaning when they are.
var (
	parameters = []string{"select", "sort", "limit", "cursor", "count", "format", "bom"}
	reserved   = append([]string{"where", "q", "group", "agg", "having", "include", "explain"}, parameters...)
)

// Parse makes a query on t of the parameters of a request. It returns an
// [*Error] that names every parameter that is wrong, the first in the order of
// their names deciding its code.
func Parse(params url.Values, t Target, l Limits) (*Query, error) {
	p := parser{target: t, limits: l.withDefaults()}
	p.query = &Query{Format: JSON, Limit: min(DefaultRows, p.limits.Rows), Timeout: p.limits.Timeout}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		p.parameter(name, params[name])
	}
	if err := p.failure(); err != nil {
		return nil, err
	}
	p.finish(params.Has("count"))
	return p.query, nil
}

type parser struct {
	target  Target
	limits  Limits
	query   *Query
	filters int // seen, good or bad
	errs    []*Error
}

func (p *parser) fail(err *Error) { p.errs = append(p.errs, err) }

func (p *parser) failure() error {
	if len(p.errs) == 0 {
		return nil
	}
	first := p.errs[0]
	for _, e := range p.errs[1:] {
		first.Fields = append(first.Fields, e.Fields...)
	}
	return first
}

// finish sets what follows from the parameters together.
func (p *parser) finish(countGiven bool) {
	q := p.query
	if q.Select == nil {
		q.Select = make([]Selected, len(p.target.Table.Columns))
		for i := range q.Select {
			c := &p.target.Table.Columns[i]
			q.Select[i] = Selected{c, c.Name}
		}
	}
	q.whole = slices.EqualFunc(q.Select, p.target.Table.Columns, func(s Selected, c catalog.Column) bool {
		return s.Column.Name == c.Name && s.As == c.Name
	})
	slices.SortFunc(q.Filters, compareFilters)
	q.Filters = slices.CompactFunc(q.Filters, func(a, b Filter) bool { return compareFilters(a, b) == 0 })
	if !countGiven {
		q.Count = q.Unfiltered()
	}
}

func (p *parser) parameter(name string, values []string) {
	for _, v := range values {
		if len(v) > MaxValue {
			p.fail(invalid(name, MaxValue, catalog.Textf("Giá trị dài quá %d byte.", "The value is longer than %d bytes.", MaxValue)))
			return
		}
	}
	if slices.Contains(parameters, name) {
		if len(values) != 1 {
			p.fail(invalid(name, -1, catalog.Text{Vi: "Tham số này chỉ được viết một lần.", En: "This parameter may be given only once."}))
			return
		}
		p.word(name, values[0])
		return
	}
	if slices.Contains(reserved, name) {
		p.fail(invalid(name, -1, catalog.Textf("Chưa có tham số %s.", "There is no parameter %s yet.", name)))
		return
	}
	column, op, err := p.resolve(name)
	if err != nil {
		p.fail(err)
		return
	}
	if op == OpEq && len(values) > 1 {
		p.fail(invalid(name, -1, catalog.Textf("Để chọn một trong nhiều giá trị, hãy dùng %s__in=a,b.", "For one of several values, use %s__in=a,b.", column.Name)))
		return
	}
	for _, v := range values {
		if p.filters++; p.filters == MaxFilters+1 {
			p.fail(invalid(name, -1, catalog.Textf("Nhiều nhất %d điều kiện trong một truy vấn.", "At most %d conditions in one query.", MaxFilters)))
		}
		if p.filters > MaxFilters {
			return
		}
		if f, err := parseFilter(name, column, op, v); err != nil {
			p.fail(err)
		} else {
			p.query.Filters = append(p.query.Filters, f)
		}
	}
}

// word parses a parameter that is not a column.
func (p *parser) word(name, value string) {
	q := p.query
	switch name {
	case "select":
		p.selected(value)
	case "sort":
		p.sorted(value)
	case "limit":
		p.limit(value)
	case "cursor":
		q.Cursor = value
		if !plausibleCursor(value) {
			p.fail(badCursor())
		}
	case "count":
		q.Count = value == "exact"
		p.oneOf(name, value, "none", "exact")
	case "bom":
		q.BOM = value == "1"
		p.oneOf(name, value, "0", "1")
	case "format":
		f, ok := ParseFormat(value)
		if q.Format = f; !ok {
			p.fail(invalid(name, 0, oneOfText(Formats...)))
		}
	}
}

func (p *parser) oneOf(name, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		p.fail(invalid(name, 0, oneOfText(allowed...)))
	}
}

func oneOfText[S ~string](allowed ...S) catalog.Text {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	list := strings.Join(names, ", ")
	return catalog.Textf("Hãy chọn một trong: %s.", "It must be one of: %s.", list)
}

func (p *parser) limit(value string) {
	n, err := strconv.Atoi(value)
	if all := strings.Trim(value, "0123456789") == "" && value != ""; err != nil && all {
		n, err = p.limits.Rows+1, nil // too large for an int, and so for any plan
	}
	switch {
	case err != nil || n < 1:
		p.fail(invalid("limit", 0, catalog.Text{Vi: "Hãy viết một số nguyên từ 1.", En: "Write a whole number from 1."}))
	case n > p.limits.Rows:
		allowed := p.limits.Rows
		e := problem(CodeLimitTooLarge, "limit", 0,
			catalog.Textf("Gói sử dụng này cho nhiều nhất %d dòng mỗi trang.", "This plan allows at most %d rows in a page.", allowed),
			catalog.Textf("Nhiều nhất %d. Dùng links.next để đọc tiếp, hoặc tải cả tệp.", "At most %d. Follow links.next for more, or download the file.", allowed))
		e.Limit, e.Allowed = "rows", int64(allowed)
		p.fail(e)
	default:
		p.query.Limit = n
	}
}

func invalid(parameter string, position int, hint catalog.Text) *Error {
	return problem(CodeInvalidParameter, parameter, position,
		catalog.Textf("Tham số %q không đúng.", "The parameter %q is not valid.", parameter), hint)
}

// name of the target in texts.
func (t Target) name() string {
	return fmt.Sprintf("%s@%d/%s", t.Dataset, t.Version, t.Table.Resource)
}
