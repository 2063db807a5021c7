package duckdb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// CopyOptions say which copies of tables are kept. The zero value of a field
// means its default.
type CopyOptions struct {
	// Dir is the folder of the copies, which are found again after a restart.
	// It belongs to one process at a time. Empty keeps no copies.
	Dir         string
	Bytes       int64 // that all copies may have together; default 4 GiB
	MemoryLimit int64 // bytes to make a copy with; default 256 MiB
	Log         *slog.Logger
	Now         func() time.Time
}

// copies decides which tables have copies. A table gets one when the statements
// on it have lately taken as long as making one would: the cost of having waited
// too long, or not long enough, is then at most that of the other. It is safe for
// concurrent use.
type copies struct {
	o      CopyOptions
	ledger *ledger
	wanted chan query.Source // the next to be copied
	unused func(path string) // closes what has a file open

	mu     sync.Mutex
	kept   map[catalog.Digest]kept
	size   int64 // bytes of all kept
	making catalog.Digest
	cancel context.CancelFunc // of the making; nil if there is none
	rate   float64            // seconds that a cell takes
	stats  query.CopyStats
}

// A kept copy is a file.
type kept struct {
	path  string
	bytes int64
}

const (
	leastSpent  = 0.5    // seconds; what is asked for less is well as it is
	firstRate   = 200e-9 // seconds that a cell takes, until some were copied
	growth      = 2      // of the bytes of a table in a copy, as a guess
	allowedRate = 0.3    // weight of the newest copy in the rate
)

// openCopies finds the copies in the folder, which it makes if there is none.
func openCopies(o CopyOptions, unused func(path string)) (*copies, error) {
	o.Bytes = cmp.Or(o.Bytes, 4<<30)
	o.MemoryLimit = cmp.Or(o.MemoryLimit, 256<<20)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &copies{o: o, ledger: newLedger(o.Now), wanted: make(chan query.Source, 1), unused: unused, rate: firstRate}
	var err error
	if c.kept, err = readShelf(o.Dir, o.Bytes); err != nil {
		return nil, fmt.Errorf("copies of tables in %s: %w", o.Dir, err)
	}
	for _, k := range c.kept {
		c.size += k.bytes
	}
	return c, nil
}

// find returns the path of the copy of a table.
func (c *copies) find(t *catalog.Table) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[t.File.SHA256]
	return k.path, ok
}

// why says for engineers why a table has a copy or has none.
func (c *copies) why(t *catalog.Table) string {
	return fmt.Sprintf("statements took %.2f s lately; a copy is made from %.2f s on", c.ledger.spent(t.File.SHA256), c.price(t))
}

// price is how many seconds statements must have taken for a copy to be made.
func (c *copies) price(t *catalog.Table) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(leastSpent, float64(t.Rows)*float64(len(t.Columns))*c.rate)
}

// charge enters a statement, and asks for copies of what is worth one.
func (c *copies) charge(sources []query.Source, took time.Duration, r room) {
	if c == nil {
		return
	}
	for i, s := range sources {
		d := s.Table.File.SHA256
		onCopy := r.files[i].form != published
		if spent := c.ledger.charge(d, took, onCopy); onCopy || d == (catalog.Digest{}) || spent < c.price(s.Table) {
			continue
		}
		select {
		case c.wanted <- s:
		default: // another comes first; it will be asked again
		}
	}
}

// errNoRoom is why a table has no copy: others are asked more often.
var errNoRoom = errors.New("no room for a copy")

// make makes a copy of a table that is worth so many seconds, unless there is
// one.
func (c *copies) make(ctx context.Context, s query.Source, worth float64) (err error) {
	d := s.Table.File.SHA256
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.mu.Lock()
	if _, ok := c.kept[d]; ok || c.cancel != nil {
		c.mu.Unlock()
		return nil
	}
	if !c.makeRoom(s.Table.File.Bytes*growth, worth) {
		c.mu.Unlock()
		c.ledger.settle(d)
		return errNoRoom
	}
	c.making, c.cancel = d, cancel
	c.mu.Unlock()

	part, path := shelfNames(c.o.Dir, d)
	begin := time.Now()
	err = writeCopy(ctx, s, part, c.o.MemoryLimit)
	if err == nil {
		err = c.shelve(ctx, s, part, path, worth, time.Since(begin))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancel = nil
	if err != nil {
		c.stats.Failed++
		c.ledger.settle(d)
		return errors.Join(err, removeCopy(part))
	}
	return nil
}

// shelve gives a copy that is made its name, if nobody has asked for its end.
func (c *copies) shelve(ctx context.Context, s query.Source, part, path string, worth float64, took time.Duration) error {
	info, err := os.Stat(part)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !c.makeRoom(info.Size(), worth) {
		return errNoRoom
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	c.kept[s.Table.File.SHA256] = kept{path, info.Size()}
	c.size += info.Size()
	if cells := float64(s.Table.Rows) * float64(len(s.Table.Columns)); cells > 0 {
		c.rate += allowedRate * (took.Seconds()/cells - c.rate)
	}
	c.stats.Made++
	return nil
}

// makeRoom drops the copies that are worth least until there is room for one of
// the given size. It reports false, and drops none, if they are worth more. c.mu
// is held.
func (c *copies) makeRoom(bytes int64, worth float64) bool {
	var drop []catalog.Digest
	left := c.size
	for left+bytes > c.o.Bytes {
		var least catalog.Digest
		sum := math.Inf(1)
		for d := range c.kept {
			if s := c.ledger.spent(d); s < sum && !slices.Contains(drop, d) {
				least, sum = d, s
			}
		}
		if sum >= worth {
			return false
		}
		drop = append(drop, least)
		left -= c.kept[least].bytes
	}
	for _, d := range drop {
		c.drop(d)
	}
	return true
}

// drop removes a copy. Statements on it may go on. c.mu is held.
func (c *copies) drop(d catalog.Digest) {
	k, ok := c.kept[d]
	if !ok {
		return
	}
	delete(c.kept, d)
	c.size -= k.bytes
	c.stats.Dropped++
	if err := removeCopy(k.path); err != nil {
		c.o.Log.Error("a copy of a table is left on the disk", slog.String("file", k.path), slog.Any("error", err))
	}
	c.unused(k.path)
}

// forget removes the copy of a table, and ends its making.
func (c *copies) forget(d catalog.Digest) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil && c.making == d {
		c.cancel()
	}
	c.drop(d)
	c.ledger.settle(d)
}

// doubt removes the copies of a room that could not be read, and reports whether
// the published files may have the answer that the room had not.
func (c *copies) doubt(r room, err error) bool {
	failure, ok := errors.AsType[*duckdb.Error](err)
	switch {
	case errors.Is(err, errNotOpened):
	case !ok:
		return false
	case failure.Type == duckdb.ErrorTypeOutOfMemory:
		return true // the copy is well, but it is read in larger pieces
	case !slices.Contains(unreadable, failure.Type):
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for d, k := range c.kept {
		if r.reads(k.path) {
			c.o.Log.Error("a copy of a table is dropped", slog.String("file", k.path), slog.Any("error", err))
			c.drop(d)
			c.ledger.settle(d)
		}
	}
	return true
}

// unreadable are the kinds of errors by which a damaged file shows.
var unreadable = []duckdb.ErrorType{duckdb.ErrorTypeIO, duckdb.ErrorTypeFatal, duckdb.ErrorTypeInternal, duckdb.ErrorTypeSerialization}
