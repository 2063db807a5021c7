package aggregate

import (
	"context"
	"errors"
)

// Written here because the answers must be exact: an interval that is one unit
// too wide by rounding would pass for protection, and gonum's simplex works in
// floating point and gives up on the degenerate systems that tables are.

// errTooLarge is that a system is too large to be solved within the limits.
var errTooLarge = errors.New("system of relations too large")

// simplex is a system of equations over variables that are not negative, in
// integers with one common denominator (Edmonds' pivoting): the value of a
// coefficient is rows[i][j] ÷ den. Column 0 is the right-hand side, column
// j+1 belongs to variable j.
type simplex struct {
	rows  [][]int64
	basis []int // the column of each row
	den   int64
	wide  int    // columns in use
	left  *int64 // multiplications that may still be done
}

// newSimplex takes equations in which the right-hand side comes first, and
// finds a solution. ok is false if there is none.
func newSimplex(ctx context.Context, equations [][]int64, variables int, work *int64) (s *simplex, ok bool, err error) {
	s = &simplex{den: 1, wide: variables + 1, left: work}
	for i, e := range equations {
		row := make([]int64, variables+1+len(equations))
		copy(row, e)
		if e[0] < 0 {
			for j := range row {
				row[j] = -row[j]
			}
		}
		row[variables+1+i] = 1
		s.rows = append(s.rows, row)
		s.basis = append(s.basis, variables+1+i)
	}
	for {
		row := s.artificial(variables)
		if row < 0 {
			break
		}
		moved, err := s.reduce(ctx, row, variables)
		if err != nil {
			return nil, false, err
		}
		if !moved {
			if s.rows[row][0] != 0 {
				return nil, false, nil
			}
			s.rows = append(s.rows[:row], s.rows[row+1:]...) // it says nothing new
			s.basis = append(s.basis[:row], s.basis[row+1:]...)
		}
	}
	for i := range s.rows {
		s.rows[i] = s.rows[i][:variables+1]
	}
	return s, true, nil
}

// artificial returns a row that still has an artificial variable.
func (s *simplex) artificial(variables int) int {
	for i, column := range s.basis {
		if column > variables {
			return i
		}
	}
	return -1
}

// reduce makes the artificial variable of a row smaller, and tells whether
// that could be done. Bland's rule keeps it from going round in circles.
func (s *simplex) reduce(ctx context.Context, row, variables int) (moved bool, err error) {
	for column := 1; column <= variables; column++ {
		a := s.rows[row][column]
		if a > 0 || a < 0 && s.rows[row][0] == 0 {
			leaving := row
			if s.rows[row][0] != 0 {
				leaving = s.ratio(column, row)
			}
			return true, s.pivot(ctx, leaving, column)
		}
	}
	return false, nil
}

// ratio returns the row whose variable first becomes zero as the variable of a
// column grows, or −1. Of equals it takes the preferred row, then the one
// whose variable comes first.
func (s *simplex) ratio(column, preferred int) int {
	least := -1
	for i, row := range s.rows {
		if row[column] <= 0 {
			continue
		}
		if least < 0 {
			least = i
			continue
		}
		switch l := s.rows[least]; compare(row[0], row[column], l[0], l[column]) {
		case -1:
			least = i
		case 0:
			if i == preferred || least != preferred && s.basis[i] < s.basis[least] {
				least = i
			}
		}
	}
	return least
}

// pivot brings a column into the basis in place of that of a row.
func (s *simplex) pivot(ctx context.Context, row, column int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	from := s.rows[row]
	if *s.left -= int64(len(s.rows)) * int64(len(from)); *s.left < 0 {
		return errTooLarge
	}
	if from[column] < 0 { // only in rows whose variable is zero
		for j := range from {
			from[j] = -from[j]
		}
	}
	p := from[column]
	for i, to := range s.rows {
		if i == row {
			continue
		}
		c := to[column]
		if c == 0 && p == s.den {
			continue
		}
		for j := range to {
			v, ok := cross(to[j], p, c, from[j], s.den)
			if !ok {
				return errTooLarge
			}
			to[j] = v
		}
	}
	s.den = p
	s.basis[row] = column
	return nil
}

// extreme returns the greatest or least value of a variable, rounded inwards
// to an integer; [Unbounded] if it may grow without end. It goes on from the
// solution of the call before.
func (s *simplex) extreme(ctx context.Context, variable int, most bool) (int64, error) {
	column := variable + 1
	row := -1
	for i, b := range s.basis {
		if b == column {
			row = i
		}
	}
	if row < 0 {
		if !most {
			return 0, nil
		}
		if row = s.ratio(column, -1); row < 0 {
			return Unbounded, nil
		}
		if err := s.pivot(ctx, row, column); err != nil {
			return 0, err
		}
	}
	for {
		enter := s.entering(row, most)
		if enter < 0 {
			v := s.rows[row][0]
			if most {
				return v / s.den, nil
			}
			return (v + s.den - 1) / s.den, nil
		}
		leave := s.ratio(enter, row)
		if leave < 0 {
			return Unbounded, nil // with most: without it, the row itself bounds
		}
		if leave == row {
			return 0, nil
		}
		if err := s.pivot(ctx, leave, enter); err != nil {
			return 0, err
		}
	}
}

// entering returns the first column outside the basis that moves the variable
// of a row in the direction wanted, or −1.
func (s *simplex) entering(row int, most bool) int {
	for j, a := range s.rows[row] {
		if j > 0 && j != s.basis[row] && (most && a < 0 || !most && a > 0) {
			return j
		}
	}
	return -1
}
