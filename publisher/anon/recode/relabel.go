package recode

import (
	"slices"

	"nguon/publisher/anon/micro"
)

// translate gives each row the code that to has for its code, and compacts the
// dictionary to what rows have.
func translate(c *micro.Column, to []uint32, labels []string) *micro.Column {
	out := &micro.Column{Name: c.Name, Codes: make([]uint32, len(c.Codes))}
	used := make([]bool, len(labels))
	for i, code := range c.Codes {
		if code == micro.Missing {
			out.Codes[i] = micro.Missing
			continue
		}
		at := to[code]
		out.Codes[i] = at
		used[at] = true
	}
	compact(out, used, labels)
	return out
}

// compact makes the dictionary of out from those labels that are used.
func compact(out *micro.Column, used []bool, labels []string) {
	if !slices.Contains(used, false) {
		out.Values = slices.Clone(labels)
		return
	}
	move := make([]uint32, len(labels))
	for i, u := range used {
		if u {
			move[i] = uint32(len(out.Values))
			out.Values = append(out.Values, labels[i])
		}
	}
	for i, code := range out.Codes {
		if code != micro.Missing {
			out.Codes[i] = move[code]
		}
	}
}

// relabel replaces each value of the dictionary of c by a text. Equal texts
// become one. The order of the dictionary stays, unless sorted asks for the
// order of bytes, which says nothing of the order of the values.
func relabel(c *micro.Column, texts []string, sorted bool) *micro.Column {
	var labels []string
	at := make(map[string]uint32)
	for _, text := range texts {
		if _, ok := at[text]; !ok {
			at[text] = uint32(len(labels))
			labels = append(labels, text)
		}
	}
	if sorted {
		slices.Sort(labels)
		for i, text := range labels {
			at[text] = uint32(i)
		}
	}
	to := make([]uint32, len(texts))
	for code, text := range texts {
		to[code] = at[text]
	}
	return translate(c, to, labels)
}

// A figure is a number of a row, or nothing.
type figure struct {
	value float64
	ok    bool
}

// fromNumbers makes a column of numbers that are rounded to so many decimals.
func fromNumbers(name string, rows []figure, scale int) *micro.Column {
	out := &micro.Column{Name: name, Codes: make([]uint32, len(rows))}
	at := make(map[string]uint32)
	for i, row := range rows {
		if !row.ok {
			out.Codes[i] = micro.Missing
			continue
		}
		text := round(row.value, scale)
		code, ok := at[text]
		if !ok {
			code = uint32(len(out.Values))
			at[text] = code
			out.Values = append(out.Values, text)
		}
		out.Codes[i] = code
	}
	sortNumbers(out)
	return out
}

// sortNumbers puts the dictionary of c, which holds numbers, in order of size.
func sortNumbers(c *micro.Column) {
	order := make([]int, len(c.Values))
	size := make([]float64, len(c.Values))
	for i, text := range c.Values {
		order[i] = i
		size[i], _ = number(text)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case size[a] < size[b]:
			return -1
		case size[a] > size[b]:
			return 1
		}
		return 0
	})
	move := make([]uint32, len(order))
	values := make([]string, len(order))
	for to, from := range order {
		move[from] = uint32(to)
		values[to] = c.Values[from]
	}
	c.Values = values
	for i, code := range c.Codes {
		if code != micro.Missing {
			c.Codes[i] = move[code]
		}
	}
}
