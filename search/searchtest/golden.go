package searchtest

import (
	"fmt"
	"io"
	"strings"
)

// A Query is what a person types, and what they are after.
type Query struct {
	Kind string // what the query tries
	Text string
	Want []string // any of them, the first at best; none: nothing is to be found
}

// ReadGolden reads queries from lines of kind, text and what is wanted, parted
// by tabs. What is wanted is parted by commas, or "-" for nothing. Lines that
// begin with # are comments.
func ReadGolden(r io.Reader) ([]Query, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var all []Query
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "\t")
		if len(parts) != 3 || parts[0] == "" || parts[2] == "" {
			return nil, fmt.Errorf("line %d: want kind, query and datasets, parted by tabs", number)
		}
		q := Query{Kind: parts[0], Text: parts[1]}
		if parts[2] != "-" {
			q.Want = strings.Split(parts[2], ",")
		}
		all = append(all, q)
	}
	return all, nil
}

// Grades say how well queries were answered. A query that is to find nothing
// succeeds if it does.
type Grades struct {
	Queries int
	At1     int     // the first that was found is wanted
	At5     int     // one of the first five is
	Ranks   float64 // sum of the reciprocal ranks among the first five
	Found   int     // datasets that were found where nothing should be
	Misses  []string
}

// SuccessAt1 is the share of the queries whose first answer is wanted.
func (g *Grades) SuccessAt1() float64 { return float64(g.At1) / float64(g.Queries) }

// SuccessAt5 is the share of the queries with a wanted one among five.
func (g *Grades) SuccessAt5() float64 { return float64(g.At5) / float64(g.Queries) }

// MeanReciprocalRank is 1 where every query has a wanted answer first.
func (g *Grades) MeanReciprocalRank() float64 { return g.Ranks / float64(g.Queries) }

// String is one line of figures.
func (g *Grades) String() string {
	return fmt.Sprintf("%d queries: success at 1 %.3f, at 5 %.3f, mean reciprocal rank %.3f, %d found where nothing should be",
		g.Queries, g.SuccessAt1(), g.SuccessAt5(), g.MeanReciprocalRank(), g.Found)
}

// Add grades the answer to a query: the first of all that was found. fits says
// whether one of them is what want describes.
func (g *Grades) Add(q Query, answer []string, total int, fits func(found, want string) bool) {
	g.Queries++
	rank := 0
	if q.Want == nil {
		g.Found += total
		if total == 0 {
			rank = 1
		}
	}
	for i := 0; i < min(5, len(answer)) && rank == 0; i++ {
		for _, want := range q.Want {
			if fits(answer[i], want) {
				rank = i + 1
				break
			}
		}
	}
	if rank > 0 {
		g.At5++
		g.Ranks += 1 / float64(rank)
	}
	if rank == 1 {
		g.At1++
	} else {
		g.Misses = append(g.Misses, fmt.Sprintf("%s %q: rank %d of %d, want %q, got %q", q.Kind, q.Text, rank, total, q.Want, answer))
	}
}
