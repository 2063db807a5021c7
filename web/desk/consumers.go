package desk

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// daysShown is how far back the traffic of an agency is shown.
const daysShown = 30

// A traffic is the use of something.
type traffic struct {
	Requests, Failed, Bytes int64
	Latencies               market.Latencies
}

func (t *traffic) add(u *market.Use) {
	t.Requests += u.Requests
	t.Bytes += u.Bytes
	if u.Status >= http.StatusBadRequest {
		t.Failed += u.Requests
	}
	t.Latencies.Merge(u.Latencies)
}

// A callerUse is the traffic of one caller of one product.
type callerUse struct {
	application string // an ID; empty: of a key without one, or of nobody
	key         string // an ID, where there is no application
	product     market.Ref
}

// A use is what an agency sees of those who call it.
type use struct {
	days    map[time.Time]*traffic
	callers map[callerUse]*traffic
	routes  map[string]*traffic
	rows    []market.Use // by day, for export
	owner   map[string]string
}

func grow[K comparable](m map[K]*traffic, k K, u *market.Use) {
	t, ok := m[k]
	if !ok {
		t = new(traffic)
		m[k] = t
	}
	t.add(u)
}

// use returns the use of the given products in the last days, the current one
// included.
func (d *Desk) use(ctx context.Context, refs []market.Ref) (*use, error) {
	all := &use{days: make(map[time.Time]*traffic), callers: make(map[callerUse]*traffic), routes: make(map[string]*traffic)}
	if len(refs) == 0 {
		return all, nil
	}
	from := d.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-daysShown)
	var err error
	if all.rows, err = d.Usage.Use(ctx, market.UseFilter{From: from, Products: refs, Daily: true}); err != nil {
		return nil, err
	}
	var ids []string
	for _, u := range all.rows {
		if u.Key != "" {
			ids = append(ids, u.Key)
		}
	}
	slices.Sort(ids)
	keys, err := d.Keys.KeysWith(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	all.owner = make(map[string]string, len(keys))
	for _, k := range keys {
		all.owner[k.ID] = k.Application
	}
	for i := range all.rows {
		u := &all.rows[i]
		c := callerUse{application: all.owner[u.Key], product: u.Product}
		if c.application == "" {
			c.key = u.Key
		}
		grow(all.callers, c, u)
		grow(all.days, u.Hour, u)
	}
	hours, err := d.Usage.Use(ctx, market.UseFilter{From: d.Now().Add(-7 * 24 * time.Hour), Products: refs})
	if err != nil {
		return nil, err
	}
	for i := range hours {
		grow(all.routes, hours[i].Route, &hours[i])
	}
	return all, nil
}

// consumers shows who calls the agency, how much, and who asks to.
func (d *Desk) consumers(t *task) error {
	b, err := d.consumersBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) consumersBoard(t *task) (board, error) {
	l, ctx := t.l, t.r.Context()
	refs, err := d.refs(ctx, t.agency.Code)
	if err != nil {
		return board{}, err
	}
	u, err := d.use(ctx, refs)
	if err != nil {
		return board{}, err
	}
	b := board{Heading: l.T("desk.tab.consumers"), Above: t.above()}
	asked, active, err := d.subscriptionParts(t, refs)
	if err != nil {
		return board{}, err
	}
	offered, shown, err := d.reuseParts(t, refs)
	if err != nil {
		return board{}, err
	}
	callers, err := d.callersPart(t, u)
	if err != nil {
		return board{}, err
	}
	queries, err := d.queriesPart(t, refs)
	if err != nil {
		return board{}, err
	}
	b.Parts = []part{asked, offered, d.chartsPart(t, u), callers, queries, t.routesPart(u), active, shown}
	return b, nil
}

