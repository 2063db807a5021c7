// Package ods reads spreadsheets of OpenDocument (.ods), as LibreOffice writes
// them, as streams of typed cells.
//
// All sheets are in one part of the file. It is read once to know the sheets,
// and then again for each sheet, up to its end.
//
// The types of values are those that the file declares. A number is given as
// package xlsx gives it: an integer digit for digit, anything else as the
// shortest decimal that is the same double. A time is a Time, unless its format
// shows more than 24 hours as hours, or it is more; then it is a Duration. A
// formula that was never computed is given as [rows.Broken] with its text, which
// begins with an equals sign. Comments are left out. A row or cell that the file
// says to be there several times is given several times, if it has a value.
package ods

import (
	"context"
	"errors"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

const (
	name    = "ODS"
	content = "content.xml"
)

type book struct {
	p        *zipxml.Package
	limits   rows.Limits
	unpacked int64 // bytes that repeated cells may come to
	cancel   context.CancelFunc

	sheets []rows.Sheet
	found  int   // how many sheets there are, though they be too many
	tables []int // of each sheet: its number among the tables of the file
	styles styles
}

// Open reads what a spreadsheet says about its sheets. The workbook ends when
// ctx does.
func Open(ctx context.Context, in rows.Input, o rows.Options) (rows.Workbook, error) {
	ctx, cancel := context.WithCancel(ctx)
	p, err := zipxml.Open(ctx, in, name, o.Limits)
	if err != nil {
		cancel()
		return nil, err
	}
	b := &book{p: p, limits: o.Limits.WithDefaults(), unpacked: o.Limits.Unpacked(in.Size), cancel: cancel}
	err = b.refuseEncrypted()
	if err == nil {
		err = b.survey()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return b, nil
}

// Sheets returns the sheets in their order.
func (b *book) Sheets() []rows.Sheet { return b.sheets }

// Open may be called at any time, and several grids may be read at once.
func (b *book) Open(sheet int) (rows.Grid, error) {
	if sheet < 0 || sheet >= len(b.sheets) {
		return nil, errors.New("ods: there is no such sheet")
	}
	return b.openGrid(b.tables[sheet])
}

// Close ends the reading of all sheets.
func (b *book) Close() error {
	b.cancel()
	return nil
}

// refuseEncrypted returns an error if the file has a password: its parts are
// then listed as encrypted, or the whole is one encrypted part.
func (b *book) refuseEncrypted() error {
	const manifest = "META-INF/manifest.xml"
	encrypted := b.p.Has("encrypted-package")
	if !encrypted && b.p.Has(manifest) {
		body, err := b.p.Part(manifest)
		if err != nil {
			return err
		}
		defer body.Close()
		s := zipxml.NewScanner(body)
		for !encrypted {
			t, err := s.Next()
			if err != nil {
				break // the manifest is not needed for anything else
			}
			encrypted = t == zipxml.Start && string(s.Name()) == "encryption-data"
		}
	}
	if encrypted {
		return rows.Fatal(zipxml.Encrypted, rows.Spot{Value: name}, "")
	}
	return nil
}
