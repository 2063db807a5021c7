package desk

import (
	"time"

	"nguon/catalog/market"
)

// queriesShown is how many kinds of queries a desk shows.
const queriesShown = 10

// queriesPart are the most frequent kinds of queries of the agency's datasets in
// a week. Nobody has kept what was looked for.
func (d *Desk) queriesPart(t *task, refs []market.Ref) (part, error) {
	l := t.l
	p := part{Heading: l.T("desk.queries.title"), Note: l.T("desk.queries.note"), Table: &table{
		Caption: l.T("desk.queries.caption"), Columns: []string{l.T("desk.queries.query"), l.T("desk.api"), l.T("desk.calls"), l.T("desk.queries.share")},
		Numbers: 2, Empty: l.T("desk.queries.none"),
	}}
	top, total, err := d.Usage.TopQueries(t.r.Context(), refs, d.Now().Add(-7*24*time.Hour), queriesShown)
	if err != nil {
		return p, err
	}
	for _, q := range top {
		p.Table.Rows = append(p.Table.Rows, []cell{
			{Text: q.Outline, Code: true}, text(string(q.Product)), text(l.Int(q.Requests)), text(l.Percent(float64(q.Requests) / float64(total))),
		})
	}
	return p, nil
}
