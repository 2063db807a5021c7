package geo

import (
	"math"
	"strconv"
)

// Scales on the central meridian: of zones of 6 degrees, which are those of
// UTM, and of 3 degrees (Circular 973/2001/TT-TCĐC).
const (
	scale6 = 0.9996
	scale3 = 0.9999
)

// falseEasting of all zones, in metres.
const falseEasting = 500_000

// zoneCodes are the codes of the EPSG register for zones of VN-2000 of 3
// degrees, by central meridian in minutes of arc.
var zoneCodes = map[int]struct {
	code int
	name string
}{
	102 * 60:    {5896, "zone 481"},
	103 * 60:    {9205, "103-00"},
	104 * 60:    {9206, "104-00"},
	104*60 + 30: {9207, "104-30"},
	104*60 + 45: {9208, "104-45"},
	105 * 60:    {5897, "zone 482"},
	105*60 + 30: {9209, "105-30"},
	105*60 + 45: {9210, "105-45"},
	106 * 60:    {9211, "106-00"},
	106*60 + 15: {9212, "106-15"},
	106*60 + 30: {9213, "106-30"},
	107 * 60:    {9214, "107-00"},
	107*60 + 15: {9215, "107-15"},
	107*60 + 30: {9216, "107-30"},
	107*60 + 45: {5899, "107-45"},
	108 * 60:    {5898, "zone 491"},
	108*60 + 15: {9217, "108-15"},
	108*60 + 30: {9218, "108-30"},
}

// VN2000Zone3 is VN-2000 in the zone of 3 degrees of a central meridian, in
// degrees.
func VN2000Zone3(meridian float64) CRS {
	c := CRS{vn: true, method: transversal, lon0: meridian, k0: scale3, east: falseEasting}
	return c.named()
}

// UTM is a zone of 6 degrees of WGS 84, or of VN-2000.
func UTM(zone int, vn2000 bool) CRS {
	c := CRS{vn: vn2000, method: transversal, lon0: float64(zone*6 - 183), k0: scale6, east: falseEasting}
	return c.named()
}

// ByCode returns the system of a code of the EPSG register. Old codes of web
// Mercator are known too.
func ByCode(code int) (CRS, bool) {
	switch {
	case code == 4326:
		return WGS84, true
	case code == 4756:
		return CRS{vn: true}.named(), true
	case code == 3857 || code == 900913 || code == 102100 || code == 102113:
		return CRS{method: webMercator}.named(), true
	case code == 3405 || code == 3406:
		return UTM(code-3405+48, true), true
	case code > 32600 && code <= 32660:
		return UTM(code-32600, false), true
	case code >= 6956 && code <= 6959: // deprecated twins
		return VN2000Zone3([]float64{102, 105, 108, 107.75}[code-6956]), true
	}
	for minutes, zone := range zoneCodes {
		if zone.code == code {
			return VN2000Zone3(float64(minutes) / 60), true
		}
	}
	return CRS{}, false
}

// oldCodes are of systems on HN-72 and Indian 1960.
var oldCodes = map[int]bool{4147: true, 4131: true, 2044: true, 2045: true, 2093: true, 3148: true, 3149: true, 3176: true}

// named fills in the code and name that the parameters have in the register,
// or a name that tells the parameters.
func (c CRS) named() CRS {
	datum := "WGS 84"
	if c.vn {
		datum = "VN-2000"
	}
	plain := c.east == falseEasting && c.north == 0 && c.metres() == 1
	zone := (c.lon0 + 183) / 6
	minutes := c.lon0 * 60
	switch {
	case c.method == webMercator:
		c.Code, c.Name = 3857, "WGS 84 / Pseudo-Mercator"
	case c.method == geographic && c.vn:
		c.Code, c.Name = 4756, datum
	case c.method == geographic:
		c.Code, c.Name = 4326, datum
	case plain && c.k0 == scale6 && zone == math.Trunc(zone) && zone >= 1 && zone <= 60:
		c.Name = datum + " / UTM zone " + strconv.Itoa(int(zone)) + "N"
		switch {
		case !c.vn:
			c.Code = 32600 + int(zone)
		case zone == 48 || zone == 49:
			c.Code = 3405 + int(zone) - 48
		}
	case plain && c.k0 == scale3 && c.vn && minutes == math.Trunc(minutes):
		c.Name = datum + " / TM-3 " + Degrees(c.lon0)
		if known, ok := zoneCodes[int(minutes)]; ok {
			c.Code, c.Name = known.code, datum+" / TM-3 "+known.name
		}
	default:
		c.Name = datum + " / " + Degrees(c.lon0)
	}
	return c
}
