package geo_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/geo"
)

func TestColumnsOfCoordinatesAreRecognisedByName(t *testing.T) {
	for headers, want := range map[string][]geo.Pair{
		"id,lat,lon":                      {{East: 2, North: 1}},
		"Latitude,Longitude,name":         {{East: 1, North: 0}},
		"lng,lat":                         {{East: 0, North: 1}},
		"STT,Kinh độ,Vĩ độ":               {{East: 1, North: 2}},
		"kinh_do,vi_do":                   {{East: 0, North: 1}},
		"Vĩ độ (WGS84),Kinh độ (WGS84)":   {{East: 1, North: 0}},
		"Toạ độ X,Toạ độ Y":               {{East: 0, North: 1, Plane: true}},
		"Tọa độ X (m),Tọa độ Y (m)":       {{East: 0, North: 1, Plane: true}},
		"X,Y,Tên":                         {{East: 0, North: 1, Plane: true}},
		"POINT_X,POINT_Y":                 {{East: 0, North: 1, Plane: true}},
		"Easting,Northing":                {{East: 0, North: 1, Plane: true}},
		"lat_from,lon_from,lat_to,lon_to": {{East: 1, North: 0}, {East: 3, North: 2}},
		"x,y,lat,lon":                     {{East: 0, North: 1, Plane: true}, {East: 3, North: 2}},
		"name,latitude":                   nil,
		"Lat,Platform":                    nil,
		"bệnh nhân x,bệnh nhân y":         nil,
		"tên,dân số":                      nil,
		"":                                nil,
	} {
		if diff := cmp.Diff(want, geo.Recognise(strings.Split(headers, ","))); diff != "" {
			t.Errorf("%s: -want +got\n%s", headers, diff)
		}
	}
}

func TestNumbersOfColumnsAreJudged(t *testing.T) {
	degrees, plane := geo.Pair{}, geo.Pair{Plane: true}
	for _, test := range []struct {
		name        string
		pair        geo.Pair
		east, north geo.Span
		want        geo.Verdict
	}{
		{"degrees of Viet Nam", degrees, geo.Span{Min: 102.2, Max: 109.4}, geo.Span{Min: 8.6, Max: 23.3}, geo.Verdict{Unit: geo.Angle}},
		{"exchanged", degrees, geo.Span{Min: 8.6, Max: 23.3}, geo.Span{Min: 102.2, Max: 109.4}, geo.Verdict{Unit: geo.Angle, Swapped: true}},
		{"zeros among them", degrees, geo.Span{Max: 105.9}, geo.Span{Max: 21.1}, geo.Verdict{Unit: geo.Angle, Zeros: true}},
		{"zeros only", degrees, geo.Span{}, geo.Span{}, geo.Verdict{Zeros: true}},
		{"France", degrees, geo.Span{Min: -4, Max: 8}, geo.Span{Min: 42, Max: 51}, geo.Verdict{Unit: geo.Angle, Elsewhere: true}},
		{"the whole world", degrees, geo.Span{Min: -180, Max: 180}, geo.Span{Min: -55, Max: 83}, geo.Verdict{Unit: geo.Angle}},
		{"x and y in degrees", plane, geo.Span{Min: 105, Max: 106}, geo.Span{Min: 20, Max: 21}, geo.Verdict{Unit: geo.Angle}},
		{"x and y of something else", plane, geo.Span{Min: 0.5, Max: 1}, geo.Span{Min: 3, Max: 9}, geo.Verdict{}},
		{"east before north", plane, geo.Span{Min: 480000, Max: 620000}, geo.Span{Min: 2.2e6, Max: 2.4e6}, geo.Verdict{Unit: geo.Metre}},
		{"X north, Y east", plane, geo.Span{Min: 2.2e6, Max: 2.4e6}, geo.Span{Min: 480000, Max: 620000}, geo.Verdict{Unit: geo.Metre, Swapped: true}},
		{"X north, with zeros", plane, geo.Span{Max: 1.2e6}, geo.Span{Max: 620000}, geo.Verdict{Unit: geo.Metre, Swapped: true, Zeros: true}},
		{"HN-72", plane, geo.Span{Min: 2.2e6, Max: 2.4e6}, geo.Span{Min: 18480000, Max: 18620000}, geo.Verdict{Unit: geo.Metre, Swapped: true, OldDatum: true}},
		{"no coordinates", degrees, geo.Span{Min: 1, Max: 1e9}, geo.Span{Min: 1, Max: 1e9}, geo.Verdict{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.pair.Judge(test.east, test.north); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
