package query_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/api/query"
)

func TestShapeInBox(t *testing.T) {
	ring := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{4, 4}, {6, 4}, {6, 6}, {4, 6}, {4, 4}}}
	slope := orb.LineString{{0, 0}, {10, 10}}
	for _, test := range []struct {
		name  string
		shape orb.Geometry
		box   query.Box
		want  bool
	}{
		{"point inside", orb.Point{1, 1}, query.Box{West: 0, South: 0, East: 2, North: 2}, true},
		{"point on a corner", orb.Point{2, 2}, query.Box{West: 0, South: 0, East: 2, North: 2}, true},
		{"point beside", orb.Point{2.0000001, 2}, query.Box{West: 0, South: 0, East: 2, North: 2}, false},
		{"box of one point", orb.Point{1, 1}, query.Box{West: 1, South: 1, East: 1, North: 1}, true},
		{"one of several points", orb.MultiPoint{{50, 50}, {1, 1}}, query.Box{West: 0, South: 0, East: 2, North: 2}, true},
		{"line through, without a corner inside", slope, query.Box{West: 4, South: 3, East: 6, North: 7}, true},
		{"line past a corner", slope, query.Box{West: 4, South: 5.1, East: 5, North: 6}, false},
		{"line touches a corner", slope, query.Box{West: 4, South: 5, East: 5, North: 6}, true},
		{"line along a side", orb.LineString{{0, 2}, {9, 2}}, query.Box{West: 3, South: 0, East: 4, North: 2}, true},
		{"line of one point", orb.LineString{{1, 1}}, query.Box{West: 0, South: 0, East: 2, North: 2}, true},
		{"line that is empty", orb.LineString{}, query.Box{West: -180, South: -90, East: 180, North: 90}, false},
		{"box within a polygon", ring, query.Box{West: 1, South: 1, East: 2, North: 2}, true},
		{"box within a hole", ring, query.Box{West: 4.5, South: 4.5, East: 5.5, North: 5.5}, false},
		{"box over a hole", ring, query.Box{West: 3, South: 3, East: 7, North: 7}, true},
		{"polygon within a box", ring, query.Box{West: -1, South: -1, East: 11, North: 11}, true},
		{"polygon beside a box", ring, query.Box{West: 11, South: 0, East: 12, North: 10}, false},
		{"second of two polygons", orb.MultiPolygon{ring, {{{20, 0}, {30, 0}, {30, 10}, {20, 0}}}}, query.Box{West: 27, South: 1, East: 28, North: 2}, true},
		{"part of a collection", orb.Collection{orb.Point{50, 50}, orb.Collection{slope}}, query.Box{West: 4, South: 3, East: 6, North: 7}, true},
		{"collection of nothing", orb.Collection{}, query.Box{West: -180, South: -90, East: 180, North: 90}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := query.ShapeInBox(wkb.MustMarshal(test.shape), test.box)
			if err != nil || got != test.want {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestShapeInCircle(t *testing.T) {
	hanoi := orb.Point{105.8542, 21.0285}
	area := orb.Polygon{{{105, 20}, {106, 20}, {106, 21}, {105, 21}, {105, 20}}}
	for _, test := range []struct {
		name   string
		shape  orb.Geometry
		circle query.Circle
		want   bool
	}{
		{"the centre itself", hanoi, query.Circle{Lon: hanoi[0], Lat: hanoi[1]}, true},
		// By the great circle it is 1,137.0 km to Ho Chi Minh City.
		{"a little more than the distance", orb.Point{106.6297, 10.8231}, query.Circle{Lon: hanoi[0], Lat: hanoi[1], Metres: 1_138_000}, true},
		{"a little less than the distance", orb.Point{106.6297, 10.8231}, query.Circle{Lon: hanoi[0], Lat: hanoi[1], Metres: 1_136_000}, false},
		{"over the meridian of 180 degrees", orb.Point{-179.9, 0}, query.Circle{Lon: 179.9, Lat: 0, Metres: 23_000}, true},
		{"over the pole", orb.Point{-90, 89.9}, query.Circle{Lon: 90, Lat: 89.9, Metres: 23_000}, true},
		{"the other side of the earth", orb.Point{180, 0}, query.Circle{Lon: 0, Lat: 0, Metres: 20_020_000}, true},
		{"edge of a line, far from its ends", orb.LineString{{100, 21}, {110, 21}}, query.Circle{Lon: 105, Lat: 21.01, Metres: 1_200}, true},
		{"line too far", orb.LineString{{100, 21}, {110, 21}}, query.Circle{Lon: 105, Lat: 21.02, Metres: 2_000}, false},
		{"inside an area", area, query.Circle{Lon: 105.5, Lat: 20.5, Metres: 1}, true},
		{"beside an area", area, query.Circle{Lon: 105.5, Lat: 21.01, Metres: 1_200}, true},
		{"too far beside an area", area, query.Circle{Lon: 105.5, Lat: 21.02, Metres: 2_000}, false},
		{"line of one point twice", orb.LineString{{1, 1}, {1, 1}}, query.Circle{Lon: 1, Lat: 1, Metres: 1}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := query.ShapeInCircle(wkb.MustMarshal(test.shape), test.circle)
			if err != nil || got != test.want {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestWhatIsNoShapeIsAnError(t *testing.T) {
	for _, wkb := range [][]byte{nil, {1}, {1, 9, 0, 0, 0}, {1, 1, 0, 0, 0, 1}} {
		if _, err := query.ShapeInBox(wkb, query.Box{}); err == nil {
			t.Errorf("%x in a box: no error", wkb)
		}
		if _, err := query.ShapeInCircle(wkb, query.Circle{}); err == nil {
			t.Errorf("%x in a circle: no error", wkb)
		}
	}
}

// The box around a circle, by which rows are skipped, must hold all points of
// the circle, at poles and across the meridian of 180 degrees too.
func TestNoPointOfACircleIsOutsideItsBox(t *testing.T) {
	w := newWorld(t)
	r := rand.New(rand.NewPCG(7, 7))
	tab := table{columns: allTypes[len(allTypes)-1:], group: 50}
	for range 400 {
		tab.rows = append(tab.rows, []any{orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}})
	}
	target := w.publish(t, tab)
	for range 40 {
		centre := orb.Point{pick(r, -180, 180, 0, r.Float64()*360-180), pick(r, 90, -90, 89, r.Float64()*180-90)}
		metres := pick(r, 500_000, 5_000_000, 12_000_000, 20_020_000.0)
		params := readParams("limit=1000&count=exact")
		params.Set("place__near", string(query.AppendText(nil, centre[0], &allTypes[3]))+","+string(query.AppendText(nil, centre[1], &allTypes[3]))+","+
			string(query.AppendText(nil, metres, &allTypes[3])))
		q, err := query.Parse(params, target, patient)
		if err != nil {
			t.Fatal(err)
		}
		if page := w.all(t, target, q); *page.Total != int64(len(answer(tab, q))) {
			t.Errorf("%s: %d rows, want %d", params.Encode(), *page.Total, len(answer(tab, q)))
		}
	}
}
