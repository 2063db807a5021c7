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

// choose returns the index of the sheet to read, or of the first that may be.
func choose(sheets []rows.Sheet, name string) (int, error) {
	if name == "" {
		i := slices.IndexFunc(sheets, func(s rows.Sheet) bool { return !s.Hidden && !s.Empty })
		if i < 0 {
			return 0, fatal(NoSheet, Spot{}, "no sheet that is not hidden holds anything")
		}
		return i, nil
	}
	i := slices.IndexFunc(sheets, func(s rows.Sheet) bool { return s.Name == name })
	if i < 0 {
		i = slices.IndexFunc(sheets, func(s rows.Sheet) bool { return charset.Fold(s.Name) == charset.Fold(name) })
	}
	if i < 0 {
		return 0, fatal(NoSuchSheet, Spot{Value: name}, "the workbook has no such sheet")
	}
	return i, nil
}

// others says what sheets there are besides the one that was read.
func others(sheets []rows.Sheet, read int) (notices []rows.Notice) {
	var shown, hidden []string
	for n, s := range sheets {
		switch {
		case n == read || s.Empty:
		case s.Hidden:
			hidden = append(hidden, s.Name)
		default:
			shown = append(shown, s.Name)
		}
	}
	for _, of := range []struct {
		code     Code
		severity Severity
		names    []string
	}{{OtherSheets, Warning, shown}, {HiddenSheets, Note, hidden}} {
		if len(of.names) > 0 {
			notices = append(notices, rows.Notice{Code: of.code, Severity: of.severity, Count: int64(len(of.names)),
				Spot: Spot{Value: shorten([]byte(strings.Join(of.names, ", ")))}})
		}
	}
	return notices
}
