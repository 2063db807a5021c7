package validate

import "nguon/publisher/table"

// maxSpots bounds the occurrences of a problem that are named.
const maxSpots = 100

// spots gathers the occurrences of one problem, which come in the order of
// rows.
type spots struct {
	count int64
	first []table.Spot
}

func (s *spots) add(row int64, value string) {
	s.count++
	if len(s.first) < maxSpots {
		s.first = append(s.first, table.Spot{Got: row + 1, Value: value})
	}
}

// full reports whether only the count of more occurrences is kept.
func (s *spots) full() bool { return len(s.first) == maxSpots }

// problem returns what was gathered, or false if nothing was.
func (s *spots) problem(code table.Code, column, rule string) (table.Problem, bool) {
	if s.count == 0 {
		return table.Problem{}, false
	}
	p := table.Problem{Code: code, Severity: table.Refusal, Column: column, Count: s.count, Rule: rule, Spots: s.first}
	if len(s.first) > 0 {
		p.Spot = s.first[0]
	}
	return p, true
}
