// Package xlsx reads the workbooks of Excel (.xlsx, .xlsm, and the strict form
// of the standard) as streams of typed cells.
//
// It reads the XML itself. The row iterator of excelize gives the text of
// cells only: the text 1.234, which is a thousand and more in Vietnamese, and
// the number 1.234 look the same there, dates are either serial numbers or
// what a lossy format makes of them, and numbers are rounded to 15 digits.
// (Formats of numbers are taken apart by nfp, the library of excelize's
// authors for it.)
//
// How cells are given:
//
//   - Excel keeps numbers as binary doubles and writes them with up to 17
//     digits. A number is given as the shortest decimal that is the same
//     double: 0.1 where the file has 0.10000000000000001. What Excel would
//     show, 15 digits at most, is not looked at, so that 0.1+0.2 stays
//     0.30000000000000004. Integers without an exponent are given digit for
//     digit: other programs write identifiers of more than 15 digits so.
//   - Numbers whose format shows a date, a time or a duration are given as
//     such, in both date systems. See [format.moment] for the rounding. A
//     serial that is no date in its system, such as 0 or 60, stays a number.
//   - A formula is given as its value when the workbook was last saved. If it
//     was never computed, it is given as [rows.Broken] with the text of the
//     formula, which begins with an equals sign.
//   - Merged cells have their value in the first, with the size of the range.
//   - Rows without any value are left out, whatever their formats are.
//
// The old format of Excel (.xls) is refused: its readers in Go, shakinm/xlsReader
// (last changed in 2022) and extrame/xls (2017), hold the whole file in memory and
// use offsets of the file unchecked, so that they panic on damaged files.
package xlsx

import (
	"context"
	"errors"
	"sync"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// Codes of what makes a workbook unreadable, besides those of packages rows
// and zipxml. They come as a [*rows.Error].
const (
	OldExcel      rows.Code = "old-excel"         // a workbook of Excel 97 to 2003 (.xls)
	BinaryExcel   rows.Code = "binary-excel"      // a binary workbook (.xlsb)
	OutOfOrder    rows.Code = "rows-out-of-order" // the row or cell Ref comes after a later one, or is there twice
	TooManyMerges rows.Code = "too-many-merges"   // a sheet of more than Want merged ranges
)

const name = "XLSX"

type book struct {
	p      *zipxml.Package
	o      rows.Options
	limits rows.Limits
	cancel context.CancelFunc

	sheets   []rows.Sheet
	parts    []string // of each sheet
	styles   []format
	date1904 bool

	stringsPart string // empty if there is none
	inMemory    int    // bytes of shared strings

	mu      sync.Mutex
	strings *shared         // once a sheet was opened
	merges  map[int][]merge // of the sheets that were opened
	closed  bool
}

// Open reads what a workbook says about its sheets. The workbook ends when ctx
// does.
func Open(ctx context.Context, in rows.Input, o rows.Options) (rows.Workbook, error) {
	if err := refuseOLE(in); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	p, err := zipxml.Open(ctx, in, name, o.Limits)
	if err != nil {
		cancel()
		return nil, err
	}
	b := &book{p: p, o: o, limits: o.Limits.WithDefaults(), cancel: cancel, inMemory: stringsInMemory,
		merges: make(map[int][]merge)}
	if err := b.load(); err != nil {
		cancel()
		return nil, err
	}
	return b, nil
}

// Sheets returns the sheets of cells in their order; charts are left out.
func (b *book) Sheets() []rows.Sheet { return b.sheets }

// Open may be called at any time, and several grids may be read at once.
func (b *book) Open(sheet int) (rows.Grid, error) {
	if sheet < 0 || sheet >= len(b.sheets) {
		return nil, errors.New("xlsx: there is no such sheet")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, errors.New("xlsx: the workbook is closed")
	}
	var err error
	if b.strings == nil {
		if b.strings, err = b.readStrings(); err != nil {
			return nil, err
		}
	}
	merges, known := b.merges[sheet]
	if !known {
		if merges, err = b.readMerges(b.parts[sheet]); err != nil {
			return nil, err
		}
		b.merges[sheet] = merges
	}
	return b.openGrid(b.parts[sheet], merges)
}

// Close ends the reading of all sheets, and removes what was kept in
// temporary files.
func (b *book) Close() error {
	b.cancel()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.strings != nil && b.strings.spool != nil {
		b.strings.spool.close()
	}
	return nil
}
