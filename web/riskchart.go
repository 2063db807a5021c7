package web

import (
	"math"

	"nguon/publisher/anon/assess"
)

// The drawing of a chart of sizes: lengths across are shares of its width, so
// that its letters keep their size; lengths down are pixels.
const (
	chartLeft  = 24.0 // per cent, where bars begin
	chartWidth = 56.0 // per cent, of the longest bar; what is right of it is for its label
	chartTop   = 30   // pixels
	chartRow   = 30
	chartBar   = 18
	chartFoot  = 52
)

// A riskChart shows how many rows hide among how many.
type riskChart struct {
	Height  int
	Bottom  int // of the bars
	TicksY  int // of the labels of the axis
	AxisY   int // of its title
	Left    float64
	Middle  float64 // of the axis
	Bars    []riskBar
	Ticks   []riskTick
	Words   string // what the chart shows
	K       int64  // 0 if none was asked
	Unsafe  bool   // whether a bar is below k
	BelowIs string // what the mark of such bars means
}

// A riskBar is one bin.
type riskBar struct {
	Label, Value string
	Y, TextY     int
	Width, End   float64
	Below        bool // rows of it are below k
}

// A riskTick is a number on the axis.
type riskTick struct {
	X     float64
	Label string
}

// chart draws bins, or returns nil if there is none. Bins below k are marked;
// least is the smallest size if that is known.
func (l *locale) chart(bins []assess.Bin, k int64, least *int64) *riskChart {
	var most, total int64
	for _, b := range bins {
		most, total = max(most, b.Rows), total+b.Rows
	}
	if most <= 0 {
		return nil
	}
	bottom := chartTop + chartRow*len(bins)
	c := &riskChart{
		Height: bottom + chartFoot, Bottom: bottom, TicksY: bottom + 18, AxisY: bottom + 42, Left: chartLeft, Middle: chartLeft + chartWidth/2, K: k,
		BelowIs: l.T("risk.chart.below", "k", k),
	}
	step := tickStep(most)
	steps := (most-1)/step + 1
	end := float64(steps) * float64(step) // may be beyond int64
	across := func(rows float64) float64 { return math.Round(1000*chartWidth*max(0, rows)/end) / 1000 }
	for i := range steps + 1 {
		at := float64(i) * float64(step)
		c.Ticks = append(c.Ticks, riskTick{X: chartLeft + across(at), Label: l.Float(at, 0)})
	}
	peak := bins[0]
	for i, b := range bins {
		below := b.From < k && (b.To < k || least == nil || *least < k)
		bar := riskBar{
			Label: l.sizes(b), Value: l.Int(b.Rows), Width: max(0.4, across(float64(b.Rows))), Y: chartTop + chartRow*i + (chartRow-chartBar)/2,
			TextY: chartTop + chartRow*i + chartRow/2 + 5, Below: below,
		}
		bar.End = chartLeft + bar.Width
		c.Unsafe = c.Unsafe || below
		c.Bars = append(c.Bars, bar)
		if b.Rows > peak.Rows {
			peak = b
		}
	}
	c.Words = l.T("risk.chart.words", "rows", total, "size", l.sizes(peak), "most", peak.Rows)
	return c
}

// tickStep is a round number of which two to five reach n.
func tickStep(n int64) int64 {
	step := int64(math.Pow10(int(math.Log10(float64(n)))))
	switch {
	case n/step >= 5:
		return step * 2
	case n/step >= 2 || step == 1:
		return step
	}
	return step / 2
}

// sizes writes the sizes of a bin.
func (l *locale) sizes(b assess.Bin) string {
	switch {
	case b.From == b.To:
		return l.Int(b.From)
	case b.To == math.MaxInt64:
		return "≥ " + l.Int(b.From)
	}
	return l.Int(b.From) + "–" + l.Int(b.To)
}
