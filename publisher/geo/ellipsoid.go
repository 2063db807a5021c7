package geo

import "math"

// The ellipsoid of WGS 84, which VN-2000 shares (Decision 83/2000/QĐ-TTg).
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257223563
	ecc2       = flattening * (2 - flattening) // first eccentricity, squared
)

var ecc = math.Sqrt(ecc2)

const (
	degree = math.Pi / 180
	second = degree / 3600
)

// geocentric returns the earth-centred coordinates, in metres, of a point on
// the ellipsoid; angles are in radians.
func geocentric(lon, lat float64) (x, y, z float64) {
	sin, cos := math.Sincos(lat)
	n := semiMajor / math.Sqrt(1-ecc2*sin*sin)
	sinLon, cosLon := math.Sincos(lon)
	return n * cos * cosLon, n * cos * sinLon, n * (1 - ecc2) * sin
}

// geodetic is the inverse of geocentric; the height is left out. The formula is
// Bowring's (The accuracy of geodetic latitude and height equations, Survey
// Review 28, 1985), exact to well under a millimetre near the ground.
func geodetic(x, y, z float64) (lon, lat float64) {
	const semiMinor = semiMajor * (1 - flattening)
	const second2 = ecc2 / (1 - ecc2)
	p := math.Hypot(x, y)
	sin, cos := math.Sincos(math.Atan2(z*semiMajor, p*semiMinor))
	lat = math.Atan2(z+second2*semiMinor*sin*sin*sin, p-ecc2*semiMajor*cos*cos*cos)
	return math.Atan2(y, x), lat
}
