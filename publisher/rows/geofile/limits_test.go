package geofile_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jonas-p/go-shp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
)

const pointFeature = `{"type":"Feature","properties":{"a":1,"b":2},"geometry":{"type":"Point","coordinates":[105,21]}}`

// end reads a table to its end and returns the error that ended it.
func end(t *testing.T, table rows.Table, err error) error {
	t.Helper()
	for err == nil {
		_, err = table.Next()
	}
	if table != nil {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
	return err
}

func TestLimitsAreKept(t *testing.T) {
	collection := `{"type":"FeatureCollection","features":[` + pointFeature + "," + pointFeature + `]}`
	line := `{"type":"LineString","coordinates":[[105,21]` + strings.Repeat(",[106,22]", 5000) + `]}`
	body, data := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 105, Y: 20}, &shp.Point{X: 105, Y: 20}}, [][]any{{1}, {2}})
	archive := string(zipOf(t, [2]string{"a.shp", body}, [2]string{"a.dbf", data}, [2]string{"a.prj", wgs84Prj}))
	for _, test := range []struct {
		name   string
		format string
		in     string
		limits rows.Limits
		want   rows.Code
	}{
		{"size of the file", "GeoJSON", collection, rows.Limits{Bytes: 10}, rows.TooLarge},
		{"features", "GeoJSON", collection, rows.Limits{Rows: 1}, rows.TooManyRows},
		{"columns", "GeoJSON", collection, rows.Limits{Columns: 2}, rows.TooManyColumns},
		{"one column, and one of shapes", "GeoJSON", `{"type":"Feature","properties":{"a":1},"geometry":null}`, rows.Limits{Columns: 1}, rows.TooManyColumns},
		{"a shape", "GeoJSON", line, rows.Limits{Cell: 4000}, rows.CellTooLong},
		{"a feature", "GeoJSON", `{"type":"Feature","properties":{"a":"` + strings.Repeat("x", 2<<20) + `"},"geometry":null}`, rows.Limits{Cell: 1000}, geofile.FeatureTooLong},
		{"a placemark", "KML", kmlHead + "<Placemark><description>" + strings.Repeat("x", 2<<20) + "</description></Placemark>" + kmlTail, rows.Limits{Cell: 1000}, geofile.FeatureTooLong},
		{"records", "Shapefile", archive, rows.Limits{Rows: 1}, rows.TooManyRows},
		{"fields", "Shapefile", archive, rows.Limits{Columns: 1}, rows.TooManyColumns},
		{"size of the zip", "Shapefile", archive, rows.Limits{Bytes: 10}, rows.TooLarge},
	} {
		t.Run(test.format+" "+test.name, func(t *testing.T) {
			table, err := open(t.Context(), t, test.format, test.in, test.limits)
			err = end(t, table, err)
			if e, ok := errors.AsType[*rows.Error](err); !ok || e.Code != test.want {
				t.Errorf("err = %v, want %s", err, test.want)
			}
		})
	}
}

func open(ctx context.Context, t *testing.T, format, in string, l rows.Limits) (rows.Table, error) {
	o := rows.Options{Limits: l, TempDir: t.TempDir()}
	switch format {
	case "GeoJSON":
		return geofile.GeoJSON(ctx, input([]byte(in)), "", o)
	case "KML":
		return geofile.KML(ctx, input([]byte(in)), o)
	}
	return geofile.Shapefile(ctx, input([]byte(in)), "", o)
}

func TestReadingEndsWithItsContext(t *testing.T) {
	body, data := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 105, Y: 20}}, [][]any{{1}})
	for format, in := range map[string]string{
		"GeoJSON":   pointFeature,
		"KML":       kmlHead + kmlTail,
		"Shapefile": string(zipOf(t, [2]string{"a.shp", body}, [2]string{"a.dbf", data}, [2]string{"a.prj", wgs84Prj})),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		table, err := open(ctx, t, format, in, rows.Limits{})
		if err := end(t, table, err); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: err = %v, want %v", format, err, context.Canceled)
		}
	}
}

// Fields of types that go-shp does not write, and a text of 300 bytes.
func TestFieldsOfOtherTypesAreRead(t *testing.T) {
	var header, record []byte
	field := func(name string, kind byte, value []byte, high byte) {
		f := make([]byte, 32)
		copy(f, name)
		f[11], f[16], f[17] = kind, byte(len(value)), high
		header, record = append(header, f...), append(record, value...)
	}
	negative := int32(-7)
	field("so", 'I', binary.LittleEndian.AppendUint32(nil, uint32(negative)), 0)
	field("thuc", 'O', binary.LittleEndian.AppendUint64(nil, math.Float64bits(0.25)), 0)
	field("dung", 'L', []byte("Y"), 0)
	field("sai", 'L', []byte("f"), 0)
	field("chua", 'L', []byte("?"), 0)
	field("dai", 'C', []byte(fmt.Sprintf("%-300s", "x")), 1)
	field("tien", 'N', []byte("  12345678901234.56"), 2)
	field("mu", 'N', []byte("  +01.5e-3"), 3)
	data := make([]byte, 32)
	data[0] = 3
	binary.LittleEndian.PutUint32(data[4:], 1)
	binary.LittleEndian.PutUint16(data[8:], uint16(33+len(header)))
	binary.LittleEndian.PutUint16(data[10:], uint16(1+len(record)))
	data = append(append(append(append(data, header...), '\r', ' '), record...), 0x1a)

	body, _ := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 105, Y: 20}}, [][]any{{1}})
	got := read(t, "", [2]string{"a.shp", body}, [2]string{"a.dbf", string(data)}, [2]string{"a.prj", wgs84Prj})
	const want = `so integer | thuc number | dung boolean | sai boolean | chua boolean | dai | tien decimal(2) | mu decimal(3) | geometry
1 | -7 | 0.25 | true | false | - | "x" | 12345678901234.56 | 1.5e-3 | POINT(105 20)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The collection is several times as long as what its reader may hold, which is
// the limit of one feature.
func TestLongCollectionsAreNotHeldInMemory(t *testing.T) {
	const features = 50_000
	long := io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`+pointFeature),
		strings.NewReader(strings.Repeat(","+pointFeature, features-1)), strings.NewReader("]}"))
	data, err := io.ReadAll(long)
	if err != nil {
		t.Fatal(err)
	}
	table, err := geofile.GeoJSON(t.Context(), input(data), "", rows.Options{Limits: rows.Limits{Cell: 16 << 10}, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	n := 0
	for ; err == nil; n++ {
		_, err = table.Next()
	}
	if !errors.Is(err, io.EOF) || n-1 != features {
		t.Errorf("%d features, then %v", n-1, err)
	}
}
