package geofile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"nguon/publisher/rows"
)

// A dbfReader reads the records of a .dbf (dBASE III and later) from the first
// to the last.
type dbfReader struct {
	r       *bufio.Reader
	text    *textDecoder
	found   *findings
	fields  []dbfField
	count   int64 // records, by the header
	read    int64
	record  []byte
	decoded []byte
}

// A dbfField is one field of the records.
type dbfField struct {
	name     string
	kind     byte
	from, to int // bytes of the record
	scale    int
}

func dbfDamaged(how string) error {
	return rows.Fatal(DBFNotReadable, rows.Spot{Value: how}, "")
}

// newDBFReader reads the header.
func newDBFReader(r io.Reader, text *textDecoder, found *findings) (*dbfReader, error) {
	d := &dbfReader{r: bufio.NewReaderSize(r, 64<<10), text: text, found: found}
	var header [32]byte
	if _, err := io.ReadFull(d.r, header[:]); err != nil {
		return nil, dbfCut(err)
	}
	d.count = int64(binary.LittleEndian.Uint32(header[4:]))
	length, record := int(binary.LittleEndian.Uint16(header[8:])), int(binary.LittleEndian.Uint16(header[10:]))
	if length < 33 || record < 1 {
		return nil, dbfDamaged("lengths of the header")
	}
	rest := make([]byte, length-32)
	if _, err := io.ReadFull(d.r, rest); err != nil {
		return nil, dbfCut(err)
	}
	long := lengths(rest, true) == record && lengths(rest, false) != record
	at := 1
	for ; hasField(rest); rest = rest[32:] {
		name, _, _ := bytes.Cut(rest[:11], []byte{0})
		f := dbfField{kind: rest[11], from: at, to: at + fieldLength(rest, long), scale: int(rest[17])}
		f.name, _ = text.decode(bytes.TrimSpace(name))
		if at = f.to; at > record {
			return nil, dbfDamaged("fields longer than their record")
		}
		if err := f.check(); err != nil {
			return nil, err
		}
		d.fields = append(d.fields, f)
	}
	d.record = make([]byte, record)
	return d, nil
}

// hasField tells whether a description of a field begins here.
func hasField(b []byte) bool { return len(b) >= 32 && b[0] != '\r' }

// fieldLength returns the bytes of the field that is described here. Clipper
// and FoxPro have texts of more than 255 bytes, with the high byte where others
// leave rubbish.
func fieldLength(b []byte, long bool) int {
	if long && b[11] == 'C' {
		return int(b[16]) + int(b[17])<<8
	}
	return int(b[16])
}

// lengths returns the bytes of a record, by its fields.
func lengths(b []byte, long bool) int {
	sum := 1
	for ; hasField(b); b = b[32:] {
		sum += fieldLength(b, long)
	}
	return sum
}

func dbfCut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return dbfDamaged("the file is cut off")
	}
	return err
}

// check refuses types whose values are not in the record.
func (f *dbfField) check() error {
	size := f.to - f.from
	known := bytes.IndexByte([]byte("CNFDLIOB"), f.kind) >= 0
	if f.kind == 'I' && size != 4 || (f.kind == 'O' || f.kind == 'B') && size != 8 || size < 1 {
		known = false
	}
	if known {
		return nil
	}
	e := rows.Fatal(DBFTypeNotKnown, rows.Spot{Value: fmt.Sprintf("%c", rune(f.kind)), Got: int64(size)}, "")
	e.Column = f.name
	return e
}

// column declares what the field does. Text is left to be looked at: numbers
// and dates are often in fields of text.
func (f *dbfField) column() rows.Column {
	c := rows.Column{Name: f.name}
	switch width := f.to - f.from; {
	case f.kind == 'D':
		c.Type = "date"
	case f.kind == 'L':
		c.Type = "boolean"
	case f.kind == 'I', f.kind == 'N' && f.scale == 0 && width <= 18:
		c.Type = "integer"
	case f.kind == 'N' && f.scale > 0 && width <= 19: // a point among them
		c.Type, c.Scale = "decimal", f.scale
	case f.kind == 'F' || f.kind == 'O' || f.kind == 'B':
		c.Type = "number"
	}
	return c
}

// next puts the next record into cells, and tells whether it is marked as
// deleted. It returns io.EOF after the last.
func (d *dbfReader) next(row int64, cells []rows.Cell) (deleted bool, err error) {
	if d.read >= d.count {
		return false, io.EOF
	}
	if _, err := io.ReadFull(d.r, d.record); err != nil {
		return false, dbfCut(err)
	}
	d.read++
	if d.record[0] == '*' {
		return true, nil
	}
	d.decoded = d.decoded[:0]
	for i, f := range d.fields {
		from := len(d.decoded)
		kind := d.value(row, f, d.record[f.from:f.to])
		cells[i] = rows.Cell{Kind: kind}
		if kind != rows.Empty {
			cells[i].Text = d.decoded[from:len(d.decoded):len(d.decoded)]
		}
	}
	return false, nil
}

// value appends the text of a value and returns its kind.
func (d *dbfReader) value(row int64, f dbfField, raw []byte) rows.Kind {
	switch f.kind {
	case 'I':
		d.decoded = strconv.AppendInt(d.decoded, int64(int32(binary.LittleEndian.Uint32(raw))), 10)
		return rows.Number
	case 'O', 'B':
		return d.double(float(raw))
	}
	raw = bytes.Trim(raw, " \x00")
	if len(raw) == 0 {
		return rows.Empty
	}
	switch f.kind {
	case 'N', 'F':
		if text, ok := plainNumber(d.decoded, raw); ok {
			d.decoded = text
			return rows.Number
		}
		return d.broken(raw)
	case 'D':
		return d.date(raw)
	case 'L':
		switch raw[0] {
		case 'T', 't', 'Y', 'y':
			d.decoded = append(d.decoded, "true"...)
			return rows.Bool
		case 'F', 'f', 'N', 'n':
			d.decoded = append(d.decoded, "false"...)
			return rows.Bool
		case '?':
			return rows.Empty
		}
		return d.broken(raw)
	}
	text, how := d.text.decode(raw)
	switch how {
	case textCut:
		d.found.add(CutText, rows.Warning, row, text)
	case textBad:
		d.found.add(BadText, rows.Refusal, row, text)
	}
	d.decoded = append(d.decoded, text...)
	return rows.Text
}
