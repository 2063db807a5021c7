package geo_test

import (
	"math"
	"testing"

	"nguon/publisher/geo"
)

// controls are coordinates and their positions in WGS 84, as PROJ 9.1.1 with the
// EPSG register v10.076 computes them (cs2cs -f %.11f EPSG:… EPSG:4326). The
// last is a published one: the example of the survey offices' workbook for Ninh
// Thuận, given to millimetres.
var controls = []struct {
	name     string
	code     int
	x, y     float64
	lon, lat float64
	within   float64 // metres
}{
	{"Hà Nội, VN-2000 UTM 48", 3405, 588590.73, 2325647.474, 105.85444410747, 21.02849999578, 1e-5},
	{"Hà Nội, its own zone", 5897, 588617.317, 2326345.447, 105.85444409923, 21.02849999192, 1e-5},
	{"Đà Nẵng, its own zone", 5899, 549500.25, 1775400.5, 108.21445621186, 16.05210845328, 1e-5},
	{"Huế, its own zone", 9214, 562855.175, 1820978.806, 107.59050000271, 16.46369999682, 1e-5},
	{"Hải Phòng, its own zone", 9210, 597432.442, 2306067.772, 106.68810000538, 20.84489998761, 1e-5},
	{"the farthest west", 9205, 411730.23, 2478201.16, 102.14460000922, 22.39999999217, 1e-5},
	{"the farthest east, in the western zone", 3405, 984514.637, 1403788.913, 109.45969999858, 12.65999999734, 1e-5},
	{"the farthest east, in its zone", 3406, 332531.358, 1400145.462, 109.45969999447, 12.65999999800, 1e-5},
	{"the farthest south", 9207, 524018.508, 951033.579, 104.71999999288, 8.59999999246, 1e-5},
	{"the farthest north", 9209, 481405.505, 2587589.003, 105.32000000009, 23.38999998983, 1e-5},
	{"Trường Sa, in the zone of Khánh Hòa", 9217, 903957.064, 958506.969, 111.91999998872, 8.64999999732, 1e-5},
	{"Hà Nội, UTM 48", 32648, 588786.953, 2325539.388, 105.85444409371, 21.02849999926, 1e-5},
	{"Vientiane, UTM 47", 32647, 881395.898, 1989458.229, 102.59999999924, 17.95999999733, 1e-5},
	{"Phú Yên, UTM 49", 32649, 332724.98, 1400029.759, 109.45969999506, 12.65999999318, 1e-5},
	{"Hà Nội, map tiles", 3857, 11783662.815, 2395277.233, 105.85444409625, 21.02849999958, 1e-5},
	{"Hà Nội, degrees of VN-2000", 4756, 105.8544441, 21.0285, 105.8563267428, 21.0275139793, 1e-4},
	{"Ninh Thuận, the survey offices' example", 9217, 568262.924, 1255172.51, 108.87720114429756, 11.349358065695681, 3e-3},
}

func system(t testing.TB, code int) geo.CRS {
	t.Helper()
	c, ok := geo.ByCode(code)
	if !ok || c.Code != code {
		t.Fatalf("ByCode(%d) = %+v, %v", code, c, ok)
	}
	return c
}

func TestControlPointsAreMet(t *testing.T) {
	for _, p := range controls {
		t.Run(p.name, func(t *testing.T) {
			c := system(t, p.code)
			lon, lat, err := c.ToWGS84(p.x, p.y)
			if err != nil {
				t.Fatal(err)
			}
			// A degree is no longer than 111.7 km.
			if off := 111_700 * math.Hypot(lon-p.lon, lat-p.lat); !(off < p.within) {
				t.Errorf("got %.9f, %.9f, want %.9f, %.9f: %.6f m away", lon, lat, p.lon, p.lat, off)
			}
		})
	}
}

// At Hà Nội the same rotations read as a position vector give a place half a
// metre away, which the control point of EPSG:4756 would not accept: this is
// the sum that people do by hand.
func TestRotationsOfVN2000AreOfTheCoordinateFrame(t *testing.T) {
	const semiMajor, ecc2, second = 6378137, 0.00669437999014, math.Pi / 648000
	lon, lat := 105.8544441*math.Pi/180, 21.0285*math.Pi/180
	n := semiMajor / math.Sqrt(1-ecc2*math.Sin(lat)*math.Sin(lat))
	x, y, z := n*math.Cos(lat)*math.Cos(lon), n*math.Cos(lat)*math.Sin(lon), n*(1-ecc2)*math.Sin(lat)
	const rx, ry, rz, k = -0.00928836 * second, 0.01975479 * second, -0.00427372 * second, 1.000000252906278
	frame := math.Atan2(-39.30318279+k*(y-rz*x+rx*z), -191.90441429+k*(x+rz*y-ry*z)) * 180 / math.Pi
	vector := math.Atan2(-39.30318279+k*(y+rz*x-rx*z), -191.90441429+k*(x-rz*y+ry*z)) * 180 / math.Pi
	got, _, err := system(t, 4756).ToWGS84(105.8544441, 21.0285)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got-frame) > 1e-9 || math.Abs(got-vector) < 1e-6 {
		t.Errorf("longitude %.9f, want %.9f and not %.9f", got, frame, vector)
	}
}

func TestThereAndBackIsTheSamePlace(t *testing.T) {
	for _, code := range []int{3405, 4756, 5898, 9218, 32648, 3857} {
		c := system(t, code)
		for lon := 105.6; lon < 110; lon += 0.37 {
			for lat := 8.0; lat < 23.5; lat += 0.53 {
				x, y := c.FromWGS84(lon, lat)
				gotLon, gotLat, err := c.ToWGS84(x, y)
				if err != nil {
					t.Fatalf("%s: %v", c.Name, err)
				}
				// The height between the ellipsoids is not kept: a millimetre or two.
				if math.Abs(gotLon-lon) > 3e-8 || math.Abs(gotLat-lat) > 3e-8 {
					t.Fatalf("%s: %v, %v came back as %v, %v", c.Name, lon, lat, gotLon, gotLat)
				}
			}
		}
	}
}

func BenchmarkToWGS84(b *testing.B) {
	for _, code := range []int{4326, 3857, 32648, 9210} {
		c := system(b, code)
		x, y := c.FromWGS84(106.7, 10.7)
		b.Run("system="+c.Name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := c.ToWGS84(x, y); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
