package chart

import (
	"image/color"
	"strconv"
	"strings"
)

// A palette is the colours of a chart: those of series, and those of values on a
// map, the least first.
type palette struct {
	series [mostSeries]color.NRGBA
	steps  [colourSteps]color.NRGBA
}

// palettes are what readers choose from, beside the colours that are usual
// (fillOf). All are told apart with each kind of colour blindness, and have a
// contrast of 3 with white: see the test.
//
// "tol" has hues of Paul Tol's schemes bright and YlOrBr
// (https://personal.sron.nl/~pault/), darkened where that is needed; "grey" is for
// paper, where lines are told apart by their dashes.
var palettes = map[string]palette{
	"tol": {
		series: [mostSeries]color.NRGBA{{0x33, 0x5f, 0x9c, 0xff}, {0xe0, 0x4f, 0x62, 0xff}, {0x1c, 0x70, 0x2b, 0xff}, {0x8f, 0x87, 0x1f, 0xff}, {0x3a, 0x9b, 0xb8, 0xff}, {0x6e, 0x1f, 0x4e, 0xff}},
		steps:  [colourSteps]color.NRGBA{{0xfe, 0xe3, 0x91, 0xff}, {0xfe, 0xc4, 0x4f, 0xff}, {0xfb, 0x9a, 0x29, 0xff}, {0xcc, 0x4c, 0x02, 0xff}, {0x66, 0x25, 0x06, 0xff}},
	},
	"grey": {
		series: [mostSeries]color.NRGBA{{0x19, 0x19, 0x19, 0xff}, {0x93, 0x93, 0x93, 0xff}, {0x47, 0x47, 0x47, 0xff}, {0x79, 0x79, 0x79, 0xff}, {0x2f, 0x2f, 0x2f, 0xff}, {0x5f, 0x5f, 0x5f, 0xff}},
		steps:  [colourSteps]color.NRGBA{{0xe6, 0xe6, 0xe6, 0xff}, {0xbd, 0xbd, 0xbd, 0xff}, {0x8a, 0x8a, 0x8a, 0xff}, {0x55, 0x55, 0x55, 0xff}, {0x1c, 0x1c, 0x1c, 0xff}},
	},
}

// paletteNames are the names of palettes in the order of forms; the first is what
// is usual.
var paletteNames = []string{"", "tol", "grey"}

// in gives a paint of a series or step the colour of the palette; others stay.
func (c *palette) in(p paint) paint {
	for prefix, all := range map[string][]color.NRGBA{"chart-fill-": c.series[:], "chart-line-": c.series[:], "chart-step-": c.steps[:], "chart-line-step-": c.steps[:]} {
		rest, ok := strings.CutPrefix(p.class, prefix)
		number, _, _ := strings.Cut(rest, " ")
		if n, err := strconv.Atoi(number); ok && err == nil && n >= 1 && n <= len(all) {
			p.colour = all[n-1]
		}
	}
	return p
}

// recolour gives all marks the colours of a palette.
func (p *picture) recolour(name string) {
	chosen, ok := palettes[name]
	if !ok {
		return
	}
	p.palette = name
	recolour(p.marks, &chosen)
}

func recolour(marks []mark, c *palette) {
	for i, m := range marks {
		switch m := m.(type) {
		case bar:
			m.paint = c.in(m.paint)
			marks[i] = m
		case dot:
			m.paint = c.in(m.paint)
			marks[i] = m
		case stroke:
			m.paint = c.in(m.paint)
			marks[i] = m
		case area:
			m.paint = c.in(m.paint)
			marks[i] = m
		case window:
			recolour(m.marks, c)
		}
	}
}
