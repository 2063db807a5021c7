package chart

import (
	"encoding/json"
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// The size of the frame in which other sites show a chart, in CSS pixels.
const (
	frameWidth = 720
	leastFrame = 240
	frameRest  = 80 // what is around the picture
)

// frameHeight is how high the frame of a picture is that has the usual width.
func frameHeight(p *picture) int { return int(math.Ceil(p.height)) + frameRest }

// embedPage is a chart by itself.
type embedPage struct {
	frame.Head
	Chart chartView
}

// embed answers with a page that any site may frame. It is the same for
// everybody: it reads no cookie.
func (c *Room) embed(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, p, f, err := c.whole(r, l)
	if err != nil {
		return err
	}
	view, err := c.view(l, s, p, f)
	if err != nil {
		return err
	}
	stranger := r.Clone(r.Context())
	stranger.Header.Del("Cookie")
	page := embedPage{Head: c.Unlisted(stranger, l, view.Title), Chart: *view}
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors *", 1))
	if view.Mapped {
		c.tiles.allow(h)
	}
	h.Set("Cache-Control", "public, max-age=60")
	return c.Render(w, r, http.StatusOK, l, "embed", page)
}

// frameCode is the HTML with which another site shows the chart at an address.
func frameCode(address, title string, width, height int) string {
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="%d" height="%d" loading="lazy" style="border:0;max-width:100%%"></iframe>`,
		html.EscapeString(address), html.EscapeString(title), width, height)
}

// A rich is an answer of oEmbed 1.0 (https://oembed.com), of the type rich.
type rich struct {
	Type         string `json:"type"`
	Version      string `json:"version"`
	Title        string `json:"title"`
	AuthorName   string `json:"author_name"`
	ProviderName string `json:"provider_name"`
	ProviderURL  string `json:"provider_url"`
	HTML         string `json:"html"`
	Width        int    `json:"width"`
	Height       int    `json:"height"`
}

var errNoChart = catalog.Errorf(catalog.ErrNotFound, "Địa chỉ này không phải của một biểu đồ trên cổng.", "This is not the address of a chart on this portal.")

// oembed answers how to show the chart at an address of this portal.
func (c *Room) oembed(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query()
	if format := asked.Get("format"); format != "" && format != "json" {
		http.Error(w, "only format=json is offered", http.StatusNotImplemented) // as section 2.3.4 has it
		return nil
	}
	rest, ours := strings.CutPrefix(asked.Get("url"), c.BaseURL()+"/")
	u, err := url.Parse("/" + rest)
	if !ours || err != nil {
		return errNoChart
	}
	l := c.Locale(frame.Languages[0])
	for _, lang := range frame.Languages[1:] {
		if strings.HasPrefix(u.Path, "/"+string(lang)+"/") {
			l = c.Locale(lang)
		}
	}
	ref, ok := strings.CutPrefix(frame.BarePath(u.Path), "/charts/")
	if !ok || strings.Contains(ref, "/") {
		return errNoChart
	}
	spec := ParseSpec(u.Query())
	s, err := c.open(r.Context(), ref, spec.Table)
	if err != nil {
		return err
	}
	if s.table == nil {
		return errNoChart
	}
	p, f, err := c.plot(r, l, s, spec)
	if err != nil {
		return err
	}
	drawn := draw(l, p, f, c.caption(l, s, p, f))
	answer := rich{Type: "rich", Version: "1.0", Title: p.title(l), AuthorName: s.agency.Title.In(l.Lang), ProviderName: l.T("site.name"), ProviderURL: c.BaseURL(),
		Width: bounded(asked.Get("maxwidth"), frameWidth), Height: bounded(asked.Get("maxheight"), frameHeight(drawn))}
	answer.HTML = frameCode(c.BaseURL()+link(l, s, spec, "/embed"), answer.Title, answer.Width, answer.Height)
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("oembed: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=60")
	frame.Send(w, r, http.StatusOK, body)
	return nil
}

// bounded reads the greatest size that a site has room for.
func bounded(text string, usual int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n >= usual {
		return usual
	}
	return max(n, leastFrame)
}
