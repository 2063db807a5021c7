package web

import (
	"net/url"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// A tableState is what the address of the page of a dataset says of its table:
// which rows and columns are shown, and in which order. Its words are those of
// the API, so that what a page shows can be asked for there:
//
//	resource, version   which table
//	X__op, q            which rows: as in package query, op written out
//	select, sort        which columns, in which order
//	cursor, from        where the page begins, and the number of its first row
//
// A state is not changed: each link is made from a copy.
type tableState struct {
	path   string // of the page
	params url.Values
	pinned string // the version, if the reader asked for one that is not the newest
}

// readState reads the parameters of a page about a table. What has an operator
// is kept whether the table has such a column or not: who runs the query says
// what is wrong. Chosen is the form of a search and of older links, a column and
// its value.
func readState(path string, t *catalog.Table, params url.Values, newest bool) tableState {
	s := tableState{path: path, params: url.Values{}}
	for name, values := range params {
		if strings.Contains(name, "__") {
			s.params[name] = slices.Clone(values)
		}
	}
	for _, name := range []string{"resource", "q", "sort", "cursor", "from", "version"} {
		if v := params.Get(name); v != "" {
			s.params.Set(name, v)
		}
	}
	if !newest {
		s.pinned = params.Get("version")
	}
	if chosen := strings.Join(params["select"], ","); chosen != "" {
		s.params.Set("select", chosen)
	}
	if c, ok := t.Column(params.Get("column")); ok {
		op, value := params.Get("op"), params.Get("value")
		if op == "" {
			op = "eq"
		}
		if op == "null" {
			value = "true"
		}
		s.params.Set(c.Name+"__"+op, value)
	}
	return s
}

// untidy reports whether parameters are those of a form, which has a simpler
// address.
func untidy(params url.Values) bool { return params.Has("op") || len(params["select"]) > 1 }

// address is the page of the state with changes. Another choice of rows begins
// at the first, in the newest version unless the reader asked for another.
func (s tableState) address(change func(url.Values)) string {
	v := make(url.Values, len(s.params))
	for name, values := range s.params {
		v[name] = slices.Clone(values)
	}
	for _, name := range []string{"cursor", "from", "version"} {
		v.Del(name)
	}
	if s.pinned != "" {
		v.Set("version", s.pinned)
	}
	change(v)
	path := s.path
	if len(v) > 0 {
		path += "?" + v.Encode()
	}
	return path + "#data"
}

// query is the part of the state that the API is asked with, without where the
// page begins.
func (s tableState) query() url.Values {
	v := url.Values{}
	for name, values := range s.params {
		if strings.Contains(name, "__") || name == "q" || name == "sort" || name == "select" {
			v[name] = slices.Clone(values)
		}
	}
	return v
}

// filtered reports whether the rows are chosen.
func (s tableState) filtered() bool { return len(s.filters()) > 0 || s.params.Has("q") }

// filters are the names of the parameters that choose rows by a column, in
// their order.
func (s tableState) filters() []string {
	var names []string
	for name := range s.params {
		if strings.Contains(name, "__") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// sorted is the address of the rows in another order.
func (s tableState) sorted(order string) string {
	return s.address(func(v url.Values) { put(v, "sort", order) })
}

// only is the address of the rows with these conditions on a column, in place of
// those that the state has on it: pairs of an operator and a value.
func (s tableState) only(column string, pairs ...string) string {
	return s.address(func(v url.Values) {
		for name := range v {
			if on, _, ok := cutOperator(name); ok && on == column {
				v.Del(name)
			}
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(column+"__"+pairs[i], pairs[i+1])
		}
	})
}

// all is the address of all rows.
func (s tableState) all() string {
	return s.address(func(v url.Values) {
		for _, name := range append(s.filters(), "q") {
			v.Del(name)
		}
	})
}

// columns are the columns that are shown: those that are chosen, in the order of
// the table. None of them is in the table if the choice is wrong.
func (s tableState) columns(t *catalog.Table) []*catalog.Column {
	chosen := strings.Split(s.params.Get("select"), ",")
	var shown []*catalog.Column
	for i := range t.Columns {
		if !s.params.Has("select") || slices.Contains(chosen, t.Columns[i].Name) {
			shown = append(shown, &t.Columns[i])
		}
	}
	return shown
}

// hidden are the fields that a form about the table needs to keep the rest of
// the state; but names those that the form sets itself.
func (s tableState) hidden(but ...string) []frame.Hidden {
	var fields []frame.Hidden
	names := append(s.filters(), "resource", "q", "sort", "select")
	for _, name := range names {
		if slices.Contains(but, name) {
			continue
		}
		for _, value := range s.params[name] {
			fields = append(fields, frame.Hidden{Name: name, Value: value})
		}
	}
	if s.pinned != "" {
		fields = append(fields, frame.Hidden{Name: "version", Value: s.pinned})
	}
	return fields
}

// cutOperator parts the name of a parameter into column and operator.
func cutOperator(name string) (column, op string, ok bool) {
	i := strings.LastIndex(name, "__")
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+2:], true
}

func put(v url.Values, name, value string) {
	if value == "" {
		v.Del(name)
		return
	}
	v.Set(name, value)
}