func (d *Desk) chartsPart(t *task, u *use) part {
	l := t.l
	var calls, errs, bytes []frame.Bar
	today := d.Now().UTC().Truncate(24 * time.Hour)
	for i := daysShown - 1; i >= 0; i-- {
		at := today.AddDate(0, 0, -i)
		day := cmp.Or(u.days[at], new(traffic))
		label := l.Day(at)
		calls = append(calls, frame.Bar{Label: label, Value: float64(day.Requests), Text: l.Int(day.Requests)})
		errs = append(errs, frame.Bar{Label: label, Value: float64(day.Failed), Text: l.Int(day.Failed)})
		bytes = append(bytes, frame.Bar{Label: label, Value: float64(day.Bytes), Text: l.Bytes(day.Bytes)})
	}
	return part{
		Heading: l.T("desk.traffic"), Note: l.T("desk.traffic_note"),
		Charts: []frame.BarChart{
			frame.NewBarChart("calls", l.T("desk.calls_per_day"), l.T("desk.day"), l.T("desk.calls"), calls),
			frame.NewBarChart("errors", l.T("desk.errors_per_day"), l.T("desk.day"), l.T("desk.errors"), errs),
			frame.NewBarChart("bytes", l.T("desk.bytes_per_day"), l.T("desk.day"), l.T("desk.bytes"), bytes),
		},
		Links: []anchor{{Title: l.T("desk.csv"), Path: t.bare("/consumers.csv")}},
	}
}

// figures are the columns of a traffic.
func (t *task) figures(x *traffic) []cell {
	l := t.l
	return []cell{
		text(l.Int(x.Requests)), text(l.Int(x.Failed)), text(l.T("desk.ms", "n", l.Float(float64(x.Latencies.Quantile(0.5).Microseconds())/1000, 0))),
		text(l.T("desk.ms", "n", l.Float(float64(x.Latencies.Quantile(0.99).Microseconds())/1000, 0))), text(l.Bytes(x.Bytes)),
	}
}

func (t *task) figureColumns(first ...string) []string {
	l := t.l
	return append(first, l.T("desk.calls"), l.T("desk.errors"), l.T("desk.median"), l.T("desk.slowest"), l.T("desk.bytes"))
}

const figureCount = 5

func (d *Desk) callersPart(t *task, u *use) (part, error) {
	l := t.l
	p := part{Heading: l.T("desk.callers"), Table: &table{
		Caption: l.T("desk.callers"), Columns: t.figureColumns(l.T("desk.application"), l.T("desk.api")), Numbers: figureCount, Empty: l.T("desk.callers_none"),
	}}
	for _, c := range busiest(u.callers) {
		name, err := d.callerName(t, c)
		if err != nil {
			return p, err
		}
		p.Table.Rows = append(p.Table.Rows, append([]cell{text(name), text(string(c.product))}, t.figures(u.callers[c])...))
	}
	return p, nil
}

// callerName is what an agency is told of a caller: the name of the application,
// never who it belongs to.
func (d *Desk) callerName(t *task, c callerUse) (string, error) {
	switch {
	case c.application != "":
		return d.applicationName(t, c.application)
	case c.key != "":
		return t.l.T("desk.key_alone", "key", c.key), nil
	}
	return t.l.T("desk.without_key"), nil
}

func (d *Desk) applicationName(t *task, id string) (string, error) {
	app, err := d.Applications.Application(t.r.Context(), id)
	if errors.Is(err, catalog.ErrNotFound) {
		return id, nil
	}
	return app.Name, err
}

func (t *task) routesPart(u *use) part {
	l := t.l
	p := part{Heading: l.T("desk.routes"), Table: &table{
		Caption: l.T("desk.routes_caption"), Columns: t.figureColumns(l.T("desk.route")), Numbers: figureCount, Empty: l.T("desk.callers_none"),
	}}
	for i, route := range busiest(u.routes) {
		if i == 20 {
			break
		}
		p.Table.Rows = append(p.Table.Rows, append([]cell{{Text: route, Code: true}}, t.figures(u.routes[route])...))
	}
	return p
}

// busiest returns the keys of m, those with the most requests first.
func busiest[K comparable](m map[K]*traffic) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Compare(m[b].Requests, m[a].Requests) })
	return keys
}

