package geo

import (
	"fmt"
	"math"
)

// A CRS is a coordinate reference system. The zero value is WGS 84 in degrees,
// longitude before latitude (OGC:CRS84).
type CRS struct {
	Code    int    // of the EPSG register; 0 if it has none for these parameters
	Name    string // such as "VN-2000 / TM-3 105-45"
	Assumed bool   // VN-2000 was concluded from the zone: what described the system named another datum or none

	vn     bool // the datum is VN-2000, otherwise WGS 84
	method method
	lon0   float64 // central meridian, degrees
	k0     float64 // scale on it
	east   float64 // false easting, metres
	north  float64 // false northing, metres; the latitude of origin is accounted for
	unit   float64 // metres in a unit of the coordinates; 0 is 1
}

type method uint8

const (
	geographic  method = iota
	transversal        // transverse Mercator
	webMercator        // of a sphere, as map tiles have it
)

// WGS84 is the system of all that is published: degrees, longitude before
// latitude.
var WGS84 = CRS{Code: 4326, Name: "WGS 84"}

// vietnam bounds mainland Viet Nam with the islands near it, and sea the rest:
// QCVN 80:2024/BTNMT draws the country between 102° and 118° east.
var (
	vietnam = Box{West: 102.1, South: 8.3, East: 109.6, North: 23.5}
	sea     = Box{West: 102, South: 4.5, East: 118, North: 23.6}
)

// lowest is the latitude, in degrees, below which nothing but water would be
// surveyed in Viet Nam: coordinates in metres that fall below it, and are on
// land if exchanged, were exchanged.
const lowest = 6.5

// Geographic tells whether coordinates are degrees.
func (c CRS) Geographic() bool { return c.method == geographic }

// VN2000 tells whether the datum is VN-2000, so that positions move by about
// 200 metres on their way to WGS 84.
func (c CRS) VN2000() bool { return c.vn }

// Meridian returns the central meridian in degrees; 0 for a system without one.
func (c CRS) Meridian() float64 { return c.lon0 }

// ToWGS84 returns the longitude and latitude, in degrees, of a point given by
// its easting and northing in metres, or longitude and latitude in degrees of
// c. A point where c is not used is an [*Error] of reason [Outside], or one
// that says more: [Swapped] or [NotDegrees].
func (c CRS) ToWGS84(x, y float64) (lon, lat float64, err error) {
	lon, lat = c.inverse(x, y)
	if c.covers(lon, lat) {
		if c.method != transversal || lat >= lowest || !vietnam.Contains(c.inverse(y, x)) {
			return lon, lat, nil
		}
		return 0, 0, badPoint(Swapped, x, y)
	}
	switch {
	case vietnam.Contains(c.inverse(y, x)):
		return 0, 0, badPoint(Swapped, x, y)
	case c.method == geographic && (math.Abs(x) > 360 || math.Abs(y) > 360):
		return 0, 0, badPoint(NotDegrees, x, y)
	}
	return 0, 0, badPoint(Outside, x, y)
}

// FromWGS84 is the inverse of ToWGS84, without its checks.
func (c CRS) FromWGS84(lon, lat float64) (x, y float64) {
	lon, lat = lon*degree, lat*degree
	if c.vn {
		lon, lat = toVN2000(lon, lat)
	}
	switch c.method {
	case transversal:
		e, n := transverse(lon-c.lon0*degree, lat)
		return (e*c.radius() + c.east) / c.metres(), (n*c.radius() + c.north) / c.metres()
	case webMercator:
		return lon * semiMajor, math.Asinh(math.Tan(lat)) * semiMajor
	default:
		return lon / degree, lat / degree
	}
}

// inverse converts without checks; what is far out comes as NaN or infinity.
func (c CRS) inverse(x, y float64) (lon, lat float64) {
	switch c.method {
	case transversal:
		m := c.metres()
		lon, lat = untransverse((x*m-c.east)/c.radius(), (y*m-c.north)/c.radius())
		lon += c.lon0 * degree
	case webMercator:
		lon, lat = x/semiMajor, math.Atan(math.Sinh(y/semiMajor))
	default:
		if !c.vn {
			return x, y // to the last bit: most data need no conversion
		}
		lon, lat = x*degree, y*degree
	}
	if c.vn {
		lon, lat = fromVN2000(lon, lat)
	}
	return lon / degree, lat / degree
}

// covers tells whether a position in WGS 84 is one that data in c may have.
func (c CRS) covers(lon, lat float64) bool {
	switch {
	case c.vn && c.method == geographic:
		return sea.Contains(lon, lat)
	case c.vn && c.k0 == scale3:
		// A province's zone holds its archipelago, far to the east.
		return sea.Contains(lon, lat) && lon >= c.lon0-3 && lon <= c.lon0+10
	case c.vn:
		return sea.Contains(lon, lat) && math.Abs(lon-c.lon0) <= 7
	case c.method == transversal:
		return math.Abs(lon-c.lon0) <= 6 && math.Abs(lat) <= 84
	default:
		return world.Contains(lon, lat)
	}
}

// radius is that of the sphere whose units the plane is measured in.
func (c CRS) radius() float64 { return rectifying * c.k0 }

func (c CRS) metres() float64 {
	if c.unit == 0 {
		return 1
	}
	return c.unit
}

// Degrees writes an angle of half minutes or coarser as people write central
// meridians: 105°45'.
func Degrees(angle float64) string {
	minutes := math.Round(angle * 60)
	return fmt.Sprintf("%d°%02d'", int(minutes)/60, int(math.Abs(minutes))%60)
}
