package lattice_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// random makes a small problem with missing values.
func random(r *rand.Rand) *lattice.Problem {
	rows := 1 + r.IntN(40)
	p := &lattice.Problem{Outliers: []float64{0, 0, 0.1, 0.3}[r.IntN(4)]}
	column := func(name string, values int) *micro.Column {
		c := &micro.Column{Name: name}
		for v := range values {
			c.Values = append(c.Values, fmt.Sprint(v))
		}
		for range rows {
			code := uint32(r.IntN(values))
			if r.IntN(20) == 0 {
				code = micro.Missing
			}
			c.Codes = append(c.Codes, code)
		}
		return c
	}
	for i := range 1 + r.IntN(4) {
		values := 1 + r.IntN(9)
		d := lattice.Dimension{Column: column(fmt.Sprint("q", i), values), Weight: []float64{0, 0.5, 2}[r.IntN(3)]}
		for width := values; ; width = (width + 1) / 2 {
			parents := make([]uint32, values)
			for code := range parents {
				parents[code] = uint32(code * width / values)
				if len(d.Parents) > 0 {
					parents[code] = d.Parents[len(d.Parents)-1][code] / 2
				}
			}
			d.Parents = append(d.Parents, parents)
			if width == 1 {
				break
			}
		}
		p.Dimensions = append(p.Dimensions, d)
	}
	secret := column("secret", 4)
	p.Sensitive = []*micro.Column{secret}
	p.Metric = []lattice.Metric{lattice.NUE, lattice.Loss, lattice.DM, lattice.DMStar, lattice.AECS}[r.IntN(5)]
	p.Criteria = []lattice.Criterion{lattice.K(1 + r.IntN(5))}
	switch r.IntN(7) {
	case 0:
		p.Criteria = append(p.Criteria, lattice.Distinct(0, 1+r.IntN(3), !slices.Contains(secret.Codes, micro.Missing)))
	case 1:
		p.Criteria = append(p.Criteria, tEqual(secret, 0.1+r.Float64()/2))
	case 2: // δ-disclosure: every value that occurs has at least a fifth
		p.Criteria = append(p.Criteria, lattice.Measure{Kind: lattice.Never, Within: func(d risk.Distribution) bool {
			return !slices.ContainsFunc(d.Counts, func(n int64) bool { return 5*n < d.Rows() })
		}})
	case 3:
		p.Criteria = append(p.Criteria, lattice.Entropy(0, 1+2*r.Float64()))
	case 4:
		p.Criteria = append(p.Criteria, lattice.Recursive(0, 0.5+2*r.Float64(), 1+r.IntN(3)))
	case 5:
		p.Criteria = append(p.Criteria, lattice.Share(0, 0.3+r.Float64()/2))
	}
	for range r.IntN(4) {
		p.Views = append(p.Views, r.Perm(len(p.Dimensions))[:1+r.IntN(len(p.Dimensions))])
	}
	switch r.IntN(5) {
	case 0:
		p.Risk.Average = 0.1 + r.Float64()/2
	case 1:
		p.Risk.Above = 0.1 + r.Float64()/2
	case 2:
		p.Risk.Above, p.Risk.Share = 0.1+r.Float64()/2, r.Float64()/2
	}
	return p
}

// texts are the rows of p at a node.
func texts(p *lattice.Problem, levels []int, hide func(row, dimension int) bool) [][]string {
	rows := make([][]string, len(p.Dimensions[0].Column.Codes))
	for row := range rows {
		for i, d := range p.Dimensions {
			text := anontest.Missing
			if code := d.Column.Codes[row]; code != micro.Missing && (hide == nil || !hide(row, i)) {
				text = fmt.Sprint(d.Parents[levels[i]][code])
			}
			rows[row] = append(rows[row], text)
		}
	}
	return rows
}

// views are those of p, or the one of all dimensions.
func views(p *lattice.Problem) [][]int {
	if p.Views != nil {
		return p.Views
	}
	var all []int
	for i := range p.Dimensions {
		all = append(all, i)
	}
	return [][]int{all}
}

// judged are the views that p is judged in: where merging classes breaks no
// criterion, those that are part of another one say nothing.
func judged(p *lattice.Problem) (largest [][]int) {
	never := slices.ContainsFunc(p.Criteria, func(c lattice.Criterion) bool { return c.Monotone() == lattice.Never })
	for _, v := range views(p) {
		if never || !slices.ContainsFunc(views(p), func(other []int) bool {
			return len(other) > len(v) && !slices.ContainsFunc(v, func(i int) bool { return !slices.Contains(other, i) })
		}) {
			largest = append(largest, v)
		}
	}
	return largest
}

