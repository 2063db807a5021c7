package personal

import (
	"bytes"
	"crypto/md5"  //nolint:gosec // it is what others hash with, and what is looked for
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"nguon/publisher/table"
)

// Bounds of the search for what digests were made of.
const (
	proofRows   = 256     // first rows whose other values are hashed
	keepDigests = 1 << 16 // of a column, that enumerated numbers are compared with
	fewest      = 1 << 18 // numbers of each kind that are hashed at least,
	eachDigest  = 16      // more for each digest,
	most        = 1 << 21 // and at most
)

// digests are what is kept of a column of MD5, SHA-1 or SHA-256 in hexadecimal.
type digests struct {
	size   int                  // bytes of the digests
	heads  map[[8]byte]struct{} // their first bytes
	proved string               // the header of the column whose values they are of
}

// digest counts v if it is a digest in hexadecimal.
func (c *column) digest(v []byte, row int64) bool {
	letters := false
	for _, b := range v {
		letters = letters || !digit(b)
		if !digit(b) && (b|0x20 < 'a' || b|0x20 > 'f') {
			return false
		}
	}
	if !letters {
		return false
	}
	if c.digests == nil {
		c.digests = &digests{size: len(v) / 2, heads: make(map[[8]byte]struct{})}
	}
	if d := c.digests; d.size == len(v)/2 && len(d.heads) < keepDigests {
		var head [8]byte
		if _, err := hex.Decode(head[:], v[:16]); err == nil {
			d.heads[head] = struct{}{}
		}
	}
	c.hit(digestHex, v, row)
	return true
}

// sum hashes text with the function whose digests have size bytes.
func sum(size int, text []byte) (head [8]byte) {
	switch size {
	case md5.Size:
		s := md5.Sum(text) //nolint:gosec // see the imports
		copy(head[:], s[:])
	case sha1.Size:
		s := sha1.Sum(text) //nolint:gosec // see the imports
		copy(head[:], s[:])
	case sha256.Size:
		s := sha256.Sum256(text)
		copy(head[:], s[:])
	}
	return head
}

// prove compares digests with those of the other values of their rows.
func (s *Scanner) prove(b *table.Batch) {
	for i, c := range s.columns {
		if c.digests == nil || c.digests.proved != "" {
			continue
		}
		v := &b.Columns[i]
		for row := range min(b.Rows, proofRows) {
			if v.Null(row) {
				continue
			}
			cell := trim(v.Bytes(row))
			var head [8]byte
			if len(cell) != 2*c.digests.size {
				continue
			}
			if _, err := hex.Decode(head[:], cell[:16]); err != nil {
				continue
			}
			for j := range b.Columns {
				if j != i && madeOf(&b.Columns[j], row, c.digests.size, head) {
					c.digests.proved = s.columns[j].c.Source
				}
			}
		}
	}
}

// madeOf reports whether a digest is that of a value: as it stands, without
// signs between digits, in lower or upper case, or with the zeros that numbers
// lose.
func madeOf(v *table.Vector, row, size int, head [8]byte) bool {
	if v.Null(row) {
		return false
	}
	switch v.Type {
	case table.String:
		cell := trim(v.Bytes(row))
		if len(cell) < 4 || len(cell) > 256 {
			return false
		}
		bare := bytes.Map(func(r rune) rune {
			if r == ' ' || r == '.' || r == '-' {
				return -1
			}
			return r
		}, cell)
		for _, text := range [][]byte{cell, bare, bytes.ToLower(cell), bytes.ToUpper(cell)} {
			if sum(size, text) == head {
				return true
			}
		}
	case table.Integer:
		d := strconv.AppendInt(nil, v.Ints[row], 10)
		if len(d) < 4 {
			return false
		}
		for range 3 {
			if sum(size, d) == head {
				return true
			}
			d = append([]byte{'0'}, d...)
		}
	}
	return false
}

// enumerate hashes numbers of mobile phones and of identity cards, spread over
// all that there are, and reports of which kind the digests are. Where a column
// has n digests and a kind N numbers, n·tries/N of those that are tried are
// found: enough from some thousand phones on, of 360 million, and from some ten
// thousand identity cards, of 10 billion. Digests of fewer, and of numbers with
// something constant before or after them, are not proved to be any.
func (d *digests) enumerate(year int) Kind {
	if len(d.heads) == 0 {
		return ""
	}
	found := func(text []byte) bool {
		_, ok := d.heads[sum(d.size, text)]
		return ok
	}
	const step = 0x9E3779B97F4A7C15 // of a Weyl sequence, which spreads evenly
	x := uint64(step)
	var text [12]byte
	for range min(max(fewest, eachDigest*len(d.heads)), most) {
		x += step
		n := x >> 20
		text[0] = '0'
		for i := 1; i < 10; i++ {
			text[i] = '0' + byte(n%10)
			n /= 10
		}
		if subscriber(text[1:10]) && found(text[:10]) {
			return Phone
		}
		n = x >> 8
		for i := range text {
			text[i] = '0' + byte(n%10)
			n /= 10
		}
		text[0], text[3] = '0', text[3]&3|'0'
		if ok, _ := nationalID(text[:], year); ok && found(text[:]) {
			return NationalID
		}
	}
	return ""
}
