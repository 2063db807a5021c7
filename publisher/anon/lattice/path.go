package lattice

import (
	"context"
	"math"
	"slices"
)

// none of the columns stays as it is on a path.
const none = -1

// path goes from n upwards through open nodes. One column may stay as it is.
func (s *search) path(n []uint8, still int) [][]uint8 {
	return s.climb(n, still, func(up []uint8) bool { return s.open(up) && !s.holds.below(up) })
}

// climb goes each time to the successor that costs least, in the terms of a
// separable metric if there is one and of the share of the hierarchies that is
// used up if not.
func (s *search) climb(n []uint8, still int, allowed func(up []uint8) bool) [][]uint8 {
	path := [][]uint8{n}
	for {
		var next []uint8
		least := math.Inf(1)
		for i, a := range s.axes {
			if int(n[i]) == a.high || i == still {
				continue
			}
			up := slices.Clone(n)
			up[i]++
			cost := s.cost(up)
			if !s.p.Metric.separable() {
				cost = s.climbed(up)
			}
			if cost < least && allowed(up) {
				next, least = up, cost
			}
		}
		if next == nil {
			return path
		}
		path, n = append(path, next), next
	}
}

func (s *search) climbed(n []uint8) float64 {
	sum := 0.0
	for i, a := range s.axes {
		sum += float64(int(n[i])-a.low) / float64(max(a.high-a.low, 1))
	}
	return sum
}

// bisect looks for the lowest node of a path at which what is monotone holds.
// With a separable metric it begins at the end, since paths end where the
// metric does: if that node fails, one check has settled the whole path.
func (s *search) bisect(ctx context.Context, path [][]uint8) error {
	low, high := 0, len(path)-1
	if s.p.Metric.separable() {
		o, err := s.visit(ctx, path[high])
		if err != nil {
			return err
		}
		if o.fails {
			return s.beyond(ctx, path[high])
		}
		high--
	}
	for low <= high {
		middle := (low + high) / 2
		o, err := s.visit(ctx, path[middle])
		if err != nil {
			return err
		}
		if o.fails {
			low = middle + 1
		} else {
			high = middle - 1
		}
	}
	return nil
}

// beyond climbs from a node that fails, by strides, to where the metric is no
// longer better than the best: higher nodes have fewer classes, and one that
// fails tells of more nodes below.
func (s *search) beyond(ctx context.Context, n []uint8) error {
	path := s.climb(n, none, func(up []uint8) bool { return !s.fails.above(up) && !s.holds.below(up) })
	for at := 1; at < len(path); at *= 2 {
		if o, err := s.visit(ctx, path[at]); err != nil || !o.fails {
			return err
		}
	}
	return nil
}

func (s *search) low() []uint8 {
	n := make([]uint8, len(s.axes))
	for i, a := range s.axes {
		n[i] = uint8(a.low)
	}
	return n
}

func (s *search) high() []uint8 {
	n := make([]uint8, len(s.axes))
	for i, a := range s.axes {
		n[i] = uint8(a.high)
	}
	return n
}

func (s *search) node(levels []int) []uint8 {
	n := make([]uint8, len(levels))
	for i, level := range levels {
		n[i] = uint8(level)
	}
	return n
}

func (s *search) levels(n []uint8) []int {
	levels := make([]int, len(n))
	for i, level := range n {
		levels[i] = int(level)
	}
	return levels
}
