package anon

import (
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// apply does one operation that concerns one column alone.
func (m *maker) apply(c *micro.Column, op *policy.Op) (*micro.Column, error) {
	switch {
	case op.Keep != nil:
		return c, nil
	case op.Generalise != nil:
		return m.generalise(c, op.Generalise)
	case op.Bands != nil:
		return recode.Bands(c, string(op.Bands.Width), string(op.Bands.Origin), op.Bands.Closed == "right")
	case op.Top != nil:
		return recode.TopCode(c, threshold(op.Top))
	case op.Bottom != nil:
		return recode.BottomCode(c, threshold(op.Bottom))
	case op.TopPercentile != nil:
		return recode.TopPercentile(c, op.TopPercentile.At, op.TopPercentile.Label)
	case op.BottomPercentile != nil:
		return recode.BottomPercentile(c, op.BottomPercentile.At, op.BottomPercentile.Label)
	case op.Date != nil:
		return recode.Truncate(c, recode.Step(op.Date.To))
	case op.Geo != nil && op.Geo.Decimals != nil:
		return recode.GeoDecimals(c, *op.Geo.Decimals)
	case op.Geo != nil:
		return recode.GeoPoints(c, op.Geo.GridM)
	case op.Suppress != nil:
		return recode.SuppressCells(c, holding(c, op.Suppress.Values))
	case op.Redact != nil:
		return m.redact(c), nil
	case op.Microaggregate != nil:
		of, err := recode.Microaggregate([]*micro.Column{c}, int(op.Microaggregate.K), recode.Measure(op.Microaggregate.Measure))
		if err != nil {
			return nil, err
		}
		return of[0], nil
	}
	return m.draw(c, op)
}

// draw does one operation that draws lots or depends on the key.
func (m *maker) draw(c *micro.Column, op *policy.Op) (*micro.Column, error) {
	switch {
	case op.Noise != nil:
		return recode.AddNoise(c, recode.Distribution(op.Noise.Kind), op.Noise.Scale, m.key)
	case op.PRAM != nil:
		matrix, err := pram(c, op.PRAM)
		if err != nil {
			return nil, err
		}
		return recode.PRAM(c, matrix, m.key)
	case op.Swap != nil:
		return recode.RankSwap(c, op.Swap.Window, op.Swap.Tails, m.key)
	case op.Round != nil:
		cell := make([]*micro.Column, len(op.Round.Cell))
		for i, name := range op.Round.Cell {
			cell[i] = m.loaded[name]
		}
		return recode.RoundCounts(c, op.Round.Base, recode.Rounding(op.Round.Mode), m.key, cell...)
	case op.Pseudonymise != nil:
		scope := m.policy.Dataset
		if op.Pseudonymise.Scope == "release" {
			scope += "@" + m.job.Input.SHA256
		}
		return recode.Pseudonymise(c, m.key, scope, int(op.Pseudonymise.Length))
	case op.Tokenise != nil:
		tokens, _, err := recode.Tokenise(c, m.key)
		return tokens, err
	case op.RandomID != nil:
		return recode.RowIDs(c.Name, len(c.Codes), m.key)
	case op.Mask != nil:
		return recode.Mask(c, int(op.Mask.First), int(op.Mask.Last))
	}
	return c, nil
}

// keyed reports whether an operation needs the key.
func keyed(op *policy.Op) bool {
	return op.Noise != nil || op.PRAM != nil || op.Swap != nil || op.Pseudonymise != nil || op.Tokenise != nil ||
		op.RandomID != nil || op.Round != nil && op.Round.Mode != string(recode.Conventional)
}

// generalise does a generalisation to a level that the policy names.
func (m *maker) generalise(c *micro.Column, g *policy.Generalise) (*micro.Column, error) {
	source, err := m.sources.find(g.Hierarchy)
	if err != nil {
		return nil, err
	}
	h, err := source.Compile(c)
	if err != nil {
		return nil, err
	}
	level, err := h.Level(g.Level)
	if err != nil {
		return nil, err
	}
	return recode.Generalise(c, h, level)
}

func threshold(t *policy.Threshold) recode.Threshold {
	if t.Beyond != "" {
		return recode.Threshold{At: string(t.Beyond), Strict: true, Label: t.Label}
	}
	return recode.Threshold{At: string(t.At), Label: t.Label}
}

// holding returns the rows that have one of some values.
func holding(c *micro.Column, values []string) []int {
	has := make([]bool, len(c.Values))
	for i, v := range c.Values {
		has[i] = slices.Contains(values, v)
	}
	var rows []int
	for row, code := range c.Codes {
		if code != micro.Missing && has[code] {
			rows = append(rows, row)
		}
	}
	return rows
}

// pram lays the matrix of a policy over the dictionary of a column.
func pram(c *micro.Column, p *policy.PRAM) (recode.Matrix, error) {
	matrix := recode.Even(len(c.Values), p.Stay)
	if p.Matrix != nil {
		matrix = make(recode.Matrix, len(c.Values))
		var strangers []string
		for i, from := range c.Values {
			matrix[i] = make([]float64, len(c.Values))
			at := slices.Index(p.Values, from)
			if at < 0 {
				strangers = append(strangers, from)
				continue
			}
			for j, to := range c.Values {
				if k := slices.Index(p.Values, to); k >= 0 {
					matrix[i][j] = p.Matrix[at][k]
				}
			}
		}
		if strangers != nil {
			return nil, &recode.Error{Code: recode.Uncovered, Column: c.Name, Hierarchy: "pram", Values: strangers[:min(len(strangers), recode.MaxNamed)], Got: int64(len(strangers))}
		}
	}
	if p.Invariant != nil && !*p.Invariant || p.Invariant == nil && p.Matrix != nil {
		return matrix, nil
	}
	return matrix.Invariant(recode.Counts(c), p.Alpha), nil
}
