package geo

import (
	"regexp"
	"strconv"
	"strings"
)

// ParseCRS finds the system that a person or a file names: a code of the EPSG
// register ("EPSG:9210", a URN or URL, "9210"), CRS84, WKT, or words such as
// "WGS 84", "UTM 48N", "VN-2000 / UTM zone 48N", "VN-2000 105°45' múi 3°",
// "VN-2000 Bắc Giang". A zone without its width is one of 3 degrees, unless
// zones of both widths have that meridian. Anything else is an [*Error].
func ParseCRS(name string) (CRS, error) {
	name = strings.TrimSpace(name)
	if len(name) > 16<<10 {
		return CRS{}, refuse(UnknownCRS, name[:80])
	}
	if wktStart.MatchString(name) {
		return FromWKT(name)
	}
	if m := codeForm.FindStringSubmatch(name); m != nil {
		code, err := strconv.Atoi(m[1])
		c, ok := ByCode(code)
		switch {
		case err != nil || !ok && !oldCodes[code]:
			return CRS{}, refuse(UnknownCRS, name)
		case !ok:
			return CRS{}, refuse(OldDatum, name)
		}
		return c, nil
	}
	if crs84Form.MatchString(name) {
		return WGS84, nil
	}
	return fromWords(name)
}

var (
	wktStart  = regexp.MustCompile(`(?i)^(PROJ|GEO|GEOG|GEOD|COMPD|COMPOUND|BOUND)_?(CS|CRS)\s*[\[(]`)
	codeForm  = regexp.MustCompile(`(?i)^(?:(?:https?:|urn:)\S*?epsg\S*?[:/#]+|epsg\s*[:/ ]*\s*|esri\s*:\s*)?(\d{1,9})$`)
	crs84Form = regexp.MustCompile(`(?i)^(?:\S*[:/])?CRS:?84$`)

	oldWords   = regexp.MustCompile(`\b(hn ?72|(ha ?noi|hn) ?(19)?72|indian ?(19)?60)\b`)
	vnWords    = regexp.MustCompile(`\bvn ?2000\b|\bviet ?nam ?2000\b`)
	wgsWords   = regexp.MustCompile(`\b(wgs|world geodetic system) ?(19)?84\b`)
	webWords   = regexp.MustCompile(`\b(web|pseudo) ?mercator\b`)
	utmZone    = regexp.MustCompile(`\butm (?:zone |mui )?(4[6-9]|50)( ?n)?\b`)
	bareUTM    = regexp.MustCompile(`\butm\b`)
	zoneNumber = regexp.MustCompile(`\bzone (481|482|491)\b`)
	width      = regexp.MustCompile(`\b(?:mui|tm|zone|band)(?: chieu)?[ -]*([36])(?:o|\b)|\b([36]) ?(?:o|deg|degrees?)\b`)
	meridian   = regexp.MustCompile(`\b(9[6-9]|10\d|11[0-9])(?:[.,](\d{1,6})|[ _-]?(?:o|do|d|deg)?[ -]?(?:(\d{1,2}) ?(?:m|min|phut)?)?)?(?: 0?0)?\b`)
	filler     = regexp.MustCompile(`\b(he( (toa|quy chieu))?( do)?|kinh tuyen( truc)?|truc|ktt|tm ?3|mui( chieu)?( [36])?|crs|epsg|zone|[36] (do|o))\b`)
)

// fromWords reads a system from words in Vietnamese or English.
func fromWords(name string) (CRS, error) {
	words := fold(name)
	if oldWords.MatchString(words) {
		return CRS{}, refuse(OldDatum, name)
	}
	vn := vnWords.MatchString(words)
	if m := utmZone.FindStringSubmatch(words); m != nil {
		zone, _ := strconv.Atoi(m[1])
		return UTM(zone, vn), nil
	}
	switch {
	case vn:
		return fromVN2000Words(name, words)
	case webWords.MatchString(words):
		return CRS{method: webMercator}.named(), nil
	case wgsWords.MatchString(words) && bareUTM.MatchString(words):
		return CRS{}, refuse(Incomplete, name)
	case wgsWords.MatchString(words):
		return WGS84, nil
	}
	return CRS{}, refuse(UnknownCRS, name)
}

func fromVN2000Words(name, words string) (CRS, error) {
	if m := zoneNumber.FindStringSubmatch(words); m != nil {
		return VN2000Zone3(map[string]float64{"481": 102, "482": 105, "491": 108}[m[1]]), nil
	}
	// Folded words have lost points, commas and the signs of angles.
	text := angleSigns.Replace(vnName.ReplaceAllString(plain(name), " "))
	lon0, ok := meridianIn(text)
	if !ok {
		return byProvince(name, words)
	}
	six := lon0 == 99 || lon0 == 105 || lon0 == 111 || lon0 == 117
	var wide string
	if m := width.FindStringSubmatch(text); m != nil {
		wide = m[1] + m[2]
	}
	switch {
	case wide == "6" && six:
		return UTM(int(lon0+183)/6, true), nil
	case wide == "6":
		return CRS{}, refuse(UnknownCRS, name)
	case wide == "" && six:
		return CRS{}, &Error{Reason: Ambiguous, Value: name, Meridians: []float64{lon0}}
	}
	return VN2000Zone3(lon0), nil
}

// meridianIn finds an angle such as 105°45', 105-45, 105.75 or 105 độ 45 phút.
func meridianIn(text string) (float64, bool) {
	m := meridian.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	lon0, _ := strconv.ParseFloat(m[1], 64)
	if m[2] != "" {
		part, _ := strconv.ParseFloat("0."+m[2], 64)
		return lon0 + part, true
	}
	if m[3] != "" {
		minutes, _ := strconv.ParseFloat(m[3], 64)
		if minutes >= 60 {
			return 0, false
		}
		lon0 += minutes / 60
	}
	return lon0, true
}

var (
	vnName     = regexp.MustCompile(`\bvn[ _-]?2000\b|\bviet ?nam[ _-]?2000\b`)
	angleSigns = strings.NewReplacer("°", "o", "º", "o", "˚", "o", " do ", "o ", "'", "m ", "’", "m ", "′", "m ", "phut", "m ", "\"", " ", "″", " ")
)

// byProvince finds the zone by the name of a province that is left in the words.
func byProvince(name, words string) (CRS, error) {
	rest := strings.TrimSpace(filler.ReplaceAllString(vnWords.ReplaceAllString(words, " "), " "))
	if rest == "" {
		return CRS{}, refuse(Incomplete, name)
	}
	var meridians []float64
	for _, z := range Meridians(strings.Join(strings.Fields(rest), " ")) {
		if len(meridians) == 0 || meridians[0] != z.Meridian {
			meridians = append(meridians, z.Meridian)
		}
	}
	switch len(meridians) {
	case 0:
		return CRS{}, refuse(UnknownCRS, name)
	case 1:
		return VN2000Zone3(meridians[0]), nil
	}
	return CRS{}, &Error{Reason: Ambiguous, Value: name, Meridians: meridians}
}
