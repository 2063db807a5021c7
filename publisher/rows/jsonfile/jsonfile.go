// Package jsonfile reads tables from JSON: an array of objects, at the top of
// the file or inside an envelope of an API; an array of arrays whose first one
// is the header; one object a line (NDJSON); or a single object, which is one
// row.
//
// Nested objects become columns whose names are joined by dots, such as
// address.city. Arrays inside a record stay one cell of compact JSON. Numbers
// keep every digit that the file gives: they never become floating-point
// numbers. What decides how the file was read is a notice; what would lose
// data is an error that names line and byte.
//
// The tokenizer is the package's own. encoding/json splits 24 MB/s into tokens
// where this package reads 350 MB/s into rows; go-json-experiment's jsontext is
// as fast, but holds a text of any length in memory, stops at NaN, which Python
// writes, and knows no lines.
package jsonfile

import (
	"context"
	"io"

	"nguon/publisher/rows"
)

// Bounds that are no configuration: nobody's honest table comes near them.
const (
	maxDepth  = 64       // arrays and objects inside one another
	maxName   = 4 << 10  // bytes of a member's name
	maxRecord = 64 << 20 // bytes of the cells of one record
	maxScout  = 1000     // records that are looked at before the first is returned
	scoutSize = 1 << 20  // bytes, likewise
)

// Open starts to read in. If lines is set, each line is a value of its own
// (NDJSON); otherwise the file is one value. Row numbers are lines of the text
// in the first case, and elements of the array in the second.
//
// A file whose top is an object is read to its end first, to find the array of
// records in it.
func Open(ctx context.Context, in rows.Input, lines bool, o rows.Options) (rows.Table, error) {
	limits := o.Limits.WithDefaults()
	if in.Size > limits.Bytes {
		return nil, rows.Fatal(rows.TooLarge, rows.Spot{Got: in.Size, Want: limits.Bytes}, "")
	}
	src, err := openSource(in)
	if err != nil {
		return nil, err
	}
	at := place{form: records}
	t := newTable(limits)
	if src.encoding != "" {
		t.found = append(t.found, rows.Notice{Code: Decoded, Severity: rows.Note, Count: 1, Spot: rows.Spot{Value: src.encoding}})
	}
	if lines {
		at.form = separate
	} else if at, err = locate(ctx, src, limits, t); err != nil {
		return nil, err
	}
	// Null may stand for an object. The first records tell for which names.
	if t.start(ctx, src, at) == nil {
		for t.scan.offset()-at.offset < scoutSize && t.number < maxScout {
			if _, err := t.Next(); err != nil {
				break
			}
		}
	}
	t.forget()
	if err := t.start(ctx, src, at); err != nil {
		return nil, err
	}
	return t, nil
}

// A form is how the rows lie in the file.
type form int

const (
	records  form = iota // an array of objects or arrays
	single               // one object
	separate             // one value a line
)

// A place is where the rows are.
type place struct {
	form   form
	offset int64    // bytes of the text before the value
	line   int64    // line breaks before it
	inside bool     // an envelope, which was read to its end
	header []string // of rows that are arrays, if the envelope gives it; otherwise it is the first of them
}

// start puts t in front of the first row.
func (t *table) start(ctx context.Context, src source, at place) error {
	r := src.reader()
	if _, err := io.CopyN(io.Discard, r, at.offset); err != nil {
		return err
	}
	t.scan.reset(ctx, r, at)
	t.form, t.inside = at.form, at.inside
	if t.form != records {
		return nil
	}
	if c, err := t.scan.next(); err != nil {
		return err
	} else if c != '[' {
		return t.scan.malformed("an array or an object")
	}
	if err := t.useHeader(at.header); err != nil {
		return err
	}
	return t.scan.open()
}
