package anon_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"nguon/publisher/anon/assess"
)

// A verifier measures a release anew, from what its agency knows: the texts of
// the input, of the file that was written, and the policy as it was drawn. It
// was written from the definitions, compares all pairs of rows, and shares
// nothing with the code that it checks.
type verifier struct {
	*draft
	before, after [][]string // rows as texts; "" is missing
	levels        map[string]int
}

// original is the row of the input that a released row was, recoded.
func (v *verifier) original(row []string) []string {
	number, _ := strconv.Atoi(row[v.at("Số")])
	was := slices.Clone(v.before[number-1])
	for i, name := range v.columns {
		if c := v.quasi[name]; c != nil && was[i] != "" {
			was[i] = c.label(was[i], v.levels[name])
		}
	}
	return was
}

func (v *verifier) at(column string) int { return slices.Index(v.columns, column) }

// breaks are the codes of the demands that the release does not meet.
func (v *verifier) breaks() (codes []assess.Code, err error) {
	if len(v.after) == 0 {
		return nil, fmt.Errorf("there is no row")
	}
	broken := make(map[assess.Code]bool)
	cells := 0
	originals := make([][]string, len(v.after))
	for i, row := range v.after {
		originals[i] = v.original(row)
		for j, name := range v.columns {
			if v.quasi[name] == nil || row[j] == originals[i][j] {
				continue
			}
			if row[j] != "" {
				return nil, fmt.Errorf("row %d has %q in %s, and should have %q", i, row[j], name, originals[i][j])
			}
			cells++
		}
	}
	all := float64(len(v.before))
	if float64(len(v.before)-len(v.after))/all > v.rowLimit {
		broken[assess.SuppressedRows] = true
	}
	if float64(cells)/(all*float64(len(v.quasi))) > v.cellLimit {
		broken[assess.SuppressedCells] = true
	}
	for _, known := range v.adversaries {
		if v.attacker(originals, known) < v.k {
			broken[assess.K] = true
		}
		if empty := v.empty(known); empty > 0 && empty < v.k {
			broken[assess.EmptyRows] = true
		}
		for _, class := range v.classes(known) {
			for _, s := range v.sensitive {
				for code, holds := range s.holds {
					if values := v.values(class, s.name); len(values) > 0 && !holds(values, v.values(nil, s.name)) {
						broken[code] = true
					}
				}
			}
		}
	}
	for code := range broken {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes, nil
}

// attacker is the fewest released rows that fit somebody whose row shows
// something; −1 if there is nobody.
func (v *verifier) attacker(originals [][]string, known []string) int {
	least := -1
	for i, was := range originals {
		if v.nothing(v.after[i], known) {
			continue
		}
		n := 0
		for _, row := range v.after {
			fits := !v.nothing(row, known)
			for _, name := range known {
				fits = fits && (row[v.at(name)] == "" || row[v.at(name)] == was[v.at(name)])
			}
			if fits {
				n++
			}
		}
		if least < 0 || n < least {
			least = n
		}
	}
	return least
}

// nothing reports whether a row shows nothing of what somebody knows.
func (v *verifier) nothing(row, known []string) bool {
	return !slices.ContainsFunc(known, func(name string) bool { return row[v.at(name)] != "" })
}

func (v *verifier) empty(known []string) (n int) {
	for _, row := range v.after {
		if v.nothing(row, known) {
			n++
		}
	}
	return n
}

// classes are the rows that are published alike in what somebody knows.
func (v *verifier) classes(known []string) map[string][]int {
	classes := make(map[string][]int)
	for i, row := range v.after {
		var b strings.Builder
		for _, name := range known {
			b.WriteString(strconv.Quote(row[v.at(name)]))
		}
		classes[b.String()] = append(classes[b.String()], i)
	}
	return classes
}

// values are those of a column in some rows, or in all.
func (v *verifier) values(rows []int, column string) (values []string) {
	for i, row := range v.after {
		if cell := row[v.at(column)]; cell != "" && (rows == nil || slices.Contains(rows, i)) {
			values = append(values, cell)
		}
	}
	return values
}

// shares are those of each value.
func shares(values []string) map[string]float64 {
	of := make(map[string]float64)
	for _, v := range values {
		of[v] += 1 / float64(len(values))
	}
	return of
}

// slack is for figures that are exactly at their bound.
const slack = 1e-9

func entropyL(l float64) func(class, whole []string) bool {
	return func(class, _ []string) bool {
		h := 0.0
		for _, q := range shares(class) {
			h -= q * math.Log(q)
		}
		return h >= math.Log(l)-slack
	}
}

func distinctL(l int) func(class, whole []string) bool {
	return func(class, _ []string) bool { return len(shares(class)) >= l }
}

func recursiveCL(c float64, l int) func(class, whole []string) bool {
	return func(class, _ []string) bool {
		counts := make(map[string]int)
		for _, v := range class {
			counts[v]++
		}
		var r []int
		for _, n := range counts {
			r = append(r, n)
		}
		slices.Sort(r)
		slices.Reverse(r)
		if len(r) < l {
			return false
		}
		rest := 0
		for _, n := range r[l-1:] {
			rest += n
		}
		return float64(r[0]) < c*float64(rest)
	}
}

func equalT(t float64) func(class, whole []string) bool {
	return func(class, whole []string) bool {
		sum, q := 0.0, shares(class)
		for value, p := range shares(whole) {
			sum += math.Abs(q[value] - p)
		}
		return sum/2 <= t+slack
	}
}

// orderedT takes values in the order of the numbers that they begin with.
func orderedT(t float64) func(class, whole []string) bool {
	return func(class, whole []string) bool {
		p, q := shares(whole), shares(class)
		var values []string
		for value := range p {
			values = append(values, value)
		}
		slices.SortFunc(values, func(a, b string) int { return leading(a) - leading(b) })
		sum, running := 0.0, 0.0
		for _, value := range values {
			running += q[value] - p[value]
			sum += math.Abs(running)
		}
		return len(values) < 2 || sum/float64(len(values)-1) <= t+slack
	}
}

// leading is the whole number that a text begins with, or that it is above.
func leading(text string) int {
	if text == "rất cao" {
		return 100
	}
	text = strings.TrimPrefix(text, "≥")
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	n, _ := strconv.Atoi(text[:end])
	return n
}
