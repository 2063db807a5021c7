package parquetfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/parquetfile"
)

// letters stand for kinds in the tests.
var letters = map[rows.Kind]string{rows.Text: "text", rows.Number: "number", rows.Bool: "bool", rows.Broken: "broken", rows.Date: "date",
	rows.DateTime: "datetime", rows.Time: "time", rows.Duration: "duration", rows.Geometry: "geometry"}

// read returns the columns as "name type.scale", and cells as "kind text".
func read(t testing.TB, data []byte, o rows.Options) (columns []string, body [][]string, notices []rows.Notice, err error) {
	t.Helper()
	table, err := parquetfile.Open(t.Context(), rows.Input{File: bytes.NewReader(data), Size: int64(len(data))}, o)
	if err != nil {
		return nil, nil, nil, err
	}
	defer table.Close() //nolint:errcheck // it is read only
	for _, c := range table.Columns() {
		columns = append(columns, strings.TrimSuffix(fmt.Sprintf("%s %s.%d", c.Name, c.Type, c.Scale), ".0"))
	}
	for n := int64(1); ; n++ {
		row, err := table.Next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return columns, body, table.Notices(), err
		}
		if row.Number != n {
			t.Fatalf("row %d has the number %d", n, row.Number)
		}
		var cells []string
		for _, c := range row.Cells {
			if c.Kind == rows.Empty {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, letters[c.Kind]+" "+string(c.Text))
		}
		body = append(body, cells)
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func codes(notices []rows.Notice) (out []string) {
	for _, n := range notices {
		out = append(out, fmt.Sprintf("%s %s %d", n.Code, n.Column, n.Count))
	}
	return out
}

func TestFilesOfDuckDB(t *testing.T) {
	columns, body, notices, err := read(t, fixture(t, "duckdb.parquet"), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(body) != 2 {
		t.Fatalf("got %d rows, want 2", len(body))
	}
	got := make([]string, len(columns))
	for i, c := range columns {
		got[i] = c + ": " + body[0][i] + " | " + body[1][i]
	}
	want := []string{
		"id integer: number 1 | number 2",
		"big : number 18001000000000000000 | number 18002000000000000000",
		"flag boolean: bool false | bool true",
		"price decimal.3: number 1.250 | number 2.500",
		"exact .10: number -1.0000000000 | number -2.0000000000",
		"ratio number: number 0.25 | number 0.5",
		"nan number: broken NaN | broken NaN",
		"day date: date 2024-02-29 | date 2024-03-01",
		"at time: time 23:59:59.5 | time 23:59:59.5",
		"local datetime: datetime 2024-12-31T08:00:00.123456 | datetime 2024-12-31T08:00:00.123456",
		"instant datetime: datetime 2024-12-31T01:00:00Z | datetime 2024-12-31T01:00:00Z",
		"fine datetime: datetime 2024-12-31T08:00:00.123456 | datetime 2024-12-31T08:00:00.123456",
		"span : duration P1M2DT3.500S | duration P1M2DT3.500S",
		"uuid string: text 11111111-2222-3333-4444-555555555555 | text 11111111-2222-3333-4444-555555555555",
		"name string:  | text Huế 2",
		"answer string: text có | text không",
		"address.city string: text Vinh | text Vinh",
		"address.at.lat decimal.2: number 18.67 | number 18.67",
		"address.at.lon integer:  | ",
		"list : text [1,null,3] | text [2,null,3]",
		`map : text [{"key":"a","value":1},{"key":"b\"","value":null}] | text [{"key":"a","value":2},{"key":"b\"","value":null}]`,
		`deep : text [{"x":1,"y":["p","q"]},null,{"x":null,"y":[]}] | text [{"x":2,"y":["p","q"]},null,{"x":null,"y":[]}]`,
		"none :  | text []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	wantNotices := []string{"parquet-not-a-number nan 2", "parquet-nanoseconds fine 2", "parquet-nested-kept list 2",
		"parquet-nested-kept map 2", "parquet-nested-kept deep 2", "parquet-nested-kept none 1"}
	if diff := cmp.Diff(wantNotices, codes(notices)); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

func TestFilesOfHyparquet(t *testing.T) {
	columns, body, notices, err := read(t, fixture(t, "hyparquet.parquet"), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"code string", "n integer", "when datetime", "x number", "doc string"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want := [][]string{
		{"text 001", "number 1", "datetime 2024-01-02T03:04:05.678Z", "number 0.1", `text {"a":[1]}`},
		{"text 002", "number -2", "", "broken NaN", ""},
		{"", "number 3", "datetime 1970-01-01T00:00:00Z", "number 1e+300", `text {"b":"ê"}`},
	}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"parquet-not-a-number x 1"}, codes(notices)); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

func TestGeometryIsThatOfGeoParquet(t *testing.T) {
	columns, body, _, err := read(t, fixture(t, "wkb.parquet"), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if columns[0] != "shape geometry" || !strings.HasPrefix(body[0][0], "geometry \x01\x01\x00\x00\x00") || body[1][0] != "" {
		t.Errorf("columns %q, rows %q", columns, body)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	duckdb := fixture(t, "duckdb.parquet")
	for _, test := range []struct {
		name, file string
		data       []byte
		limits     rows.Limits
		want       rows.Notice
	}{
		{name: "another reference system", file: "vn2000.parquet",
			want: rows.Notice{Code: parquetfile.WrongCRS, Column: "shape", Spot: rows.Spot{Value: "EPSG:3405"}}},
		{name: "bytes that are no text", file: "blob.parquet",
			want: rows.Notice{Code: parquetfile.BinaryColumn, Column: "raw", Spot: rows.Spot{Line: 1, Value: "BYTE_ARRAY"}}},
		{name: "encrypted", file: "encrypted.parquet", want: rows.Notice{Code: parquetfile.Encrypted}},
		{name: "no Parquet", data: []byte("id,name\n1,x\n2,y\n"), want: rows.Notice{Code: rows.Damaged, Spot: rows.Spot{Value: "Parquet"}}},
		{name: "empty", data: []byte{}, want: rows.Notice{Code: rows.Damaged, Spot: rows.Spot{Value: "Parquet"}}},
		{name: "cut off", data: duckdb[:len(duckdb)/2], want: rows.Notice{Code: rows.Damaged, Spot: rows.Spot{Value: "Parquet"}}},
		{name: "too many rows", data: duckdb, limits: rows.Limits{Rows: 1}, want: rows.Notice{Code: rows.TooManyRows, Spot: rows.Spot{Got: 2, Want: 1}}},
		{name: "too many columns", data: duckdb, limits: rows.Limits{Columns: 5},
			want: rows.Notice{Code: rows.TooManyColumns, Spot: rows.Spot{Got: 6, Want: 5}}},
		{name: "a cell that is too long", data: duckdb, limits: rows.Limits{Cell: 20},
			want: rows.Notice{Code: rows.CellTooLong, Column: "local", Spot: rows.Spot{Line: 1, Got: 26, Want: 20}}},
		{name: "too large", data: duckdb, limits: rows.Limits{Bytes: 9}, want: rows.Notice{Code: rows.TooLarge, Spot: rows.Spot{Got: int64(len(duckdb)), Want: 9}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := test.data
			if data == nil {
				data = fixture(t, test.file)
			}
			_, _, _, err := read(t, data, rows.Options{Limits: test.limits})
			e, ok := errors.AsType[*rows.Error](err)
			if !ok {
				t.Fatalf("err = %v, want an error of the file", err)
			}
			got := rows.Notice{Code: e.Code, Column: e.Column, Spot: e.Spot}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
