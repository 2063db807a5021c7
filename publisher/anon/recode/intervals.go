package recode

import (
	"nguon/publisher/anon/micro"
)

// Intervals is a hierarchy of numbers: bands that become wider from level to
// level. All levels are kept, even where a column has so few values that two
// of them are alike.
type Intervals struct {
	Name   string
	Widths []string // decimal numbers above 0, each a multiple of the one before
	Origin string   // where a band begins; empty is 0
	Right  bool     // a band holds its upper bound and not its lower one
}

// bands is Intervals in whole numbers of 10^−scale.
type bands struct {
	widths []int64
	origin int64
	scale  int
	right  bool
	plain  bool // labels such as 20–24, for whole numbers that are not negative
}

func (s Intervals) parse(column string) (bands, error) {
	origin := s.Origin
	if origin == "" {
		origin = "0"
	}
	b := bands{right: s.Right}
	var decimals []decimal
	for _, text := range append([]string{origin}, s.Widths...) {
		d, ok := parseDecimal(text)
		if !ok || d.scale > maxScale {
			return b, bad(column, "width", text)
		}
		b.scale = max(b.scale, d.scale)
		decimals = append(decimals, d)
	}
	for i, d := range decimals {
		n, ok := d.at(b.scale, false)
		if i == 0 {
			b.origin = n
		} else {
			b.widths = append(b.widths, n)
			ok = ok && n > 0 && (i == 1 || n%b.widths[i-2] == 0)
		}
		if !ok {
			return b, bad(column, "width", append([]string{origin}, s.Widths...)[i])
		}
	}
	if len(b.widths) == 0 {
		return b, bad(column, "width", "")
	}
	return b, nil
}

// Compile makes the hierarchy for the numbers of c.
func (s Intervals) Compile(c *micro.Column) (*Hierarchy, error) {
	b, err := s.parse(c.Name)
	if err != nil {
		return nil, err
	}
	lower := make([]int64, len(c.Values)) // of each value, as a multiple of 10^−scale
	b.plain = b.scale == 0 && !b.right
	var wrong tally
	for code, value := range c.Values {
		d, ok := parseDecimal(value)
		// A band begins at a multiple of 10^−scale: rounding to that towards
		// the side that a band holds never moves a value to another band.
		var n int64
		if ok {
			n, ok = d.at(b.scale, b.right)
		}
		if !ok || n > 1e18-1 || n < -1e18+1 {
			wrong.add(value)
			continue
		}
		lower[code] = n
		b.plain = b.plain && d.scale <= 0 && n >= 0 && b.origin >= 0
	}
	if err := wrong.err(NotNumber, c.Name, s.Name); err != nil {
		return nil, err
	}
	names := make([]map[int64]string, len(b.widths)) // of each level, by the lower bound of a band
	for i := range names {
		names[i] = make(map[int64]string)
	}
	return build(s.Name, c, make([]string, len(b.widths)), func(code int, _ string, labels []string) bool {
		for i, width := range b.widths {
			from := b.from(lower[code], width)
			name, ok := names[i][from]
			if !ok {
				name = b.label(from, width)
				names[i][from] = name
			}
			labels[i] = name
		}
		return true
	})
}

// from is the lower bound of the band of the given width that holds n.
func (b bands) from(n, width int64) int64 {
	off := n - b.origin
	if b.right {
		off--
	}
	k := off / width
	if off%width < 0 {
		k--
	}
	return b.origin + k*width
}

// label names the band of the given width with the lower bound from.
func (b bands) label(from, width int64) string {
	to := from + width
	switch {
	case b.plain && from >= 0 && width == 1:
		return format(from, 0)
	case b.plain && from >= 0:
		return format(from, 0) + "–" + format(to-1, 0)
	case b.right:
		return "(" + format(from, b.scale) + "; " + format(to, b.scale) + "]"
	}
	return "[" + format(from, b.scale) + "; " + format(to, b.scale) + ")"
}

// Bands replaces each number of c by the band of one width that holds it.
func Bands(c *micro.Column, width, origin string, right bool) (*micro.Column, error) {
	h, err := Intervals{Widths: []string{width}, Origin: origin, Right: right}.Compile(c)
	if err != nil {
		return nil, err
	}
	return Generalise(c, h, 1)
}
