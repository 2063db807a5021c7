package query

import (
	"slices"

	"nguon/catalog"
)

// Bounds on an expression.
const (
	MaxExpr  = 4096 // bytes
	MaxDepth = 32   // of parentheses and NOT within one another
)

// expression parses a condition on the columns of s: the subset of CQL2-Text
// (OGC 21-065r2) that doc.go describes.
func (p *parser) expression(parameter, text string, s scope) (Expr, *Error) {
	if len(text) > MaxExpr {
		return nil, invalid(parameter, MaxExpr, catalog.Textf("Biểu thức dài quá %d byte.", "The expression is longer than %d bytes.", MaxExpr))
	}
	tokens, err := lex(parameter, text)
	if err != nil {
		return nil, err
	}
	e := exprParser{parser: p, parameter: parameter, scope: s, tokens: tokens}
	cond, err := e.or()
	if err == nil && e.now().kind != tokenEnd {
		err = e.expected("AND, OR hoặc hết biểu thức", "AND, OR or the end")
	}
	if err != nil {
		return nil, err
	}
	return normal(cond), nil
}

// An exprParser reads one expression by recursive descent.
type exprParser struct {
	*parser
	parameter string
	scope     scope
	tokens    []token
	at        int
	depth     int
}

func (e *exprParser) now() token { return e.tokens[e.at] }

// next returns the token at hand and goes on; it never passes the end.
func (e *exprParser) next() token {
	t := e.tokens[e.at]
	if t.kind != tokenEnd {
		e.at++
	}
	return t
}

func (e *exprParser) accept(keyword string) bool {
	if e.now().is(keyword) {
		e.at++
		return true
	}
	return false
}

func (e *exprParser) acceptSign(s string) bool {
	if e.now().sign(s) {
		e.at++
		return true
	}
	return false
}

func (e *exprParser) needSign(s string) *Error {
	if e.acceptSign(s) {
		return nil
	}
	return e.expected(`"`+s+`"`, `"`+s+`"`)
}

// expected is an error that says what should stand here.
func (e *exprParser) expected(vi, en string) *Error {
	t := e.now()
	if t.kind == tokenEnd {
		return syntax(e.parameter, t.pos, catalog.Text{Vi: "Biểu thức dừng ở chỗ cần có " + vi + ".", En: "The expression ends where there should be " + en + "."})
	}
	found := `"` + clip(t.text) + `"`
	return syntax(e.parameter, t.pos, catalog.Text{Vi: "Ở đây cần có " + vi + ", không phải " + found + ".", En: "Here should be " + en + ", not " + found + "."})
}

func (e *exprParser) or() (Expr, *Error) {
	first, err := e.and()
	if err != nil || !e.now().is("or") {
		return first, err
	}
	all := Or{first}
	for e.accept("or") {
		part, err := e.and()
		if err != nil {
			return nil, err
		}
		all = append(all, part)
	}
	return all, nil
}

func (e *exprParser) and() (Expr, *Error) {
	first, err := e.factor()
	if err != nil || !e.now().is("and") {
		return first, err
	}
	all := And{first}
	for e.accept("and") {
		part, err := e.factor()
		if err != nil {
			return nil, err
		}
		all = append(all, part)
	}
	return all, nil
}

// factor is a condition that AND and OR do not part.
func (e *exprParser) factor() (Expr, *Error) {
	t := e.now()
	if !t.is("not") && !t.sign("(") {
		return e.term()
	}
	if e.depth++; e.depth > MaxDepth {
		return nil, syntax(e.parameter, t.pos, catalog.Textf("Lồng sâu quá %d lớp.", "It is nested more than %d levels deep.", MaxDepth))
	}
	defer func() { e.depth-- }()
	e.next()
	if t.is("not") {
		cond, err := e.factor()
		if err != nil {
			return nil, err
		}
		return not(cond), nil
	}
	cond, err := e.or()
	if err != nil {
		return nil, err
	}
	return cond, e.needSign(")")
}

// term is a condition on one column.
func (e *exprParser) term() (Expr, *Error) {
	if err := e.parser.term(e.parameter, e.now().pos); err != nil {
		return nil, err
	}
	t := e.now()
	if t.kind == tokenName && e.tokens[e.at+1].sign("(") {
		return e.function()
	}
	c, err := e.name()
	if err != nil {
		return nil, err
	}
	if c.Type == catalog.Geometry && !e.now().is("is") {
		return nil, onlySpatial(e.parameter, t.pos, c)
	}
	negated := false
	if e.now().is("not") {
		switch after := e.tokens[e.at+1]; {
		case after.is("like"), after.is("in"), after.is("between"):
			e.next()
			negated = true
		}
	}
	var f Filter
	switch t := e.next(); {
	case t.is("is"):
		negated = e.accept("not")
		if !e.accept("null") {
			return nil, e.expected("NULL", "NULL")
		}
		f = Filter{Column: c, Op: OpNull, Values: []any{true}}
	case t.is("like"):
		f, err = e.like(c)
	case t.is("in"):
		f, err = e.in(c)
	case t.is("between"):
		f, err = e.between(c)
	default:
		op, ok := comparison(t)
		if !ok {
			if t.kind != tokenEnd {
				e.at--
			}
			return nil, e.expected("một phép so sánh như =, <, LIKE, IN, BETWEEN, IS NULL", "a comparison such as =, <, LIKE, IN, BETWEEN, IS NULL")
		}
		f, err = e.compare(c, op, t.pos)
	}
	if err != nil {
		return nil, err
	}
	if negated {
		return not(f), nil
	}
	return f, nil
}

func comparison(t token) (Op, bool) {
	for op, s := range symbols {
		if t.sign(s) {
			return op, true
		}
	}
	return "", false
}

// name reads the name of a column.
func (e *exprParser) name() (*catalog.Column, *Error) {
	t := e.now()
	keyword := t.kind == tokenName && slices.ContainsFunc(keywords, t.is)
	if keyword && e.scope.has(t.text) {
		return nil, syntax(e.parameter, t.pos, catalog.Textf(`Cột này có tên trùng với một từ khóa; hãy viết "%[1]s".`,
			`The column has the name of a keyword; write "%[1]s".`, t.text))
	}
	if keyword || t.kind != tokenName && t.kind != tokenQuoted {
		return nil, e.expected("tên một cột", "the name of a column")
	}
	e.next()
	return e.column(e.parameter, t.pos, t.text, e.scope)
}

// onlySpatial is about a filter that geometry columns do not have.
func onlySpatial(parameter string, position int, c *catalog.Column) *Error {
	return invalid(parameter, position, catalog.Textf(
		"Cột hình học chỉ lọc được theo vị trí (%[1]s__bbox, %[1]s__near, S_INTERSECTS) và theo giá trị thiếu (%[1]s__null, IS NULL).",
		"A geometry column can only be filtered by where its shapes are (%[1]s__bbox, %[1]s__near, S_INTERSECTS) and by whether they are missing (%[1]s__null, IS NULL).", c.Name))
}