// holds tells whether rows as a class satisfy the criteria.
func holds(p *lattice.Problem, rows []int) bool {
	var d risk.Distribution
	for code := range uint32(4) {
		n := int64(0)
		for _, row := range rows {
			if p.Sensitive[0].Codes[row] == code {
				n++
			}
		}
		if n > 0 {
			d.Codes, d.Counts = append(d.Codes, code), append(d.Counts, n)
		}
	}
	if p.Risk.Above > 0 && p.Risk.Share == 0 && int64(len(rows)) < risk.SizeFor(p.Risk.Above) {
		return false
	}
	for _, c := range p.Criteria {
		switch c := c.(type) {
		case lattice.K:
			if int64(len(rows)) < int64(c) {
				return false
			}
		case lattice.Measure:
			if len(d.Codes) > 0 && !c.Within(d) {
				return false
			}
		}
	}
	return true
}

// verdict is a node from the definitions.
type verdict struct {
	lattice.Node
	kept []bool
}

// risks fills in the risks of kept rows in all views.
func (v *verdict) risks(p *lattice.Problem, rows [][]string) {
	v.Average, v.AtRisk, v.K = 0, 0, 0
	for _, view := range views(p) {
		classes, n, small := 0, 0, 0
		for _, class := range anontest.ClassesIn(rows, view, v.kept) {
			classes++
			n += len(class)
			if p.Risk.Above > 0 && int64(len(class)) < risk.SizeFor(p.Risk.Above) {
				small += len(class)
			}
			if v.K == 0 || int64(len(class)) < v.K {
				v.K = int64(len(class))
			}
		}
		v.Average = max(v.Average, float64(classes)/float64(max(n, 1)))
		v.AtRisk = max(v.AtRisk, float64(small)/float64(max(n, 1)))
	}
}

func (v *verdict) tolerable(r lattice.Risk) bool {
	return (r.Average == 0 || v.Average <= r.Average) && (r.Above == 0 || v.AtRisk <= r.Share)
}

// measure judges a node.
func measure(p *lattice.Problem, levels []int) verdict {
	rows := texts(p, levels, nil)
	v := verdict{Node: lattice.Node{Levels: levels}, kept: make([]bool, len(rows))}
	for i := range v.kept {
		v.kept[i] = true
	}
	v.risks(p, rows)
	v.Smallest = v.K
	anontest.Keep(rows, judged(p), v.kept, func(class []int) bool { return holds(p, class) })
	for _, k := range v.kept {
		if !k {
			v.Suppressed++
		}
	}
	v.risks(p, rows)
	v.Holds = v.Suppressed <= int64(math.Floor(p.Outliers*float64(len(rows))+1e-9)) && v.tolerable(p.Risk)
	v.metric(p, rows)
	return v
}

// metric fills in the classes and the metric, from the formulas.
func (v *verdict) metric(p *lattice.Problem, texts [][]string) {
	all := views(&lattice.Problem{Dimensions: p.Dimensions})[0]
	every := slices.Repeat([]bool{true}, len(texts))
	rows := float64(len(texts))
	squares, kept, dm := 0.0, 0.0, 0.0
	for _, class := range anontest.ClassesIn(texts, all, every) {
		n := float64(len(class))
		v.Classes++
		squares += n * n
		if v.kept[class[0]] {
			kept++
			dm += n * n
		} else {
			dm += n * rows
		}
	}
	switch p.Metric {
	case lattice.DMStar:
		v.Metric = squares
	case lattice.DM:
		v.Metric = dm
	case lattice.AECS:
		if v.Suppressed > 0 {
			kept++
		}
		v.Metric = rows / max(kept, 1)
	case lattice.NUE, lattice.Loss:
		v.Metric = v.loss(p)
	}
}

// loss is the sum over columns of NUE or Loss.
func (v *verdict) loss(p *lattice.Problem) float64 {
	nue, loss, weights := 0.0, 0.0, 0.0
	for i := range p.Dimensions {
		d := &p.Dimensions[i]
		one := &lattice.Problem{Dimensions: []lattice.Dimension{*d}}
		before, after := anontest.Sizes(texts(one, []int{0}, nil)), anontest.Sizes(texts(one, v.Levels[i:i+1], nil))
		weight := d.Weight
		if weight == 0 {
			weight = 1
		}
		weights += weight
		domain := len(d.Column.Values)
		for row, code := range d.Column.Codes {
			nue -= weight * math.Log2(float64(before[row])/float64(after[row]))
			covered := 0
			at := d.Parents[v.Levels[i]]
			single := v.Levels[i] > 0 && slices.Max(at) == slices.Min(at)
			switch {
			case !v.kept[row] || single || code == micro.Missing:
				covered = domain
			default:
				for _, parent := range at {
					if parent == at[code] {
						covered++
					}
				}
			}
			if domain > 1 {
				loss += weight * float64(covered-1) / float64(domain-1)
			}
		}
	}
	if p.Metric == lattice.NUE {
		return nue
	}
	return loss / weights / float64(len(v.kept))
}

func nodes(p *lattice.Problem) [][]int {
	all := [][]int{{}}
	for _, d := range p.Dimensions {
		var longer [][]int
		for _, n := range all {
			for level := range d.Parents {
				longer = append(longer, append(slices.Clone(n), level))
			}
		}
		all = longer
	}
	return all
}
