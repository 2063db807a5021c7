package validate

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"nguon/publisher/table"
)

// A Key watches whether the key columns of a table identify each of its rows.
// It keeps 24 bytes a row: in memory up to a bound, then in temporary files.
// Rows are told apart by 128 bits of hash: two different keys are taken for
// equal with a chance below 10⁻¹⁹ in a table of a thousand million rows.
type Key struct {
	columns []int
	names   []string // headers, for messages
	seeds   [2]maphash.Seed
	dir     string
	most    int // entries in memory

	mu      sync.Mutex
	parts   [256]part
	held    int
	missing []table.Problem // by column
	scratch []byte
}

// An entry is one row: two hashes of its key, and its number from 0.
type entry struct {
	high, low uint64
	row       int64
}

const entryBytes = 24

// A part holds the entries whose hashes begin alike.
type part struct {
	entries []entry
	file    *os.File
}

// entriesInMemory bounds the memory of a Key to about 100 MB.
const entriesInMemory = 4 << 20

// NewKey returns a Key for the columns of p with the given names, which keeps
// its temporary files in dir. It returns problems instead for names that the
// table does not have. Without names, every table passes.
func NewKey(p *table.Plan, names []string, dir string) (*Key, []table.Problem) {
	k := &Key{dir: dir, most: entriesInMemory, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
	var unknown []table.Problem
	for _, name := range names {
		i := p.Column(name)
		if i < 0 {
			unknown = append(unknown, table.Problem{Code: UnknownKey, Severity: table.Refusal, Count: 1, Spot: table.Spot{Value: name}})
			continue
		}
		k.columns = append(k.columns, i)
		k.names = append(k.names, p.Columns[i].Source)
	}
	k.missing = make([]table.Problem, len(k.columns))
	return k, unknown
}

// Add takes in the rows of b. It may be called by several goroutines, with
// batches in any order.
func (k *Key) Add(b *table.Batch) error {
	if len(k.columns) == 0 {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range b.Rows {
		row := b.First + int64(i)
		key := k.scratch[:0]
		for n, c := range k.columns {
			if v := &b.Columns[c]; v.Null(i) {
				k.miss(n, row)
				key = append(key, 0)
			} else {
				key = appendValue(append(key, 1), v, i)
			}
		}
		k.scratch = key
		e := entry{maphash.Bytes(k.seeds[0], key), maphash.Bytes(k.seeds[1], key), row}
		p := &k.parts[e.high>>56]
		p.entries = append(p.entries, e)
	}
	k.held += b.Rows
	if k.held > k.most {
		return k.spill()
	}
	return nil
}

func appendValue(key []byte, v *table.Vector, i int) []byte {
	switch v.Type {
	case table.String:
		s := v.Bytes(i)
		return append(binary.AppendUvarint(key, uint64(len(s))), s...)
	case table.Number:
		return binary.LittleEndian.AppendUint64(key, math.Float64bits(v.Floats[i]))
	case table.Boolean:
		if v.Bools[i] {
			return append(key, 1)
		}
		return append(key, 0)
	default:
		return binary.LittleEndian.AppendUint64(key, uint64(v.Ints[i]))
	}
}

func (k *Key) miss(n int, row int64) {
	p := &k.missing[n]
	if p.Count == 0 || row+1 < p.Got {
		p.Spot = table.Spot{Got: row + 1}
	}
	p.Count++
}

// spill moves what is in memory to files, one a part.
func (k *Key) spill() error {
	for i := range k.parts {
		p := &k.parts[i]
		if p.file == nil {
			f, err := os.CreateTemp(k.dir, fmt.Sprintf("key-%02x-", i))
			if err != nil {
				return err
			}
			p.file = f
		}
		w := bufio.NewWriterSize(p.file, 64<<10)
		var b [entryBytes]byte
		for _, e := range p.entries {
			binary.LittleEndian.PutUint64(b[0:], e.high)
			binary.LittleEndian.PutUint64(b[8:], e.low)
			binary.LittleEndian.PutUint64(b[16:], uint64(e.row))
			w.Write(b[:])
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("temporary file for keys: %w", err)
		}
		p.entries = p.entries[:0]
	}
	k.held = 0
	return nil
}

// Problems returns what was wrong with the key in all rows added.
func (k *Key) Problems() ([]table.Problem, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var found []table.Problem
	for n, p := range k.missing {
		if p.Count > 0 {
			p.Code, p.Severity, p.Column = MissingKey, table.Refusal, k.names[n]
			found = append(found, p)
		}
	}
	same := table.Problem{Code: DuplicateKey, Severity: table.Refusal}
	for i := range k.parts {
		entries, err := k.parts[i].all()
		if err != nil {
			return nil, fmt.Errorf("temporary file for keys: %w", err)
		}
		duplicates(entries, &same)
	}
	if same.Count > 0 {
		slices.SortFunc(same.Spots, func(a, b table.Spot) int { return cmp.Compare(a.Got, b.Got) })
		same.Spot = same.Spots[0]
		found = append(found, same)
	}
	return found, nil
}

// maxSpots bounds the duplicates that are named.
const maxSpots = 100

// duplicates adds to p the rows of entries whose key an earlier row has. The
// earliest of all duplicates is always among those named.
func duplicates(entries []entry, p *table.Problem) {
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.high, b.high), cmp.Compare(a.low, b.low), cmp.Compare(a.row, b.row))
	})
	var first entry
	for i, e := range entries {
		if i == 0 || e.high != first.high || e.low != first.low {
			first = e
			continue
		}
		p.Count++
		spot := table.Spot{Got: e.row + 1, Want: first.row + 1}
		if len(p.Spots) < maxSpots {
			p.Spots = append(p.Spots, spot)
			continue
		}
		last := slices.MaxFunc(p.Spots, func(a, b table.Spot) int { return cmp.Compare(a.Got, b.Got) })
		if spot.Got < last.Got {
			p.Spots[slices.Index(p.Spots, last)] = spot
		}
	}
}

// all returns the entries of p, those in its file included.
func (p *part) all() ([]entry, error) {
	entries := p.entries
	if p.file == nil {
		return entries, nil
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(p.file, 64<<10)
	var b [entryBytes]byte
	for {
		if _, err := io.ReadFull(r, b[:]); errors.Is(err, io.EOF) {
			return entries, nil
		} else if err != nil {
			return nil, err
		}
		entries = append(entries, entry{binary.LittleEndian.Uint64(b[0:]), binary.LittleEndian.Uint64(b[8:]),
			int64(binary.LittleEndian.Uint64(b[16:]))})
	}
}

// Close removes the temporary files.
func (k *Key) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var errs []error
	for i := range k.parts {
		if f := k.parts[i].file; f != nil {
			errs = append(errs, f.Close(), os.Remove(filepath.Clean(f.Name())))
			k.parts[i].file = nil
		}
	}
	return errors.Join(errs...)
}
