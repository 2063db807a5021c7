package carto

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// vietNam reaches from its farthest point in the west to Truong Sa.
var vietNam = orb.Bound{Min: orb.Point{102.1, 6.5}, Max: orb.Point{117.4, 23.4}}

func TestAViewShowsAllOfItsBounds(t *testing.T) {
	for _, test := range []struct {
		name  string
		bound orb.Bound
		equal bool
	}{
		{"a country", vietNam, false},
		{"the earth", orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, true},
		{"a point", orb.Bound{Min: orb.Point{105.8, 21}, Max: orb.Point{105.8, 21}}, false},
		{"a point at a pole", orb.Bound{Min: orb.Point{0, 90}, Max: orb.Point{0, 90}}, false},
		{"a strip", orb.Bound{Min: orb.Point{100, 10}, Max: orb.Point{140, 10.1}}, false},
		{"the south", orb.Bound{Min: orb.Point{10, -60}, Max: orb.Point{80, -10}}, true},
		{"what is no place", orb.Bound{Min: orb.Point{math.NaN(), math.Inf(-1)}, Max: orb.Point{math.NaN(), math.Inf(1)}}, true},
		{"beyond the edge", orb.Bound{Min: orb.Point{500, 100}, Max: orb.Point{600, 200}}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := Fit(test.bound, 688, 240, 620)
			if v.equal != test.equal {
				t.Errorf("Equal Earth: %v, want %v", v.equal, test.equal)
			}
			if v.Height < 240 || v.Height > 620 {
				t.Errorf("height %g", v.Height)
			}
			for _, p := range []orb.Point{v.Bounds.Min, v.Bounds.Max, {v.Bounds.Min[0], v.Bounds.Max[1]}, {v.Bounds.Max[0], v.Bounds.Min[1]}, v.Bounds.Center()} {
				p[1] = max(-mercatorEdge, min(mercatorEdge, p[1]))
				if x, y := v.Place(p); !(x > -0.01 && x < v.Width+0.01 && y > -0.01 && y < v.Height+0.01) {
					t.Errorf("%v is at %g, %g of %g × %g", p, x, y, v.Width, v.Height)
				}
			}
			if len(v.Graticule(8)) == 0 {
				t.Error("no graticule")
			}
		})
	}
}

func TestNorthIsUpAndEastIsRight(t *testing.T) {
	for _, b := range []orb.Bound{vietNam, {Min: orb.Point{-170, -80}, Max: orb.Point{170, 80}}} {
		v := Fit(b, 688, 240, 620)
		hx, hy := v.Place(orb.Point{105.84, 21.03})
		sx, sy := v.Place(orb.Point{106.66, 10.78})
		if hx >= sx || hy >= sy {
			t.Errorf("Ha Noi is at %g, %g, Ho Chi Minh City at %g, %g", hx, hy, sx, sy)
		}
	}
}

// Ha Noi and Ho Chi Minh City are 1,140 km apart.
func TestTheScaleIsThatOfTheEarth(t *testing.T) {
	v := Fit(orb.Bound{Min: orb.Point{105.84, 10.78}, Max: orb.Point{106.66, 21.03}}, 688, 240, 620)
	metres, units := v.Scale(120)
	if units <= 40 || units > 120 {
		t.Fatalf("a bar of %g units", units)
	}
	hx, hy := v.Place(orb.Point{105.84, 21.03})
	sx, sy := v.Place(orb.Point{106.66, 10.78})
	if got := math.Hypot(hx-sx, hy-sy) / units * metres; math.Abs(got-1.14e6) > 0.02e6 {
		t.Errorf("by the bar the cities are %.0f km apart, want 1140", got/1000)
	}
	if metres, _ := Fit(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, 688, 240, 620).Scale(120); metres != 0 {
		t.Errorf("a map of the earth has a bar of %g m", metres)
	}
}

