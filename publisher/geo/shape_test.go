package geo_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/publisher/geo"
)

func TestShapesBecomeWKBOfRFC7946(t *testing.T) {
	square := func(x, y, side float64) orb.Ring { // counter-clockwise
		return orb.Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
	}
	reversed := func(r orb.Ring) orb.Ring { r.Reverse(); return r }
	for _, test := range []struct {
		name    string
		in      orb.Geometry
		want    orb.Geometry
		kind    string
		repairs geo.Repairs
		wrong   geo.Reason
	}{
		{name: "a point", in: orb.Point{105, 21}, want: orb.Point{105, 21}, kind: "Point"},
		{name: "a polygon that is right stays", in: orb.Polygon{square(105, 20, 2), reversed(square(105.5, 20.5, 1))},
			want: orb.Polygon{square(105, 20, 2), reversed(square(105.5, 20.5, 1))}, kind: "Polygon"},
		{name: "rings are turned", in: orb.Polygon{reversed(square(105, 20, 2)), square(105.5, 20.5, 1)},
			want: orb.Polygon{square(105, 20, 2), reversed(square(105.5, 20.5, 1))}, kind: "Polygon", repairs: geo.Repairs{Turned: 2}},
		{name: "rings are closed", in: orb.MultiPolygon{{square(105, 20, 2)[:4]}},
			want: orb.MultiPolygon{{square(105, 20, 2)}}, kind: "MultiPolygon", repairs: geo.Repairs{Closed: 1}},
		{name: "a collection", in: orb.Collection{orb.Point{105, 21}, orb.LineString{{105, 21}, {106, 22}}},
			want: orb.Collection{orb.Point{105, 21}, orb.LineString{{105, 21}, {106, 22}}}, kind: "GeometryCollection"},
		{name: "lines", in: orb.MultiLineString{{{105, 21}, {106, 22}}}, want: orb.MultiLineString{{{105, 21}, {106, 22}}}, kind: "MultiLineString"},
		{name: "points", in: orb.MultiPoint{{105, 21}}, want: orb.MultiPoint{{105, 21}}, kind: "MultiPoint"},
		{name: "a line of one position", in: orb.LineString{{105, 21}}, wrong: geo.BadShape},
		{name: "a ring of two positions", in: orb.Polygon{{{105, 21}, {106, 21}}}, wrong: geo.BadShape},
		{name: "nothing", in: orb.MultiPolygon{}, wrong: geo.BadShape},
		{name: "an empty collection in a collection", in: orb.Collection{orb.Collection{}}, wrong: geo.BadShape},
		{name: "exchanged in a ring", in: orb.Polygon{{{21, 105}, {21, 106}, {22, 106}, {21, 105}}}, wrong: geo.Swapped},
	} {
		t.Run(test.name, func(t *testing.T) {
			data, repairs, err := geo.WGS84.Encode(test.in)
			if e, ok := errors.AsType[*geo.Error](err); ok != (test.wrong != "") || ok && e.Reason != test.wrong {
				t.Fatalf("err = %v, want %q", err, test.wrong)
			}
			if test.wrong != "" {
				return
			}
			got, err := wkb.Unmarshal(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || repairs != test.repairs {
				t.Errorf("repairs %+v, want %+v; -want +got\n%s", repairs, test.repairs, diff)
			}
			box, kind, err := geo.Bounds(data)
			want := test.want.Bound()
			if err != nil || kind != test.kind || box != (geo.Box{West: want.Min[0], South: want.Min[1], East: want.Max[0], North: want.Max[1]}) {
				t.Errorf("Bounds = %v, %q, %v", box, kind, err)
			}
		})
	}
}

func TestShapesMoveToWGS84(t *testing.T) {
	data, _, err := system(t, 9217).Encode(orb.LineString{{568262.924, 1255172.51}, {568362.924, 1255172.51}})
	if err != nil {
		t.Fatal(err)
	}
	box, _, err := geo.Bounds(data)
	if err != nil || !box.Contains(108.8772012, 11.3493580) || box.East-box.West > 0.001 {
		t.Errorf("got %+v, %v", box, err)
	}
}

func TestBytesThatAreNotShapesAreRefused(t *testing.T) {
	ring := func(points ...orb.Point) []byte {
		b, err := wkb.Marshal(orb.Polygon{points}, binary.LittleEndian)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, data := range map[string][]byte{
		"nothing":                nil,
		"one byte":               {1},
		"big-endian":             wkb.MustMarshal(orb.Point{1, 2}, binary.BigEndian),
		"cut off":                geo.Point(1, 2)[:20],
		"a byte too many":        append(geo.Point(1, 2), 0),
		"no such kind":           append([]byte{1, 9, 0, 0, 0}, make([]byte, 16)...),
		"three dimensions":       append([]byte{1, 0xe9, 3, 0, 0}, make([]byte, 24)...),
		"a count out of reason":  {1, 2, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0},
		"off the Earth":          geo.Point(181, 2),
		"a ring that is open":    ring(orb.Point{0, 0}, orb.Point{1, 0}, orb.Point{1, 1}, orb.Point{0, 1}),
		"a ring of three":        ring(orb.Point{0, 0}, orb.Point{1, 0}, orb.Point{0, 0}),
		"a polygon without ring": {1, 3, 0, 0, 0, 0, 0, 0, 0},
	} {
		if box, kind, err := geo.Bounds(data); err == nil {
			t.Errorf("%s: Bounds = %v, %q", name, box, kind)
		}
	}
}

func TestMetadataIsThatOfGeoParquet(t *testing.T) {
	var s geo.Summary
	for _, p := range []orb.Geometry{orb.Point{105, 21}, orb.LineString{{106, 10}, {107, 11}}, orb.Point{108, 16}} {
		data, _, err := geo.WGS84.Encode(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Add(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Add([]byte("no")); err == nil || s.Count() != 3 {
		t.Errorf("a value that is no shape: err %v, count %d", err, s.Count())
	}
	got, err := geo.Metadata(geo.Column{Name: "geometry", Covering: "bbox", Summary: &s}, geo.Column{Name: "centre", Summary: &geo.Summary{}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"version":"1.1.0","primary_column":"geometry","columns":{` +
		`"centre":{"encoding":"WKB","geometry_types":[],"orientation":"counterclockwise"},` +
		`"geometry":{"encoding":"WKB","geometry_types":["Point","LineString"],"orientation":"counterclockwise","bbox":[105,10,108,21],` +
		`"covering":{"bbox":{"xmin":["bbox","xmin"],"ymin":["bbox","ymin"],"xmax":["bbox","xmax"],"ymax":["bbox","ymax"]}}}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for name, columns := range map[string][]geo.Column{
		"no column":           nil,
		"a column twice":      {{Name: "g", Summary: &s}, {Name: "g", Summary: &s}},
		"no summary":          {{Name: "g"}},
		"a column of no name": {{Summary: &s}},
	} {
		if got, err := geo.Metadata(columns...); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func FuzzBounds(f *testing.F) {
	f.Add(geo.Point(105, 21))
	f.Add(wkb.MustMarshal(orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, binary.LittleEndian))
	f.Add(wkb.MustMarshal(orb.Collection{orb.MultiPoint{{1, 2}}, orb.MultiLineString{{{1, 2}, {3, 4}}}}, binary.LittleEndian))
	f.Fuzz(func(t *testing.T, data []byte) {
		box, kind, err := geo.Bounds(data)
		if err != nil {
			return
		}
		g, err := wkb.Unmarshal(data)
		if err != nil || g.GeoJSONType() != kind {
			t.Fatalf("Bounds says %q, orb %v, %v", kind, g, err)
		}
		if b := g.Bound(); b.Min != (orb.Point{box.West, box.South}) || b.Max != (orb.Point{box.East, box.North}) {
			t.Errorf("box %v, orb %v", box, b)
		}
	})
}

func BenchmarkBounds(b *testing.B) {
	for name, g := range map[string]orb.Geometry{"point": orb.Point{105, 21}, "line of 1000": make(orb.LineString, 1000)} {
		data := wkb.MustMarshal(g, binary.LittleEndian)
		b.Run("shape="+name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, _, err := geo.Bounds(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
