package table

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// stageComma parts the cells of a table that is written down as text: the unit
// separator of ASCII, which no table holds but by accident.
const stageComma = 0x1f

// stageRecord bounds a row, in bytes of that text: the shape of a province may
// take some.
const stageRecord = 64 << 20

// stage writes the rows of t down as text that all later passes read. Numbers
// of the file's own are marked, so that their decimal point is never taken for
// a sign of thousands.
func stage(ctx context.Context, t rows.Table, o Options) (_ *source, err error) {
	f, err := scratch(o.TempDir, "nguon-rows-*")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	s := &stager{w: bufio.NewWriterSize(f, 256<<10), limits: o.Limits, meter: meter{report: o.Progress, now: Progress{Stage: "stage"}}}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := s.row(ctx, &row); err != nil {
			return nil, err
		}
	}
	if err := s.w.Flush(); err != nil {
		return nil, err
	}
	if s.rows == 0 {
		return nil, fatal(HeaderOnly, Spot{}, "the table has no rows")
	}
	return &source{text: f, end: s.bytes - 1, dialect: Dialect{Encoding: charset.UTF8, Comma: stageComma, newline: '\n'},
		numbered: true, closers: []io.Closer{f}}, nil
}

type stager struct {
	w      *bufio.Writer
	limits rows.Limits
	meter  meter
	rows   int64
	bytes  int64
	buf    []byte
}

func (s *stager) row(ctx context.Context, row *rows.Row) error {
	if s.rows%1024 == 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.meter.add(min(s.rows, 1024), 0)
	}
	if s.rows++; s.rows > s.limits.Rows {
		return fatal(rows.TooManyRows, Spot{Line: row.Number, Want: s.limits.Rows}, "")
	}
	if len(row.Cells) > s.limits.Columns {
		return fatal(rows.TooManyColumns, Spot{Line: row.Number, Got: int64(len(row.Cells)), Want: int64(s.limits.Columns)}, "")
	}
	s.buf = strconv.AppendInt(s.buf[:0], row.Number, 10)
	for i := range row.Cells {
		s.buf = append(s.buf, stageComma)
		c := &row.Cells[i]
		if c.Kind != rows.Geometry {
			if len(c.Text) > s.limits.Cell {
				return fatal(rows.CellTooLong, Spot{Line: row.Number, Value: shorten(c.Text), Got: int64(len(c.Text)), Want: int64(s.limits.Cell)}, "")
			}
			if !utf8.Valid(c.Text) {
				return fatal(BadEncoding, Spot{Line: row.Number, Value: charset.UTF8}, "a cell is no valid text")
			}
		}
		s.buf = appendCell(s.buf, c)
	}
	s.buf = append(s.buf, '\n')
	if len(s.buf) > stageRecord {
		return fatal(LineTooLong, Spot{Line: row.Number, Want: stageRecord}, "a row is longer than is allowed")
	}
	s.bytes += int64(len(s.buf))
	_, err := s.w.Write(s.buf)
	return err
}

// appendCell appends a cell as the lexer reads it.
func appendCell(buf []byte, c *rows.Cell) []byte {
	switch c.Kind {
	case rows.Empty, rows.Broken:
		return buf
	case rows.Number:
		buf = append(buf, mark)
		if c.Percent {
			return append(hundredfold(buf, c.Text), '%')
		}
		return append(buf, c.Text...)
	}
	if len(c.Text) == 0 || c.Text[0] != '"' && bytes.IndexByte(c.Text, stageComma) < 0 && bytes.IndexByte(c.Text, '\n') < 0 && bytes.IndexByte(c.Text, '\r') < 0 {
		return append(buf, c.Text...)
	}
	buf = append(buf, '"')
	for _, b := range c.Text {
		if b == '"' {
			buf = append(buf, '"')
		}
		buf = append(buf, b)
	}
	return append(buf, '"')
}

// hundredfold appends a number times a hundred, without an exponent: its point
// two digits further on.
func hundredfold(buf, number []byte) []byte {
	text := string(number)
	if strings.ContainsAny(text, "eE") {
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			text = strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	if text != "" && text[0] == '-' {
		buf, text = append(buf, '-'), text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	buf = append(buf, cmp.Or(whole, "0")...)
	if fraction = strings.TrimRight(fraction[2:], "0"); fraction != "" {
		buf = append(append(buf, '.'), fraction...)
	}
	return buf
}

// declaredBy returns what the file itself says about its columns, behind what
// its publisher declares.
func declaredBy(t rows.Table, declared []Declaration) []Declaration {
	all := slices.Clone(declared)
	for _, c := range t.Columns() {
		known := slices.IndexFunc(all, func(d Declaration) bool { return d.Column == c.Name })
		switch {
		case c.Type == "":
		case known < 0:
			all = append(all, Declaration{Column: c.Name, Type: Type(c.Type), Format: &Format{}})
		case all[known].Type == "":
			all[known].Type = Type(c.Type)
		}
	}
	return all
}

// columnsOf names the columns of a table of another format.
func columnsOf(t rows.Table) (columns []Column, problems []Problem) {
	taken := make(map[string]bool)
	seen := make(map[string]int)
	for i, c := range t.Columns() {
		name := unique(queryName(c.Name, i), taken)
		column := Column{Name: name, Source: cmp.Or(c.Name, name), Ref: c.Ref, Unit: c.Unit}
		if first, ok := seen[column.Source]; ok {
			problems = append(problems, Problem{Code: DuplicateHeader, Severity: Refusal, Column: column.Source, Count: 1,
				Spot: Spot{Value: shorten([]byte(column.Source)), Got: int64(i + 1), Want: int64(first + 1)}})
		}
		seen[column.Source] = i
		columns = append(columns, column)
	}
	return columns, problems
}
