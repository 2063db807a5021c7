package rows

import "cmp"

// Limits bound what one file may bring. The zero value of a field means its
// default.
type Limits struct {
	Bytes   int64 // of the file as it arrives, and of what it unpacks to; default 8 GiB
	Rows    int64 // of one table; default 200 million
	Columns int   // of one table; default 10,000
	Cell    int   // bytes of one cell; default 1 MiB
	Sheets  int   // of a workbook; default 256
	Ratio   int64 // how many times its size a file may unpack to, beyond the first 100 MiB; default 200
}

// WithDefaults returns l with the defaults filled in.
func (l Limits) WithDefaults() Limits {
	l.Bytes = cmp.Or(l.Bytes, 8<<30)
	l.Rows = cmp.Or(l.Rows, 200_000_000)
	l.Columns = cmp.Or(l.Columns, 10_000)
	l.Cell = cmp.Or(l.Cell, 1<<20)
	l.Sheets = cmp.Or(l.Sheets, 256)
	l.Ratio = cmp.Or(l.Ratio, 200)
	return l
}

// freelyUnpacked is how much a file may unpack to whatever its own size: small
// files of many equal cells are packed a thousand times over by honest tools.
const freelyUnpacked = 100 << 20

// Unpacked returns how many bytes a packed file of the given size may unpack
// to.
func (l Limits) Unpacked(size int64) int64 {
	l = l.WithDefaults()
	return min(l.Bytes, max(freelyUnpacked, size*l.Ratio))
}

// Options of the readers. The zero value works.
type Options struct {
	Limits  Limits
	TempDir string // for what does not fit in memory; empty is the system's
}
