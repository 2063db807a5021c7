package query_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"nguon/api/query"
	"nguon/catalog"
)

// cleaned are the rows of a table with what is not finite as missing.
func cleaned(tab table) [][]any {
	rows := make([][]any, len(tab.rows))
	for i, r := range tab.rows {
		rows[i] = make([]any, len(r))
		for j, v := range r {
			if !missing(v) {
				rows[i][j] = v
			}
		}
	}
	return rows
}

func TestEveryFormatHoldsTheValuesOfTheFile(t *testing.T) {
	w := newWorld(t)
	tab := randomTable(rand.New(rand.NewPCG(7, 7)), 700)
	for i := range tab.rows {
		tab.rows[i][0] = int64(i) << 52 // beyond 2^53: text in JSON
	}
	target := w.publish(t, tab)
	want := cleaned(tab)
	for _, reader := range []string{"parquet", "duckdb"} {
		params := url.Values{"limit": {"1000"}}
		if reader == "duckdb" {
			params.Set("sort", "z_id")
		}
		q, err := query.Parse(params, target, patient)
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.Run(t.Context(), target, q)
		if err != nil {
			t.Fatal(err)
		}
		if page.Engine != reader {
			t.Fatalf("read by %s, want %s", page.Engine, reader)
		}
		for _, f := range query.Formats {
			t.Run(reader+" "+string(f), func(t *testing.T) {
				var b bytes.Buffer
				if err := query.Encode(&b, f, page, query.EncodeOptions{}); err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, decodeAs(t, w, f, target, b.Bytes())); d != "" {
					t.Errorf("-want +got\n%s", d)
				}
			})
		}
	}
}

