package tabulate

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of the file of an earlier table.
const (
	MaxFileBytes = 256 << 20
	MaxFileCells = 1_000_000
)

// A Change is what a table and the same table of an earlier release tell by
// subtraction: of two sums over the same group, the difference is a sum over
// who came and went.
type Change struct {
	// Comparable is false if the earlier file lacks Column of the table, or
	// cannot be read as one (Column is then empty). The figures are unknown.
	Comparable bool
	Column     string

	// Differences are cells that both files show exactly and whose counts
	// differ by fewer than min_count rows, or whose sums differ though the
	// counts do not, or are not shown.
	Differences int64
	Smallest    int64 // the least difference of counts; 0 if none differs
	// Uncovered are cells that one file suppresses and the other shows: where
	// little has changed, it gives them away, or the cells that they protect.
	Uncovered int64
}

// Since compares the table with the file that [Table.WriteCSV] made of the same
// table in an earlier release. What one file does not have is 0 there, as a
// table has all combinations of its values. Rounded counts show no difference
// of few rows. The error is that of reading or of ctx; a file that is not such
// a table is not comparable.
//
// Tables of different periods are not of the same facts: as for rows, the
// policy says so (linkage: {previous_releases: ignore}).
func (t *Table) Since(ctx context.Context, earlier io.Reader) (*Change, error) {
	then, missing, err := t.read(ctx, earlier)
	if err != nil {
		if errors.Is(err, errForeign) {
			return &Change{}, nil
		}
		return nil, err
	}
	if missing != "" {
		return &Change{Column: missing}, nil
	}
	c := &Change{Comparable: true}
	zero := shown{status: StatusPublished}
	own := t.places(t.Header)
	for line := range t.lines() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		now, err := t.parse(line, own)
		if err != nil {
			return nil, err
		}
		was, ok := then[now.name]
		if !ok {
			was = zero
		}
		delete(then, now.name)
		c.count(t, was, now.shown)
	}
	for _, was := range then {
		c.count(t, was, zero)
	}
	return c, nil
}

// count compares a cell of two releases.
func (c *Change) count(t *Table, was, now shown) {
	switch {
	case was.status != now.status && (was.status == StatusSuppressed || now.status == StatusSuppressed):
		c.Uncovered++
	case was.status == StatusSuppressed:
	case was.status == StatusRounded || now.status == StatusRounded:
		if was.sum != now.sum {
			c.Differences++ // between how many rows, nobody knows
		}
	case was.count != now.count:
		differ := max(was.count-now.count, now.count-was.count)
		if c.Smallest == 0 || differ < c.Smallest {
			c.Smallest = differ
		}
		if differ < t.spec.MinCount {
			c.Differences++
		}
	case was.sum != now.sum:
		c.Differences++
	}
}

// shown is what a file shows of a cell.
type shown struct {
	count  int64
	sum    string // without zeros at the end; empty is 0
	status string
}

// named is a cell with the labels of its nodes.
type named struct {
	name string
	shown
}

// errForeign says that a file is not a table of this package.
var errForeign = errors.New("not a table of this kind")

// read reads a file. It returns the cells by their labels, or the name of a
// column that the file lacks.
func (t *Table) read(ctx context.Context, file io.Reader) (cells map[string]shown, missing string, err error) {
	limited := &io.LimitedReader{R: file, N: MaxFileBytes}
	in := csv.NewReader(limited)
	in.ReuseRecord = true
	cells = make(map[string]shown)
	var places []int
	for {
		line, err := in.Read()
		switch {
		case limited.N <= 0 || len(cells) > MaxFileCells:
			return nil, "", errForeign
		case errors.Is(err, io.EOF) && places != nil:
			return cells, "", ctx.Err()
		case errors.Is(err, io.EOF):
			return nil, "", errForeign
		case err != nil:
			if _, ok := errors.AsType[*csv.ParseError](err); ok {
				return nil, "", errForeign
			}
			return nil, "", err
		case ctx.Err() != nil:
			return nil, "", ctx.Err()
		}
		if places == nil {
			places = t.places(line)
			if at := slices.Index(places, -1); at >= 0 {
				return nil, t.Header[at], nil
			}
			continue
		}
		cell, err := t.parse(line, places)
		if err != nil {
			return nil, "", err
		}
		if _, twice := cells[cell.name]; twice {
			return nil, "", errForeign
		}
		cells[cell.name] = cell.shown
	}
}

// places returns where a file has the columns of the table, −1 if nowhere.
func (t *Table) places(header []string) []int {
	places := make([]int, len(t.Header))
	for i, name := range t.Header {
		places[i] = slices.Index(header, name)
	}
	return places
}

// parse reads the line of a cell.
func (t *Table) parse(line []string, places []int) (c named, err error) {
	figures := 1 // the status
	for _, name := range []string{t.spec.Count, t.spec.Sum} {
		if name != "" {
			figures++
		}
	}
	var name strings.Builder
	for _, at := range places[:len(places)-figures] {
		name.WriteString(strconv.Quote(line[at]))
	}
	c.name, c.status = name.String(), line[places[len(places)-1]]
	if c.status == StatusSuppressed {
		return c, nil
	}
	if c.status != StatusPublished && c.status != StatusRounded {
		return c, errForeign
	}
	at := len(places) - figures
	if t.spec.Count != "" {
		if c.count, err = strconv.ParseInt(line[places[at]], 10, 64); err != nil || c.count < 0 {
			return c, errForeign
		}
		at++
	}
	if t.spec.Sum != "" {
		c.sum, err = amount(line[places[at]])
	}
	return c, err
}

// amount writes equal amounts alike.
func amount(text string) (string, error) {
	whole, decimals, dot := strings.Cut(text, ".")
	if strings.Trim(whole+decimals, "0123456789") != "" || whole == "" || dot && decimals == "" {
		return "", errForeign
	}
	whole, decimals = strings.TrimLeft(whole, "0"), strings.TrimRight(decimals, "0")
	if decimals == "" {
		return whole, nil
	}
	return whole + "." + decimals, nil
}
