package recode

import (
	"math"
	"strings"

	"nguon/publisher/anon/micro"
)

// A Threshold is where top or bottom coding begins.
type Threshold struct {
	At     string // a decimal number
	Strict bool   // At itself is not coded
	Label  string // of what is coded; empty is such as "≥85"
}

// TopCode replaces all numbers at or above the threshold by one label. Bands,
// as [Bands] makes them, count as numbers; it is an error if a band holds the
// threshold, because the label would then not be true.
func TopCode(c *micro.Column, t Threshold) (*micro.Column, error) { return code(c, t, true) }

// BottomCode replaces all numbers at or below the threshold by one label, as
// [TopCode] does on the other side.
func BottomCode(c *micro.Column, t Threshold) (*micro.Column, error) { return code(c, t, false) }

func code(c *micro.Column, t Threshold, top bool) (*micro.Column, error) {
	limit, ok := parseDecimal(t.At)
	if !ok || limit.scale > maxScale {
		return nil, bad(c.Name, "at", t.At)
	}
	at, ok := limit.at(limit.scale, false)
	if !ok {
		return nil, bad(c.Name, "at", t.At)
	}
	label := t.Label
	if label == "" {
		label = map[bool]string{true: "≥", false: "≤"}[top]
		if t.Strict {
			label = map[bool]string{true: ">", false: "<"}[top]
		}
		label += t.At
	}
	texts := make([]string, len(c.Values))
	var wrong, across tally
	for i, value := range c.Values {
		s, ok := parseSpan(value)
		low, okLow := s.low.against(at, limit.scale)
		high, okHigh := s.high.against(at, limit.scale)
		if !ok || !okLow || !okHigh {
			wrong.add(value)
			continue
		}
		// near is the end of the span that comes first over the threshold.
		near, far := low, high
		nearOpen, farOpen := s.low.open, s.high.open
		if !top {
			near, far = -high, -low
			nearOpen, farOpen = s.high.open, s.low.open
		}
		texts[i] = value
		if near > 0 || near == 0 && (!t.Strict || nearOpen) {
			texts[i] = label
		} else if far > 0 || far == 0 && !t.Strict && !farOpen {
			across.add(value)
		}
	}
	if err := wrong.err(NotNumber, c.Name, ""); err != nil {
		return nil, err
	}
	if across.n > 0 {
		return nil, &Error{Code: BadParameter, Column: c.Name, Field: "at", Value: t.At, Values: across.values, Got: across.n}
	}
	return ordered(relabel(c, texts, false)), nil
}

// ordered puts the dictionary in order of size if it is of numbers alone: a
// label may be one too.
func ordered(c *micro.Column) *micro.Column {
	for _, text := range c.Values {
		if _, ok := number(text); !ok {
			return c
		}
	}
	sortNumbers(c)
	return c
}

// TopPercentile replaces the numbers above the p-th percentile (0 < p < 100) by
// a label; empty is the percentile itself, so that numbers remain. The
// percentile is the least value that at least p per cent of the rows do not
// exceed.
func TopPercentile(c *micro.Column, p float64, label string) (*micro.Column, error) {
	return codePercentile(c, p, label, true)
}

// BottomPercentile replaces the numbers below the p-th percentile, as
// [TopPercentile] does above.
func BottomPercentile(c *micro.Column, p float64, label string) (*micro.Column, error) {
	return codePercentile(c, p, label, false)
}

func codePercentile(c *micro.Column, p float64, label string, top bool) (*micro.Column, error) {
	if !(p > 0 && p < 100) {
		return nil, bad(c.Name, "percentile", p)
	}
	values, _, err := numbers(c)
	if err != nil {
		return nil, err
	}
	rows := ranked(c, values)
	if len(rows) == 0 {
		return relabel(c, c.Values, false), nil
	}
	rank := int(math.Ceil(p/100*float64(len(rows)) - 1e-9)) // 99 % of 100 rows are 99, whatever a float64 says
	at := c.Values[c.Codes[rows[max(rank, 1)-1]]]
	if label == "" {
		label = at
	}
	return code(c, Threshold{At: at, Strict: true, Label: label}, top)
}

// A span is what a text stands for: a number, a band, or all above or below a
// number.
type span struct{ low, high end }

// An end of a span.
type end struct {
	at       decimal
	open     bool // at itself is not in the span
	infinite int  // −1 or 1 where there is no end
}

// against compares the end with n·10^−scale.
func (e end) against(n int64, scale int) (int, bool) {
	if e.infinite != 0 {
		return e.infinite, true
	}
	low, ok := e.at.at(scale, false)
	high, okHigh := e.at.at(scale, true)
	switch {
	case !ok || !okHigh:
		return 0, false
	case low < n:
		return -1, true
	case high > n:
		return 1, true
	}
	return 0, true
}

// parseSpan reads a number, and what [Bands], [TopCode] and [BottomCode] write.
func parseSpan(s string) (span, bool) {
	if d, ok := parseDecimal(s); ok {
		return span{end{at: d}, end{at: d}}, true
	}
	for sign, above := range map[string]bool{"≥": true, ">": true, "≤": false, "<": false} {
		text, ok := strings.CutPrefix(s, sign)
		if !ok {
			continue
		}
		d, ok := parseDecimal(text)
		open := sign == ">" || sign == "<"
		if above {
			return span{end{at: d, open: open}, end{infinite: 1}}, ok
		}
		return span{end{infinite: -1}, end{at: d, open: open}}, ok
	}
	low, high, ok := strings.Cut(s, "–")
	var out span
	if inner := strings.TrimRight(strings.TrimLeft(s, "[("), ")]"); !ok && len(inner) == len(s)-2 {
		low, high, ok = strings.Cut(inner, "; ")
		out.low.open = strings.HasPrefix(s, "(")
		out.high.open = strings.HasSuffix(s, ")")
	}
	if !ok {
		return out, false
	}
	var okLow, okHigh bool
	out.low.at, okLow = parseDecimal(low)
	out.high.at, okHigh = parseDecimal(high)
	return out, okLow && okHigh
}