func TestEveryFormatHoldsTheSameGroups(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, randomTable(rand.New(rand.NewPCG(9, 9)), 300))
	page, err := w.page(t, target, "group=name,m:date_trunc('month',at),quarter,opens,r:round(x)&agg=count(*),sum(price),s:sum(total),avg(n),max(at),max(day),sum(takes)&limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	groups := catalog.Table{Rows: int64(len(page.Rows)), Columns: make([]catalog.Column, len(page.Columns))}
	for i, c := range page.Columns {
		groups.Columns[i] = *c.Column
	}
	for _, f := range query.Formats {
		if f == query.GeoJSON {
			continue // groups have no shapes
		}
		t.Run(string(f), func(t *testing.T) {
			var b bytes.Buffer
			if err := query.Encode(&b, f, page, query.EncodeOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(page.Rows, decodeAs(t, w, f, query.Target{Dataset: "sample", Version: 1, Table: &groups}, b.Bytes())); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func decodeAs(t *testing.T, w world, f query.Format, target query.Target, data []byte) [][]any {
	t.Helper()
	columns := target.Table.Columns
	switch f {
	case query.JSON:
		var objects []map[string]any
		decodeJSON(t, data, &objects)
		rows := make([][]any, len(objects))
		for i, o := range objects {
			rows[i] = fromJSON(t, o, columns)
		}
		return rows
	case query.NDJSON:
		var rows [][]any
		for line := range strings.Lines(string(data)) {
			var o map[string]any
			decodeJSON(t, []byte(line), &o)
			rows = append(rows, fromJSON(t, o, columns))
		}
		return rows
	case query.CSV:
		return fromCSV(t, string(data), columns)
	case query.GeoJSON:
		return fromFeatures(t, data, columns)
	case query.XLSX:
		return fromWorkbook(t, data, columns)
	case query.Arrow:
		return fromArrow(t, data, columns)
	default:
		return fromParquet(t, w, target, data)
	}
}

func decodeJSON(t *testing.T, data []byte, to any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		t.Fatal(err)
	}
}

func fromJSON(t *testing.T, o map[string]any, columns []catalog.Column) []any {
	t.Helper()
	row := make([]any, len(columns))
	for i, c := range columns {
		switch v := o[c.Name].(type) {
		case nil:
		case bool:
			row[i] = v
		case json.Number:
			if i == 0 || c.Digits > 15 {
				t.Errorf("%s is a number: %s", c.Name, v)
			}
			row[i] = readCell(t, v.String(), false, &c)
		case string:
			row[i] = readCell(t, v, false, &c)
		case map[string]any:
			row[i] = fromGeoJSON(t, v)
		}
	}
	return row
}

// fromGeoJSON reads a geometry with the encoder's opposite in a library.
func fromGeoJSON(t *testing.T, object map[string]any) orb.Geometry {
	t.Helper()
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	g, err := geojson.UnmarshalGeometry(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return g.Geometry()
}

// fromCSV reads RFC 4180, in which encoding/csv does not tell "" from nothing.
func fromCSV(t *testing.T, s string, columns []catalog.Column) [][]any {
	t.Helper()
	var rows [][]any
	for len(s) > 0 {
		row := make([]any, len(columns))
		for i, c := range columns {
			var text string
			quoted := s[0] == '"'
			if quoted {
				end := 1
				for s[end] != '"' || s[end+1] == '"' {
					if s[end] == '"' {
						end++
					}
					end++
				}
				text, s = strings.ReplaceAll(s[1:end], `""`, `"`), s[end+1:]
			} else {
				end := strings.IndexAny(s, ",\r")
				text, s = s[:end], s[end:]
			}
			separator := ","
			if i == len(columns)-1 {
				separator = "\r\n"
			}
			rest, ok := strings.CutPrefix(s, separator)
			if !ok {
				t.Fatalf("%q is not %q", s[:min(20, len(s))], separator)
			}
			s = rest
			if rows == nil {
				row[i] = text // the header
			} else {
				row[i] = readCell(t, text, text == "" && !quoted, &c)
			}
		}
		rows = append(rows, row)
	}
	return rows[1:]
}

// fromParquet reads the file with DuckDB.
func fromParquet(t *testing.T, w world, target query.Target, data []byte) [][]any {
	t.Helper()
	sum := sha256.Sum256(data)
	copied := *target.Table
	copied.File = catalog.File{Key: "copy.parquet", SHA256: sum}
	if err := os.WriteFile(filepath.Join(w.dir, catalog.Digest(sum).String()), data, 0o600); err != nil {
		t.Fatal(err)
	}
	copied.File.Key = catalog.Digest(sum).String()
	target.Table = &copied
	page, err := world{Service: w.statements}.page(t, target, "limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	return page.Rows
}

func TestShapesGoOutAsGeoParquet(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, randomTable(rand.New(rand.NewPCG(5, 5)), 40))
	for params, want := range map[string]string{
		"select=where_it_is:place,n&format=parquet": `{"version":"1.1.0","primary_column":"where_it_is","columns":{"where_it_is":{"encoding":"WKB",` +
			`"geometry_types":["GeometryCollection","LineString","MultiLineString","MultiPoint","MultiPolygon","Point","Polygon"]}}}`,
		"select=place&place__null=true&format=parquet": `{"version":"1.1.0","primary_column":"place","columns":{"place":{"encoding":"WKB","geometry_types":[]}}}`,
		"select=n,name&format=parquet":                 "",
	} {
		page, err := w.page(t, target, params)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := query.Encode(&b, query.Parquet, page, query.EncodeOptions{}); err != nil {
			t.Fatal(err)
		}
		file, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := file.Lookup("geo"); got != want {
			t.Errorf("%s: metadata %s, want %s", params, got, want)
		}
	}
}

func TestAWholeTableAsCSVIsTheSameAsItsPages(t *testing.T) {
	w := newWorld(t)
	for name, rows := range map[string]int{"no rows": 0, "one row": 1, "many pages": 3000} {
		t.Run(name, func(t *testing.T) {
			tab := randomTable(rand.New(rand.NewPCG(9, 9)), rows)
			tab.group, tab.page = 700, 300
			target := w.publish(t, tab)
			data, err := os.ReadFile(filepath.Join(w.dir, target.Table.File.Key))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := query.WriteCSV(t.Context(), &got, bytes.NewReader(data), int64(len(data)), target.Table); err != nil {
				t.Fatal(err)
			}
			q, err := query.Parse(url.Values{"limit": {"5000"}}, target, query.Limits{Rows: 5000, Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			page, err := w.Run(t.Context(), target, q)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := query.Encode(&want, query.CSV, page, query.EncodeOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want.String(), got.String()); d != "" {
				t.Errorf("-page +file\n%s", d)
			}
			if rows > 0 && !cmp.Equal(fromCSV(t, got.String(), target.Table.Columns), cleaned(tab)) {
				t.Error("the values are not those of the table")
			}
		})
	}
}

func TestJSONOfControlCharactersAndBrokenTextIsValid(t *testing.T) {
	page := &query.Page{Columns: []query.OutColumn{{Name: `a"b`, Column: &catalog.Column{Type: catalog.String}}}}
	var all strings.Builder
	for c := range 0x82 {
		all.WriteByte(byte(c))
	}
	page.Rows = [][]any{{all.String()}, {"ok \u2028 é 😀"}}
	var b bytes.Buffer
	if err := query.Encode(&b, query.JSON, page, query.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, b.Bytes())
	}
	want := strings.ToValidUTF8(all.String()[:0x80], "") + "\uFFFD\uFFFD"
	if got[0][`a"b`] != want || got[1][`a"b`] != "ok \u2028 é 😀" {
		t.Errorf("got %q", got)
	}
}

func TestNumbersAreWrittenAsJavaScriptDoes(t *testing.T) {
	for _, f := range []float64{0, 1, -1.5, 1e-6, 1e-7, 123456789012345680000, 1e21, 5e-324, 1.7976931348623157e308, 0.1, 1e-10} {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := query.AppendText(nil, f, &catalog.Column{Type: catalog.Number}); string(got) != string(want) {
			t.Errorf("%g is written %s, want %s", f, got, want)
		}
	}
}
