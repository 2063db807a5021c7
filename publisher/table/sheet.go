package table

import (
	"context"
	"errors"
	"slices"
	"strings"

	"nguon/publisher/charset"
	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

// Codes of sheets of workbooks.
const (
	NoSuchSheet  Code = "no-such-sheet" // Refusal: Value is the sheet that was asked for
	NoSheet      Code = "no-sheet"      // Refusal: no sheet of the workbook holds anything
	OtherSheets  Code = "other-sheets"  // Warning: Count other sheets hold something, which are named in Value
	HiddenSheets Code = "hidden-sheets" // Note: Count hidden sheets hold something, which are named in Value
)

// Sheets returns the names of the sheets of a workbook that are not hidden and
// hold something, in their order. Of other files it returns none.
func Sheets(ctx context.Context, path string, o Options) (names []string, err error) {
	o = o.withDefaults()
	f, err := intake.Open(ctx, path, rows.Options{Limits: o.Limits, TempDir: o.TempDir})
	if err != nil {
		return nil, asError(err)
	}
	defer func() { err = asError(errors.Join(err, f.Close())) }()
	if f.Format != intake.XLSX && f.Format != intake.ODS {
		return nil, nil
	}
	book, err := openBook(ctx, f, o)
	if err != nil {
		return nil, err
	}
	for _, s := range book.Sheets() {
		if !s.Hidden && !s.Empty {
			names = append(names, s.Name)
		}
	}
	return names, book.Close()
}

// choose returns the index of the sheet to read, and what there is besides it.
func choose(sheets []rows.Sheet, name string) (int, []rows.Notice, error) {
	i := slices.IndexFunc(sheets, func(s rows.Sheet) bool { return s.Name == name })
	if i < 0 && name != "" {
		same := func(s rows.Sheet) bool { return charset.Fold(s.Name) == charset.Fold(name) }
		if i = slices.IndexFunc(sheets, same); i < 0 {
			return 0, nil, fatal(NoSuchSheet, Spot{Value: name}, "the workbook has no such sheet")
		}
	}
	if name != "" {
		return i, nil, nil // whoever names a sheet knows of the others
	}
	if i = slices.IndexFunc(sheets, func(s rows.Sheet) bool { return !s.Hidden && !s.Empty }); i < 0 {
		return 0, nil, fatal(NoSheet, Spot{}, "no sheet that is not hidden holds anything")
	}
	var others, hidden []string
	for n, s := range sheets {
		switch {
		case n == i || s.Empty:
		case s.Hidden:
			hidden = append(hidden, s.Name)
		default:
			others = append(others, s.Name)
		}
	}
	var notices []rows.Notice
	for _, of := range []struct {
		code     Code
		severity Severity
		names    []string
	}{{OtherSheets, Warning, others}, {HiddenSheets, Note, hidden}} {
		if len(of.names) > 0 {
			notices = append(notices, rows.Notice{Code: of.code, Severity: of.severity, Count: int64(len(of.names)),
				Spot: Spot{Value: shorten([]byte(strings.Join(of.names, ", ")))}})
		}
	}
	return i, notices, nil
}
