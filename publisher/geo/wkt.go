package geo

import (
	"math"
	"strings"
)

// FromWKT reads the system of a .prj file: well-known text as ESRI, OGC (WKT 1)
// or ISO 19162 (WKT 2) writes it. It goes by the parameters and not by the name
// of the whole, which is anything in files of hand-made zones. Datums are known
// by their names or by their seven parameters. A zone of 3 degrees that names
// WGS 84, or no datum, is taken for VN-2000, as no other datum has such zones;
// the result says that it was [CRS.Assumed].
func FromWKT(prj string) (CRS, error) {
	root, ok := parseWKT(strings.TrimSpace(strings.TrimPrefix(prj, "\ufeff")))
	if !ok {
		return CRS{}, refuse(UnknownCRS, prj)
	}
	if source := root.find("SOURCECRS"); source != nil {
		source.nodes = append(source.nodes, boundShift(root)) // of a BOUNDCRS
		root = source
	}
	if p := root.find("PROJCS", "PROJCRS"); p != nil {
		return projected(p, root)
	}
	if g := root.find("GEOGCS", "GEOGCRS", "GEODCRS"); g != nil {
		vn, known, err := datumOf(g)
		switch {
		case err != nil:
			return CRS{}, err
		case !known || !greenwich(g) || !inDegrees(g):
			return CRS{}, refuse(UnknownCRS, name(g))
		}
		return CRS{vn: vn}.named(), nil
	}
	return CRS{}, refuse(UnknownCRS, prj)
}

func projected(p, root *wktNode) (CRS, error) {
	vn, known, err := datumOf(root)
	if err != nil {
		return CRS{}, err
	}
	c := CRS{vn: vn, k0: 1}
	method := fold(p.find("PROJECTION", "METHOD").name())
	switch {
	case strings.Contains(method, "transverse mercator") || strings.Contains(method, "gauss"):
		c.method = transversal
	case strings.Contains(method, "auxiliary sphere") || strings.Contains(method, "pseudo mercator"),
		strings.Contains(fold(p.name()), "pseudo mercator") && strings.Contains(method, "mercator"):
		if known && !vn {
			return CRS{method: webMercator}.named(), nil
		}
		return CRS{}, refuse(UnknownCRS, p.name())
	default:
		return CRS{}, refuse(UnknownCRS, p.name()+": "+method)
	}
	origin := c.parameters(p)
	c.unit = unitOf(p)
	if !c.sound(origin) || !greenwich(root) {
		return CRS{}, refuse(UnknownCRS, p.name())
	}
	if zone3 := c.k0 == scale3 && c.east == falseEasting && c.lon0 >= 102 && c.lon0 <= 118; zone3 && !c.vn {
		c.vn, c.Assumed = true, !vnWords.MatchString(fold(p.name()+" "+root.find("GEOGCS", "GEOGCRS", "BASEGEOGCRS").name()))
	} else if !known {
		return CRS{}, refuse(UnknownCRS, name(root))
	}
	if origin != 0 {
		_, n := transverse(0, origin*degree)
		c.north -= n * c.radius()
	}
	return c.named(), nil
}

// parameters reads those of a projection and returns the latitude of origin.
func (c *CRS) parameters(p *wktNode) (origin float64) {
	holder := p
	if conversion := p.child("CONVERSION"); conversion != nil {
		holder = conversion
	}
	for _, n := range holder.nodes {
		if n.key != "PARAMETER" || len(n.numbers) == 0 {
			continue
		}
		v := n.numbers[0]
		switch fold(n.name()) {
		case "central meridian", "longitude of natural origin", "longitude of center", "longitude of origin":
			c.lon0 = v
		case "latitude of origin", "latitude of natural origin", "latitude of center":
			origin = v
		case "scale factor", "scale factor at natural origin":
			c.k0 = v
		case "false easting":
			c.east = v * unitOf(p)
		case "false northing":
			c.north = v * unitOf(p)
		}
	}
	// 0.9999 may come as 0.99990000000000001.
	for _, k := range []float64{scale3, scale6} {
		if math.Abs(c.k0-k) < 1e-9 {
			c.k0 = k
		}
	}
	return origin
}

