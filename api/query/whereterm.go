package query

import (
	"slices"
	"strings"

	"nguon/catalog"
)

// compare reads the right side of a comparison.
func (e *exprParser) compare(c *catalog.Column, op Op, at int) (Filter, *Error) {
	if !slices.Contains(Operators(c.Type), op) {
		return Filter{}, invalid(e.parameter, at, catalog.Textf("Cột %[1]s chỉ so sánh được bằng = và <>.", "The column %[1]s can only be compared with = and <>.", c.Name))
	}
	v, err := e.value(c)
	return Filter{Column: c, Op: op, Values: []any{v}}, err
}

func (e *exprParser) between(c *catalog.Column) (Filter, *Error) {
	f := Filter{Column: c, Op: OpBetween}
	if !slices.Contains(Operators(c.Type), OpBetween) {
		return f, invalid(e.parameter, e.now().pos, catalog.Textf("Cột %[1]s không có thứ tự.", "The column %[1]s has no order.", c.Name))
	}
	low, err := e.value(c)
	if err != nil {
		return f, err
	}
	if !e.accept("and") {
		return f, e.expected("AND và cận trên", "AND and the upper bound")
	}
	high, err := e.value(c)
	f.Values = []any{low, high}
	return f, err
}

func (e *exprParser) in(c *catalog.Column) (Filter, *Error) {
	f := Filter{Column: c, Op: OpIn}
	if err := e.needSign("("); err != nil {
		return f, err
	}
	for {
		v, err := e.value(c)
		if err != nil {
			return f, err
		}
		f.Values = append(f.Values, v)
		if e.acceptSign(",") {
			continue
		}
		f.Values = distinct(f.Values)
		return f, e.needSign(")")
	}
}

func (e *exprParser) like(c *catalog.Column) (Filter, *Error) {
	t := e.now()
	if c.Type != catalog.String {
		return Filter{}, invalid(e.parameter, t.pos, catalog.Textf("LIKE chỉ dùng cho cột văn bản; %[1]s không phải.", "LIKE is for columns of text; %[1]s is none.", c.Name))
	}
	v, err := e.value(c)
	if err != nil {
		return Filter{}, err
	}
	if pattern, _ := v.(string); danglingEscape(pattern) {
		return Filter{}, dangling(e.parameter, t.pos)
	}
	return Filter{Column: c, Op: OpLike, Values: []any{v}}, nil
}

// distinct returns values ascending and without repetition.
func distinct(values []any) []any {
	slices.SortFunc(values, compareValues)
	return slices.CompactFunc(values, func(a, b any) bool { return compareValues(a, b) == 0 })
}

// value reads a literal that fits c.
func (e *exprParser) value(c *catalog.Column) (any, *Error) {
	t := e.now()
	text, wants := t.text, catalog.Text{}
	switch {
	case t.kind == tokenName && e.tokens[e.at+1].sign("("):
		return e.instant(c)
	case t.kind == tokenName && (t.is("true") || t.is("false")):
		if text = strings.ToLower(text); c.Type != catalog.Boolean {
			wants = looksLike(c)
		}
	case t.kind == tokenNumber:
		switch c.Type {
		case catalog.Integer, catalog.Decimal, catalog.Number:
		case catalog.Boolean:
			wants = looksLike(c)
		default:
			wants = catalog.Textf("Giá trị của cột này đứng trong dấu nháy đơn: '%[1]s'.", "A value of this column stands in single quotes: '%[1]s'.", clip(t.text))
		}
	case t.kind == tokenText:
		switch c.Type {
		case catalog.Integer, catalog.Decimal, catalog.Number, catalog.Boolean:
			wants = catalog.Text{Vi: "Số và TRUE, FALSE viết không có dấu nháy.", En: "Numbers, TRUE and FALSE are written without quotes."}
		}
	case t.kind == tokenName && t.is("null"):
		return nil, syntax(e.parameter, t.pos, catalog.Text{Vi: "Không có gì bằng NULL; hãy viết IS NULL.", En: "Nothing equals NULL; write IS NULL."})
	case (t.kind == tokenName || t.kind == tokenQuoted) && e.scope.has(t.text):
		return nil, syntax(e.parameter, t.pos, catalog.Text{
			Vi: "Một cột được so sánh với một giá trị, không phải với cột khác.", En: "A column is compared with a value, not with another column.",
		})
	case t.kind == tokenName || t.kind == tokenQuoted:
		return nil, syntax(e.parameter, t.pos, catalog.Textf("Ở đây phải là một giá trị; văn bản đứng trong dấu nháy đơn: '%[1]s'.",
			"Here must be a value; texts stand in single quotes: '%[1]s'.", clip(t.text)))
	default:
		return nil, e.expected("một giá trị", "a value")
	}
	if !wants.IsZero() {
		return nil, mismatch(e.parameter, t.pos, text, c, wants)
	}
	e.next()
	return typed(e.parameter, c, c, item{text: text, pos: t.pos})
}

