package geofile_test

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
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/encoding/wkt"

	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
)

// text writes a table down: the columns, then the rows with shapes as WKT, then
// the notices.
func text(t testing.TB, table rows.Table, err error) string {
	t.Helper()
	if err != nil {
		return "error " + err.Error() + "\n"
	}
	var body strings.Builder
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Fprintln(&body, "error", err)
			break
		}
		fmt.Fprint(&body, row.Number)
		for _, c := range row.Cells {
			fmt.Fprint(&body, " | ")
			switch c.Kind {
			case rows.Empty:
				fmt.Fprint(&body, "-")
			case rows.Geometry:
				g, err := wkb.Unmarshal(c.Text)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprint(&body, wkt.MarshalString(orb.Round(g, 1e9)))
			case rows.Text:
				fmt.Fprintf(&body, "%q", c.Text)
			default:
				fmt.Fprintf(&body, "%s", c.Text)
			}
		}
		fmt.Fprintln(&body)
	}
	var head strings.Builder
	for i, c := range table.Columns() {
		if i > 0 {
			head.WriteString(" | ")
		}
		head.WriteString(c.Name)
		if c.Type != "" && c.Name != geofile.Geometry {
			fmt.Fprintf(&head, " %s", c.Type)
		}
		if c.Scale > 0 {
			fmt.Fprintf(&head, "(%d)", c.Scale)
		}
	}
	for _, n := range table.Notices() {
		fmt.Fprintf(&body, "%s %d× at %d %q\n", n.Code, n.Count, n.Line, n.Value)
	}
	if err := table.Close(); err != nil {
		t.Error(err)
	}
	return head.String() + "\n" + body.String()
}

func input(data []byte) rows.Input {
	return rows.Input{Name: "map", File: bytes.NewReader(data), Size: int64(len(data))}
}

