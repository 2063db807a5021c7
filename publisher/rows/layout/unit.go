package layout

import (
	"slices"
	"strings"
)

// baseUnits are units of Vietnamese and international statistics, in lower
// case with their marks: năm is a unit, and Nam (male) is not.
var baseUnits = strings.Fields(`người dân hộ ha m m2 m² m3 m³ m^2 m^3 km km2 km² cm mm kg g mg mg/l µg ug tấn tạ yến lít ml l
	kw kwh mw mwh gwh w đồng vnd vnđ đ usd us$ $ eur € % ‰ pct percent °c ºc oc điểm lần cái con chiếc quyển bản tờ trang trường lớp giường lượt
	vụ ngày giờ phút giây tháng năm tuổi hécta hecta ppm db cơ-sở people persons person inhabitants households tonnes tons tonne hectare hectares years days
	hours minutes units cases number km/h thửa cây bộ sản-phẩm suất máy thuê-bao gb tb mbps vé phòng đơn-vị`)

// phrases are units of several words.
var phrases = []string{"hộ gia đình", "học sinh", "sinh viên", "giáo viên", "lao động", "doanh nghiệp", "cơ sở", "dự án", "giường bệnh", "bác sĩ", "bác sỹ", "lượt người", "lượt khách",
	"lượt người khám", "trường hợp", "phần trăm", "đô la mỹ", "đô la", "đồng/người", "trẻ em", "trẻ", "cán bộ", "hợp tác xã", "trang trại", "thuê bao", "sản phẩm", "con nuôi", "cặp", "vụ việc",
	"hành khách", "lượt hành khách", "khách", "tấn.km", "người.km", "hành khách.km", "us dollars", "dollars", "current us$", "constant us$", "square kilometres", "sq km", "sq. km", "metric tons"}

// magnitudes stand before a unit, or alone.
var magnitudes = []string{"nghìn", "ngàn", "triệu", "tỷ", "tỉ", "nghìn tỷ", "nghìn tỉ", "trăm", "1000", "1.000", "1,000", "'000", "000", "10.000", "100.000", "10,000", "100,000", "1.000.000", "10^3", "10^6",
	"thousand", "thousands", "thous.", "million", "millions", "mill.", "mil.", "billion", "billions", "bn", "mn"}

// isUnit reports whether s is a unit, such as "nghìn người", "tạ/ha" or
// "US$ million".
func isUnit(s string) bool {
	s = exact(strings.Trim(s, " .:;"))
	if s == "" || len(s) > 40 {
		return false
	}
	for _, per := range []string{"/", " per ", " trên "} {
		if over, under, ok := strings.Cut(s, per); ok && !slices.Contains(phrases, s) {
			return isUnit(over) && isUnit(under)
		}
	}
	if known(s) || slices.Contains(magnitudes, s) {
		return true
	}
	for _, m := range magnitudes {
		if rest, ok := strings.CutPrefix(s, m); ok && (rest[0] == ' ' || m[len(m)-1] == '0') && isUnit(rest) {
			return true
		}
		if rest, ok := strings.CutSuffix(s, " "+m); ok && known(rest) {
			return true
		}
	}
	return false
}

func known(s string) bool {
	return slices.Contains(baseUnits, s) || slices.Contains(phrases, s)
}

// bracketUnit returns the unit in the last brackets of a header, as in
// "Sản lượng (tấn)", or "".
func bracketUnit(header string) string {
	header = strings.TrimRight(header, " *")
	for _, b := range []string{"()", "[]"} {
		if !strings.HasSuffix(header, b[1:]) {
			continue
		}
		open := strings.LastIndex(header, b[:1])
		if open < 0 {
			continue
		}
		inside := strings.TrimSpace(header[open+1 : len(header)-1])
		for _, lead := range unitLeads {
			if len(inside) > len(lead) && exact(inside[:len(lead)]) == lead {
				inside = strings.TrimLeft(inside[len(lead):], " :")
			}
		}
		if isUnit(inside) {
			return inside
		}
	}
	return ""
}

// unitLeads begin a line that gives the unit of a table, the longer first.
var unitLeads = []string{"đơn vị tính", "đơn vị", "đvt", "đv tính", "unit of measure", "units", "unit", "dvt", "don vi tinh"}

// lineUnit returns the unit that a text such as "(Đơn vị tính: nghìn người)"
// or "ĐVT: %" gives for a table. sure tells that it is a known unit; where it
// is not, "Đơn vị: Sở Y tế" may be an office.
func lineUnit(s string) (unit string, sure bool) {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	for part := range strings.SplitSeq(s, " - ") {
		low := exact(part)
		for _, lead := range unitLeads {
			rest, ok := strings.CutPrefix(low, lead)
			if !ok || len(low) != len(part) && exact(part[:min(len(lead), len(part))]) != lead {
				continue
			}
			colon := strings.HasPrefix(strings.TrimLeft(rest, " "), ":")
			unit = strings.Trim(part[len(part)-len(rest):], " :.")
			if isUnit(unit) {
				return unit, true
			}
			if colon && unit != "" && lead != "đơn vị" && lead != "unit" && lead != "units" {
				return unit, false
			}
		}
	}
	return "", false
}

// isUnitLine reports whether s gives the unit of a whole table.
func isUnitLine(s string) bool {
	unit, _ := lineUnit(s)
	return unit != ""
}

// bareUnit returns the unit that a text between a header and the data gives
// for all columns, perhaps in two languages: "Nghìn người - Thous. persons".
func bareUnit(s string) string {
	s = strings.Trim(s, "() ")
	first, _, _ := strings.Cut(s, " - ")
	if isUnit(first) {
		return first
	}
	return ""
}

// isUnitAlone reports whether a line under a header gives the unit of all
// columns, in one cell.
func (l *line) isUnitAlone() bool {
	return l.filled == 1 && l.texts == 1 && (isUnitLine(l.firstText()) || bareUnit(l.firstText()) != "")
}

// isUnitRow reports whether a row under a header gives the units of columns:
// every text of it is a unit, in brackets or not, and there are two, or one
// in brackets. The first cell may say so in words.
func (l *line) isUnitRow() bool {
	units, brackets := 0, 0
	for c := l.first; c <= l.last && l.filled > 0; c++ {
		s := l.text(c)
		if s == "" || l.class(c) == missing {
			continue
		}
		bare := s
		if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
			bare = s[1 : len(s)-1]
		}
		switch {
		case isUnit(bare) && l.class(c) == text:
			units++
			brackets += len(s) - len(bare)
		case units == 0 && slices.Contains(unitLeads, exact(bare)):
		default:
			return false
		}
	}
	return units >= 2 || units == 1 && brackets > 0
}
