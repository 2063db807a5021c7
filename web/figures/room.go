// Package figures is the room of the portal that shows how it and its agencies
// open their data: measures with their definitions, over time, side by side,
// and as data to take along.
//
// Figures are read as they were taken (see package score): no page reckons.
package figures

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/score"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame    *frame.Frame
	Agencies func(ctx context.Context) ([]catalog.Agency, error)
	Figures  func(ctx context.Context, f score.Filter) iter.Seq2[score.Figure, error]
}

// A Room shows figures: a [frame.Wing].
type Room struct {
	*frame.Room
	agencies func(ctx context.Context) ([]catalog.Agency, error)
	figures  func(ctx context.Context, f score.Filter) iter.Seq2[score.Figure, error]
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "figures")
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	return &Room{room, d.Agencies, d.Figures}, nil
}

// Routes adds the pages to mux.
func (room *Room) Routes(mux *http.ServeMux) {
	room.Page(mux, "GET /figures", room.portal)
	room.Page(mux, "GET /agencies/{code}/figures", room.agency)
	room.Page(mux, "GET /figures.csv", room.csv)
	room.Page(mux, "GET /figures.json", room.json)
}

// spans are the numbers of days that can be looked at; the first is the usual.
var spans = []int{30, 90, 365}

const ranked = 100 // agencies side by side

type page struct {
	frame.Head
	Agency    *catalog.Agency // nil: the portal
	Measures  []measureView
	Spans     []spanView
	Taken     bool      // whether there are figures at all
	Day       time.Time // of the last
	Rows      []row
	More      int // agencies that are not among the rows
	CSV, JSON string
}

type measureView struct {
	score.Measure
	Now   string // the last figure in words
	Sum   string // of the days that are shown, of what is counted daily
	Chart frame.BarChart
}

type spanView struct {
	Days    int64
	Link    string
	Current bool
}

// A row is an agency beside others.
type row struct {
	Agency catalog.Agency
	Link   string
	Cells  []string
}

func (room *Room) portal(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	agencies, err := room.agencies(r.Context())
	if err != nil {
		return err
	}
	p, days, err := room.page(r, l, score.Portal, "/figures")
	if err != nil {
		return err
	}
	if p.Taken {
		if p.Rows, p.More, err = room.compare(r.Context(), l, p.Day, agencies); err != nil {
			return err
		}
	}
	p.Head = room.Head(r, l, l.T("figures.title"), l.T("figures.lead"))
	p.NoIndex = days != spans[0]
	return room.Render(w, r, http.StatusOK, l, "figures", p)
}

