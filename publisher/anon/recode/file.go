package recode

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"nguon/publisher/anon/micro"
)

// Bounds of a file of a hierarchy.
const (
	MaxFileBytes = 64 << 20
	MaxFileRows  = 1_000_000
	maxFileCells = 8_000_000

	maxDelimiters = 4096 // of a line, also those within quotes
)

// A File is a hierarchy from a file: one row a value, with its labels from left
// to right. It is checked as a whole, whatever column it is used for.
type File struct {
	name   string
	levels int // fields of a row
	paths  map[string][]string
}

// Read reads a hierarchy as ARX writes it: CSV in UTF-8 without a header, with
// semicolons or commas. A level "*" is added on top if the last is another. It
// returns an [*Error] if a value or a label has two parents or is above itself,
// if rows differ in length, and beyond 64 levels, 64 MiB or a million rows.
func Read(name string, r io.Reader) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxFileBytes {
		return nil, &Error{Code: TooLarge, Hierarchy: name, Want: MaxFileBytes}
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, &Error{Code: Malformed, Hierarchy: name}
	}
	f := &File{name: name, paths: make(map[string][]string)}
	line, comma := 0, []byte(string(delimiter(text)))
	for row := range bytes.Lines(text) {
		// Millions of labels in one row would be taken apart before they are counted.
		if line++; bytes.Count(row, comma) > maxDelimiters {
			return nil, &Error{Code: TooManyLevels, Hierarchy: name, Line: line, Want: MaxLevels}
		}
	}
	if err := f.read(text); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) read(text []byte) error {
	in := csv.NewReader(bufio.NewReader(bytes.NewReader(text)))
	in.Comma = delimiter(text)
	in.FieldsPerRecord = -1
	same := make(map[string]string) // one copy of each label
	for rows := 1; ; rows++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			e := &Error{Code: Malformed, Hierarchy: f.name}
			if at, ok := errors.AsType[*csv.ParseError](err); ok {
				e.Line = at.Line
			}
			return e
		}
		line, _ := in.FieldPos(0)
		if f.levels == 0 {
			f.levels = len(row)
		}
		switch {
		case len(row) > MaxLevels:
			return &Error{Code: TooManyLevels, Hierarchy: f.name, Line: line, Got: int64(len(row)), Want: MaxLevels}
		case len(row) != f.levels:
			return &Error{Code: Ragged, Hierarchy: f.name, Line: line, Got: int64(len(row)), Want: int64(f.levels)}
		case rows > MaxFileRows || rows*f.levels > maxFileCells:
			return &Error{Code: TooLarge, Hierarchy: f.name, Line: line, Want: MaxFileRows}
		}
		for i, label := range row {
			one, ok := same[label]
			if !ok {
				one = strings.Clone(label)
				same[one] = one
			}
			row[i] = one
		}
		if before, ok := f.paths[row[0]]; ok && !slices.Equal(before, row) {
			at := 0
			for before[at] == row[at] {
				at++
			}
			return &Error{Code: TwoParents, Hierarchy: f.name, Line: line, Level: at - 1, Value: row[at-1], Values: []string{before[at], row[at]}}
		}
		f.paths[row[0]] = row
	}
	if len(f.paths) == 0 || f.levels < 2 {
		return &Error{Code: Empty, Hierarchy: f.name}
	}
	return nil
}

// delimiter is what the first line has more of: semicolons or commas.
func delimiter(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.Count(line, []byte(",")) > bytes.Count(line, []byte(";")) {
		return ','
	}
	return ';'
}

// check looks for labels with two parents, and for labels above themselves.
func (f *File) check() error {
	values := make([]string, 0, len(f.paths))
	for v := range f.paths {
		values = append(values, v)
	}
	slices.Sort(values)
	all := &micro.Column{Values: values}
	if _, err := f.Compile(all); err != nil {
		return err
	}
	above := make(map[string][]string)
	for _, v := range values {
		path := f.paths[v]
		for i, label := range path[1:] {
			if below := path[i]; below != label && !slices.Contains(above[below], label) {
				above[below] = append(above[below], label)
			}
		}
	}
	if way := cycle(above); way != nil {
		return &Error{Code: Cycle, Hierarchy: f.name, Value: way[0], Values: way}
	}
	return nil
}

// cycle returns labels on a way from a label to itself, at most 20, or nil.
func cycle(above map[string][]string) []string {
	below := make(map[string]int) // how many labels are still below a label
	for _, ups := range above {
		for _, up := range ups {
			below[up]++
		}
	}
	var free []string
	for label := range above {
		if below[label] == 0 {
			free = append(free, label)
		}
	}
	left := len(above)
	for len(free) > 0 {
		label := free[len(free)-1]
		free = free[:len(free)-1]
		if _, ok := above[label]; ok {
			left--
		}
		for _, up := range above[label] {
			if below[up]--; below[up] == 0 {
				free = append(free, up)
			}
		}
	}
	if left == 0 {
		return nil
	}
	// Everything that is left is on a cycle or above one, and what is on one has
	// something of the cycle above it: going up from there comes around.
	var rest []string
	for label := range above {
		if below[label] > 0 {
			rest = append(rest, label)
		}
	}
	return around(slices.Sorted(slices.Values(rest)), above, below)
}

// around walks up from each label among the rest until it comes to one again.
func around(rest []string, above map[string][]string, below map[string]int) []string {
	done := make(map[string]bool)
	for _, label := range rest {
		at := make(map[string]int)
		var way []string
		for !done[label] {
			if i, ok := at[label]; ok {
				return way[i:min(len(way), i+MaxNamed)]
			}
			at[label] = len(way)
			way = append(way, label)
			up := slices.IndexFunc(above[label], func(l string) bool { return below[l] > 0 && len(above[l]) > 0 && !done[l] })
			if up < 0 {
				break
			}
			label = above[label][up]
		}
		for l := range at {
			done[l] = true
		}
	}
	return rest[:min(len(rest), MaxNamed)]
}

// Compile makes the hierarchy for the values of c. The error lists the values
// that the file lacks.
func (f *File) Compile(c *micro.Column) (*Hierarchy, error) {
	inner := f.levels - 1
	if f.topped() {
		inner--
	}
	return build(f.name, c, make([]string, inner), func(_ int, value string, labels []string) bool {
		path, ok := f.paths[value]
		if ok {
			copy(labels, path[1:])
		}
		return ok
	})
}

// topped reports whether the last level is "*" and nothing else.
func (f *File) topped() bool {
	for _, path := range f.paths {
		if path[f.levels-1] != Star {
			return false
		}
	}
	return true
}
