package recode

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/anon/micro"
)

func TestMasksHideWhatTheyShould(t *testing.T) {
	for _, test := range []struct {
		name        string
		values      []string
		first, last int
		want        string // of the rows; empty for an error
	}{
		{"last digits", []string{"0912345678", "0912345699"}, 0, 2, "********78 ********99"},
		{"characters, not bytes", []string{"Đặng", "Võ Thị"}, 1, 0, "Đ*** V*****"},
		{"alike when masked", []string{"10001", "10002"}, 2, 0, "10*** 10***"},
		{"everything", []string{"abc"}, 0, 0, "***"},
		{"a value that would stay whole", []string{"ab", "abcdef"}, 1, 1, ""},
		{"the province of an identity number", []string{"001099000001"}, 3, 0, ""},
		{"one digit of it", []string{"001099000001"}, 1, 0, ""},
		{"its year of birth", []string{"001099000001"}, 0, 7, ""},
		{"its serial number", []string{"001099000001"}, 0, 6, "******000001"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Mask(column(test.values...), test.first, test.last)
			if test.want == "" {
				if e := failure(t, err, Leaks); strings.Contains(e.Error(), test.values[0]) {
					t.Errorf("error %v shows the value", e)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			sound(t, got, len(test.values))
			if joined(got) != test.want {
				t.Errorf("got %s, want %s", joined(got), test.want)
			}
		})
	}
}

func TestSuppressionLeavesTheRest(t *testing.T) {
	c := column("a", "b", "a", "c")
	cells, err := SuppressCells(c, []int{1, 3, 3})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, cells, 4)
	if d := cmp.Diff([]string{"a", "", "a", ""}, texts(cells)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for _, row := range []int{-1, 4} {
		_, err = SuppressCells(c, []int{row})
		wantCode(t, err, BadParameter)
	}
}

// metres is the distance on the sphere of radius 6,371 km.
func metres(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lon2-lon1)*rad/2), 2)
	return 2 * 6371000 * math.Asin(math.Sqrt(min(a, 1)))
}

func TestPointsMoveToTheCentreOfACellOfAtLeastTheGrid(t *testing.T) {
	lots := key(t, secretA).lots("test", "geo")
	for range 3000 {
		m := []float64{100, 1000, 25_000}[lots.IntN(3)]
		lat, lon := lots.Float64()*160-80, lots.Float64()*360-180
		g := grid{m}
		y, x := g.centre(lat, lon)
		if y2, x2 := g.centre(y, x); y2 != y || x2 != x {
			t.Fatalf("the centre %v, %v of a cell of %v m is moved to %v, %v", y, x, m, y2, x2)
		}
		// Half a diagonal of a cell that is as wide as its narrow edge asks, 1 % for sphere and ellipsoid; far north a wide edge is longer.
		if d := metres(lat, lon, y, x); d > m*1.2 {
			t.Fatalf("%v, %v moved %v m on a grid of %v m", lat, lon, d, m)
		}
		north, _ := g.centre(y+1.01*m/equatorDegree, lon)
		if d := metres(y, x, north, x); d < m*0.98 {
			t.Fatalf("cells of %v m are %v m high at %v", m, d, lat)
		}
		_, east := g.centre(y, math.Remainder(x+1.01*m/lonDegree(math.Abs(y)+m/equatorDegree), 360))
		if d := metres(y, x, y, east); d < m*0.98 {
			t.Fatalf("cells of %v m are %v m wide at %v", m, d, lat)
		}
	}
}

func TestGridOfTwoColumnsAndOfPoints(t *testing.T) {
	lat, lon := column("21.0285", "21.0281", "10.7769", ""), column("105.8542", "105.8541", "106.7009", "105")
	y, x, err := GeoGrid(lat, lon, 1000)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, y, 4)
	sound(t, x, 4)
	if texts(y)[0] != texts(y)[1] || texts(x)[0] != texts(x)[1] || texts(y)[0] == texts(y)[2] || texts(x)[3] != "" {
		t.Errorf("latitudes %q, longitudes %q", texts(y), texts(x))
	}
	p, err := GeoPoints(column("21.0285, 105.8542", "POINT(105.8541 21.0281)"), 1000)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{texts(y)[0] + ", " + texts(x)[0], "POINT (" + texts(x)[0] + " " + texts(y)[0] + ")"}
	if d := cmp.Diff(want, texts(p)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for _, edge := range []string{"90", "-90", "0"} {
		if _, _, err := GeoGrid(column(edge), column("180"), 1_000_000); err != nil {
			t.Errorf("latitude %s: %v", edge, err)
		}
	}
}

func TestCoordinatesInMetresAreErrors(t *testing.T) {
	_, _, err := GeoGrid(column("2325634.5"), column("587412.1"), 1000)
	if e := failure(t, err, NotDegrees); !slices.Equal(e.Values, []string{"2325634.5"}) {
		t.Errorf("error %v", e)
	}
	for _, value := range []string{"2325634.5, 587412.1", "đây", "POINT (1)", "POINT EMPTY", "91, 0"} {
		_, err := GeoPoints(column(value), 1000)
		wantCode(t, err, NotDegrees)
	}
	_, _, err = GeoGrid(column("1"), column("1"), 0)
	wantCode(t, err, BadParameter)
	_, err = GeoDecimals(column("1"), 5)
	wantCode(t, err, BadParameter)
}

func FuzzTextsOfColumnsNeverPanic(f *testing.F) {
	f.Add("21.5, 105|POINT (1 2)|2025-07-01T00:00|≥85|[1; 2)|-5|E11.9")
	f.Add("1e308|-1e308|0")
	f.Fuzz(func(t *testing.T, values string) {
		c := column(strings.Split(values, "|")...)
		k := key(t, secretA)
		for _, op := range []func() (*micro.Column, error){
			func() (*micro.Column, error) { return GeoPoints(c, 100) },
			func() (*micro.Column, error) { return GeoDecimals(c, 3) },
			func() (*micro.Column, error) { return Truncate(c, Quarter) },
			func() (*micro.Column, error) { return Bands(c, "0.5", "-1", true) },
			func() (*micro.Column, error) { return TopCode(c, Threshold{At: "1.5"}) },
			func() (*micro.Column, error) { return BottomPercentile(c, 10, "") },
			func() (*micro.Column, error) { return Mask(c, 1, 1) },
			func() (*micro.Column, error) { return AddNoise(c, Laplace, 3, k) },
			func() (*micro.Column, error) { return RankSwap(c, 50, 5, k) },
			func() (*micro.Column, error) { return aggregate1(c, 2, Median) },
			func() (*micro.Column, error) { return RoundCounts(c, 3, Random, k) },
		} {
			if out, err := op(); err == nil {
				sound(t, out, len(c.Codes))
			}
		}
	})
}
