package query_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/xuri/excelize/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// fromFeatures reads a feature collection as the rows of its table.
func fromFeatures(t *testing.T, data []byte, columns []catalog.Column) [][]any {
	t.Helper()
	var all struct {
		Type     string
		Features []struct {
			Type       string
			Geometry   map[string]any
			Properties map[string]any
		}
	}
	decodeJSON(t, data, &all)
	if all.Type != "FeatureCollection" {
		t.Errorf("a collection is a %q", all.Type)
	}
	rows := make([][]any, len(all.Features))
	for i, f := range all.Features {
		if f.Type != "Feature" {
			t.Errorf("feature %d is a %q", i, f.Type)
		}
		rows[i] = fromJSON(t, f.Properties, columns)
		for j, c := range columns {
			if c.Type == catalog.Geometry && f.Geometry != nil {
				rows[i][j] = fromGeoJSON(t, f.Geometry)
			}
		}
	}
	return rows
}

// fromArrow reads a stream of record batches.
func fromArrow(t *testing.T, data []byte, columns []catalog.Column) [][]any {
	t.Helper()
	r, err := ipc.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var rows [][]any
	for r.Next() {
		rows = append(rows, fromBatch(t, r.RecordBatch(), columns)...)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// fromArrowFile reads a file of record batches.
func fromArrowFile(t *testing.T, data []byte, columns []catalog.Column) [][]any {
	t.Helper()
	r, err := ipc.NewFileReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows [][]any
	for i := range r.NumRecords() {
		batch, err := r.RecordBatch(i)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fromBatch(t, batch, columns)...)
	}
	return rows
}

func fromBatch(t *testing.T, batch arrow.RecordBatch, columns []catalog.Column) [][]any {
	t.Helper()
	var rows [][]any
	for i := range int(batch.NumRows()) {
		row := make([]any, len(columns))
		for j := range columns {
			if col := batch.Column(j); col.IsValid(i) {
				row[j] = fromVector(t, col, i)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func fromVector(t *testing.T, col arrow.Array, i int) any {
	t.Helper()
	switch col := col.(type) {
	case *array.Boolean:
		return col.Value(i)
	case *array.Int64:
		return col.Value(i)
	case *array.Float64:
		return col.Value(i)
	case *array.String:
		return col.Value(i)
	case *array.Decimal128:
		kind, _ := col.DataType().(*arrow.Decimal128Type)
		return query.Decimal{Unscaled: col.Value(i).BigInt().Int64(), Scale: int(kind.Scale)}
	case *array.Date32:
		return col.Value(i).ToTime()
	case *array.Timestamp:
		if kind, _ := col.DataType().(*arrow.TimestampType); kind.TimeZone != "UTC" {
			t.Errorf("instants are in the zone %q", kind.TimeZone)
		}
		return col.Value(i).ToTime(arrow.Microsecond)
	case *array.Time64:
		return query.Clock(col.Value(i))
	case *array.Duration:
		return query.Span(col.Value(i))
	case *array.Binary:
		g, err := wkb.Unmarshal(col.Value(i))
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	t.Fatalf("a column is %s", col.DataType())
	return nil
}

// fromWorkbook reads the worksheet of a workbook.
func fromWorkbook(t *testing.T, data []byte, columns []catalog.Column) [][]any {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.GetRows("data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]any, len(all)-1)
	for i := range rows {
		rows[i] = make([]any, len(columns))
		for j := range columns {
			name, err := excelize.CoordinatesToCellName(j+1, i+2)
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType("data", name)
			if err != nil {
				t.Fatal(err)
			}
			value, err := f.GetCellValue("data", name, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			rows[i][j] = fromCell(t, kind, value, &columns[j])
		}
	}
	return rows
}

func fromCell(t *testing.T, kind excelize.CellType, value string, c *catalog.Column) any {
	t.Helper()
	if kind == excelize.CellTypeInlineString {
		return readCell(t, value, false, c)
	}
	if c.Type == catalog.String {
		if value != "" {
			t.Errorf("%s: the text %q is of kind %d", c.Name, value, kind)
		}
		return nil
	}
	if value == "" {
		return nil
	}
	if c.Type == catalog.Boolean {
		return value == "1"
	}
	serial, err := strconv.ParseFloat(value, 64)
	if err != nil {
		t.Fatal(err)
	}
	micros := int64(math.Round(serial * 86400e6))
	switch c.Type {
	case catalog.Date, catalog.DateTime:
		return time.UnixMicro(micros - 25569*86400e6).UTC() // 1970-01-01 is 25569
	case catalog.Time:
		return query.Clock(micros)
	case catalog.Duration:
		return query.Span(micros)
	case catalog.Integer:
		return int64(serial)
	}
	return readCell(t, value, false, c)
}

func encodePage(t *testing.T, f query.Format, p *query.Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := query.Encode(&b, f, p, query.EncodeOptions{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWholeTableIsTheSameInEveryFormatAndEveryTime(t *testing.T) {
	w := newWorld(t)
	for name, rows := range map[string]int{"no rows": 0, "one row": 1, "many batches": 1300, "in parts": 900} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(9, 9))
			tab := randomTable(r, rows)
			if name == "in parts" {
				tab = tab.inParts(r)
			}
			tab.group, tab.page = 700, 300
			for i := range tab.rows {
				tab.rows[i][0] = int64(i+3) << 52 // beyond 2^53: text in JSON
			}
			target := w.publish(t, tab)
			data, err := os.ReadFile(filepath.Join(w.dir, target.Table.File.Key))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range query.Formats {
				if f == query.Parquet || f.Holds(target.Table) != nil {
					continue
				}
				write := func() []byte {
					var b bytes.Buffer
					o := query.EncodeOptions{Dir: t.TempDir()}
					if err := query.WriteFile(t.Context(), &b, f, bytes.NewReader(data), int64(len(data)), target.Table, o); err != nil {
						t.Fatalf("%s: %v", f, err)
					}
					return b.Bytes()
				}
				once := write()
				if !bytes.Equal(once, write()) {
					t.Errorf("%s: the second time, other bytes are written", f)
				}
				var got [][]any
				if f == query.Arrow {
					got = fromArrowFile(t, once, target.Table.Columns)
				} else {
					got = decodeAs(t, w, f, target, once)
				}
				if d := cmp.Diff(cleaned(tab), got, cmpopts.EquateEmpty()); d != "" {
					t.Errorf("%s: -want +got\n%.3000s", f, d)
				}
			}
		})
	}
}

func TestAWholeTableThatAFormatCannotHoldIsRefused(t *testing.T) {
	numbers := []catalog.Column{column("n", catalog.Integer)}
	for name, tc := range map[string]struct {
		format query.Format
		table  catalog.Table
		want   error
	}{
		"a workbook that is full":    {query.XLSX, catalog.Table{Rows: 1_048_575, Columns: numbers}, nil},
		"a workbook with a row more": {query.XLSX, catalog.Table{Rows: 1_048_576, Columns: numbers}, query.ErrQueryLimit},
		"GeoJSON without shapes":     {query.GeoJSON, catalog.Table{Columns: numbers}, query.ErrInvalidParameter},
		"GeoJSON of shapes":          {query.GeoJSON, catalog.Table{Columns: []catalog.Column{column("g", catalog.Geometry)}}, nil},
		"anything as CSV":            {query.CSV, catalog.Table{Rows: 1 << 40, Columns: numbers}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if err := tc.format.Holds(&tc.table); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestArrowComesInBatchesOfBoundedSize(t *testing.T) {
	texts := column("c", catalog.String)
	for name, tc := range map[string]struct {
		page *query.Page
		want []int64
	}{
		"many rows":   {&query.Page{Columns: pageOf(texts).Columns, Rows: slices.Repeat([][]any{{"a"}}, 20_000)}, []int64{8192, 8192, 3616}},
		"large texts": {pageOf(texts, strings.Repeat("a", 9<<20), "b", nil), []int64{1, 2}},
		"no rows":     {pageOf(texts), nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ipc.NewReader(bytes.NewReader(encodePage(t, query.Arrow, tc.page)))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Release()
			var got []int64
			for r.Next() {
				got = append(got, r.RecordBatch().NumRows())
			}
			if r.Err() != nil || !slices.Equal(got, tc.want) {
				t.Errorf("batches of %d rows, want %d; %v", got, tc.want, r.Err())
			}
		})
	}
}

func TestAPageOfShapesAloneIsGeoJSON(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, table{columns: []catalog.Column{column("place", catalog.Geometry)}, rows: [][]any{{nil}}})
	page, err := w.page(t, target, "format=geojson")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}}]}`
	if got := encodePage(t, query.GeoJSON, page); !json.Valid(got) || string(bytes.TrimSpace(got)) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
