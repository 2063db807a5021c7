package geo_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"nguon/publisher/geo"
)

// The files in testdata/prj were written by projinfo of PROJ 9.1.1 in the
// dialects of ESRI, OGC and ISO; the handmade ones are of zones that people
// define themselves, with and without the parameters of the datum.
func TestProjectionFilesAreReadByTheirParameters(t *testing.T) {
	for _, test := range []struct {
		file    string
		code    int
		assumed bool
		refused geo.Reason
	}{
		{file: "esri-9210", code: 9210},
		{file: "ogc-9210", code: 9210},
		{file: "wkt2-9210", code: 9210},
		{file: "compound", code: 9210},
		{file: "esri-3405", code: 3405},
		{file: "ogc-4756", code: 4756},
		{file: "esri-4326", code: 4326},
		{file: "wkt2-4326", code: 4326},
		{file: "esri-3857", code: 3857},
		{file: "ogc-3857", code: 3857},
		{file: "wkt2-3857", code: 3857},
		{file: "esri-32648", code: 32648},
		{file: "handmade-towgs84", code: 9210},
		{file: "handmade-bound", code: 9210},
		{file: "handmade-no-datum", code: 9210, assumed: true},
		{file: "handmade-wgs84", code: 9214, assumed: true},
		{file: "hanoi-1972", refused: geo.OldDatum},
		{file: "indian-1960", refused: geo.OldDatum},
		{file: "no-datum-utm", refused: geo.UnknownCRS},
		{file: "britain", refused: geo.UnknownCRS},
		{file: "plate-carree", refused: geo.UnknownCRS},
		{file: "paris", refused: geo.UnknownCRS},
	} {
		t.Run(test.file, func(t *testing.T) {
			c, err := geo.FromWKT(projection(t, test.file))
			if e, ok := errors.AsType[*geo.Error](err); ok != (test.refused != "") || ok && e.Reason != test.refused {
				t.Fatalf("err = %v, want %q", err, test.refused)
			}
			if c.Code != test.code || c.Assumed != test.assumed {
				t.Errorf("got %+v, want code %d, assumed %v", c, test.code, test.assumed)
			}
		})
	}
}

func projection(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "prj", name+".prj"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The control point of Hà Nội in UTM 48, moved as the file says: kilometres,
// and a northing that counts 100 km at 10° north, which is 1105.4 km of UTM.
func TestUnitsAndOriginsOfProjectionFilesAreHonoured(t *testing.T) {
	c, err := geo.FromWKT(projection(t, "kilometres-from-10-degrees"))
	if err != nil {
		t.Fatal(err)
	}
	utm := system(t, 32648)
	_, origin := utm.FromWGS84(105, 10)
	lon, lat, err := c.ToWGS84(588.786953, (2325539.388-origin)/1000+100)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(lon-105.85444409371) > 1e-9 || math.Abs(lat-21.02849999926) > 1e-9 {
		t.Errorf("got %.11f, %.11f", lon, lat)
	}
}

func FuzzFromWKT(f *testing.F) {
	files, err := filepath.Glob("testdata/prj/*.prj")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add(`PROJCS["a""b",GEOGCS(`)
	f.Fuzz(func(t *testing.T, prj string) {
		c, err := geo.FromWKT(prj)
		if err != nil {
			if _, ok := errors.AsType[*geo.Error](err); !ok {
				t.Fatalf("err = %v is not of this package", err)
			}
			return
		}
		usable(t, c)
	})
}

// usable fails if c converts anything to what is not a position.
func usable(t *testing.T, c geo.CRS) {
	if c.Name == "" {
		t.Error("a system without a name")
	}
	for _, p := range [][2]float64{{0, 0}, {105, 21}, {5e5, 2e6}, {math.NaN(), 1}, {math.Inf(1), 1e300}} {
		lon, lat, err := c.ToWGS84(p[0], p[1])
		if err == nil && !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
			t.Errorf("%+v: %v became %v, %v", c, p, lon, lat)
		}
	}
}
