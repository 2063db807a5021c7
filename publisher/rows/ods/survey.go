package ods

import (
	"errors"
	"io"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// Depths of elements in the part: document-content, body, spreadsheet, table.
const (
	styleDepth = 3
	tableDepth = 4
)

// maxStyles bounds the styles that are held in memory.
const maxStyles = 1 << 16

// maxStyleName is how long the names of styles may be that matter here.
const maxStyleName = 256

// styles are what the styles of the file say that matters here.
type styles struct {
	hidden  map[string]bool   // styles of tables
	numbers map[string]string // of styles of cells: the style of numbers
	elapsed map[string]bool   // styles of numbers that show durations
}

// isElapsed reports whether a style of cells shows durations.
func (s styles) isElapsed(cell string) bool { return s.elapsed[s.numbers[cell]] }

// survey finds the sheets of the file, and its styles.
func (b *book) survey() error {
	b.styles = styles{make(map[string]bool), make(map[string]string), make(map[string]bool)}
	body, err := b.p.Part(content)
	if err != nil {
		return err
	}
	defer body.Close()
	s := zipxml.NewScanner(body)
	found, tables := false, 0
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && t == zipxml.Start {
			switch element := string(s.Name()); {
			case s.Depth() == styleDepth && element == "spreadsheet":
				found = true
			case s.Depth() == styleDepth:
				err = b.style(s, element)
			case s.Depth() == tableDepth && element == "table" && found:
				err = b.surveyTable(s, tables)
				tables++
			case s.Depth() >= tableDepth:
				err = s.Skip()
			}
		}
		if err != nil {
			return b.p.Damaged(content, err)
		}
	}
	if !found {
		return b.p.Damaged(content, errors.New("there is no spreadsheet"))
	}
	if n, most := b.found, b.limits.Sheets; n > most {
		return rows.Fatal(rows.TooManySheets, rows.Spot{Got: int64(n), Want: int64(most)}, "")
	}
	return nil
}

// style notes a style that has just begun, and goes to its end.
func (b *book) style(s *zipxml.Scanner, element string) error {
	a := s.AttrMap()
	switch {
	case len(b.styles.hidden)+len(b.styles.numbers)+len(b.styles.elapsed) > maxStyles:
		return errors.New("too many styles")
	case len(a["name"])+len(a["data-style-name"]) > maxStyleName:
	case element == "time-style" && a["truncate-on-overflow"] == "false":
		b.styles.elapsed[a["name"]] = true
	case element == "style" && a["family"] == "table-cell" && a["data-style-name"] != "":
		b.styles.numbers[a["name"]] = a["data-style-name"]
	case element == "style" && a["family"] == "table":
		for {
			t, err := s.Next()
			if err != nil {
				return err
			}
			if t == zipxml.End && s.Depth() < styleDepth {
				return nil
			}
			if t == zipxml.Start && string(s.Name()) == "table-properties" && s.AttrMap()["display"] == "false" {
				b.styles.hidden[a["name"]] = true
			}
		}
	}
	return s.Skip()
}

// surveyTable notes a table that has just begun, and goes to its end. Copies of
// tables of other files, which formulas refer to, are no sheets.
func (b *book) surveyTable(s *zipxml.Scanner, number int) error {
	a := s.AttrMap()
	sheet := rows.Sheet{Name: a["name"], Hidden: b.styles.hidden[a["style-name"]], Empty: true}
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t == zipxml.End && s.Depth() < tableDepth {
			if b.found++; b.found <= b.limits.Sheets {
				b.sheets = append(b.sheets, sheet)
				b.tables = append(b.tables, number)
			}
			return nil
		}
		if t != zipxml.Start {
			continue
		}
		switch element := string(s.Name()); {
		case element == "table-source" && s.Depth() == tableDepth+1:
			for s.Depth() >= tableDepth {
				if _, err := s.Next(); err != nil {
					return err
				}
			}
			return nil
		case !sheet.Empty:
		case element == "p", (element == "table-cell" || element == "covered-table-cell") && hasValue(s):
			sheet.Empty = false
		}
	}
}

// hasValue reports whether the cell that has just begun may have a value.
func hasValue(s *zipxml.Scanner) bool {
	a := s.AttrMap()
	return a["value-type"] != "" || a["formula"] != ""
}
