package table

import (
	"bytes"
	"slices"
)

// A Dialect is how a file of separated values is written. Cells may be quoted
// as RFC 4180 says; a quote within an unquoted cell is a character like others.
type Dialect struct {
	Encoding   string // one of those of package charset
	Legacy     string // the encoding of the font that the text was typed for, or empty
	Comma      byte   // ',', ';', '\t' or '|'
	HeaderLine int64  // physical line of the header, from 1

	newline byte // '\n', which may follow '\r', or '\r' alone
}

var commas = []byte{',', ';', '\t', '|'}

// detect finds comma and line break from the first records.
func (d *Dialect) detect(sample []byte, comma byte) {
	d.newline = '\n'
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		d.newline = '\r'
	}
	d.Comma = comma
	if comma != 0 {
		return
	}
	d.Comma = ','
	best := 0.0
	for _, c := range commas {
		try := Dialect{Comma: c, newline: d.newline}
		if s := try.score(sample); s > best {
			best, d.Comma = s, c
		}
	}
}

// score says how well sample reads as records of several cells: the share of
// records that have as many cells as most, and a little for many cells. The
// first record is no measure: it may be a title.
func (d *Dialect) score(sample []byte) float64 {
	n, _ := d.whole(sample)
	if n == 0 {
		sample = append(slices.Clip(sample), d.newline)
		if n, _ = d.whole(sample); n == 0 {
			return 0
		}
	}
	l := newLexer(d)
	l.data = sample[:n]
	records, counts := 0, make(map[int]int)
	for p := 0; p < n && records < 2000; {
		cells := 0
		for {
			_, q := l.cell(p)
			cells++
			p = q + 1
			if l.data[q] == d.newline {
				break
			}
		}
		counts[cells]++
		records++
	}
	common, like := 0, 0
	for cells, n := range counts {
		if n > like || n == like && cells > common {
			common, like = cells, n
		}
	}
	if common < 2 {
		return 0
	}
	return float64(like)/float64(records) + float64(min(common, 100))/1000
}

// excel reads the line "sep=;" that spreadsheets put above the header, and
// returns how many bytes it takes.
func excel(sample []byte, comma *byte) int {
	line, _, ok := bytes.Cut(sample, []byte("\n"))
	text := bytes.TrimRight(line, "\r")
	if !ok || len(text) != 5 || !bytes.EqualFold(text[:4], []byte("sep=")) || !slices.Contains(commas, text[4]) {
		return 0
	}
	if *comma == 0 {
		*comma = text[4]
	}
	return len(line) + 1
}