// subscriptionParts are those who ask, to be answered, and those who may call.
func (d *Desk) subscriptionParts(t *task, refs []market.Ref) (asked, active part, err error) {
	l := t.l
	asked = part{ID: "asked", Heading: l.T("desk.asked"), Note: l.T("desk.asked_note")}
	active = part{Heading: l.T("desk.active"), Table: &table{
		Caption: l.T("desk.active"), Columns: []string{l.T("desk.application"), l.T("desk.api"), l.T("desk.plan"), l.T("desk.since")}, Empty: l.T("desk.active_none"),
	}}
	if len(refs) == 0 {
		return asked, active, nil
	}
	for _, state := range []market.SubscriptionState{market.Pending, market.Active} {
		subs, err := d.Applications.Subscriptions(t.r.Context(), market.SubscriptionFilter{Products: refs, State: state})
		if err != nil {
			return asked, active, err
		}
		for _, s := range subs {
			app, err := d.Applications.Application(t.r.Context(), s.Application)
			if err != nil {
				return asked, active, err
			}
			if state == market.Active {
				end := t.answerForm(&s, market.Ended, "desk.answer.end", true)
				end.Danger = true
				active.Table.Rows = append(active.Table.Rows, []cell{text(app.Name), text(string(s.Product)), text(s.Plan), {Time: s.Answered}})
				active.Forms = append(active.Forms, end)
				continue
			}
			asked.Facts = append(asked.Facts,
				fact{l.T("desk.application"), text(app.Name)}, fact{l.T("desk.application_what"), text(app.Description)}, fact{l.T("desk.application_url"), text(app.URL)},
				fact{l.T("desk.api"), text(string(s.Product))}, fact{l.T("desk.plan"), text(s.Plan)}, fact{l.T("desk.why"), text(s.Message)},
				fact{l.T("desk.asked_at"), cell{Time: s.Asked}}, fact{l.T("desk.due"), dueCell(l, s.Due, d.Now())})
			asked.Forms = append(asked.Forms, t.answerForm(&s, market.Active, "desk.answer.approve", false), t.answerForm(&s, market.Refused, "desk.answer.refuse", true))
		}
	}
	if len(asked.Facts) == 0 {
		asked.Note = l.T("desk.asked_none")
	}
	return asked, active, nil
}

func (t *task) answerForm(s *market.Subscription, to market.SubscriptionState, key string, why bool) frame.Form {
	f := frame.Form{
		Action: t.path("/consumers"), Submit: t.l.T(key), Quiet: to != market.Active,
		Hidden: []frame.Hidden{{Name: "application", Value: s.Application}, {Name: "product", Value: string(s.Product)}, {Name: "to", Value: string(to)}},
	}
	if why {
		f.Fields = []frame.Field{{
			ID: "answer-" + string(to) + "-" + s.Application + "-" + string(s.Product), Name: "answer", Label: t.l.T("desk.answer.why"), Type: "area", Rows: 2,
			Optional: to == market.Ended,
		}}
	}
	return f
}

// answer answers who asks.
func (d *Desk) answer(t *task) error {
	r := t.r
	application, product, to := frame.Given(r, "application"), market.Ref(frame.Given(r, "product")), market.SubscriptionState(frame.Given(r, "to"))
	owner, err := d.Registry.Owner(r.Context(), product)
	if err == nil && owner != t.agency.Code {
		err = catalog.Errorf(catalog.ErrNotFound, "API này không phải của cơ quan này.", "This API is not one of this agency.")
	}
	if err != nil {
		return err
	}
	_, err = d.Registry.Answer(r.Context(), t.by(), application, product, to, frame.Given(r, "answer"))
	if err == nil {
		return t.done("/consumers", "answered")
	}
	b, wrong := d.consumersBoard(t)
	if wrong != nil {
		return wrong
	}
	sub := market.Subscription{Application: application, Product: product}
	return d.again(t, b, t.answerForm(&sub, to, "desk.answer.refuse", true), err)
}

// consumersCSV answers with the traffic by day, application and product.
func (d *Desk) consumersCSV(t *task) error {
	refs, err := d.refs(t.r.Context(), t.agency.Code)
	if err != nil {
		return err
	}
	u, err := d.use(t.r.Context(), refs)
	if err != nil {
		return err
	}
	t.download("text/csv; charset=utf-8", "consumers-"+t.agency.Code+".csv")
	w := csv.NewWriter(t.w)
	rows := [][]string{{"day", "product", "application", "key", "status", "requests", "bytes", "p50_ms", "p99_ms"}}
	for _, x := range u.rows {
		ms := func(q float64) string {
			return strconv.FormatFloat(float64(x.Latencies.Quantile(q).Microseconds())/1000, 'f', -1, 64)
		}
		rows = append(rows, []string{
			x.Hour.Format(time.DateOnly), string(x.Product), u.owner[x.Key], x.Key, strconv.Itoa(x.Status),
			strconv.FormatInt(x.Requests, 10), strconv.FormatInt(x.Bytes, 10), ms(0.5), ms(0.99),
		})
	}
	return w.WriteAll(rows)
}

// download sets the headers of a file.
func (t *task) download(kind, name string) {
	t.w.Header().Set("Content-Type", kind)
	t.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
