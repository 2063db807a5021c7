package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
	"nguon/publisher"
)

// Each sample dataset is published, and its Parquet files are read by DuckDB
// and compared cell by cell with its CSV files as encoding/csv reads them, and
// with its GeoJSON as encoding/json does.
func TestPublishedSamplesEqualTheirFiles(t *testing.T) {
	folders, err := filepath.Glob("../../datasets-sample/*/" + publisher.ManifestName)
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) < 8 {
		t.Fatalf("%d sample datasets, want at least 8", len(folders))
	}
	e := &env{program: &program{Data: t.TempDir()}, stdout: io.Discard, stderr: io.Discard}
	shop, err := e.openWorkshop(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	published, _, err := e.localCopies(shop.blobs)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, file := range folders {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			m, err := publisher.ReadManifest(dir)
			if err != nil {
				t.Fatal(err)
			}
			if string(m.Dataset.Slug) != filepath.Base(dir) {
				t.Errorf("slug %q in folder %q", m.Dataset.Slug, filepath.Base(dir))
			}
			if _, err := os.Stat(filepath.Join(dir, "SOURCE.md")); err != nil {
				t.Error(err)
			}
			err = withoutRaw(t.Context(), shop.pub, nil, dir, func(publisher.Progress) {}, func(dir string) error {
				m, err := publisher.ReadManifest(dir) // another one, if it was made anonymous
				if err != nil {
					return err
				}
				out, err := shop.pub.Publish(t.Context(), publisher.Request{Dir: dir})
				if err != nil {
					return err
				}
				for i, table := range out.Tables {
					in := m.Resources[i]
					read := readCSV
					if filepath.Ext(in.File) == ".geojson" {
						read = readGeoJSON
					}
					want := read(t, filepath.Join(dir, in.File))
					if in.Points != nil {
						want.addPoints(t, *in.Points)
					}
					path, done, err := published.Locate(t.Context(), table.File.Key)
					if err != nil {
						return err
					}
					compareTable(t, db, path, table, want, in.Location)
					done()
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A sheet is a file as an independent reader sees it.
type sheet struct {
	comma  rune
	header []string
	rows   [][]string
}

func readCSV(t *testing.T, name string) sheet {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
	case !utf8.Valid(raw): // tone marks are characters of their own there
		raw, err = charmap.Windows1258.NewDecoder().Bytes(raw)
		raw = norm.NFC.Bytes(raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	first, _, _ := bytes.Cut(raw, []byte("\n"))
	s := sheet{comma: ','}
	for _, c := range ";\t|" {
		if strings.Count(string(first), string(c)) > strings.Count(string(first), string(s.comma)) {
			s.comma = c
		}
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = s.comma
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s.header, s.rows = all[0], all[1:]
	return s
}

// readGeoJSON reads features with texts for properties; their shapes are WKT.
func readGeoJSON(t *testing.T, name string) sheet {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Features []struct {
			Properties map[string]string
			Geometry   struct {
				Type        string
				Coordinates any
			}
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	s := sheet{comma: ',', header: slices.Sorted(maps.Keys(all.Features[0].Properties))}
	for _, f := range all.Features {
		var row []string
		for _, name := range s.header {
			row = append(row, f.Properties[name])
		}
		s.rows = append(s.rows, append(row, strings.ToUpper(f.Geometry.Type)+" "+wellKnown(f.Geometry.Coordinates)))
	}
	s.header = append(s.header, "geometry")
	return s
}

// wellKnown is what WKT has for coordinates of GeoJSON.
func wellKnown(coordinates any) string {
	parts := coordinates.([]any)
	texts := make([]string, len(parts))
	for i, part := range parts {
		if at, ok := part.([]any); ok && len(at) > 0 {
			if _, ok := at[0].(float64); ok {
				texts[i] = fmt.Sprintf("%v %v", at[0], at[1])
				continue
			}
		}
		texts[i] = wellKnown(part)
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

// addPoints adds the points that two columns are made into, as WKT.
func (s *sheet) addPoints(t *testing.T, of publisher.Points) {
	t.Helper()
	number := func(row []string, header string) float64 {
		n, err := strconv.ParseFloat(strings.Replace(row[slices.Index(s.header, header)], ",", ".", 1), 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, row := range s.rows {
		s.rows[i] = append(row, fmt.Sprintf("POINT (%v %v)", number(row, of.Longitude), number(row, of.Latitude)))
	}
	s.header = append(s.header, "geometry")
}

func compareTable(t *testing.T, db *sql.DB, path string, table catalog.Table, want sheet, zone *time.Location) {
	t.Helper()
	var selected []string
	var source []int // column of the sheet
	for _, c := range table.Columns {
		expr := strconv.Quote(c.Name)
		if c.Type == catalog.DateTime {
			expr = fmt.Sprintf("strftime(%s::TIMESTAMPTZ AT TIME ZONE 'UTC', '%%Y-%%m-%%dT%%H:%%M:%%S')", expr)
		}
		selected = append(selected, expr+"::VARCHAR")
		i := slices.IndexFunc(want.header, func(h string) bool { return strings.TrimSpace(h) == c.Source })
		if i < 0 {
			t.Fatalf("%s: the file has no column %q", table.Resource, c.Source)
		}
		source = append(source, i)
	}
	rows, err := db.QueryContext(t.Context(), fmt.Sprintf("SELECT %s FROM read_parquet('%s', file_row_number=true) ORDER BY file_row_number",
		strings.Join(selected, ", "), path))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cells := make([]sql.NullString, len(selected))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	byKey := keyedRows(table, want, source, zone)
	n, different := 0, 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := n
		if byKey != nil { // the published rows are in the order of the key
			var key []string
			for i, c := range table.Columns {
				if slices.Contains(table.Key, c.Name) {
					key = append(key, keyText(c.Type, cells[i].String))
				}
			}
			var ok bool
			if row, ok = byKey[strings.Join(key, "\x00")]; !ok {
				t.Fatalf("%s: no row of the file has the key %q", table.Resource, key)
			}
		}
		for i, c := range table.Columns {
			if row >= len(want.rows) {
				continue
			}
			text := want.rows[row][source[i]]
			if ok, meant := sameCell(c.Type, text, cells[i], want.comma, zone); !ok && different < 5 {
				different++
				t.Errorf("%s row %d, %s (%s): %q in the file, meaning %q; %q in Parquet (missing: %v)", table.Resource, n+1, c.Name, c.Type, text, meant, cells[i].String, !cells[i].Valid)
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if n != len(want.rows) || int64(n) != table.Rows {
		t.Errorf("%s: %d rows in Parquet, %d in the file, %d in the catalogue", table.Resource, n, len(want.rows), table.Rows)
	}
}

// keyedRows are the rows of the file by their keys, or nil if there is no key.
func keyedRows(table catalog.Table, want sheet, source []int, zone *time.Location) map[string]int {
	if len(table.Key) == 0 {
		return nil
	}
	all := make(map[string]int)
	for n, row := range want.rows {
		var key []string
		for i, c := range table.Columns {
			if slices.Contains(table.Key, c.Name) {
				_, meant := sameCell(c.Type, row[source[i]], sql.NullString{String: "0", Valid: true}, want.comma, zone)
				key = append(key, keyText(c.Type, meant))
			}
		}
		all[strings.Join(key, "\x00")] = n
	}
	return all
}

// keyText is the same for the same value, however it is written.
func keyText(kind catalog.Type, text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil && (kind == catalog.Integer || kind == catalog.Number) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return text
}

// sameCell reports whether a cell of the file means the value in Parquet, as
// an agency that separates cells by semicolons writes it, or one that does not.
func sameCell(kind catalog.Type, text string, got sql.NullString, comma rune, zone *time.Location) (ok bool, meant string) {
	if kind != catalog.String {
		text = strings.TrimSpace(text)
	}
	if !got.Valid {
		return slices.Contains([]string{"", "-", "NA", "N/A", "null", "NULL", "…", "..."}, strings.TrimSpace(text)), ""
	}
	switch kind {
	case catalog.Integer, catalog.Number:
		decimal, thousands := ".", ","
		if comma != ',' {
			decimal, thousands = ",", "."
		}
		meant = strings.Replace(strings.NewReplacer(thousands, "", " ", "", "\u00a0", "").Replace(text), decimal, ".", 1)
		a, errA := strconv.ParseFloat(meant, 64)
		b, errB := strconv.ParseFloat(got.String, 64)
		return errA == nil && errB == nil && a == b, meant
	case catalog.Date:
		if year, quarter, ok := strings.Cut(text, "-Q"); ok { // a period is its first day
			first, err := strconv.Atoi(quarter)
			meant = fmt.Sprintf("%s-%02d-01", year, 3*first-2)
			return err == nil && got.String == meant, meant
		}
		return sameTime(text, got.String, []string{"02/01/2006", "2/1/2006", "02-01-2006", time.DateOnly}, time.UTC, time.DateOnly)
	case catalog.DateTime:
		return sameTime(text, got.String, []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04",
			"02/01/2006 15:04:05", "02/01/2006 15:04", "2/1/2006 15:04"}, zone, "2006-01-02T15:04:05")
	case catalog.Boolean:
		meant = map[string]string{"có": "true", "không": "false", "yes": "true", "no": "false"}[strings.ToLower(text)]
		return got.String == meant || strings.EqualFold(text, got.String), meant
	default:
		return text == got.String, text
	}
}

func sameTime(text, got string, layouts []string, zone *time.Location, out string) (ok bool, meant string) {
	for _, l := range layouts {
		if at, err := time.ParseInLocation(l, text, zone); err == nil {
			meant = at.UTC().Format(out)
			return got == meant, meant
		}
	}
	return false, "no time"
}
