package geo_test

import (
	"errors"
	"slices"
	"testing"

	"nguon/publisher/geo"
)

func TestSystemsAreFoundByWhatPeopleWrite(t *testing.T) {
	for name, code := range map[string]int{
		"EPSG:4326":                        4326,
		"epsg:3857":                        3857,
		"9210":                             9210,
		"EPSG 3405":                        3405,
		"urn:ogc:def:crs:EPSG::32648":      32648,
		"urn:ogc:def:crs:EPSG:6.18.3:3406": 3406,
		"http://www.opengis.net/def/crs/EPSG/0/9218":   9218,
		"http://www.opengis.net/gml/srs/epsg.xml#4756": 4756,
		"urn:ogc:def:crs:OGC:1.3:CRS84":                4326,
		"OGC:CRS84":                                    4326,
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84": 4326,
		"WGS84":                   4326,
		"WGS 84 / UTM zone 48N":   32648,
		"UTM 49N":                 32649,
		"Web Mercator":            3857,
		"VN-2000 / UTM zone 48N":  3405,
		"VN-2000 / UTM zone 49N":  3406,
		"VN-2000 / TM-3 zone 482": 5897,
		"VN-2000 / TM-3 107-45":   5899,
		"VN-2000 kinh tuyến trục 105°45', múi 3°":    9210,
		"VN2000, KTT 105 độ 30 phút, múi chiếu 3 độ": 9209,
		"vn2000 104.75": 9208,
		"Hệ tọa độ VN-2000, kinh tuyến trục 108º15’, múi 3": 9217,
		"VN-2000 105°00' múi 3":               5897,
		"VN-2000 múi 6° kinh tuyến trục 105°": 3405,
		"VN-2000 6 độ 111":                    3406,
		"VN-2000 Quảng Ninh":                  5899,
		"VN-2000 tỉnh Lâm Đồng":               5899,
		"VN-2000 TP. Hồ Chí Minh, múi 3°":     9210,
		"VN-2000 Thừa Thiên Huế":              9214,
		"VN-2000 Hoà Bình":                    9211,
		"VN-2000 28":                          5897,
		"EPSG:6959":                           5899,
	} {
		c, err := geo.ParseCRS(name)
		if err != nil || c.Code != code {
			t.Errorf("ParseCRS(%q) = %+v, %v, want code %d", name, c, err, code)
		}
	}
}

func TestSystemsThatAreNotCertainAreRefused(t *testing.T) {
	for name, want := range map[string]struct {
		why       geo.Reason
		meridians []float64
	}{
		"":                      {why: geo.UnknownCRS},
		"EPSG:27700":            {why: geo.UnknownCRS},
		"EPSG:99999999999":      {why: geo.UnknownCRS},
		"toạ độ":                {why: geo.UnknownCRS},
		"HN-72":                 {why: geo.OldDatum},
		"Hệ tọa độ Hà Nội 1972": {why: geo.OldDatum},
		"Indian 1960":           {why: geo.OldDatum},
		"EPSG:2044":             {why: geo.OldDatum},
		"EPSG:3148":             {why: geo.OldDatum},
		"VN-2000":               {why: geo.Incomplete},
		"VN-2000 múi 3°":        {why: geo.Incomplete},
		"WGS 84 UTM":            {why: geo.Incomplete},
		"VN-2000 105°":          {why: geo.Ambiguous, meridians: []float64{105}},
		"VN-2000 Bắc Ninh":      {why: geo.Ambiguous, meridians: []float64{105.5, 107}},
		"VN-2000 tỉnh Lai Châu": {why: geo.Ambiguous, meridians: []float64{103, 104.75}},
		"VN-2000 Hồ Gươm":       {why: geo.UnknownCRS},
		"VN-2000 múi 6 105°45'": {why: geo.UnknownCRS},
		"PROJCS[\"VN-2000\"":    {why: geo.UnknownCRS},
	} {
		c, err := geo.ParseCRS(name)
		e, ok := errors.AsType[*geo.Error](err)
		if !ok || e.Reason != want.why || !slices.Equal(e.Meridians, want.meridians) {
			t.Errorf("ParseCRS(%q) = %+v, %v, want %v", name, c, err, want)
		}
	}
}

func TestCoordinatesWhereTheSystemIsNotUsedAreRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		code int
		x, y float64
		want geo.Reason
	}{
		{"X north and Y east, as surveyors write", 9210, 2306067.772, 597432.442, geo.Swapped},
		{"the same in the far south", 9207, 951033.579, 524018.508, geo.Swapped},
		{"the same in UTM", 3405, 1403788.913, 984514.637, geo.Swapped},
		{"the same in UTM of WGS 84", 32648, 2325539.388, 588786.953, geo.Swapped},
		{"latitude before longitude", 4326, 21.03, 105.85, geo.Swapped},
		{"latitude before longitude in VN-2000", 4756, 10.7, 106.7, geo.Swapped},
		{"metres where degrees should be", 4326, 588786.953, 2325539.388, geo.NotDegrees},
		{"degrees where metres should be", 9210, 105.85, 21.03, geo.Outside},
		{"China", 9209, 500000, 2900000, geo.Outside},
		{"zero", 9210, 0, 0, geo.Outside},
		{"a number of a zone in front", 5897, 18588617, 2326345, geo.Outside},
	} {
		t.Run(test.name, func(t *testing.T) {
			lon, lat, err := system(t, test.code).ToWGS84(test.x, test.y)
			if e, ok := errors.AsType[*geo.Error](err); !ok || e.Reason != test.want {
				t.Errorf("got %v, %v, %v, want %s", lon, lat, err, test.want)
			}
		})
	}
}

func FuzzParseCRS(f *testing.F) {
	for _, s := range []string{"EPSG:4326", "VN-2000 kinh tuyến trục 105°45', múi 3°", "VN-2000 Bắc Ninh", "UTM 48N", "VN-2000 105.75", "CRS84"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		c, err := geo.ParseCRS(name)
		if err != nil {
			if _, ok := errors.AsType[*geo.Error](err); !ok {
				t.Fatalf("err = %v is not of this package", err)
			}
			return
		}
		usable(t, c)
	})
}
