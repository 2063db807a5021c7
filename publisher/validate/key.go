package validate

import (
	"sync"

	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// A Key watches whether the key columns of a table identify each of its rows.
// It keeps 24 bytes a row: in memory up to a bound, then in temporary files.
type Key struct {
	columns []int
	names   []string // headers, for messages

	mu      sync.Mutex
	hasher  *rowset.Hasher
	set     *rowset.Set
	rows    []rowset.Row
	missing []table.Problem // by column
}

// NewKey returns a Key for the columns of p with the given names, which keeps
// its temporary files in dir. It returns problems instead for names that the
// table does not have. Without names, every table passes.
func NewKey(p *table.Plan, names []string, dir string) (*Key, []table.Problem) {
	return newKey(p, names, dir, rowset.DefaultEntries)
}

func newKey(p *table.Plan, names []string, dir string, entries int) (*Key, []table.Problem) {
	k := &Key{hasher: rowset.NewHasher(), set: rowset.New(dir, entries)}
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
	k.rows = k.hasher.Batch(b, k.columns, k.rows)
	for i, r := range k.rows {
		row := b.First + int64(i)
		if r.Missing {
			for n, c := range k.columns {
				if b.Columns[c].Null(i) {
					k.miss(n, row)
				}
			}
		}
		if err := k.set.Add(r.Entry(uint64(row))); err != nil {
			return err
		}
	}
	return nil
}

func (k *Key) miss(n int, row int64) {
	p := &k.missing[n]
	if p.Count == 0 || row+1 < p.Got {
		p.Spot = table.Spot{Got: row + 1}
	}
	p.Count++
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
	same, ok, err := repeated(k.set)
	if err != nil {
		return nil, err
	}
	if ok {
		same.Code = DuplicateKey
		found = append(found, same)
	}
	return found, nil
}

// Close removes the temporary files.
func (k *Key) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.set.Close()
}