// sound tells whether the parameters are those of some map of the Earth.
func (c *CRS) sound(origin float64) bool {
	in := func(v, low, high float64) bool { return v >= low && v <= high }
	return in(c.lon0, -180, 180) && in(origin, -90, 90) && in(c.k0, 0.9, 1.1) &&
		in(c.east, -1e8, 1e8) && in(c.north, -1e8, 1e8) && in(c.unit, 1e-3, 1e4)
}

// datumOf tells whether the datum is VN-2000 or WGS 84, or neither is known.
func datumOf(n *wktNode) (vn, known bool, err error) {
	datum := n.find("DATUM", "TRF", "GEODETICDATUM", "ENSEMBLE")
	if datum == nil {
		return false, false, nil
	}
	key := strings.ReplaceAll(fold(datum.name()), " ", "")
	if oldWords.MatchString(fold(datum.name())) || strings.Contains(key, "hanoi1972") || strings.Contains(key, "indian1960") {
		return false, false, refuse(OldDatum, datum.name())
	}
	if shift := n.find("TOWGS84"); shift != nil && len(shift.numbers) >= 3 {
		near := func(x, y, z float64) bool {
			s := shift.numbers
			return math.Abs(s[0]-x)+math.Abs(s[1]-y)+math.Abs(s[2]-z) < 3
		}
		switch {
		case near(shiftX, shiftY, shiftZ):
			return true, true, nil
		case !near(0, 0, 0):
			return false, false, refuse(UnknownCRS, datum.name())
		}
	}
	nameless := key == "" || strings.Contains(key, "unknown") || strings.Contains(key, "unnamed") ||
		strings.Contains(key, "notspecified") || strings.Contains(key, "userdefined")
	switch {
	case strings.Contains(key, "vietnam2000") || strings.Contains(key, "vn2000"):
		return true, true, nil
	case nameless && sharedEllipsoid(n.find("SPHEROID", "ELLIPSOID")):
		return false, false, nil
	case !nameless && (strings.Contains(key, "wgs1984") || strings.Contains(key, "wgs84") || strings.Contains(key, "worldgeodeticsystem1984")):
		return false, true, nil
	}
	return false, false, refuse(UnknownCRS, datum.name())
}

// sharedEllipsoid tells whether an ellipsoid is that of WGS 84 and VN-2000.
func sharedEllipsoid(n *wktNode) bool {
	return n != nil && len(n.numbers) >= 2 && n.numbers[0] == semiMajor && math.Abs(n.numbers[1]-1/flattening) < 1e-5
}

// boundShift writes the way of a BOUNDCRS to WGS 84 as WKT 1 does.
func boundShift(n *wktNode) *wktNode {
	shift := &wktNode{key: "TOWGS84"}
	if way := n.find("ABRIDGEDTRANSFORMATION"); way != nil {
		for _, axis := range []string{"x axis translation", "y axis translation", "z axis translation"} {
			for _, p := range way.nodes {
				if p.key == "PARAMETER" && fold(p.name()) == axis && len(p.numbers) > 0 {
					shift.numbers = append(shift.numbers, p.numbers[0])
				}
			}
		}
	}
	return shift
}

// unitOf returns metres in a unit of the plane.
func unitOf(p *wktNode) float64 {
	unit := p.child("UNIT", "LENGTHUNIT")
	if unit == nil {
		if axis := p.child("AXIS"); axis != nil {
			unit = axis.child("UNIT", "LENGTHUNIT")
		}
	}
	if unit == nil || len(unit.numbers) == 0 {
		return 1
	}
	return unit.numbers[0]
}

func inDegrees(g *wktNode) bool {
	unit := g.child("UNIT", "ANGLEUNIT")
	return unit == nil || len(unit.numbers) == 0 || math.Abs(unit.numbers[0]-degree) < 1e-9
}

func greenwich(n *wktNode) bool {
	prime := n.find("PRIMEM", "PRIMEMERIDIAN")
	return prime == nil || len(prime.numbers) == 0 || prime.numbers[0] == 0
}

// name is that of the datum, or of the whole if it has none.
func name(n *wktNode) string {
	if d := n.find("DATUM", "ENSEMBLE"); d.name() != "" {
		return d.name()
	}
	return n.name()
}
