package frame

// The size of a chart in units of its view box.
const (
	chartWidth  = 720
	chartHeight = 160
	barWidth    = 48 // at most, however few bars there are
)

// A BarChart shows a value for each of a few steps, such as days, as bars over
// one line. The template "bar-chart" draws it, with a table that says the same.
// Make it with [NewBarChart].
type BarChart struct {
	ID     string // of the figure, unique on its page
	Title  string
	Step   string // what a bar stands for: a day
	Unit   string // what its height stands for: calls
	Top    string // the greatest value, in words
	Bars   []Bar
	Width  int
	Height int
}

// A Bar is one step of a [BarChart].
type Bar struct {
	Label string
	Value float64 // not negative
	Text  string  // the value in words

	X, Y, W, H float64 // of the rectangle, set by [NewBarChart]
}

// NewBarChart lays out the bars of a chart. All are 0 where the greatest is.
func NewBarChart(id, title, step, unit string, bars []Bar) BarChart {
	c := BarChart{ID: id, Title: title, Step: step, Unit: unit, Bars: bars, Width: chartWidth, Height: chartHeight}
	most := 0.0
	for _, b := range bars {
		if b.Value > most {
			most, c.Top = b.Value, b.Text
		}
	}
	for i := range bars {
		b := &bars[i]
		slot := float64(chartWidth) / float64(len(bars))
		b.W = min(slot*0.8, barWidth)
		b.X = (float64(i)+0.5)*slot - b.W/2
		if most > 0 {
			b.H = b.Value / most * (chartHeight - 1)
		}
		b.Y = chartHeight - b.H
	}
	return c
}

// Empty reports whether there is nothing to see.
func (c BarChart) Empty() bool { return c.Top == "" }

// Last is the last bar of a chart that has one.
func (c BarChart) Last() Bar { return c.Bars[len(c.Bars)-1] }
