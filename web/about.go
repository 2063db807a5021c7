package web

import (
	"net/http"

	"nguon/catalog"
	"nguon/web/frame"
)

// aboutPage says what the portal is and on what terms it is used.
type aboutPage struct {
	frame.Head
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
	page := aboutPage{Head: s.Head(r, l.Locale, l.T("about.title"), l.T("about.description")), BaseURL: s.BaseURL()}
	page.Nav = "about"
	for _, p := range s.plans {
		v := planView{Title: p.Title, Rows: int64(p.Rows), Seconds: l.Float(p.Timeout.Seconds(), 1), Concurrency: int64(p.Concurrency)}
		for _, window := range p.Windows {
			v.Windows = append(v.Windows, l.T("about.window", "quota", window.Quota, "period", l.Duration(window.Period)))
		}
		page.Plans = append(page.Plans, v)
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "about", page)
}