func TestGeoJSONBecomesRows(t *testing.T) {
	for _, test := range []struct {
		name, in, crs, want string
	}{
		{
			name: "a collection, with nested properties and keys that come late",
			in: `{"type":"FeatureCollection","features":[
				{"type":"Feature","properties":{"tên":"Hồ Gươm","a":{"b":1}},"geometry":{"type":"Point","coordinates":[105.85,21.03]}},
				{"type":"Feature","properties":{"tên":null,"năm":2024},"geometry":null}]}`,
			want: `tên | a.b | năm | geometry
1 | "Hồ Gươm" | 1 | - | POINT(105.85 21.03)
2 | - | - | 2024 | -
shape-missing 1× at 2 ""
`,
		},
		{
			name: "identifiers are a column, named apart from a property",
			in: `{"type":"FeatureCollection","features":[
				{"type":"Feature","id":"way/1","properties":{"id":7},"geometry":{"type":"Point","coordinates":[105,21]}},
				{"type":"Feature","id":2,"properties":{"id":8},"geometry":{"type":"Point","coordinates":[105,21]}}]}`,
			want: `feature_id | id | geometry
1 | "way/1" | 7 | POINT(105 21)
2 | 2 | 8 | POINT(105 21)
`,
		},
		{
			name: "identifiers that repeat a property are no column",
			in:   `{"type":"Feature","id":7,"properties":{"id":7},"geometry":{"type":"Point","coordinates":[105,21]}}`,
			want: "id | geometry\n1 | 7 | POINT(105 21)\n",
		},
		{
			name: "a system from before RFC 7946, after the features",
			in: `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"p":1},
				"geometry":{"type":"Point","coordinates":[500000,2325000.0]}}],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32648"}}}`,
			want: "p | geometry\n1 | 1 | POINT(105 21.025772899)\ncrs-converted 1× at 0 \"WGS 84 / UTM zone 48N\"\n",
		},
		{
			name: "the system inside the geometry, of PostGIS",
			in:   `{"type":"Feature","properties":{},"geometry":{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:32648"}},"coordinates":[500000,2325000.0]}}`,
			want: "geometry\n1 | POINT(105 21.025772899)\ncrs-converted 1× at 0 \"WGS 84 / UTM zone 48N\"\n",
		},
		{
			name: "the system that the caller names wins",
			in:   `{"type":"Feature","properties":{},"crs":{"type":"name","properties":{"name":"EPSG:3857"}},"geometry":{"type":"Point","coordinates":[500000,2325000]}}`,
			crs:  "EPSG:32648",
			want: "geometry\n1 | POINT(105 21.025772899)\ncrs-converted 1× at 0 \"WGS 84 / UTM zone 48N\"\n",
		},
		{
			name: "an unknown system",
			in:   `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:27700"}},"features":[]}`,
			want: "error rows: crs-unknown: \"EPSG:27700\": geo: unknown-crs: \"EPSG:27700\"\n",
		},
		{
			name: "X north and Y east are found out, feature by feature",
			in: `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:9210"}},"features":[
				{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[2306067.772,597432.442]}},
				{"type":"Feature","properties":{"n":2},"geometry":{"type":"Point","coordinates":[2306067.772,597432.442]}}]}`,
			want: "n | geometry\n1 | 1 | -\n2 | 2 | -\nshape-swapped 2× at 1 \"2306067.772, 597432.442\"\n",
		},
		{
			name: "latitude before longitude",
			in:   `{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[21.03,105.85]}}`,
			want: "n | geometry\n1 | 1 | -\nshape-swapped 1× at 1 \"21.03, 105.85\"\n",
		},
		{
			name: "all kinds, with heights, rings the wrong way and open rings",
			in: `{"type":"FeatureCollection","features":[
				{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[105,21,3],[106,22]]}},
				{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[105,21],[106,22]]]}},
				{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[105,21],[105,22],[106,22],[105,21]]]}},
				{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[105,21],[106,21],[106,22]]]]}},
				{"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[105,21]},{"type":"LineString","coordinates":[[105,21],[106,22]]}]}},
				{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[]}},
				{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[105,21]]}},
				{"type":"Feature","properties":{},"geometry":{"type":"Circle","coordinates":[105,21]}},
				{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["105","21"]}}]}`,
			want: `geometry
1 | MULTIPOINT((105 21),(106 22))
2 | MULTILINESTRING((105 21,106 22))
3 | POLYGON((105 21,106 22,105 22,105 21))
4 | MULTIPOLYGON(((105 21,106 21,106 22,105 21)))
5 | GEOMETRYCOLLECTION(POINT(105 21),LINESTRING(105 21,106 22))
6 | -
7 | -
8 | -
9 | -
shape-height 1× at 1 ""
shape-bad 3× at 8 "no geometry: {\"type\":\"Circle\",\"coordinates\":[105,21]}"
shape-ring-turned 1× at 3 ""
shape-ring-closed 1× at 4 ""
shape-missing 1× at 6 ""
`,
		},
		{
			name: "one feature a line, with record separators",
			in: "\x1e{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[105,21]}}\n" +
				"\x1e{\"type\":\"Feature\",\"properties\":{\"n\":2},\"geometry\":{\"type\":\"Point\",\"coordinates\":[106,21]}}\n",
			want: "n | geometry\n1 | 1 | POINT(105 21)\n2 | 2 | POINT(106 21)\n",
		},
		{
			name: "members that GeoJSON does not know are reported",
			in:   `{"type":"FeatureCollection","totalFeatures":3,"features":[{"type":"Feature","style":"red","properties":null,"geometry":{"type":"Point","coordinates":[2,48]}}]}`,
			want: `geometry
1 | POINT(2 48)
geojson-foreign 2× at 1 "style"
shape-not-viet-nam 1× at 0 "2, 48 – 2, 48"
`,
		},
		{
			name: "a property called as the shapes are",
			in:   `{"type":"Feature","properties":{"geometry":"x"},"geometry":{"type":"Point","coordinates":[105,21]}}`,
			want: "properties.geometry | geometry\n1 | \"x\" | POINT(105 21)\n",
		},
		{name: "no features", in: `{"type":"FeatureCollection","features":[]}`, want: "geometry\n"},
		{name: "a bare geometry", in: `{"type":"Point","coordinates":[105,21]}`, want: "geometry\n1 | POINT(105 21)\n"},
		{name: "other JSON", in: `{"a":1}`, want: "error rows: geojson-not-features at line 1: neither a feature nor a geometry\n"},
		{name: "TopoJSON", in: `{"type":"Topology","arcs":[]}`, want: "error rows: geojson-not-features at line 1: \"Topology\": neither a feature nor a geometry\n"},
		{name: "an array", in: `[1]`, want: "error rows: geojson-not-features at line 1: not an object\n"},
		{name: "cut off", in: `{"type":"FeatureCollection","features":[{"type":"Feat`, want: "error rows: geojson-malformed at line 1 (got 41, want 0): the file ends too early\n"},
		{name: "a comma too many", in: `{"type":"FeatureCollection","features":[{"a":1},]}`, want: "error rows: geojson-not-features at line 1: neither a feature nor a geometry\n"},
		{name: "nothing", in: ``, want: "error rows: geojson-malformed at line 1 (got 1, want 0): the file ends too early\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			table, err := geofile.GeoJSON(t.Context(), input([]byte(test.in)), test.crs, rows.Options{TempDir: dir})
			got := text(t, table, err)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("files are left behind: %v, %v", left, err)
			}
		})
	}
}

func TestGeoJSONInUTF16IsRead(t *testing.T) {
	const in = `{"type":"Feature","properties":{"tên":"Ẩm thực"},"geometry":{"type":"Point","coordinates":[105,21]}}`
	data := []byte{0xff, 0xfe}
	for _, r := range in { // all of it is in the first plane
		data = append(data, byte(r), byte(r>>8))
	}
	table, err := geofile.GeoJSON(t.Context(), input(data), "", rows.Options{})
	if got, want := text(t, table, err), "tên | geometry\n1 | \"Ẩm thực\" | POINT(105 21)\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheBusStopsOfHaNoiAreRead(t *testing.T) {
	table, err := geofile.GeoJSON(t.Context(), input(busStops(t)), "", rows.Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, table, nil)
	if n := strings.Count(got, "POINT("); n != 3326 {
		t.Errorf("%d points, want 3,326", n)
	}
	const first = "id | name | geometry\n1 | 436176914 | \"Đối diện Trụ sở HĐND huyện Thanh Trì - Ngọc Hồi\" | POINT(105.8442159 20.9466009)\n"
	if !strings.HasPrefix(got, first) {
		t.Errorf("begins with %q", got[:200])
	}
}

// busStops is a file of the folder of real data, beside the project.
func busStops(t testing.TB) []byte {
	t.Helper()
	dir := os.Getenv("NGUON_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	b, err := os.ReadFile(filepath.Join(dir, "data", "hanoi-bus-stops", "hanoi_bus_stops_osm.geojson"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no real files: set NGUON_SHARED to the folder that has them")
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}
