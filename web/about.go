package web

import (
	"net/http"
	"time"

	"nguon/catalog"
)

// aboutPage says what the portal is and on what terms it is used.
type aboutPage struct {
	head
	Plans   []planView
	BaseURL string
}

// A planView is a plan in words.
type planView struct {
	Title       catalog.Text
	Windows     []string
	Rows        int64
	Seconds     string
	Concurrency int64
}

func (s *Site) about(w http.ResponseWriter, r *http.Request, l *locale) error {
	page := aboutPage{head: s.head(r, l, l.T("about.title"), l.T("about.description")), BaseURL: s.baseURL}
	page.Nav = "about"
	for _, p := range s.plans {
		v := planView{Title: p.Title, Rows: int64(p.Rows), Seconds: l.Float(p.Timeout.Seconds(), 1), Concurrency: int64(p.Concurrency)}
		for _, window := range p.Windows {
			v.Windows = append(v.Windows, l.T("about.window", "quota", window.Quota, "period", l.span(window.Period)))
		}
		page.Plans = append(page.Plans, v)
	}
	return s.render(w, r, http.StatusOK, l.lang, "about", page)
}

// span writes a duration in the greatest unit that it fills.
func (l *locale) span(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		key  string
	}{{24 * time.Hour, "span.days"}, {time.Hour, "span.hours"}, {time.Minute, "span.minutes"}} {
		if d >= unit.size && d%unit.size == 0 {
			return l.N(unit.key, int64(d/unit.size))
		}
	}
	return l.N("span.seconds", int64(d.Seconds()))
}
