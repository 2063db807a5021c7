package geofile_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/jonas-p/go-shp"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
)

// sound reads a table to its end and fails where it breaks the contract of
// package rows.
func sound(t *testing.T, table rows.Table, err error) {
	if err != nil {
		return
	}
	defer func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}()
	last := int64(0)
	for {
		row, err := table.Next()
		if err != nil {
			if _, ok := errors.AsType[*rows.Error](err); !ok && !errors.Is(err, io.EOF) {
				t.Errorf("Next: %v", err)
			}
			return
		}
		if row.Number <= last || len(row.Cells) > len(table.Columns()) {
			t.Fatalf("row %d after %d, of %d cells for %d columns", row.Number, last, len(row.Cells), len(table.Columns()))
		}
		last = row.Number
		for _, c := range row.Cells {
			switch {
			case c.Kind == rows.Geometry:
				if _, _, err := geo.Bounds(c.Text); err != nil {
					t.Errorf("row %d: %v", row.Number, err)
				}
			case !utf8.Valid(c.Text):
				t.Errorf("row %d: %q", row.Number, c.Text)
			}
		}
	}
}

// small bounds what a mutated file may make a reader hold.
func small(t testing.TB) rows.Options {
	return rows.Options{Limits: rows.Limits{Cell: 1 << 16}, TempDir: t.TempDir()}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32648"}},"features":[{"type":"Feature","id":1,"properties":{"a":{"b":"x"}},"geometry":{"type":"Point","coordinates":[500000,2325000.0,1]}}]}`))
	f.Add([]byte(`{"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22]]]}]}}` + "\n\x1e" + `{"type":"MultiPoint","coordinates":[[1,2]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := geofile.GeoJSON(t.Context(), input(data), "", small(t))
		sound(t, table, err)
	})
}

func FuzzKML(f *testing.F) {
	f.Add([]byte(kmlHead + `<Folder><name>a</name><Placemark id="x"><name>b</name><ExtendedData><Data name="c"><value>d</value></Data></ExtendedData><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>105,20 105,22 107,22 105,20</coordinates></LinearRing></outerBoundaryIs></Polygon><Point><coordinates>1,2,3</coordinates></Point></MultiGeometry></Placemark></Folder>` + kmlTail))
	f.Add(zipOf(f, [2]string{"doc.kml", kmlHead + kmlTail}))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := geofile.KML(t.Context(), input(data), small(t))
		sound(t, table, err)
	})
}

func FuzzShapefile(f *testing.F) {
	fields := []shp.Field{shp.StringField("TEN", 12), shp.NumberField("SO", 9), shp.FloatField("DT", 12, 3), shp.DateField("NGAY")}
	outer := []shp.Point{{X: 105, Y: 20}, {X: 105, Y: 22}, {X: 107, Y: 22}, {X: 107, Y: 20}, {X: 105, Y: 20}}
	polygon := shp.Polygon(*shp.NewPolyLine([][]shp.Point{outer, {{X: 105.5, Y: 20.5}, {X: 106, Y: 20.5}, {X: 106, Y: 21}, {X: 105.5, Y: 20.5}}}))
	for kind, s := range map[shp.ShapeType]shp.Shape{
		shp.POLYGON: &polygon, shp.POINTZ: &shp.PointZ{X: 105, Y: 20}, shp.MULTIPOINT: &shp.MultiPoint{NumPoints: 5, Points: outer},
		shp.POLYLINE: shp.NewPolyLine([][]shp.Point{outer, outer}),
	} {
		body, data := layer(f, kind, fields, []shp.Shape{s, s}, [][]any{{"Hà Nội", 1, 2.5, "20240131"}, {"S\xabng", "**", "1e5", "0"}})
		f.Add([]byte(body), []byte(data), wgs84Prj, "")
		f.Add([]byte(body), []byte(data), zone3Prj, "65001")
	}
	f.Fuzz(func(t *testing.T, body, data []byte, prj, cpg string) {
		z := zipOf(t, [2]string{"a.shp", string(body)}, [2]string{"a.dbf", string(data)}, [2]string{"a.prj", prj}, [2]string{"a.cpg", cpg})
		table, err := geofile.Shapefile(t.Context(), input(z), "", small(t))
		sound(t, table, err)
	})
}

func BenchmarkGeoJSON(b *testing.B) {
	data := busStops(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		drain(b)(geofile.GeoJSON(b.Context(), input(data), "", rows.Options{TempDir: b.TempDir()}))
	}
	b.ReportMetric(3326*float64(b.N)/b.Elapsed().Seconds(), "features/s")
}

func BenchmarkShapefile(b *testing.B) {
	const n = 5000
	ring := make([]shp.Point, 0, 101)
	for i := range 100 {
		ring = append(ring, shp.Point{X: 500000 + float64(i), Y: 2300000 + float64(i*i%977)})
	}
	ring = append(ring, ring[0])
	area := shp.Polygon(*shp.NewPolyLine([][]shp.Point{ring}))
	for kind, s := range map[shp.ShapeType]shp.Shape{shp.POINT: &shp.Point{X: 500000, Y: 2300000}, shp.POLYGON: &area} {
		var shapes []shp.Shape
		var values [][]any
		for i := range n {
			shapes, values = append(shapes, s), append(values, []any{"Hải Phòng", i})
		}
		body, data := layer(b, kind, []shp.Field{shp.StringField("TEN", 20), shp.NumberField("SO", 9)}, shapes, values)
		z := zipOf(b, [2]string{"a.shp", body}, [2]string{"a.dbf", data}, [2]string{"a.prj", zone3Prj})
		b.Run(fmt.Sprintf("shape=%d", kind), func(b *testing.B) {
			for b.Loop() {
				drain(b)(geofile.Shapefile(b.Context(), input(z), "", rows.Options{}))
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "features/s")
		})
	}
}

// drain reads a table to its end.
func drain(b *testing.B) func(rows.Table, error) {
	return func(table rows.Table, err error) {
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err = table.Next(); err != nil {
				break
			}
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		if err := table.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
