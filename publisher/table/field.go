package table

import (
	"encoding/binary"
	"math/bits"
)

// A lexer walks over the cells of a chunk.
type lexer struct {
	data    []byte
	comma   byte
	newline byte
	commas  uint64 // the byte eight times
	breaks  uint64
	scratch []byte // a cell without its doubled quotes; valid until the next cell

	bad      bool  // the last cell had text after its closing quote
	breaksIn int64 // line breaks within quotes, so far
}

func newLexer(d *Dialect) *lexer {
	return &lexer{comma: d.Comma, newline: d.newline, commas: every(d.Comma), breaks: every(d.newline)}
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

func every(b byte) uint64 { return ones * uint64(b) }

// zeros marks with their high bit the bytes of x that are zero. Bytes above
// the first such may be marked in error.
func zeros(x uint64) uint64 { return (x - ones) &^ x & highs }

// end returns where the unquoted cell ends that begins at p: at the next
// separator or line break. There is always one.
func (l *lexer) end(p int) int {
	data := l.data
	for p+8 <= len(data) {
		w := binary.LittleEndian.Uint64(data[p:])
		if m := zeros(w^l.commas) | zeros(w^l.breaks); m != 0 {
			return p + bits.TrailingZeros64(m)>>3
		}
		p += 8
	}
	for data[p] != l.comma && data[p] != l.newline {
		p++
	}
	return p
}

// rowNumber reads the first cell of a record of numbered text. Last reports
// whether the record holds no other.
func (l *lexer) rowNumber(p int) (number int64, next int, last bool) {
	for {
		c := l.data[p]
		p++
		if c == l.comma || c == l.newline {
			return number, p, c == l.newline
		}
		number = number*10 + int64(c-'0')
	}
}

// cell returns the cell that begins at p, and the index of the separator or
// line break after it.
func (l *lexer) cell(p int) (value []byte, next int) {
	if l.data[p] == '"' {
		return l.quoted(p)
	}
	next = l.end(p)
	value = l.data[p:next]
	if n := len(value); n > 0 && value[n-1] == '\r' && l.data[next] == l.newline {
		value = value[:n-1]
	}
	return value, next
}

// quoted returns the cell whose opening quote is at p. Text after the closing
// quote belongs to the cell and sets bad.
func (l *lexer) quoted(p int) (value []byte, next int) {
	data := l.data
	p++
	start, copied := p, false
	for {
		for data[p] != '"' {
			if data[p] == l.newline {
				l.breaksIn++
			}
			p++
		}
		if data[p+1] != '"' {
			break
		}
		if !copied {
			l.scratch, copied = l.scratch[:0], true
		}
		l.scratch = append(l.scratch, data[start:p+1]...)
		p += 2
		start = p
	}
	value = data[start:p]
	if copied {
		l.scratch = append(l.scratch, value...)
		value = l.scratch
	}
	p++
	if data[p] == l.comma || data[p] == l.newline {
		return value, p
	}
	next = l.end(p)
	rest := data[p:next]
	if n := len(rest); rest[n-1] == '\r' && data[next] == l.newline {
		rest = rest[:n-1]
	}
	if len(rest) > 0 {
		l.bad = true
		l.scratch = append(append(l.scratch[:0:0], value...), rest...)
		value = l.scratch
	}
	return value, next
}
