// Package rowset tells rows apart by 128 bits of hash of the values that
// identify them, in memory that does not grow with the table. Package validate
// finds repeated keys and missing references with it, and package compare the
// rows that two releases do not share.
//
// Two different rows are taken for equal with a chance below 10⁻¹⁹ in a table
// of a thousand million rows. Hashes are of one process: they cannot be kept.
package rowset

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// An Entry is one row: the hash of what identifies it, and a number that is
// kept with it.
type Entry struct {
	High, Low uint64
	Value     uint64 // what the user of the set wants: the number of the row, or a hash of its other values
}

// Compare orders entries by hash, then by value.
func Compare(a, b Entry) int {
	if c := CompareHash(a, b); c != 0 {
		return c
	}
	return cmp.Compare(a.Value, b.Value)
}

// CompareHash orders entries by hash alone.
func CompareHash(a, b Entry) int {
	switch { // not cmp.Or, which compares all: sorting is most of the work
	case a.High < b.High:
		return -1
	case a.High > b.High:
		return 1
	}
	return cmp.Compare(a.Low, b.Low)
}

// entryBytes is the size of an entry, in memory and in files.
const entryBytes = 24

// DefaultEntries is how many entries a set keeps in memory unless told
// otherwise: 100 MB.
const DefaultEntries = 4 << 20

// Parts is the number of parts that a set is divided into, by the first bits of
// the hashes: equal rows of two sets are in parts of the same number.
const Parts = 256

// A Set holds one entry a row, up to a bound in memory and then in temporary
// files, 24 bytes each. It is for one goroutine.
type Set struct {
	dir     string
	most    int
	held    int // entries in memory
	n       int64
	sorted  bool
	spilled bool
	parts   [Parts]part
}

// A part holds the entries whose hashes begin alike.
type part struct {
	entries []Entry
	file    *os.File
}

// New returns an empty set that keeps at most so many entries in memory, 0 is
// [DefaultEntries], and the others in files in dir.
func New(dir string, entries int) *Set {
	return &Set{dir: dir, most: cmp.Or(entries, DefaultEntries)}
}

// Len returns the number of entries.
func (s *Set) Len() int64 { return s.n }

// Add takes in an entry.
func (s *Set) Add(e Entry) error {
	p := &s.parts[e.High>>56]
	p.entries = append(p.entries, e)
	s.held++
	s.n++
	s.sorted = false
	if s.held > s.most {
		return s.spill()
	}
	return nil
}

// spill moves what is in memory to files, one a part.
func (s *Set) spill() error {
	for i := range s.parts {
		if err := s.parts[i].write(s.dir, i); err != nil {
			return fmt.Errorf("temporary file for keys: %w", err)
		}
	}
	s.held, s.spilled = 0, true
	return nil
}

func (p *part) write(dir string, i int) error {
	if len(p.entries) == 0 {
		return nil
	}
	if p.file == nil {
		f, err := os.CreateTemp(dir, fmt.Sprintf("rows-%02x-", i))
		if err != nil {
			return err
		}
		p.file = f
	}
	w := bufio.NewWriterSize(p.file, 64<<10)
	var b [entryBytes]byte
	for _, e := range p.entries {
		binary.LittleEndian.PutUint64(b[0:], e.High)
		binary.LittleEndian.PutUint64(b[8:], e.Low)
		binary.LittleEndian.PutUint64(b[16:], e.Value)
		w.Write(b[:])
	}
	p.entries = p.entries[:0]
	return w.Flush()
}

// Part returns the entries of a part in the order of [Compare]. They are valid
// until the next call of a method of s.
func (s *Set) Part(i int) ([]Entry, error) {
	entries, err := s.parts[i].all()
	if err != nil {
		return nil, fmt.Errorf("temporary file for keys: %w", err)
	}
	slices.SortFunc(entries, Compare)
	return entries, nil
}

// all returns the entries of p, those in its file included.
func (p *part) all() ([]Entry, error) {
	if p.file == nil {
		return p.entries, nil
	}
	size, err := p.file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, int(size/entryBytes)+len(p.entries))
	r := bufio.NewReaderSize(io.NewSectionReader(p.file, 0, size), 64<<10)
	var b [entryBytes]byte
	for {
		if _, err := io.ReadFull(r, b[:]); errors.Is(err, io.EOF) {
			return append(entries, p.entries...), nil
		} else if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{binary.LittleEndian.Uint64(b[0:]), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:])})
	}
}

// InMemory reports whether all entries are in memory, so that [Set.Has] can be
// asked.
func (s *Set) InMemory() bool { return !s.spilled }

// Has reports whether s holds an entry of the hash of e. It must be
// [Set.InMemory].
func (s *Set) Has(e Entry) bool {
	if !s.sorted {
		for i := range s.parts {
			slices.SortFunc(s.parts[i].entries, Compare)
		}
		s.sorted = true
	}
	_, found := slices.BinarySearchFunc(s.parts[e.High>>56].entries, e, CompareHash)
	return found
}

// Close removes the temporary files.
func (s *Set) Close() error {
	var errs []error
	for i := range s.parts {
		if f := s.parts[i].file; f != nil {
			errs = append(errs, f.Close(), os.Remove(f.Name()))
			s.parts[i].file = nil
		}
	}
	return errors.Join(errs...)
}