// instant reads DATE('…') or TIMESTAMP('…').
func (e *exprParser) instant(c *catalog.Column) (any, *Error) {
	t := e.next()
	if !t.is("date") && !t.is("timestamp") {
		e.at--
		return nil, e.expected("một giá trị, DATE('…') hoặc TIMESTAMP('…')", "a value, DATE('…') or TIMESTAMP('…')")
	}
	if err := e.needSign("("); err != nil {
		return nil, err
	}
	text := e.next()
	if text.kind != tokenText {
		return nil, syntax(e.parameter, text.pos, catalog.Text{Vi: "Hãy viết thời gian trong dấu nháy đơn.", En: "Write the time in single quotes."})
	}
	if err := e.needSign(")"); err != nil {
		return nil, err
	}
	if c.Type != catalog.DateTime && (c.Type != catalog.Date || t.is("timestamp")) {
		return nil, mismatch(e.parameter, t.pos, t.text, c, looksLike(c))
	}
	return typed(e.parameter, c, c, item{text: text.text, pos: text.pos})
}

// function reads a condition that is written as a function.
func (e *exprParser) function() (Expr, *Error) {
	t := e.next()
	names := map[string]Op{"S_INTERSECTS": OpBBox}
	for op, name := range functions {
		names[name] = op
	}
	op, ok := names[strings.ToUpper(t.text)]
	if !ok {
		return nil, unknownFunction(e.parameter, t, []string{"s_intersects", "contains", "starts", "ends", "near"})
	}
	if err := e.needSign("("); err != nil {
		return nil, err
	}
	at := e.now().pos
	c, err := e.name()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Operators(c.Type), op) {
		return nil, invalid(e.parameter, at, catalog.Textf("%[1]s không dùng được cho cột %[2]s.", "%[1]s is not for the column %[2]s.", strings.ToUpper(t.text), c.Name))
	}
	if err := e.needSign(","); err != nil {
		return nil, err
	}
	f := Filter{Column: c, Op: op}
	var v any
	switch op {
	case OpBBox:
		v, err = e.box()
	case OpNear:
		var at []place
		if at, err = e.places(3); err == nil {
			v, err = newCircle(e.parameter, at)
		}
	default:
		if v, err = e.value(c); err == nil {
			s, _ := v.(string)
			v = Fold(s)
		}
	}
	if err != nil {
		return nil, err
	}
	f.Values = []any{v}
	return f, e.needSign(")")
}

// box reads BBOX(w,s,e,n).
func (e *exprParser) box() (any, *Error) {
	if !e.now().is("bbox") || !e.tokens[e.at+1].sign("(") {
		return nil, e.expected("BBOX(tây,nam,đông,bắc)", "BBOX(west,south,east,north)")
	}
	e.at += 2
	at, err := e.places(4)
	if err != nil {
		return nil, err
	}
	b, err := newBox(e.parameter, at)
	if err != nil {
		return nil, err
	}
	return b, e.needSign(")")
}

// places reads n numbers.
func (e *exprParser) places(n int) ([]place, *Error) {
	var all []place
	for len(all) < n {
		if len(all) > 0 {
			if err := e.needSign(","); err != nil {
				return nil, err
			}
		}
		t := e.now()
		if t.kind != tokenNumber {
			return nil, e.expected("một số", "a number")
		}
		e.next()
		all = append(all, place{t.text, t.pos})
	}
	return all, nil
}
