package table

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// How much of a sheet is looked at to tell which columns were typed with a font
// of an old encoding.
const legacyRows, legacyBytes = 2000, 64 << 10

// legacyColumns returns the old encoding of each column whose texts show as
// Vietnamese only in a font of it. Cells that are Vietnamese as they are prove
// nothing: headers are often typed later than what is below them.
func legacyColumns(g rows.Grid) (map[int]string, error) {
	samples := make(map[int]*strings.Builder)
	for range legacyRows {
		row, err := g.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for i, c := range row.Cells {
			if c.Kind != rows.Text || !mayBeLegacy(c.Text) {
				continue
			}
			s := samples[i]
			if s == nil {
				s = new(strings.Builder)
				samples[i] = s
			}
			if s.Len() < legacyBytes {
				s.Write(c.Text)
				s.WriteByte('\n')
			}
		}
	}
	of := make(map[int]string)
	for i, s := range samples {
		if name := charset.LegacyText(s.String()); name != "" {
			of[i] = name
		}
	}
	return of, nil
}

// mayBeLegacy reports whether a text has no letter that only Unicode has.
func mayBeLegacy(text []byte) bool {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		switch {
		case r >= 0x1ea0 && r <= 0x1ef9, r >= 0x0300 && r <= 0x036f: // Vietnamese, and marks by themselves
			return false
		case strings.ContainsRune("ĂăĐđĨĩŨũƠơƯư", r):
			return false
		}
	}
	return true
}

// legacyText returns the columns of text that were typed with an old font, where
// the text as a whole was not, and most are not.
func (p *Plan) legacyText(ctx context.Context, o Options) (map[int]string, error) {
	if p.Dialect.Legacy != "" || o.Encoding != "" || p.Dialect.Encoding != charset.UTF8 && p.Dialect.Encoding != charset.UTF8BOM {
		return nil, nil
	}
	split, head, err := p.splitText(o)
	if err != nil || isASCII(head) {
		return nil, err
	}
	return legacyColumns(newTextGrid(ctx, split, o.Limits.Cell))
}

// restores notes which columns become Unicode.
func (p *Plan) restores(of map[int]string) {
	names := legacyNames(of)
	p.Dialect.Legacy = names
	for _, i := range slices.Sorted(maps.Keys(of)) {
		p.note(rows.Notice{Code: Transcoded, Severity: Note, Count: 1, Spot: Spot{Value: of[i], Ref: rows.ColumnRef(i)}})
	}
}

// legacyNames are the encodings of some columns, for messages.
func legacyNames(of map[int]string) string {
	return strings.Join(slices.Compact(slices.Sorted(maps.Values(of))), ", ")
}

// restored is a sheet some of whose columns become Unicode.
type restored struct {
	rows.Grid
	of   map[int]transform.Transformer
	room []byte
}

func restore(g rows.Grid, of map[int]string) rows.Grid {
	r := &restored{Grid: g, of: make(map[int]transform.Transformer)}
	for i, name := range of {
		r.of[i] = charset.Restore(name)
	}
	return r
}

// restoredText is a restored sheet of separated text.
type restoredText struct{ rows.Grid }

// Lined says that a record may take several lines.
func (restoredText) Lined() {}

// Next returns the next row.
func (r *restored) Next() (rows.Row, error) {
	row, err := r.Grid.Next()
	if err != nil {
		return row, err
	}
	r.room = r.room[:0]
	for i := range row.Cells {
		c, t := &row.Cells[i], r.of[i]
		if t == nil || c.Kind != rows.Text || !mayBeLegacy(c.Text) {
			continue
		}
		t.Reset()
		from := len(r.room)
		if r.room, _, err = transform.Append(t, r.room, c.Text); err != nil {
			return row, err
		}
		c.Text = r.room[from:len(r.room):len(r.room)]
	}
	return row, nil
}
