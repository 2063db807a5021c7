package web

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"net/http"
	"strconv"

	"github.com/maypok86/otter/v2"

	"nguon/catalog"
	"nguon/web/frame"
	"nguon/web/raster"
)

// The card of a dataset, in pixels: what Open Graph and its readers ask for.
const (
	cardWidth  = 1200
	cardHeight = 630
	cardMargin = 64
)

// keptCards is how many cards are kept, of about 30 kB each.
const keptCards = 256

// The colours of the light theme: a card has no other.
var (
	cardPaper  = color.NRGBA{0xfa, 0xfc, 0xfb, 0xff}
	cardInk    = color.NRGBA{0x14, 0x20, 0x1c, 0xff}
	cardSoft   = color.NRGBA{0x46, 0x57, 0x4f, 0xff}
	cardAccent = color.NRGBA{0x0b, 0x5d, 0x4e, 0xff}
	cardData   = color.NRGBA{0x4e, 0x9a, 0x86, 0xff}
)

// A cardPainter paints the pictures that link previews show, one at a time, and
// keeps the last of them: a card changes with the release only.
type cardPainter struct {
	kept *otter.Cache[string, []byte]
	turn chan struct{}
}

func newCardPainter() (*cardPainter, error) {
	kept, err := otter.New(&otter.Options[string, []byte]{MaximumSize: keptCards})
	if err != nil {
		return nil, fmt.Errorf("cards of link previews: %w", err)
	}
	return &cardPainter{kept, make(chan struct{}, 1)}, nil
}

// card returns the picture under key, painting it if it is not kept.
func (p *cardPainter) card(ctx context.Context, key string, paint func() ([]byte, error)) ([]byte, error) {
	if png, ok := p.kept.GetIfPresent(key); ok {
		return png, nil
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.turn }()
	if png, ok := p.kept.GetIfPresent(key); ok { // somebody else has painted it meanwhile
		return png, nil
	}
	png, err := paint()
	if err == nil {
		p.kept.Set(key, png)
	}
	return png, err
}

// cardOf returns where the card of a release is, for the head of its page.
func (s *Site) cardOf(l *locale, d catalog.Dataset, r *catalog.Release) *frame.Card {
	return &frame.Card{
		URL:   s.BaseURL() + frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug)) + "/card.png?v=" + r.Digest.String()[:16],
		Width: cardWidth, Height: cardHeight, Alt: d.Title.In(l.Lang),
	}
}

// shareCard answers with the card of the newest release of a dataset.
func (s *Site) shareCard(w http.ResponseWriter, r *http.Request, l *locale) error {
	d, seen, err := s.public(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	latest := &seen[newestPublic(seen)]
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	version := latest.Digest.String()[:16]
	// The title is that of today, whichever release it was: the metadata have a time of their own.
	key := string(l.Lang) + "/" + string(d.Slug) + "/" + version + "/" + strconv.FormatInt(d.Modified.UnixNano(), 36)
	png, err := s.painter.card(r.Context(), key, func() ([]byte, error) { return l.paintCard(d, sum.agency(d.Agency), latest) })
	if err != nil {
		return fmt.Errorf("card of %s: %w", d.Slug, err)
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("ETag", `"`+version+strconv.FormatInt(d.Modified.UnixNano(), 36)+`"`)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // it is for the pages of others
	h.Set("Cache-Control", "public, max-age=300")
	if r.URL.Query().Get("v") == version {
		h.Set("Cache-Control", "public, max-age=604800")
	}
	frame.Send(w, r, http.StatusOK, png)
	return nil
}

// paintCard paints a dataset: its title, whose it is, how new and how large, and
// how the values of a column are spread.
func (l *locale) paintCard(d catalog.Dataset, agency catalog.Text, r *catalog.Release) ([]byte, error) {
	p, err := raster.New(cardWidth, cardHeight, 1, cardPaper)
	if err != nil {
		return nil, err
	}
	const room = cardWidth - 2*cardMargin
	p.Rect(0, 0, cardWidth, 14, cardAccent)
	p.Circle(cardMargin+12, 82, 12, cardAccent)
	p.Text(raster.Font{Size: 34, Bold: true}, cardMargin+38, 94, raster.Start, l.T("site.name"), cardInk)
	p.Text(raster.Font{Size: 26}, cardWidth-cardMargin, 94, raster.End, l.T("release.version", "version", r.Version)+" · "+l.Date(r.PublishAt), cardSoft)

	title := raster.Font{Size: 58, Bold: true}
	lines := title.Wrap(d.Title.In(l.Lang), room)
	if len(lines) > 3 {
		lines[2] = title.Fit(lines[2]+" "+lines[3]+"…", room)
		lines = lines[:3]
	}
	y := 180.0
	for _, line := range lines {
		p.Text(title, cardMargin, y, raster.Start, line, cardInk)
		y += 72
	}
	small := raster.Font{Size: 30}
	whose := agency.In(l.Lang) + " · " + l.N("count.rows", r.Rows())
	p.Text(small, cardMargin, y, raster.Start, small.Fit(whose, room), cardSoft)
	l.paintChart(p, r, y+36, cardHeight-cardMargin)

	var b bytes.Buffer
	if err := p.PNG(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// paintChart paints how often the values of the first column worth showing are
// there, between two heights. Without such a column there is nothing.
func (l *locale) paintChart(p *raster.Picture, r *catalog.Release, top, bottom float64) {
	c := worthShowing(r)
	if c == nil || bottom-top < 80 {
		return
	}
	const room = cardWidth - 2*cardMargin
	label := raster.Font{Size: 24}
	caption := titleOf(c).In(l.Lang)
	if c.Unit != "" {
		caption += " (" + c.Unit + ")"
	}
	low, high := l.stat(*c.Stats.Min, c), l.stat(*c.Stats.Max, c)
	base := bottom - 36
	p.Text(label, cardMargin, bottom, raster.Start, low, cardSoft)
	p.Text(label, cardWidth-cardMargin, bottom, raster.End, high, cardSoft)
	between := room - 2*max(label.Width(low), label.Width(high)) - 40
	p.Text(label, cardWidth/2, bottom, raster.Middle, label.Fit(caption, max(between, 80)), cardSoft)
	var most int64
	for _, b := range c.Stats.Histogram {
		most = max(most, b.Count)
	}
	step := room / float64(len(c.Stats.Histogram))
	for i, b := range c.Stats.Histogram {
		if b.Count > 0 {
			height := max(3, (base-top)*float64(b.Count)/float64(most)) // one value is not none
			p.Rect(cardMargin+step*float64(i), base-height, max(step-4, step/2), height, cardData)
		}
	}
	p.Rect(cardMargin, base, room, 2, cardSoft)
}

// worthShowing returns the column whose spread says most: the first with a unit,
// or else the first that is measured and is no code; nil if there is none.
func worthShowing(r *catalog.Release) *catalog.Column {
	var found *catalog.Column
	for i := range r.Tables {
		for j := range r.Tables[i].Columns {
			c := &r.Tables[i].Columns[j]
			drawn := len(c.Stats.Histogram) > 1 && c.Stats.Min != nil && c.Stats.Max != nil
			if !drawn || c.Role == catalog.RoleCode || isCode(c.Name) || r.Tables[i].IsKey(c.Name) {
				continue
			}
			if c.Unit != "" {
				return c
			}
			if found == nil && c.Role == catalog.RoleNone {
				found = c
			}
		}
	}
	return found
}
