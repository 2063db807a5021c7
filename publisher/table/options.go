package table

import (
	"cmp"
	"runtime"
	"sync"
	"time"
	_ "time/tzdata" // the same instants on machines without a time zone database

	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// Options of [Inspect]. The zero value works.
type Options struct {
	Encoding string        // one of the encodings; empty is detected
	Comma    byte          // ',', ';', '\t' or '|'; 0 is detected
	Sheet    string        // of a workbook; empty is the first that is not hidden and holds something
	CRS      string        // in which the coordinates of a map are, as geo.ParseCRS reads it; empty is what the file says
	Points   *Points       // a further column, of points; nil for none
	Layout   layout.Layout // of a sheet; what it does not say is guessed
	Declared []Declaration
	Nulls    []string       // what stands for a missing value in columns that declare nothing; nil is the usual marks
	Location *time.Location // of times without a zone; nil is Asia/Ho_Chi_Minh
	TempDir  string         // for copies of files that are not UTF-8; empty is the system's
	Workers  int            // chunks worked on at a time; 0 is GOMAXPROCS
	Spots    int            // occurrences of a problem that are kept; 0 is 100
	Progress func(Progress) // called now and then, never concurrently; may be nil

	Limits  rows.Limits
	MaxLine int // bytes of a record of text; 0 is 16 MiB

	chunk int // bytes read at a time; tests make it small
}

// A Declaration forces the reading of one column.
type Declaration struct {
	Column string   // the header, or the name in queries
	Type   Type     // empty is found from the values
	Nulls  []string // what stands for a missing value in this column, besides the empty cell; nil is as the options say
	Format *Format  // nil is found from the values

	// SetAside makes values missing that are not of the declared type, and
	// reports each; without it they forbid publishing.
	SetAside bool
}

// Progress tells how far a pass is.
type Progress struct {
	Stage string // "inspect", "convert" or "verify"
	Rows  int64
	Bytes int64 // of Total
	Total int64
}

func (o Options) withDefaults() Options {
	o.Location = cmp.Or(o.Location, vietnam())
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.Spots = cmp.Or(o.Spots, 100)
	o.Limits = o.Limits.WithDefaults()
	o.MaxLine = cmp.Or(o.MaxLine, 16<<20)
	o.chunk = cmp.Or(o.chunk, 1<<20)
	return o
}

// vietnam is the zone of Viet Nam; its rules are in the program.
var vietnam = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)
	}
	return l
})

// meter reports progress from several goroutines, ten times a second at most.
type meter struct {
	mu     sync.Mutex
	now    Progress
	last   time.Time
	report func(Progress)
}

func (m *meter) add(rows, bytes int64) {
	if m.report == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Rows += rows
	m.now.Bytes += bytes
	if t := time.Now(); t.Sub(m.last) >= 100*time.Millisecond || m.now.Bytes >= m.now.Total {
		m.last = t
		m.report(m.now)
	}
}
