package search

import (
	"encoding/binary"
	"errors"

	"nguon/catalog"
)

// The passages of a document are stored as their parts one after the other,
// each with its length before it: to read twenty documents is most of what a
// search takes, and this takes a tenth of what JSON does.

// encodePassages appends the passages to b as they are stored. The tiers are
// not kept.
func encodePassages(b []byte, ps []passage) []byte {
	put := func(text string) {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	b = binary.AppendUvarint(b, uint64(len(ps)))
	for _, p := range ps {
		put(p.Field)
		put(string(p.Lang))
		put(p.Text)
		put(p.Resource)
		put(p.Column)
		b = binary.AppendUvarint(b, uint64(len(p.Values)))
		for _, v := range p.Values {
			put(v)
		}
	}
	return b
}

var errSource = errors.New("stored passages are damaged")

// decodePassages reads what encodePassages has written. It keeps nothing of
// stored.
func decodePassages(stored []byte) ([]passage, error) {
	d := sourceDecoder{rest: string(stored)}
	ps := make([]passage, d.count())
	for i := range ps {
		ps[i] = passage{Field: d.text(), Lang: catalog.Lang(d.text()), Text: d.text(), Resource: d.text(), Column: d.text()}
		if n := d.count(); n > 0 {
			ps[i].Values = make([]string, n)
			for j := range ps[i].Values {
				ps[i].Values[j] = d.text()
			}
		}
	}
	if d.bad || d.rest != "" {
		return nil, errSource
	}
	return ps, nil
}

// A sourceDecoder reads parts until one is wrong; from then on all are empty.
type sourceDecoder struct {
	rest string
	bad  bool
}

// count reads a number of things that are still to come, each of a byte or
// more.
func (d *sourceDecoder) count() int {
	var n uint64
	for i := 0; i < len(d.rest) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(d.rest[i]&0x7f) << (7 * i)
		if d.rest[i] < 0x80 {
			d.rest = d.rest[i+1:]
			if n > uint64(len(d.rest)) {
				break
			}
			return int(n)
		}
	}
	d.bad, d.rest = true, ""
	return 0
}

func (d *sourceDecoder) text() string {
	n := d.count()
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}
