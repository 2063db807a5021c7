package table

import (
	"context"
	"io"
	"slices"
)

// doubtful reports whether a declared column may hold values that its type
// does not allow.
func (in *inspector) doubtful() bool {
	return slices.ContainsFunc(in.suspects(), func(s bool) bool { return s })
}

// suspects tells which columns hold shapes that their declared type does not
// allow, or not for sure.
func (in *inspector) suspects() []bool {
	of := make([]bool, len(in.plan.Columns))
	for i, c := range in.plan.Columns {
		if c.setAside && !c.Declared {
			of[i] = true
			continue
		}
		if !c.Declared || c.Type == String || c.Type == Geometry {
			continue
		}
		for s, n := range in.columns[i].counts {
			switch s := shape(s); {
			case n == 0 || s == shapeEmpty || s == shapeToken || s == shapeCross && c.Type != Boolean && !c.ownMarks:
			case s == shapeZeros, c.Type == Decimal, !acceptsDeclared(c.Type, c.Format, s):
				of[i] = true
			}
		}
	}
	return of
}

// recheck reads the file again and parses the cells of the suspects, to name
// the lines that do not fit. Few files need it.
func (in *inspector) recheck(ctx context.Context, src *source) error {
	suspects := in.suspects()
	misfits := make([]spots, len(suspects))
	parsers := in.plan.parsers()
	for i := range parsers {
		parsers[i].strict = true
	}
	l := newLexer(&src.dialect)
	var v Vector
	for _, ref := range in.plan.chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := ref.load(src.text, src.dialect.newline, l.data[:0])
		if err != nil {
			return err
		}
		l.data = data
		line := ref.line
		for p := 0; p < len(data); {
			l.breaksIn = 0
			last := false
			if src.numbered {
				line, p, last = l.rowNumber(p)
			}
			for column := 0; !last; column++ {
				cell, q := l.cell(p)
				if column < len(suspects) && suspects[column] {
					v.reset(in.plan.Columns[column].Type)
					if !parsers[column].parse(cell, &v) {
						misfits[column].add(in.spots(column), line, unmarked(cell), 0, 0)
					}
				}
				p = q + 1
				last = data[q] == l.newline
			}
			line += 1 + l.breaksIn
		}
	}
	for i := range misfits {
		if misfits[i].count > 0 {
			c := &in.plan.Columns[i]
			found := misfits[i].problem(Misfit, Refusal, c.Source)
			if c.setAside {
				found.Code, found.Severity = SetAside, Warning
				c.Misfits = found.Count
				c.Nulls += found.Count
			}
			found.Type, found.Format = c.Type, c.Format
			in.plan.Problems = append(in.plan.Problems, found)
		}
	}
	return nil
}

// spots returns how many misfits of a column are kept: all that were set aside
// without being told to.
func (in *inspector) spots(column int) int {
	if in.plan.Columns[column].setAside {
		return max(in.o.Spots, asideMost)
	}
	return in.o.Spots
}

func unmarked(cell []byte) []byte {
	cell, _ = unmark(cell)
	return cell
}

// load reads the records of a chunk into buf, and ends the last of a file with
// a line break.
func (ref chunkRef) load(r io.ReaderAt, newline byte, buf []byte) ([]byte, error) {
	if cap(buf) < ref.size+1 {
		buf = make([]byte, 0, ref.size+1)
	}
	buf = buf[:ref.size]
	if err := readFull(r, buf, ref.off); err != nil {
		return nil, err
	}
	if buf[len(buf)-1] != newline {
		buf = append(buf, newline)
	}
	return buf, nil
}
