package query

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// Bounds on what a request may hold, whatever the plan.
const (
	MaxTerms    = 100  // conditions, in all parameters together
	MaxItems    = 1000 // of a list
	MaxValue    = 8192 // bytes of the value of a parameter
	MaxSelected = 2000
	MaxSorted   = 8
)

// The parameters that are not columns. A column with such a name is reached
// with an operator.
var parameters = []string{
	"where", "q", "group", "agg", "having", "include", "select", "sort", "limit", "cursor", "count", "format", "bom", "explain",
}

// Parse makes a query on t of the parameters of a request. It returns an
// [*Error] that names every parameter that is wrong, the first in the order of
// their names deciding its code.
func Parse(params url.Values, t Target, l Limits) (*Query, error) {
	p := parser{target: t, limits: l.withDefaults(), scope: tableScope(t)}
	p.query = &Query{Format: JSON, Limit: min(DefaultRows, p.limits.Rows), Timeout: p.limits.Timeout}
	names := slices.Sorted(maps.Keys(params))
	// All other parameters may name what is included.
	if p.readable(params, "include") && params.Has("include") {
		p.included(params.Get("include"))
	}
	// What may be selected, sorted by and had follows from what is grouped.
	if p.readable(params, "group") && p.readable(params, "agg") && (params.Has("group") || params.Has("agg")) {
		p.grouping(params)
	}
	p.groupless = len(p.errs) > 0
	for _, name := range names {
		p.parameter(name, params[name])
	}
	if p.finish(params); len(p.errs) > 0 {
		return nil, p.failure()
	}
	return p.query, nil
}

type parser struct {
	target    Target
	limits    Limits
	query     *Query
	scope     scope // of select, sort and having
	groupless bool  // whether the scope is not known, because group or agg is wrong
	terms     int   // seen, good or bad
	where     []Expr
	errs      []*Error
}

// A scope is the columns that names are looked up in.
type scope struct {
	columns []catalog.Column
	name    catalog.Text
}

func tableScope(t Target) scope {
	name := t.name()
	return scope{t.Table.Columns, catalog.Text{Vi: name, En: name}}
}

func (s scope) has(name string) bool { return s.find(name) != nil }

func (s scope) find(name string) *catalog.Column {
	for i := range s.columns {
		if s.columns[i].Name == name {
			return &s.columns[i]
		}
	}
	return nil
}

func (p *parser) fail(err *Error) { p.errs = append(p.errs, err) }

// failure is all that is wrong in one error.
func (p *parser) failure() error {
	slices.SortStableFunc(p.errs, func(a, b *Error) int { return strings.Compare(a.Fields[0].Field, b.Fields[0].Field) })
	first := p.errs[0]
	for _, e := range p.errs[1:] {
		first.Fields = append(first.Fields, e.Fields...)
	}
	return first
}

// term counts a condition, which stands at a byte of a parameter.
func (p *parser) term(parameter string, position int) *Error {
	if p.terms++; p.terms == MaxTerms+1 {
		return invalid(parameter, position, catalog.Textf("Nhiều nhất %d điều kiện trong một truy vấn.", "At most %d conditions in one query.", MaxTerms))
	}
	return nil
}

// finish sets what follows from the parameters together.
func (p *parser) finish(params url.Values) {
	q := p.query
	all := normal(And(p.where))
	if one, ok := all.(And); ok {
		q.Where = one
	} else {
		q.Where = And{all}
	}
	whole := p.scope.columns
	if q.Select == nil {
		q.Select = make([]Selected, len(whole))
		for i := range q.Select {
			q.Select[i] = Selected{&whole[i], whole[i].Name}
		}
	}
	q.whole = slices.EqualFunc(q.Select, whole, func(s Selected, c catalog.Column) bool {
		return s.Column.Name == c.Name && s.As == c.Name
	})
	if q.Group == nil && params.Has("having") {
		p.fail(invalid("having", -1, catalog.Text{Vi: "having cần có group hoặc agg; để lọc dòng, hãy dùng where.", En: "having needs group or agg; rows are filtered with where."}))
	}
	if q.Explain && q.Format != JSON {
		p.fail(invalid("explain", -1, catalog.Text{Vi: "explain chỉ có trong JSON.", En: "explain is in JSON only."}))
	}
	if err := q.formatFits(); err != nil {
		p.fail(err)
	}
	if !params.Has("count") {
		q.Count = q.countsByItself()
	}
}

// readable reports whether a parameter is given at most once and is not too
// long; if not, it fails.
func (p *parser) readable(params url.Values, name string) bool {
	values := params[name]
	if slices.Contains(parameters, name) && len(values) > 1 {
		p.fail(invalid(name, -1, catalog.Text{Vi: "Tham số này chỉ được viết một lần.", En: "This parameter may be given only once."}))
		return false
	}
	for _, v := range values {
		if len(v) > MaxValue {
			p.fail(invalid(name, MaxValue, catalog.Textf("Giá trị dài quá %d byte.", "The value is longer than %d bytes.", MaxValue)))
			return false
		}
	}
	return true
}

func (p *parser) parameter(name string, values []string) {
	if name == "group" || name == "agg" || name == "include" {
		return // read before
	}
	if !p.readable(url.Values{name: values}, name) {
		return
	}
	if slices.Contains(parameters, name) {
		p.word(name, values[0])
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
		if err := p.term(name, -1); err != nil {
			p.fail(err)
		}
		if p.terms > MaxTerms {
			return
		}
		if f, err := parseFilter(name, column, op, v); err != nil {
			p.fail(err)
		} else {
			p.where = append(p.where, f)
		}
	}
}

// word parses a parameter that is not a column.
func (p *parser) word(name, value string) {
	q := p.query
	switch name {
	case "where":
		if cond, err := p.expression(name, value, tableScope(p.target)); err != nil {
			p.fail(err)
		} else {
			p.where = append(p.where, cond)
		}
	case "q":
		p.words(value)
	case "having", "select", "sort":
		if !p.groupless {
			p.ofScope(name, value)
		}
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
	case "explain":
		q.Explain = value == "1"
		p.oneOf(name, value, "0", "1")
	case "format":
		f, ok := ParseFormat(value)
		if q.Format = f; !ok {
			p.fail(invalid(name, 0, oneOfText(Formats...)))
		}
	}
}

// ofScope parses a parameter about the columns of the answer.
func (p *parser) ofScope(name, value string) {
	switch name {
	case "select":
		p.selected(value)
	case "sort":
		p.sorted(value)
	case "having":
		if p.query.Group == nil {
			return // finish says so
		}
		if cond, err := p.expression(name, value, p.scope); err != nil {
			p.fail(err)
		} else {
			p.query.Group.Having = cond
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
	return string(t.Dataset) + "@" + strconv.Itoa(t.Version) + "/" + t.Table.Resource
}
