package geo

import "math"

// The transverse Mercator projection by Krüger's series to the sixth order of
// the third flattening, as given by C. F. F. Karney, Transverse Mercator with
// an accuracy of a few nanometers, Journal of Geodesy 85 (2011), equations 7 to
// 36; within 4,000 km of the central meridian it is exact to nanometres.
const (
	n1 = flattening / (2 - flattening)
	n2 = n1 * n1
	n3 = n2 * n1
	n4 = n3 * n1
	n5 = n4 * n1
	n6 = n5 * n1

	// rectifying is the radius of the circle as long as a meridian (equation 14).
	rectifying = semiMajor / (1 + n1) * (1 + n2/4 + n4/64 + n6/256)
)

// alpha and beta are the coefficients of equations 35 and 36.
var (
	alpha = [6]float64{
		n1/2 - 2*n2/3 + 5*n3/16 + 41*n4/180 - 127*n5/288 + 7891*n6/37800,
		13*n2/48 - 3*n3/5 + 557*n4/1440 + 281*n5/630 - 1983433*n6/1935360,
		61*n3/240 - 103*n4/140 + 15061*n5/26880 + 167603*n6/181440,
		49561*n4/161280 - 179*n5/168 + 6601661*n6/7257600,
		34729*n5/80640 - 3418889*n6/1995840,
		212378941 * n6 / 319334400,
	}
	beta = [6]float64{
		n1/2 - 2*n2/3 + 37*n3/96 - n4/360 - 81*n5/512 + 96199*n6/604800,
		n2/48 + n3/15 - 437*n4/1440 + 46*n5/105 - 1118711*n6/3870720,
		17*n3/480 - 37*n4/840 - 209*n5/4480 + 5569*n6/90720,
		4397*n4/161280 - 11*n5/504 - 830251*n6/7257600,
		4583*n5/161280 - 108847*n6/3991680,
		20648693 * n6 / 638668800,
	}
)

// transverse projects a position to the plane, in units of the rectifying
// radius: north from the equator, east from the meridian. Angles are in
// radians; lon counts from the central meridian.
func transverse(lon, lat float64) (east, north float64) {
	t := conformal(math.Tan(lat))
	sin, cos := math.Sincos(lon)
	return series(&alpha, math.Asinh(sin/math.Hypot(t, cos)), math.Atan2(t, cos), 1)
}

// untransverse is the inverse of transverse.
func untransverse(east, north float64) (lon, lat float64) {
	east, north = series(&beta, east, north, -1)
	sinh := math.Sinh(east)
	sin, cos := math.Sincos(north)
	return math.Atan2(sinh, cos), math.Atan(unconformal(sin / math.Hypot(sinh, cos)))
}

// series adds sign times the sum of c[j]·sin(2(j+1)z), z = north + i·east, to
// both coordinates, by Clenshaw's recurrence.
func series(c *[6]float64, east, north, sign float64) (e, n float64) {
	sin, cos := math.Sincos(2 * north)
	sinh, cosh := math.Sinh(2*east), math.Cosh(2*east)
	twice := complex(2*cos*cosh, -2*sin*sinh)
	var b1, b2 complex128
	for j := len(c) - 1; j >= 0; j-- {
		b1, b2 = complex(c[j], 0)+twice*b1-b2, b1
	}
	sum := b1 * complex(sin*cosh, cos*sinh)
	return east + sign*imag(sum), north + sign*real(sum)
}

// conformal returns the tangent of the conformal latitude of that of the
// geodetic one (equations 7 to 9).
func conformal(t float64) float64 {
	h := math.Hypot(1, t)
	s := math.Sinh(ecc * math.Atanh(ecc*t/h))
	return t*math.Hypot(1, s) - s*h
}

// unconformal is the inverse of conformal, by Newton's method (equations 19 to
// 21), which converges twice as fast with every step: four are plenty.
func unconformal(want float64) float64 {
	t := want / (1 - ecc2)
	for range 4 {
		h := math.Hypot(1, t)
		got := conformal(t)
		step := (want - got) / math.Hypot(1, got) * (1 + (1-ecc2)*t*t) / ((1 - ecc2) * h)
		t += step
		if math.Abs(step) < 1e-14*math.Max(1, math.Abs(t)) {
			break
		}
	}
	return t
}
