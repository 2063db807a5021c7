package main

import (
	"fmt"
	"strconv"
	"strings"

	"nguon/publisher/rows"
)

// limits bound what an input file may bring. What is not given keeps the
// default of [rows.Limits].
type limits struct {
	Bytes   byteSize `name:"max-file" help:"Largest input file, as it arrives and unpacked, such as 500MB or 20GB. Default: 8GiB." env:"NGUON_MAX_FILE" placeholder:"SIZE"`
	Rows    int64    `name:"max-rows" help:"Most rows of a table. Default: 200000000." env:"NGUON_MAX_ROWS" placeholder:"N"`
	Columns int      `name:"max-columns" help:"Most columns of a table. Default: 10000." env:"NGUON_MAX_COLUMNS" placeholder:"N"`
	Cell    byteSize `name:"max-cell" help:"Longest cell. Default: 1MiB." env:"NGUON_MAX_CELL" placeholder:"SIZE"`
	Sheets  int      `name:"max-sheets" help:"Most sheets of a workbook. Default: 256." env:"NGUON_MAX_SHEETS" placeholder:"N"`
	Ratio   int64    `name:"max-ratio" help:"How many times its size a packed file may unpack to, beyond 100MiB. Default: 200." env:"NGUON_MAX_RATIO" placeholder:"N"`
}

func (l limits) rows() rows.Limits {
	return rows.Limits{Bytes: int64(l.Bytes), Rows: l.Rows, Columns: l.Columns, Cell: int(l.Cell), Sheets: l.Sheets, Ratio: l.Ratio}
}

// Validate refuses what bounds nothing.
func (l limits) Validate() error {
	if l.Bytes < 0 || l.Rows < 0 || l.Columns < 0 || l.Cell < 0 || l.Cell > 1<<30 || l.Sheets < 0 || l.Ratio < 0 {
		return fmt.Errorf("limits are positive numbers, and a cell has at most 1GiB: %+v", l)
	}
	return nil
}

// byteSize is a number of bytes with a unit, such as 20GB or 1MiB.
type byteSize int64

var byteUnits = []struct {
	name string
	size int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// UnmarshalText reads a number with a unit, or a number of bytes.
func (b *byteSize) UnmarshalText(text []byte) error {
	number, unit := string(text), int64(1)
	for _, u := range byteUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > (1<<62)/unit {
		return fmt.Errorf("%q is no size such as 500MB or 20GiB", text)
	}
	*b = byteSize(n * unit)
	return nil
}
