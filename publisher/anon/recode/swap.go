package recode

import (
	"cmp"
	"slices"

	"nguon/publisher/anon/micro"
)

// RankSwap exchanges the numbers of pairs of rows whose ranks are at most
// window per cent of the rows apart. Before that, the lowest and the highest
// tails per cent of the rows get their mean: an extreme value would stay
// visible whoever has it. Tails must be above 0.
func RankSwap(c *micro.Column, window, tails float64, key Key) (*micro.Column, error) {
	if !(window > 0 && window <= 100) {
		return nil, bad(c.Name, "window", window)
	}
	if !(tails > 0 && tails < 50) {
		return nil, bad(c.Name, "tails", tails)
	}
	if err := key.check(c.Name); err != nil {
		return nil, err
	}
	values, decimals, err := numbers(c)
	if err != nil {
		return nil, err
	}
	order := ranked(c, values)
	n := len(order)
	if n < 3 {
		return nil, &Error{Code: TooFew, Column: c.Name, Got: int64(n), Want: 3}
	}
	rows := make([]figure, len(c.Codes))
	for _, r := range order {
		rows[r] = figure{values[c.Codes[r]], true}
	}
	tail := max(1, int(float64(n)*tails/100))
	level(rows, order[:tail])
	level(rows, order[n-tail:])
	swap(rows, order, max(1, int(float64(n)*window/100)), key.lots("swap", c.Name).IntN)
	return fromNumbers(c.Name, rows, decimals), nil
}

// ranked are the rows of c that have a value, by size and then by row.
func ranked(c *micro.Column, values []float64) []int {
	order := make([]int, 0, len(c.Codes))
	for r, code := range c.Codes {
		if code != micro.Missing {
			order = append(order, r)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[c.Codes[a]], values[c.Codes[b]]) })
	return order
}

// level gives the rows their mean.
func level(rows []figure, some []int) {
	sum := 0.0
	for _, r := range some {
		sum += rows[r].value / float64(len(some))
	}
	for _, r := range some {
		rows[r].value = sum
	}
}

// swap pairs each row that has no partner yet, in order of rank, with one that
// has none within the window.
func swap(rows []figure, order []int, window int, draw func(n int) int) {
	n := len(order)
	next := make([]int, n+1) // the first rank from here on without a partner, once it is found
	for i := range next {
		next[i] = i
	}
	free := func(i int) int {
		root := i
		for next[root] != root {
			root = next[root]
		}
		for next[i] != root {
			next[i], i = root, next[i]
		}
		return root
	}
	for i := range n {
		if free(i) != i {
			continue
		}
		next[i] = i + 1
		last := min(i+window, n-1)
		if last <= i {
			break
		}
		partner := free(i + 1 + draw(last-i))
		if partner > last {
			partner = free(i + 1)
		}
		if partner > last {
			continue
		}
		next[partner] = partner + 1
		a, b := order[i], order[partner]
		rows[a].value, rows[b].value = rows[b].value, rows[a].value
	}
}