// Areas in Equal Earth are those of the earth: a cell of ten degrees at 60° has
// half the area of one at the equator, nearly.
func TestAMapOfTheEarthKeepsAreas(t *testing.T) {
	v := Fit(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, 688, 240, 620)
	area := func(lat float64) float64 {
		x0, y0 := v.Place(orb.Point{0, lat - 0.5})
		x1, y1 := v.Place(orb.Point{1, lat + 0.5})
		_ = x0
		xm, _ := v.Place(orb.Point{1, lat})
		xl, _ := v.Place(orb.Point{0, lat})
		_ = x1
		return (xm - xl) * (y0 - y1)
	}
	if got, want := area(60)/area(0), math.Cos(math.Pi/3); math.Abs(got-want) > 0.005 {
		t.Errorf("a cell at 60° has %.4f of the area of one at the equator, want %.4f", got, want)
	}
}

func TestTilesCoverThePicture(t *testing.T) {
	v := Fit(vietNam, 688, 240, 620)
	tiles := v.Tiles(24)
	if len(tiles) == 0 || len(tiles) > 24 {
		t.Fatalf("%d tiles", len(tiles))
	}
	covered := slices.ContainsFunc(tiles, func(tile Tile) bool { return tile.Left <= 0 && tile.Top <= 0 }) &&
		slices.ContainsFunc(tiles, func(tile Tile) bool {
			return tile.Left+tile.Side >= v.Width && tile.Top+tile.Side >= v.Height
		})
	if !covered {
		t.Errorf("tiles %+v do not cover %g × %g", tiles, v.Width, v.Height)
	}
	// The tile of Ha Noi at zoom 6 is 50, 28.
	x, y := v.Place(orb.Point{105.84, 21.03})
	for _, tile := range tiles {
		if x >= tile.Left && x < tile.Left+tile.Side && y >= tile.Top && y < tile.Top+tile.Side {
			n := math.Pow(2, float64(tile.Zoom))
			wantX := math.Floor((105.84 + 180) / 360 * n)
			wantY := math.Floor((1 - math.Asinh(math.Tan(21.03*math.Pi/180))/math.Pi) / 2 * n)
			if float64(tile.X) != wantX || float64(tile.Y) != wantY {
				t.Errorf("Ha Noi is on tile %d/%d/%d, want %g/%g", tile.Zoom, tile.X, tile.Y, wantX, wantY)
			}
			return
		}
	}
	t.Error("Ha Noi is on no tile")
}

func TestPlacesOfOneSquareAreOneSpot(t *testing.T) {
	spots := Gather([]float64{1, 3, 50, 2}, []float64{1, 3, 50, 2}, 10)
	if len(spots) != 2 || !slices.Equal(spots[0].Members, []int{0, 1, 3}) || spots[0].X != 2 || spots[0].Y != 2 {
		t.Errorf("spots %+v", spots)
	}
}

func TestClassesHaveAboutAsManyValuesEach(t *testing.T) {
	for _, test := range []struct {
		name   string
		values []float64
		want   []float64
	}{
		{"none", nil, nil},
		{"one", []float64{7}, []float64{7}},
		{"ten", []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, []float64{2, 4, 6, 8, 10}},
		{"mostly the same", []float64{0, 0, 0, 0, 0, 0, 0, 0, 5, 9}, []float64{0, 9}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Classes(test.values, 5)
			if !slices.Equal(got, test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for _, v := range test.values {
				if c := ClassOf(got, v); v > got[c] || c > 0 && v <= got[c-1] {
					t.Errorf("%g is of class %d of %v", v, c, got)
				}
			}
		})
	}
}

func TestLinesLoseOnlyWhatNobodySees(t *testing.T) {
	v := Fit(vietNam, 688, 240, 620)
	var line orb.LineString
	for i := range 10_000 {
		line = append(line, orb.Point{105 + float64(i)/2000, 15 + 0.0001*math.Sin(float64(i))})
	}
	if got := v.Line(line); len(got) > 10 {
		t.Errorf("a straight line has %d points", len(got))
	}
	if ring := v.Ring(orb.Ring{{105, 15}, {105.0001, 15}, {105.0001, 15.0001}, {105, 15}}); ring != nil {
		t.Errorf("a ring of a few metres is drawn: %v", ring)
	}
}
