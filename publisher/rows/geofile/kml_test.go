package geofile_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
)

const kmlHead = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Bản đồ</name>`
const kmlTail = `</Document></kml>`

func TestKMLBecomesRows(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{
			name: "folders, both forms of data, and texts as they are written",
			in: kmlHead + `<Style id="s"/><Folder><name>Trường học</name><Folder><name>Tiểu học</name>
				<Placemark id="p1"><name>Kim Đồng</name><description><![CDATA[<b>Ba Đình</b>&nbsp;]]></description><styleUrl>#s</styleUrl>
					<ExtendedData><Data name="học sinh"><displayName>x</displayName><value>812</value></Data>
					<SchemaData schemaUrl="#x"><SimpleData name="mã">00123</SimpleData></SchemaData></ExtendedData>
					<Point><coordinates>105.81,21.03,0</coordinates></Point></Placemark></Folder></Folder>
				<Placemark><name>Hồ</name><ExtendedData><Data name="name"><value>khác</value></Data></ExtendedData><TimeStamp><when>2024-05</when></TimeStamp></Placemark>` + kmlTail,
			want: `id | folder | name | description | học sinh | mã | name_2 | when | geometry
1 | "p1" | "Trường học/Tiểu học" | "Kim Đồng" | "<b>Ba Đình</b>&nbsp;" | "812" | "00123" | - | - | POINT(105.81 21.03)
2 | - | - | "Hồ" | - | - | - | "khác" | "2024-05" | -
shape-missing 1× at 2 ""
`,
		},
		{
			name: "all kinds of geometry",
			in: kmlHead + `
				<Placemark><LineString><tessellate>1</tessellate><coordinates> 105,21 106,22,5
					107,23 </coordinates></LineString></Placemark>
				<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>105,20 105,22 107,22 107,20 105,20</coordinates></LinearRing></outerBoundaryIs>
					<innerBoundaryIs><LinearRing><coordinates>105.5,20.5 106,20.5 106,21 105.5,20.5</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
				<Placemark><MultiGeometry><Point><coordinates>105,21</coordinates></Point><Point><coordinates>106,21</coordinates></Point></MultiGeometry></Placemark>
				<Placemark><MultiGeometry><Point><coordinates>105,21</coordinates></Point><LineString><coordinates>105,21 106,22</coordinates></LineString></MultiGeometry></Placemark>
				<Placemark><Polygon/></Placemark>` + kmlTail,
			want: `geometry
1 | LINESTRING(105 21,106 22,107 23)
2 | POLYGON((105 20,107 20,107 22,105 22,105 20),(105.5 20.5,106 21,106 20.5,105.5 20.5))
3 | MULTIPOINT((105 21),(106 21))
4 | GEOMETRYCOLLECTION(POINT(105 21),LINESTRING(105 21,106 22))
5 | -
shape-height 1× at 1 ""
shape-ring-turned 1× at 2 ""
shape-missing 1× at 5 ""
`,
		},
		{
			name: "tracks and wrong coordinates are refused, overlays reported",
			in: kmlHead + `<NetworkLink><Link><href>http://x</href></Link></NetworkLink>
				<Placemark><gx:Track><when>2024</when><gx:coord>105 21 0</gx:coord></gx:Track></Placemark>
				<Placemark><Point><coordinates>105.81 21.03</coordinates></Point></Placemark>
				<Placemark><Point><coordinates>21.03,105.81</coordinates></Point></Placemark>` + kmlTail,
			want: `geometry
1 | -
2 | -
3 | -
kml-left-out 1× at 0 "NetworkLink"
kml-track 1× at 1 "Track"
shape-bad 1× at 2 "coordinates: 105.81"
shape-swapped 1× at 3 "21.03, 105.81"
`,
		},
		{
			name: "blanks about commas are read over and noted, unless they join positions",
			in: kmlHead + `<Placemark><Point><coordinates> 105.8348 , 21.0368 </coordinates></Point></Placemark>
				<Placemark><LineString><coordinates>105, 21 106 ,22
				107,23</coordinates></LineString></Placemark>
				<Placemark><LineString><coordinates>105,21, 106,22</coordinates></LineString></Placemark>` + kmlTail,
			want: `geometry
1 | POINT(105.8348 21.0368)
2 | LINESTRING(105 21,106 22,107 23)
3 | -
kml-loose-commas 2× at 1 ""
shape-bad 1× at 3 "coordinates: 105,21,106,22"
`,
		},
		{name: "no placemarks", in: kmlHead + kmlTail, want: "geometry\n"},
		{name: "another XML", in: `<gpx/>`, want: "error rows: kml-not-kml at line 1: \"gpx\"\n"},
		{name: "nothing", in: ``, want: "error rows: kml-malformed at line 1: \"unexpected EOF\"\n"},
		{name: "cut off", in: kmlHead + "\n<Placemark><name>x", want: "error rows: kml-malformed at line 2: \"XML syntax error on line 2: unexpected EOF\"\n"},
		{name: "an unknown encoding", in: `<?xml version="1.0" encoding="klingon"?><kml/>`,
			want: "error rows: kml-malformed at line 1: \"xml: opening charset \\\"klingon\\\": encoding \\\"klingon\\\": htmlindex: invalid encoding \"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			table, err := geofile.KML(t.Context(), input([]byte(test.in)), rows.Options{TempDir: t.TempDir()})
			if diff := cmp.Diff(test.want, text(t, table, err)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// zipOf packs files.
func zipOf(t testing.TB, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKMZIsOpenedAtItsDocument(t *testing.T) {
	const point = `<Placemark><Point><coordinates>105,21</coordinates></Point></Placemark>`
	for _, test := range []struct {
		name  string
		files [][2]string
		want  string
	}{
		{"with pictures", [][2]string{{"images/a.png", "x"}, {"doc.kml", kmlHead + point + kmlTail}}, "geometry\n1 | POINT(105 21)\n"},
		{"by another name", [][2]string{{"map.kml", kmlHead + point + kmlTail}}, "geometry\n1 | POINT(105 21)\n"},
		{"with further documents", [][2]string{{"a.kml", kmlHead + kmlTail}, {"doc.kml", kmlHead + point + kmlTail}},
			"geometry\n1 | POINT(105 21)\narchive-other-files 1× at 0 \"a.kml\"\n"},
		{"without a document", [][2]string{{"a.txt", "x"}}, "error rows: kml-not-kml: no .kml in the zip file\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			table, err := geofile.KML(t.Context(), input(zipOf(t, test.files...)), rows.Options{TempDir: t.TempDir()})
			if diff := cmp.Diff(test.want, text(t, table, err)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
