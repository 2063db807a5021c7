package layout

import "slices"

// roleOf says what a row looks like. gap tells that a blank row precedes it.
func (b *body) roleOf(l *line, gap bool) role {
	one := b.pick.width() == 1
	switch {
	case b.isRepeat(l):
		return repeated
	case !b.whole() && l.remark() == signature:
		return signed
	case !b.whole() && l.isRemark():
		return remarked
	case one:
		return ordinary
	case l.filled <= 1 && l.data == 0, isNumbered(l):
		return label
	case (gap || len(b.held) > 0) && b.isHeading(l):
		return heading
	case (gap || b.holdsGap()) && !b.fits(l):
		return odd
	}
	return ordinary
}

// isRepeat reports whether a row says what a row of the header says.
func (b *body) isRepeat(l *line) bool {
	for i, h := range b.header {
		if i > 0 && h.data > 0 && !b.repeats {
			continue // 1, 2, 3 may be data, but under a header they are not
		}
		if h.filled != l.filled || h.first != l.first || h.filled == 0 {
			continue
		}
		same := true
		for c := h.first; c <= h.last && same; c++ {
			same = h.text(c) == l.text(c)
		}
		if same && (h.filled > 1 || len(b.header) > 1 || b.pick.width() == 1 && (l.blanks > 0 || b.repeats)) {
			return true
		}
	}
	return false
}

func (b *body) isHeading(l *line) bool {
	if l.data > 0 && !l.isLabels() {
		return false
	}
	return b.shape.heads(l)
}

// fits reports whether a row is like the first rows of the table.
func (b *body) fits(l *line) bool {
	if l.filled*2 < b.usual {
		return false
	}
	all, good, any := 0, 0, false
	for c, is := range b.shape.numbers {
		if !is {
			continue
		}
		any = true
		if k := l.class(c); k != blank {
			all++
			if k != text {
				good++
			}
		}
	}
	return !any || good > 0 && good*2 >= all
}

// holdsGap reports whether a blank row precedes a held one.
func (b *body) holdsGap() bool {
	return slices.ContainsFunc(b.held, func(h held) bool { return h.blanks > 0 })
}
