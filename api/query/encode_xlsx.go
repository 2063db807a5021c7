package query

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"nguon/catalog"
)

// What a worksheet holds at most
// (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3).
const (
	sheetRows  = 1_048_576 // the header is one
	cellLength = 32_767    // in UTF-16
)

// sheetName is the name of the one worksheet.
const sheetName = "data"

// A workbookEncoder writes an Office Open XML workbook with one worksheet.
//
// Numbers, dates, times and lengths of time are cells of these kinds where the
// double in which a workbook keeps them is exactly the value, and else texts in
// the form of the API: dates before 1900-03-01, instants finer than that,
// negative durations, quarters, and columns of numbers that are texts in JSON.
// Texts are texts whatever they look like: codes keep their zeros, and nothing is
// a formula.
type workbookEncoder struct {
	file    *excelize.File
	sheet   *excelize.StreamWriter
	columns []OutColumn
	styles  []cellStyles
	cells   []excelize.Cell
	row     []any // what is set of cells; nil is an empty cell
	count   int   // of rows, with the header
}

func newWorkbook(w io.Writer, columns []OutColumn, dir string) (_ *workbookEncoder, err error) {
	// The zip is written where it is to go; excelize would gather it in memory.
	file := excelize.NewFile(excelize.Options{TmpDir: dir}).
		SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	e := &workbookEncoder{file: file, columns: columns, cells: make([]excelize.Cell, len(columns)), row: make([]any, len(columns))}
	defer func() {
		if err != nil {
			e.discard()
		}
	}()
	if err := file.SetSheetName(file.GetSheetName(0), sheetName); err != nil {
		return nil, err
	}
	if e.styles, err = newCellStyles(file, columns); err != nil {
		return nil, err
	}
	if e.sheet, err = file.NewStreamWriter(sheetName); err != nil {
		return nil, err
	}
	return e, e.header()
}

// header writes the names of the columns, which stay in sight.
func (e *workbookEncoder) header() error {
	if err := e.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, c := range e.columns {
		if err := e.sheet.SetColWidth(i+1, i+1, columnWidth(c)); err != nil {
			return err
		}
	}
	bold, err := e.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	for i, c := range e.columns {
		if e.row[i], err = e.text(i, c.Name); err != nil {
			return err
		}
		e.cells[i].StyleID = bold
	}
	return e.write()
}

func (e *workbookEncoder) rows(rows [][]any) error {
	for _, row := range rows {
		if e.count == sheetRows {
			return tooManyRows()
		}
		for j, v := range row {
			var err error
			if e.row[j], err = e.cell(j, v); err != nil {
				return err
			}
		}
		if err := e.write(); err != nil {
			return err
		}
	}
	return nil
}

func tooManyRows() *Error {
	return &Error{
		Code: CodeQueryLimit, Limit: "rows", Allowed: sheetRows - 1,
		Text: catalog.Textf("Một trang tính chỉ chứa %d dòng dữ liệu. Hãy tải Parquet hoặc CSV, hoặc thu hẹp điều kiện.",
			"A worksheet holds %d rows of data. Download Parquet or CSV, or narrow the conditions.", sheetRows-1),
	}
}

func (e *workbookEncoder) write() error {
	e.count++
	name, err := excelize.CoordinatesToCellName(1, e.count)
	if err != nil {
		return err
	}
	return e.sheet.SetRow(name, e.row)
}

// cell sets the cell of a column, which is nil for a missing value.
func (e *workbookEncoder) cell(j int, v any) (any, error) {
	c := e.columns[j]
	style := &e.styles[j]
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		return e.set(j, v, 0), nil
	case string:
		return e.text(j, v)
	case orb.Geometry:
		return e.text(j, string(appendWKT(nil, v)))
	case int64:
		if !c.Text {
			return e.set(j, v, style.value), nil
		}
	case Decimal:
		if !c.Text {
			return e.set(j, v.float(), style.value), nil
		}
	case float64:
		if normalNumber(v) {
			return e.set(j, v, 0), nil
		}
	case time.Time:
		if serial, ok := serialTime(v); ok && c.Column.Precision != catalog.ByQuarter {
			if v.Nanosecond() != 0 {
				return e.set(j, serial, style.finer), nil
			}
			return e.set(j, serial, style.value), nil
		}
	case Clock:
		return e.set(j, float64(v)/microsOfDay, style.of(int64(v))), nil
	case Span:
		if serial, ok := serialSpan(v); ok {
			return e.set(j, serial, style.of(int64(v))), nil
		}
	}
	return e.text(j, string(AppendText(nil, v, c.Column)))
}

func (e *workbookEncoder) set(j int, v any, style int) any {
	e.cells[j] = excelize.Cell{Value: v, StyleID: style}
	return &e.cells[j]
}

// text sets a cell to a text, or says why none can hold it: excelize would cut
// it short or put other characters into it.
func (e *workbookEncoder) text(j int, s string) (any, error) {
	if len(s) > cellLength && utf16Length(s) > cellLength {
		return nil, &Error{
			Code: CodeQueryLimit, Limit: "characters", Allowed: cellLength,
			Text: catalog.Textf("Dòng %d, cột %s: một ô chỉ chứa %d ký tự. Hãy dùng định dạng khác, hoặc bỏ cột này bằng select.",
				"Row %d, column %s: a cell holds %d characters. Use another format, or leave the column out with select.",
				e.count, e.columns[j].Name, cellLength),
		}
	}
	if strings.ContainsFunc(s, notInXML) || !utf8.ValidString(s) {
		return nil, invalid("format", -1, catalog.Textf("Dòng %d, cột %s có ký tự mà bảng tính không chứa được: hãy dùng định dạng khác.",
			"Row %d, column %s has a character that a workbook cannot hold: use another format.", e.count, e.columns[j].Name))
	}
	return e.set(j, s, 0), nil
}

func (e *workbookEncoder) end() error {
	if err := e.sheet.Flush(); err != nil {
		return fmt.Errorf("worksheet: %w", err)
	}
	return e.file.Write(io.Discard)
}

// discard removes the temporary file.
func (e *workbookEncoder) discard() { _ = e.file.Close() }
