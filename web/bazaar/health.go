package bazaar

import (
	"context"
	"fmt"
	"sync"
	"time"

	"nguon/catalog/market"
	"nguon/web/frame"
)

const (
	days     = 90
	watchAge = 30 * time.Second // for which what is known of all upstreams is not read again
	staleAge = 15 * time.Minute // after which the last probe says nothing of now
)

// A light is how well a version is, and was.
type light struct {
	Up       bool // at the last probe
	Known    bool // that was a while ago, or never
	Last     time.Time
	Days     []market.HealthDay // days with probes, oldest first
	Up90     int64              // probes that were answered well
	Probes90 int64
}

type lightKey struct {
	product market.Ref
	version string
}

// A watch keeps what is known of the health of all upstreams. It is safe for
// concurrent use.
type watch struct {
	health market.Health
	now    func() time.Time

	mu   sync.Mutex
	read time.Time
	all  map[lightKey]*light
}

// lights returns how well all versions are that somebody looks at.
func (w *watch) lights(ctx context.Context) (map[lightKey]*light, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	if w.all != nil && now.Sub(w.read) < watchAge {
		return w.all, nil
	}
	list, err := w.health.Health(ctx, "", firstDay(now))
	if err != nil {
		return nil, fmt.Errorf("health of APIs: %w", err)
	}
	all := make(map[lightKey]*light)
	for _, d := range list {
		key := lightKey{d.Product, d.Version}
		if all[key] == nil {
			all[key] = &light{}
		}
		all[key].add(d, now)
	}
	w.all, w.read = all, now
	return all, nil
}

// firstDay is the first of the days that are shown.
func firstDay(now time.Time) time.Time {
	return now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-days)
}

func (g *light) add(d market.HealthDay, now time.Time) {
	g.Days = append(g.Days, d)
	g.Up90 += d.Up
	g.Probes90 += d.Up + d.Down
	if d.Last.After(g.Last) {
		g.Last, g.Up = d.Last, d.LastUp
	}
	g.Known = now.Sub(g.Last) < staleAge
}

// Word is how well it is now, in a word: "up", "down" or "unknown".
func (g *light) Word() string {
	switch {
	case g == nil || !g.Known:
		return "unknown"
	case g.Up:
		return "up"
	}
	return "down"
}

// A strip is the days of a version as bars.
type strip struct {
	Word  string // as of [light.Word]
	Now   string // the same in words
	Share string // of good answers in all days; empty without any
	Label string // what the bars show, in words
	Last  time.Time
	Bars  []bar
	Rows  []stripRow // days with probes, newest first
}

// A bar is one day of a strip.
type bar struct {
	X    int
	Kind string // "up", "some", "down" or "none"
}

// A stripRow is one day in the table beside the bars.
type stripRow struct {
	Day     time.Time
	Share   string
	Probes  int64
	Slowest string
}

const barWidth = 8

// newStrip shows how well a version was; g may be nil.
func newStrip(l *frame.Locale, g *light, now time.Time) strip {
	s := strip{Word: g.Word()}
	switch s.Word {
	case "up":
		s.Now = l.T("bazaar.health.up")
	case "down":
		s.Now = l.T("bazaar.health.down")
	default:
		s.Now = l.T("bazaar.health.unknown")
	}
	byDay := make(map[time.Time]market.HealthDay)
	if g != nil {
		s.Last = g.Last
		for _, d := range g.Days {
			byDay[d.Day.UTC()] = d
		}
		if g.Probes90 > 0 {
			s.Share = l.Percent(float64(g.Up90) / float64(g.Probes90))
		}
	}
	s.Label = l.T("bazaar.health.label_none")
	if s.Share != "" {
		s.Label = l.T("bazaar.health.label", "share", s.Share, "days", len(byDay))
	}
	first := firstDay(now)
	for i := range days {
		d, ok := byDay[first.AddDate(0, 0, i)]
		s.Bars = append(s.Bars, bar{i * barWidth, barKind(d, ok)})
	}
	for i := days - 1; i >= 0; i-- {
		if d, ok := byDay[first.AddDate(0, 0, i)]; ok && d.Up+d.Down > 0 {
			s.Rows = append(s.Rows, stripRow{d.Day, l.Percent(d.Availability()), d.Up + d.Down, l.Float(float64(d.Slowest)/float64(time.Millisecond), 0)})
		}
	}
	return s
}

func barKind(d market.HealthDay, ok bool) string {
	switch a := d.Availability(); {
	case !ok || d.Up+d.Down == 0:
		return "none"
	case a >= 0.999:
		return "up"
	case a >= 0.9:
		return "some"
	}
	return "down"
}
