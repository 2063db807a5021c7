package query_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
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
		batch := r.RecordBatch()
		for i := range int(batch.NumRows()) {
			row := make([]any, len(columns))
			for j := range columns {
				if col := batch.Column(j); col.IsValid(i) {
					row[j] = fromVector(t, col, i)
				}
			}
			rows = append(rows, row)
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
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
