package atlas

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher/codes"
	"nguon/web/chart"
)

// Bounds on what is asked of one table.
const (
	mostMeasures = 6
	mostAnswers  = 5000 // rows of an answer: there are fewer places
)

// A measure is one figure that a table has for each place.
type measure struct {
	column *catalog.Column // nil where rows are counted
	sum    bool            // over the rows of a place
	answer string          // its name in the answer
}

// A question is what is asked of a table: a figure for each place.
type question struct {
	place    *catalog.Column
	list     *codes.List
	form     codes.Form // empty: of any
	time     *catalog.Column
	latest   string // the last value of time, in the text form of the API; empty if time does not matter
	measures []measure
	params   url.Values
}

// placeNames are how columns of codes are called whose list is not declared.
var placeNames = map[string][]string{
	codes.Provinces: {"province_code", "ma_tinh", "matinh"},
	codes.Communes:  {"commune_code", "ward_code", "ma_xa", "maxa"},
}

// digits are how many a code of a list has: where codes were read as numbers, those
// before the first other than 0 are gone.
var digits = map[string]int{codes.Provinces: 2, codes.Communes: 5}

// placeColumn is the list, in force, that the values of a column are of.
func placeColumn(c *catalog.Column) (*codes.List, codes.Form, bool) {
	if c.Type != catalog.String && c.Type != catalog.Integer {
		return nil, "", false
	}
	if c.Codes != "" {
		list, form, ok := codes.Parse(c.Codes)
		return list, form, ok && (list.ID == codes.Provinces || list.ID == codes.Communes)
	}
	for id, names := range placeNames {
		if slices.ContainsFunc(names, func(n string) bool { return c.Name == n || strings.HasSuffix(c.Name, "_"+n) }) {
			list, ok := codes.Find(id)
			return list, codes.Code, ok
		}
	}
	return nil, "", false
}

// ask returns what can be asked of a table about places, or false if it has no
// column of them. Communes go before provinces. The rule: a row for each place is
// its figures; a row for each place and time is those of the last time; of more
// rows, they are counted, and quantities that can be added up are.
func ask(t *catalog.Table) (*question, bool) {
	var q *question
	for i := range t.Columns {
		list, form, ok := placeColumn(&t.Columns[i])
		if ok && (q == nil || list.ID == codes.Communes && q.list.ID != codes.Communes) {
			q = &question{place: &t.Columns[i], list: list, form: form}
		}
	}
	if q == nil || t.Rows == 0 {
		return nil, false
	}
	single := chart.IsUnique(t, q.place.Name)
	for _, c := range chart.Times(t) {
		if !single && c.Stats.Max != nil && (chart.IsUnique(t, q.place.Name, c.Name) || t.IsKey(c.Name) || isPanel(t, q.place, c)) {
			q.time, q.latest = c, *c.Stats.Max
			single = chart.IsUnique(t, q.place.Name, c.Name)
			break
		}
	}
	q.params = url.Values{"limit": {strconv.Itoa(mostAnswers)}}
	if q.time != nil {
		q.params.Set(q.time.Name+"__eq", q.latest)
	}
	names := []string{q.place.Name}
	var aggregates []string
	for _, c := range chart.Quantities(t) {
		if len(q.measures) == mostMeasures || !single && !chart.IsStock(c.Unit) {
			continue
		}
		m := measure{column: c, sum: !single, answer: c.Name}
		if m.sum {
			m.answer = "total_of_" + strconv.Itoa(len(q.measures)+1)
			aggregates = append(aggregates, m.answer+":sum("+c.Name+")")
		}
		names = append(names, c.Name)
		q.measures = append(q.measures, m)
	}
	if single {
		q.params.Set("select", strings.Join(names, ","))
		return q, len(q.measures) > 0
	}
	if q.time == nil { // rows of a panel are the same things again
		q.measures = append(q.measures, measure{answer: "number_of_rows"})
		aggregates = append(aggregates, "number_of_rows:count(*)")
	}
	q.params.Set("group", q.place.Name)
	q.params.Set("agg", strings.Join(aggregates, ","))
	return q, len(q.measures) > 0
}

// isPanel reports whether a table has as many rows as there are pairs of a place
// and a time in it: without a key, that is how a row for each of them looks. What
// is asked then is right where it is otherwise, too.
func isPanel(t *catalog.Table, place, time *catalog.Column) bool {
	p, at := &place.Stats, &time.Stats
	return p.Exact && at.Exact && p.Distinct > 1 && at.Distinct > 1 && p.Distinct*at.Distinct == t.Rows
}

// code is the code of the place that a value stands for, or "" if it is none, or
// several.
func (q *question) code(value string) string {
	if q.place.Type == catalog.Integer {
		value = fmt.Sprintf("%0*s", digits[q.list.ID], value)
	}
	forms := []codes.Form{codes.Code, codes.Name}
	if q.form != "" {
		forms = []codes.Form{q.form}
	}
	for _, form := range forms {
		if found := q.list.Lookup(form, value); len(found) == 1 {
			return found[0].Code
		}
	}
	return ""
}

// rows is the page of a dataset with the rows of a place.
func (q *question) rows(slug catalog.Slug, resource, value string) string {
	v := url.Values{"resource": {resource}, q.place.Name + "__eq": {value}}
	if q.time != nil {
		v.Set(q.time.Name+"__eq", q.latest)
	}
	return "/datasets/" + string(slug) + "?" + v.Encode() + "#data"
}
