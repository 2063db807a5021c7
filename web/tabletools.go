package web

import (
	"net/url"
	"slices"

	"nguon/catalog"
	"nguon/web/frame"
)

// A condition is one that the rows of a page fulfil, in words, with the address
// of the page without it.
type condition struct {
	Words  string
	Remove string
}

// operatorTitles are the messages that say the operators of package query.
var operatorTitles = map[string]string{
	"eq": "table.op.eq", "ne": "table.op.ne", "gt": "table.op.gt", "gte": "table.op.gte", "lt": "table.op.lt", "lte": "table.op.lte",
	"in": "table.op.in", "nin": "table.op.nin", "between": "table.op.between", "contains": "table.op.contains", "starts": "table.op.starts",
	"ends": "table.op.ends", "like": "table.op.like", "bbox": "table.op.bbox", "near": "table.op.near",
}

// conditions are what the state asks of rows.
func (l *locale) conditions(t *catalog.Table, s tableState) []condition {
	var all []condition
	for _, name := range s.filters() {
		for i, value := range s.params[name] {
			all = append(all, condition{l.condition(t, name, value), s.address(func(v url.Values) {
				if v[name] = slices.Delete(slices.Clone(v[name]), i, i+1); len(v[name]) == 0 {
					v.Del(name)
				}
			})})
		}
	}
	if words := s.params.Get("q"); words != "" {
		all = append(all, condition{l.T("table.words", "words", words), s.address(func(v url.Values) { v.Del("q") })})
	}
	return all
}

// condition says one condition.
func (l *locale) condition(t *catalog.Table, name, value string) string {
	column, op, _ := cutOperator(name)
	c, ok := t.Column(column)
	if !ok {
		return name + "=" + value // which is wrong: the page says so
	}
	title := titleOf(c).In(l.Lang)
	switch {
	case op == "null" && value == "true":
		return l.T("table.op.null", "column", title)
	case op == "null" && value == "false":
		return l.T("table.op.there", "column", title)
	case op == "in" || op == "nin" || op == "between":
		return title + " " + l.titled(operatorTitles, op) + " " + frame.Shorten(value, 60)
	}
	return title + " " + l.titled(operatorTitles, op) + " " + l.stat(value, c)
}

// tableTools are the forms that choose rows and columns.
type tableTools struct {
	Action    string
	Words     string // what is searched for
	Text      bool   // whether there is text to search
	Keep      tableKept
	Columns   []columnChoice
	Shown     int
	Operators []operatorChoice
}

// tableKept are the fields that keep the rest of the state in each form.
type tableKept struct{ Search, Filter, Columns []frame.Hidden }

// A columnChoice is a column that can be chosen or filtered by.
type columnChoice struct {
	Name       string
	Title      catalog.Text
	Shown      bool
	Comparable bool // whether its values can be compared
}

// An operatorChoice is an operator of the form of filters.
type operatorChoice struct{ Name, Title string }

// offered are the operators of the form; the API has more.
var offered = []string{"eq", "ne", "contains", "gte", "lte"}

func (l *locale) tableTools(t *catalog.Table, s tableState) tableTools {
	tools := tableTools{
		Action: s.path + "#data", Words: s.params.Get("q"),
		Keep: tableKept{Search: s.hidden("q"), Filter: s.hidden(), Columns: s.hidden("select")},
	}
	shown := s.columns(t)
	for i := range t.Columns {
		c := &t.Columns[i]
		choice := columnChoice{Name: c.Name, Title: titleOf(c), Comparable: c.Type != catalog.Geometry}
		choice.Shown = slices.Contains(shown, c)
		if choice.Shown {
			tools.Shown++
		}
		tools.Columns = append(tools.Columns, choice)
		tools.Text = tools.Text || c.Type == catalog.String
	}
	for _, op := range offered {
		tools.Operators = append(tools.Operators, operatorChoice{op, l.T(operatorTitles[op])})
	}
	tools.Operators = append(tools.Operators, operatorChoice{"null", l.T("table.op.missing")})
	return tools
}
