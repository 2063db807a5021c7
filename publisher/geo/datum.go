package geo

// The seven parameters from VN-2000 to WGS 84 of Decision 05/2007/QĐ-BTNMT,
// which are operation 6960 of the EPSG register. The register states their
// method: coordinate frame rotation (9607). Read as a position vector (9606,
// the convention of "+towgs84") the same rotations are off by half a metre and
// must change their signs.
const (
	shiftX, shiftY, shiftZ = -191.90441429, -39.30318279, -111.45032835 // metres

	turnX = -0.00928836 * second
	turnY = 0.01975479 * second
	turnZ = -0.00427372 * second

	scale = 1.000000252906278
)

// fromVN2000 turns a geographic position of VN-2000 into one of WGS 84, in
// radians, on the ellipsoid: heights are not known. The published parameters
// are good to about a metre.
func fromVN2000(lon, lat float64) (float64, float64) {
	x, y, z := geocentric(lon, lat)
	return geodetic(
		shiftX+scale*(x+turnZ*y-turnY*z),
		shiftY+scale*(y-turnZ*x+turnX*z),
		shiftZ+scale*(z+turnY*x-turnX*y),
	)
}

// toVN2000 is the inverse of fromVN2000. The rotations are so small that the
// transposed matrix is the inverse to 1e-14.
func toVN2000(lon, lat float64) (float64, float64) {
	x, y, z := geocentric(lon, lat)
	x, y, z = (x-shiftX)/scale, (y-shiftY)/scale, (z-shiftZ)/scale
	return geodetic(
		x-turnZ*y+turnY*z,
		y+turnZ*x-turnX*z,
		z-turnY*x+turnX*y,
	)
}