func (room *Room) agency(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	agencies, err := room.agencies(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(agencies, func(a catalog.Agency) bool { return a.Code == r.PathValue("code") })
	if i < 0 {
		return frame.ErrNoPage
	}
	a := &agencies[i]
	p, days, err := room.page(r, l, a.Code, "/agencies/"+a.Code+"/figures")
	if err != nil {
		return err
	}
	p.Agency = a
	p.Head = room.Head(r, l, l.T("figures.of", "agency", a.Title.In(l.Lang)), l.T("figures.lead"))
	p.Nav, p.NoIndex = "agencies", days != spans[0]
	return room.Render(w, r, http.StatusOK, l, "figures", p)
}

// page reads the figures of one agency, or of the portal.
func (room *Room) page(r *http.Request, l *frame.Locale, agency, path string) (p page, days int, err error) {
	days = spans[0]
	if text := r.URL.Query().Get("days"); text != "" {
		if days, err = strconv.Atoi(text); err != nil || !slices.Contains(spans, days) {
			return p, 0, frame.ErrNoPage
		}
	}
	for _, n := range spans {
		link := frame.Prefixed(l.Lang, path)
		if n != spans[0] {
			link += "?days=" + strconv.Itoa(n)
		}
		p.Spans = append(p.Spans, spanView{int64(n), link, n == days})
	}
	p.CSV, p.JSON = "/figures.csv", "/figures.json"
	if agency != score.Portal {
		p.CSV, p.JSON = p.CSV+"?agency="+agency, p.JSON+"?agency="+agency
	}
	until := score.DayOf(room.Now()).AddDate(0, 0, 1)
	from := until.AddDate(0, 0, -days)
	series := make(map[score.Code]map[time.Time]score.Figure)
	for f, err := range room.figures(r.Context(), score.Filter{From: from, Until: until, Agencies: []string{agency}}) {
		if err != nil {
			return p, 0, err
		}
		if series[f.Code] == nil {
			series[f.Code] = make(map[time.Time]score.Figure)
		}
		series[f.Code][f.Day] = f
		p.Taken, p.Day = true, f.Day
	}
	if !p.Taken {
		return p, days, nil
	}
	for _, m := range score.Measures() {
		p.Measures = append(p.Measures, view(l, m, series[m.Code], from, until, p.Day))
	}
	return p, days, nil
}

// view draws the figures of a measure from their first day on.
func view(l *frame.Locale, m score.Measure, of map[time.Time]score.Figure, from, until, last time.Time) measureView {
	v := measureView{Measure: m, Now: words(l, m, of[last])}
	var bars []frame.Bar
	var sum int64
	for day := from; day.Before(until); day = day.AddDate(0, 0, 1) {
		f, ok := of[day]
		if !ok && len(bars) == 0 {
			continue
		}
		bar := frame.Bar{Label: l.Day(day), Text: words(l, m, f)}
		if value, some := f.Value(m.Unit); ok && some {
			bar.Value = value
		} else if !ok {
			bar.Text = none
		}
		sum += f.Part
		bars = append(bars, bar)
	}
	if m.Daily {
		v.Sum = l.Int(sum)
	}
	v.Chart = frame.NewBarChart("figure-"+string(m.Code), m.Title.In(l.Lang), l.T("figures.day"), l.T(units[m.Unit]), bars)
	return v
}

const none = "–"

// units are the messages that name units.
var units = map[score.Unit]string{score.Count: "figures.unit.count", score.Share: "figures.unit.share", score.Points: "figures.unit.points"}

// words writes a figure.
func words(l *frame.Locale, m score.Measure, f score.Figure) string {
	value, ok := f.Value(m.Unit)
	switch {
	case !ok:
		return none
	case m.Unit == score.Share:
		return l.Percent(value)
	case m.Unit == score.Points:
		return l.Float(value, 1)
	}
	return l.Int(f.Part)
}

// compare puts the agencies that have open data side by side, those with most
// datasets first.
func (room *Room) compare(ctx context.Context, l *frame.Locale, day time.Time, agencies []catalog.Agency) (rows []row, more int, err error) {
	of := make(map[string]map[score.Code]score.Figure)
	for f, err := range room.figures(ctx, score.Filter{From: day, Until: day.AddDate(0, 0, 1)}) {
		if err != nil {
			return nil, 0, err
		}
		if of[f.Agency] == nil {
			of[f.Agency] = make(map[score.Code]score.Figure)
		}
		of[f.Agency][f.Code] = f
	}
	some := slices.DeleteFunc(slices.Clone(agencies), func(a catalog.Agency) bool { return of[a.Code][score.Datasets].Part == 0 })
	slices.SortStableFunc(some, func(a, b catalog.Agency) int {
		return int(of[b.Code][score.Datasets].Part - of[a.Code][score.Datasets].Part)
	})
	if len(some) > ranked {
		some, more = some[:ranked], len(some)-ranked
	}
	for _, a := range some {
		r := row{Agency: a, Link: frame.Prefixed(l.Lang, "/agencies/"+a.Code+"/figures")}
		for _, m := range score.Measures() {
			r.Cells = append(r.Cells, words(l, m, of[a.Code][m.Code]))
		}
		rows = append(rows, r)
	}
	return rows, more, nil
}
