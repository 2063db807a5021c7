package geofile_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jonas-p/go-shp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
)

const (
	wgs84Prj = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	zone3Prj = `PROJCS["VN_2000_HaiPhong",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
)

// layer is what go-shp writes of some shapes and their attributes, as the
// content of .shp and .dbf.
func layer(t testing.TB, kind shp.ShapeType, fields []shp.Field, shapes []shp.Shape, values [][]any) (body, data string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.shp")
	w, err := shp.Create(name, kind)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SetFields(fields); err != nil {
		t.Fatal(err)
	}
	for i, s := range shapes {
		w.Write(s)
		for j, v := range values[i] {
			if err := w.WriteAttribute(i, j, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Close() // which writes the attributes to "adbf"
	for i, ending := range []string{"shp", "dbf"} {
		b, err := os.ReadFile(name[:len(name)-len(".shp")] + map[string]string{"shp": ".shp", "dbf": "dbf"}[ending])
		if err != nil {
			t.Fatal(err)
		}
		*[]*string{&body, &data}[i] = string(b)
	}
	return body, data
}

func read(t testing.TB, crs string, files ...[2]string) string {
	t.Helper()
	table, err := geofile.Shapefile(t.Context(), input(zipOf(t, files...)), crs, rows.Options{})
	return text(t, table, err)
}

func TestShapefilesBecomeRows(t *testing.T) {
	fields := []shp.Field{shp.StringField("TEN", 20), shp.NumberField("SO", 9), shp.FloatField("DT", 12, 3), shp.DateField("NGAY")}
	body, data := layer(t, shp.POINT, fields,
		[]shp.Shape{&shp.Point{X: 597432.442, Y: 2306067.772}, &shp.Point{X: 2306067.772, Y: 597432.442}, &shp.Point{}},
		[][]any{{"Hải Phòng", 12, 1.5, "20240131"}, {"", "", "", ""}, {"*", "*********", "-.5", "20241350"}})
	null := []byte(body)
	null[100+2*28+8] = 0 // go-shp does not write the type of a missing shape
	body = string(null)
	const want = `TEN | SO integer | DT number | NGAY date | geometry
1 | "Hải Phòng" | 12 | 1.500 | 2024-01-31 | POINT(106.688100005 20.844899988)
2 | - | - | - | - | -
3 | "*" | ********* | -0.5 | 20241350 | -
`
	got := read(t, "", [2]string{"thu muc/ranh.shp", body}, [2]string{"thu muc/ranh.DBF", data}, [2]string{"thu muc/ranh.prj", zone3Prj}, [2]string{"thu muc/ranh.shx", "x"}, [2]string{"doc.txt", "x"})
	const notices = `archive-other-files 1× at 0 "doc.txt"
shape-swapped 1× at 2 "2306067.772, 597432.442"
shape-missing 1× at 3 ""
crs-converted 1× at 0 "VN-2000 / TM-3 105-45"
`
	if diff := cmp.Diff(want+notices, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestShapesOfShapefilesBecomeGeometries(t *testing.T) {
	outer := []shp.Point{{X: 105, Y: 20}, {X: 105, Y: 22}, {X: 107, Y: 22}, {X: 107, Y: 20}, {X: 105, Y: 20}}
	hole := []shp.Point{{X: 105.5, Y: 20.5}, {X: 106, Y: 20.5}, {X: 106, Y: 21}, {X: 105.5, Y: 20.5}}
	island := []shp.Point{{X: 108, Y: 20}, {X: 108, Y: 21}, {X: 109, Y: 20}, {X: 108, Y: 20}}
	line := []shp.Point{{X: 105, Y: 20}, {X: 106, Y: 21}}
	polygon := func(parts ...[]shp.Point) *shp.Polygon { p := shp.Polygon(*shp.NewPolyLine(parts)); return &p }
	const square = "(105 20,107 20,107 22,105 22,105 20)"
	for _, test := range []struct {
		name  string
		kind  shp.ShapeType
		shape shp.Shape
		want  string
	}{
		{"a polygon with a hole", shp.POLYGON, polygon(outer, hole), "1 | 1 | POLYGON(" + square + ",(105.5 20.5,106 21,106 20.5,105.5 20.5))\nshape-ring-turned 1× at 1 \"\"\n"},
		{"holes before their rings, and an island", shp.POLYGON, polygon(hole, island, outer),
			"1 | 1 | MULTIPOLYGON(((108 20,109 20,108 21,108 20)),(" + square + ",(105.5 20.5,106 21,106 20.5,105.5 20.5)))\nshape-ring-turned 1× at 1 \"\"\n"},
		{"a ring that runs the wrong way", shp.POLYGON, polygon(hole), "1 | 1 | POLYGON((105.5 20.5,106 20.5,106 21,105.5 20.5))\n"},
		{"a line", shp.POLYLINE, shp.NewPolyLine([][]shp.Point{line}), "1 | 1 | LINESTRING(105 20,106 21)\n"},
		{"lines", shp.POLYLINE, shp.NewPolyLine([][]shp.Point{line, line}), "1 | 1 | MULTILINESTRING((105 20,106 21),(105 20,106 21))\n"},
		{"points", shp.MULTIPOINT, &shp.MultiPoint{NumPoints: 2, Points: line}, "1 | 1 | MULTIPOINT((105 20),(106 21))\n"},
		{"a point with height", shp.POINTZ, &shp.PointZ{X: 105, Y: 20, Z: 7}, "1 | 1 | POINT(105 20)\nshape-height 1× at 1 \"\"\n"},
		{"a line with measures", shp.POLYLINEM, &shp.PolyLineM{NumParts: 1, NumPoints: 2, Parts: []int32{0}, Points: line, MArray: []float64{1, 2}},
			"1 | 1 | LINESTRING(105 20,106 21)\nshape-height 1× at 1 \"\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			body, data := layer(t, test.kind, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{test.shape}, [][]any{{1}})
			got := read(t, "", [2]string{"a.shp", body}, [2]string{"a.dbf", data}, [2]string{"a.prj", wgs84Prj})
			if diff := cmp.Diff("N integer | geometry\n"+test.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTextOfShapefilesIsDecoded(t *testing.T) {
	latin1 := func(s string) string { // the bytes that these characters have in Windows-1252
		var b []byte
		for _, r := range s {
			b = append(b, byte(r))
		}
		return string(b)
	}
	for _, test := range []struct{ name, value, cpg, want, notice string }{
		{"UTF-8", "Sông Hồng chảy qua Hà Nội", "UTF-8", "Sông Hồng chảy qua Hà Nội", ""},
		{"UTF-8 that a .cpg denies", "Sông Hồng chảy qua Hà Nội", "1252", "Sông Hồng chảy qua Hà Nội", ""},
		{"TCVN3", latin1("S«ng Hång ch¶y qua Hµ Néi"), "", "Sông Hồng chảy qua Hà Nội", "tcvn3"},
		{"VNI", latin1("Soâng Hoàng chaûy qua Haø Noäi"), "ANSI 1252", "Sông Hồng chảy qua Hà Nội", "vni"},
		{"a character cut by the field", "Sông Hồng chảy qua sông Đuống ở Hà Nộ\xe1\xbb", "UTF-8", "Sông Hồng chảy qua sông Đuống ở Hà Nộ", ""},
		{"ASCII", "Ha Noi", "", "Ha Noi", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var shapes []shp.Shape
			var values [][]any
			for range 8 {
				shapes, values = append(shapes, &shp.Point{X: 105, Y: 20}), append(values, []any{test.value})
			}
			body, data := layer(t, shp.POINT, []shp.Field{shp.StringField("TEN", 60)}, shapes, values)
			files := [][2]string{{"a.shp", body}, {"a.dbf", data}, {"a.prj", wgs84Prj}}
			if test.cpg != "" {
				files = append(files, [2]string{"a.cpg", test.cpg})
			}
			got := read(t, "", files...)
			if !strings.Contains(got, "8 | \""+test.want+"\" | POINT(105 20)") || !strings.Contains(got, test.notice) {
				t.Errorf("got %s", got)
			}
			if test.notice == "" && strings.Contains(got, "dbf-decoded") {
				t.Errorf("a notice of an encoding: %s", got)
			}
		})
	}
}

func TestTheSystemOfAShapefileMustBeKnown(t *testing.T) {
	metres, data := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 597432.442, Y: 2306067.772}}, [][]any{{1}})
	degrees, _ := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 105, Y: 20}}, [][]any{{1}})
	const converted = "N integer | geometry\n1 | 1 | POINT(106.688100005 20.844899988)\ncrs-converted 1× at 0 \"VN-2000 / TM-3 105-45\"\n"
	for _, test := range []struct{ name, body, prj, crs, want string }{
		{"named by the caller", metres, "", "VN-2000 Hải Phòng", converted},
		{"named by the caller, against the .prj", metres, wgs84Prj, "EPSG:9210", converted},
		{"by its zone, though the .prj names WGS 84", metres, strings.ReplaceAll(zone3Prj, "Vietnam_2000", "WGS_1984"), "",
			"N integer | geometry\n1 | 1 | POINT(106.688100005 20.844899988)\ncrs-converted 1× at 0 \"VN-2000 / TM-3 105-45\"\n"},
		{"not named, in degrees", degrees, "", "", "N integer | geometry\n1 | 1 | POINT(105 20)\ncrs-degrees 1× at 0 \"\"\n"},
		{"not named, in metres", metres, "", "", "error rows: crs-missing: \"597432.442, 2306067.772\"\n"},
		{"HN-72", metres, `GEOGCS["x",DATUM["D_Hanoi_1972",SPHEROID["Krasovsky_1940",6378245.0,298.3]]]`, "",
			"error rows: crs-old-datum: \"D_Hanoi_1972\": geo: old-datum: \"D_Hanoi_1972\"\n"},
		{"a .prj that is wrong", metres, wgs84Prj, "", "N integer | geometry\n1 | 1 | -\nshape-not-degrees 1× at 1 \"597432.442, 2306067.772\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := [][2]string{{"a.shp", test.body}, {"a.dbf", data}}
			if test.prj != "" {
				files = append(files, [2]string{"a.prj", test.prj})
			}
			if diff := cmp.Diff(test.want, read(t, test.crs, files...)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestShapefilesThatAreNotWholeAreRefused(t *testing.T) {
	body, data := layer(t, shp.POINT, []shp.Field{shp.NumberField("N", 3)}, []shp.Shape{&shp.Point{X: 105, Y: 20}, &shp.Point{X: 105, Y: 20}}, [][]any{{1}, {2}})
	patch := []byte(body)
	binary.LittleEndian.PutUint32(patch[32:], 31)
	huge := bytes.Clone([]byte(body))
	binary.BigEndian.PutUint32(huge[104:], math.MaxUint32)
	memo := []byte(data)
	memo[32+11] = 'M'
	deleted := []byte(data)
	deleted[32+32+1] = '*'
	fewer := []byte(data)
	fewer[4] = 1
	prj := [2]string{"a.prj", wgs84Prj}
	for _, test := range []struct {
		name  string
		files [][2]string
		want  string
	}{
		{"no .shp", [][2]string{{"a.dbf", data}}, "error rows: shapefile-no-shapes\n"},
		{"two layers", [][2]string{{"a.shp", body}, {"b.shp", body}}, "error rows: shapefile-several: \"a, b\" (got 2, want 0)\n"},
		{"no .dbf", [][2]string{{"a.shp", body}, prj}, "geometry\n1 | POINT(105 20)\n2 | POINT(105 20)\nshapefile-no-dbf 1× at 0 \"\"\n"},
		{"cut off", [][2]string{{"a.shp", body[:len(body)-5]}, {"a.dbf", data}, prj},
			"N integer | geometry\n1 | 1 | POINT(105 20)\nerror rows: damaged at line 2: \"shapefile\": the .shp is cut off\n"},
		{"a .dbf that is cut off", [][2]string{{"a.shp", body}, {"a.dbf", data[:len(data)-3]}, prj},
			"N integer | geometry\n1 | 1 | POINT(105 20)\nerror rows: dbf-not-readable: \"the file is cut off\"\n"},
		{"fewer attributes than shapes", [][2]string{{"a.shp", body}, {"a.dbf", string(fewer)}, prj},
			"N integer | geometry\n1 | 1 | POINT(105 20)\nerror rows: shapefile-counts-differ at line 2 (got 2, want 1)\n"},
		{"a row that is deleted", [][2]string{{"a.shp", body}, {"a.dbf", string(deleted)}, prj},
			"N integer | geometry\n2 | 2 | POINT(105 20)\ndbf-deleted 1× at 1 \"\"\n"},
		{"bodies", [][2]string{{"a.shp", string(patch)}, {"a.dbf", data}, prj}, "error rows: shapefile-multipatch (got 31, want 0)\n"},
		{"a length out of reason", [][2]string{{"a.shp", string(huge)}, {"a.dbf", data}, prj},
			"N integer | geometry\nerror rows: feature-too-long at line 1 (got 8589934590, want 50331648)\n"},
		{"memos", [][2]string{{"a.shp", body}, {"a.dbf", string(memo)}, prj}, "error rows: dbf-type: \"M\" (got 3, want 0)\n"},
		{"no .shp but in name", [][2]string{{"a.shp", strings.Repeat("x", 200)}}, "error rows: damaged: \"shapefile\": no .shp\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, "", test.files...)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
