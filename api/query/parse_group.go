package query

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// Bounds on a grouping.
const (
	MaxKeys       = 8
	MaxAggregates = 32
)

// grouping parses group and agg, of which one at least is given.
func (p *parser) grouping(params url.Values) {
	p.query.Group = &Grouping{Having: And{}}
	g := p.query.Group
	if params.Has("group") {
		g.Keys = p.groupTerms("group", params.Get("group"), MaxKeys, p.key)
	}
	if params.Has("agg") {
		g.Aggregates = p.groupTerms("agg", params.Get("agg"), MaxAggregates, p.aggregate)
	}
	p.scope = scope{columns: g.columns(), name: catalog.Text{Vi: "các nhóm", En: "the groups"}}
}

// groupTerms parses a list of terms, each "name", "function(…)" or "new:" and one of
// these.
func (p *parser) groupTerms(parameter, value string, most int, parse func(*exprParser, *Term) *Error) []Term {
	tokens, err := lex(parameter, value)
	if err != nil {
		p.fail(err)
		return nil
	}
	e := &exprParser{parser: p, parameter: parameter, scope: tableScope(p.target), tokens: tokens}
	var all []Term
	for {
		begin := e.now().pos
		t, err := e.groupTerm(parse)
		if err == nil && slices.ContainsFunc(slices.Concat(p.query.Group.Keys, all), func(x Term) bool { return x.Column.Name == t.Column.Name }) {
			err = invalid(parameter, begin, catalog.Textf("Tên %[1]s đã có trong câu trả lời; hãy đặt tên khác: tên_mới:%[2]s.",
				"The name %[1]s is in the answer already; give another: new:%[2]s.", t.Column.Name, t.call()))
		}
		if err == nil && len(all) == most {
			err = invalid(parameter, begin, catalog.Textf("Nhiều nhất %d mục.", "At most %d items.", most))
		}
		if err == nil && e.now().kind != tokenEnd && !e.now().sign(",") {
			err = e.expected("dấu phẩy hoặc hết danh sách", "a comma or the end")
		}
		if err != nil {
			p.fail(err)
			return nil
		}
		all = append(all, t)
		if !e.acceptSign(",") {
			return all
		}
	}
}

func (e *exprParser) groupTerm(parse func(*exprParser, *Term) *Error) (Term, *Error) {
	var t Term
	alias, begin := "", e.now().pos
	if first := e.now(); first.kind == tokenName && e.tokens[e.at+1].sign(":") {
		if alias = first.text; !outputName.MatchString(alias) {
			return t, badName(e.parameter, first.pos)
		}
		e.at += 2
	}
	if err := parse(e, &t); err != nil {
		return t, err
	}
	if t.Column.Name = alias; alias == "" {
		t.Column.Name = t.ownName()
	}
	if (t.Func != "" || t.Column.Name != t.Of.Name) && e.scope.has(t.Column.Name) {
		return t, takenName(e.parameter, begin, t.Column.Name)
	}
	t.Column.Title = catalog.Text{Vi: t.call(), En: t.call()}
	return t, nil
}

// key parses a key of group.
func (p *parser) key(e *exprParser, t *Term) *Error {
	begin := e.now()
	if begin.kind == tokenName && e.tokens[e.at+1].sign("(") {
		if t.Func = strings.ToLower(begin.text); !slices.Contains(keyFunctions, t.Func) {
			return unknownFunction(e.parameter, begin, keyFunctions)
		}
		e.at += 2
		if err := e.arguments(t); err != nil {
			return err
		}
	} else {
		of, err := e.plainName()
		if err != nil {
			return err
		}
		t.Of = of
	}
	out, wrong := keyType(*t)
	if !wrong.IsZero() {
		return invalid(e.parameter, begin.pos, wrong)
	}
	t.Column = &out
	return nil
}

// aggregate parses an aggregate of agg.
func (p *parser) aggregate(e *exprParser, t *Term) *Error {
	begin := e.now()
	if begin.kind != tokenName || !e.tokens[e.at+1].sign("(") {
		return e.expected("một hàm như count(*), avg(cột)", "a function such as count(*), avg(column)")
	}
	if t.Func = strings.ToLower(begin.text); aggregates[t.Func] == nil {
		return unknownFunction(e.parameter, begin, aggregateFunctions)
	}
	e.at += 2
	if t.Func == "count" && e.acceptSign("*") {
		if err := e.needSign(")"); err != nil {
			return err
		}
	} else if err := e.arguments(t); err != nil {
		return err
	}
	if t.Of != nil && !slices.Contains(aggregates[t.Func], t.Of.Type) {
		return invalid(e.parameter, begin.pos, catalog.Textf("%[1]s không dùng được cho cột %[2]s.", "%[1]s is not for the column %[2]s.", t.Func, t.Of.Name))
	}
	out, wrong := aggregateType(*t, p.target.Table.Rows)
	if !wrong.IsZero() {
		return invalid(e.parameter, begin.pos, wrong)
	}
	t.Column = &out
	return nil
}

// arguments reads what stands between the parentheses of a function.
func (e *exprParser) arguments(t *Term) *Error {
	if t.Func == "date_trunc" {
		unit := e.now()
		if unit.kind != tokenText {
			return syntax(e.parameter, unit.pos, unitText(catalog.DateTime))
		}
		t.Unit = strings.ToLower(unit.text)
		if _, ok := dateUnits[t.Unit]; !ok && !slices.Contains(timeUnits, t.Unit) {
			return syntax(e.parameter, unit.pos, unitText(catalog.DateTime))
		}
		e.next()
		if err := e.needSign(","); err != nil {
			return err
		}
	}
	of, err := e.plainName()
	if err != nil {
		return err
	}
	t.Of = of
	switch {
	case t.Func == "quantile":
		if err := e.needSign(","); err != nil {
			return err
		}
		n := e.now()
		p, ok := parseNumber(n.text)
		if n.kind != tokenNumber || !ok || p < 0 || p > 1 {
			return syntax(e.parameter, n.pos, catalog.Text{Vi: "Hãy viết một số từ 0 đến 1, ví dụ 0.9.", En: "Write a number from 0 to 1, such as 0.9."})
		}
		t.Quantile = math.Abs(p) // -0 is 0
		e.next()
	case t.Func == "round" && e.acceptSign(","):
		n := e.now()
		digits, err := strconv.Atoi(n.text)
		if n.kind != tokenNumber || err != nil || digits < -maxDigitsRounded || digits > maxDigitsRounded {
			return syntax(e.parameter, n.pos, catalog.Textf("Hãy viết số chữ số sau dấu chấm, từ -%[1]d đến %[1]d.",
				"Write the number of digits after the point, from -%[1]d to %[1]d.", maxDigitsRounded))
		}
		t.Digits = digits
		e.next()
	}
	return e.needSign(")")
}

// plainName reads the name of a column, which may be that of a keyword here.
func (e *exprParser) plainName() (*catalog.Column, *Error) {
	t := e.now()
	if t.kind != tokenName && t.kind != tokenQuoted {
		return nil, e.expected("tên một cột", "the name of a column")
	}
	e.next()
	return e.column(e.parameter, t.pos, t.text, e.scope)
}

func unknownFunction(parameter string, t token, names []string) *Error {
	e := syntax(parameter, t.pos, didYouMean(t.text, names))
	e.Text = catalog.Textf("Không có hàm %[1]s.", "There is no function %[1]s.", clip(t.text))
	return e
}
