package web

import (
	"math"

	"nguon/catalog"
)

// The drawing of a histogram, in the units of its view box.
const (
	histogramWidth  = 160
	histogramHeight = 40
)

// A histogram is a small picture of how the values of a column are spread,
// with what it shows in words.
type histogram struct {
	Bars  []bar
	Words string
}

// A bar is one bin that is not empty.
type bar struct {
	X, Y, Width, Height float64
	Title               string
	Link                string // the rows that it counts, where they can be looked at
	Chosen              bool   // whether these are the rows that are shown
}

// histogram draws the bins of a column, or returns nil if there are none.
func (l *locale) histogram(c *catalog.Column) *histogram {
	bins := c.Stats.Histogram
	var most int64
	peak := 0
	for i, b := range bins {
		if b.Count > most {
			most, peak = b.Count, i
		}
	}
	if len(bins) < 2 || most == 0 {
		return nil
	}
	h := &histogram{Words: l.T("column.histogram", "bins", len(bins), "from", l.bound(bins[peak].From, c), "until", l.bound(bins[peak].Until, c))}
	step := histogramWidth / float64(len(bins))
	for i, b := range bins {
		if b.Count == 0 {
			continue
		}
		height := max(1, histogramHeight*float64(b.Count)/float64(most)) // one value is not none
		height = math.Round(height*10) / 10
		h.Bars = append(h.Bars, bar{
			X: math.Round(step*float64(i)*100) / 100, Y: math.Round((histogramHeight-height)*10) / 10,
			Width: math.Round(max(step-1, step/2)*100) / 100, Height: height,
			Title: l.T("column.bin", "from", l.bound(b.From, c), "until", l.bound(b.Until, c), "count", b.Count),
		})
	}
	return h
}
