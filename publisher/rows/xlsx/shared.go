package xlsx

import (
	"errors"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// stringsInMemory is how many bytes the shared strings may take in memory,
// their index included. What is more goes to a temporary file.
const stringsInMemory = 32 << 20

// shared are the strings that cells refer to by number.
type shared struct {
	text  []byte // of the first strings
	ends  []uint32
	spool *spool // the strings after those; nil if there are none
}

// len is the number of strings.
func (s *shared) len() int64 {
	n := int64(len(s.ends))
	if s.spool != nil {
		n += s.spool.len()
	}
	return n
}

// readStrings reads the shared strings.
func (b *book) readStrings() (_ *shared, err error) {
	all := &shared{}
	if b.stringsPart == "" || !b.p.Has(b.stringsPart) {
		return all, nil
	}
	defer func() {
		if err != nil && all.spool != nil {
			all.spool.close()
		}
	}()
	var text []byte
	err = b.walk(b.stringsPart, func(s *zipxml.Scanner, element string) error {
		switch {
		case s.Depth() == 1:
			if element != "sst" {
				return errors.New("the part has no shared strings")
			}
			return nil
		case element != "si":
			return s.Skip()
		}
		var size int
		if text, size, err = appendRich(text[:0], s, b.limits.Cell); err != nil {
			return err
		}
		if size > b.limits.Cell {
			return rows.Fatal(rows.CellTooLong, rows.Spot{Got: int64(size), Want: int64(b.limits.Cell)}, "a shared string")
		}
		if all.spool == nil && len(all.text)+len(text)+4*len(all.ends) <= b.inMemory {
			all.text = append(all.text, text...)
			all.ends = append(all.ends, uint32(len(all.text)))
			return nil
		}
		if all.spool == nil {
			if all.spool, err = newSpool(b.o.TempDir); err != nil {
				return err
			}
		}
		return all.spool.add(text)
	})
	if err == nil && all.spool != nil {
		err = all.spool.finish()
	}
	if err != nil {
		return nil, err
	}
	return all, nil
}

// A stringReader gives the shared strings to one goroutine.
type stringReader struct {
	*shared
	spooled *spoolReader
}

func (s *shared) reader() *stringReader {
	r := &stringReader{shared: s}
	if s.spool != nil {
		r.spooled = s.spool.reader()
	}
	return r
}

// get returns a string if it is in memory for good, or else appends it to dst.
func (r *stringReader) get(dst []byte, i int64) (fixed, appended []byte, err error) {
	if i < 0 || i >= r.len() {
		return nil, dst, errors.New("there is no such shared string")
	}
	if i >= int64(len(r.ends)) {
		dst, err = r.spooled.append(dst, i-int64(len(r.ends)))
		return nil, dst, err
	}
	from := uint32(0)
	if i > 0 {
		from = r.ends[i-1]
	}
	return r.text[from:r.ends[i]:r.ends[i]], dst, nil
}
