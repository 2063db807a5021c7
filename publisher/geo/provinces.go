package geo

import (
	"slices"
	"strings"
	"time"
)

// A Zone is the central meridian by which a province maps itself.
type Zone struct {
	Province string // in Vietnamese, without "tỉnh" or "thành phố"
	Code     string // of the province, of the General Statistics Office, in the list of that time
	Meridian float64
	Since    time.Time // zero: since Circular 973/2001/TT-TCĐC
	Until    time.Time // the first day on which it no longer holds; zero: it holds
}

// merger is the day on which 63 provinces became 34 (Resolution
// 202/2025/QH15), and Circular 24/2025/TT-BNNMT took effect.
var merger = time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC)

// Meridians returns the zones of a province, by its name in any spelling or by
// its code of two digits, older before newer. A province that was merged has
// several: its new meridian is of maps made since, while files of the survey
// offices are still in the zone of the province that they were made for.
func Meridians(province string) []Zone {
	key := provinceKey(province)
	var zones []Zone
	for _, list := range []struct {
		of           []provinceMeridian
		since, until time.Time
	}{{before2025, time.Time{}, merger}, {since2025, merger, time.Time{}}} {
		for _, p := range list.of {
			if key == p.code || key == provinceKey(p.name) {
				zones = append(zones, Zone{p.name, p.code, p.meridian, list.since, list.until})
			}
		}
	}
	return zones
}

// provinceKey is what spellings of one name have in common.
func provinceKey(name string) string {
	key := fold(name)
	for _, prefix := range []string{"thanh pho ", "tp ", "tinh "} {
		key = strings.TrimPrefix(key, prefix)
	}
	key = strings.ReplaceAll(key, " ", "")
	if i := slices.IndexFunc(spellings, func(s [2]string) bool { return s[0] == key }); i >= 0 {
		return spellings[i][1]
	}
	return key
}

var spellings = [][2]string{
	{"hue", "thuathienhue"}, {"daclac", "daklak"}, {"darlac", "daklak"}, {"dacnong", "daknong"}, {"baccan", "backan"},
	{"hcm", "hochiminh"}, {"tphcm", "hochiminh"}, {"saigon", "hochiminh"}, {"brvt", "bariavungtau"},
	{"vungtau", "bariavungtau"}, {"contum", "kontum"},
}

type provinceMeridian struct {
	code, name string
	meridian   float64
}

// before2025 is the appendix of Circular 973/2001/TT-TCĐC, repeated by appendix
// 2 of Circular 25/2014/TT-BTNMT with the provinces split off since. The EPSG
// register names the same provinces as the areas of use of 5896 to 5899 and
// 9205 to 9218, which the tests compare. Hà Tây was a province until August
// 2008.
var before2025 = []provinceMeridian{
	{"01", "Hà Nội", 105}, {"02", "Hà Giang", 105.5}, {"04", "Cao Bằng", 105.75}, {"06", "Bắc Kạn", 106.5},
	{"08", "Tuyên Quang", 106}, {"10", "Lào Cai", 104.75}, {"11", "Điện Biên", 103}, {"12", "Lai Châu", 103},
	{"14", "Sơn La", 104}, {"15", "Yên Bái", 104.75}, {"17", "Hòa Bình", 106}, {"19", "Thái Nguyên", 106.5},
	{"20", "Lạng Sơn", 107.25}, {"22", "Quảng Ninh", 107.75}, {"24", "Bắc Giang", 107}, {"25", "Phú Thọ", 104.75},
	{"26", "Vĩnh Phúc", 105}, {"27", "Bắc Ninh", 105.5}, {"28", "Hà Tây", 105}, {"30", "Hải Dương", 105.5},
	{"31", "Hải Phòng", 105.75}, {"33", "Hưng Yên", 105.5}, {"34", "Thái Bình", 105.5}, {"35", "Hà Nam", 105},
	{"36", "Nam Định", 105.5}, {"37", "Ninh Bình", 105}, {"38", "Thanh Hóa", 105}, {"40", "Nghệ An", 104.75},
	{"42", "Hà Tĩnh", 105.5}, {"44", "Quảng Bình", 106}, {"45", "Quảng Trị", 106.25}, {"46", "Thừa Thiên Huế", 107},
	{"48", "Đà Nẵng", 107.75}, {"49", "Quảng Nam", 107.75}, {"51", "Quảng Ngãi", 108}, {"52", "Bình Định", 108.25},
	{"54", "Phú Yên", 108.5}, {"56", "Khánh Hòa", 108.25}, {"58", "Ninh Thuận", 108.25}, {"60", "Bình Thuận", 108.5},
	{"62", "Kon Tum", 107.5}, {"64", "Gia Lai", 108.5}, {"66", "Đắk Lắk", 108.5}, {"67", "Đắk Nông", 108.5},
	{"68", "Lâm Đồng", 107.75}, {"70", "Bình Phước", 106.25}, {"72", "Tây Ninh", 105.5}, {"74", "Bình Dương", 105.75},
	{"75", "Đồng Nai", 107.75}, {"77", "Bà Rịa - Vũng Tàu", 107.75}, {"79", "Hồ Chí Minh", 105.75}, {"80", "Long An", 105.75},
	{"82", "Tiền Giang", 105.75}, {"83", "Bến Tre", 105.75}, {"84", "Trà Vinh", 105.5}, {"86", "Vĩnh Long", 105.5},
	{"87", "Đồng Tháp", 105}, {"89", "An Giang", 104.75}, {"91", "Kiên Giang", 104.5}, {"92", "Cần Thơ", 105},
	{"93", "Hậu Giang", 105}, {"94", "Sóc Trăng", 105.5}, {"95", "Bạc Liêu", 105}, {"96", "Cà Mau", 104.5},
}

// since2025 is the appendix of Circular 24/2025/TT-BNNMT, which is about the
// maps of the provinces. It was taken from tables made after it, not from the
// gazette; two that name their way to it agree in all lines, and a third in all
// but Quảng Trị (106°15') and Tây Ninh (105°30'), the meridians of before.
var since2025 = []provinceMeridian{
	{"01", "Hà Nội", 105}, {"04", "Cao Bằng", 105.75}, {"08", "Tuyên Quang", 106}, {"11", "Điện Biên", 103},
	{"12", "Lai Châu", 104.75}, {"14", "Sơn La", 104}, {"15", "Lào Cai", 104.75}, {"19", "Thái Nguyên", 106.5},
	{"20", "Lạng Sơn", 107.25}, {"22", "Quảng Ninh", 107.75}, {"24", "Bắc Ninh", 107}, {"25", "Phú Thọ", 104.75},
	{"31", "Hải Phòng", 105.75}, {"33", "Hưng Yên", 105.5}, {"37", "Ninh Bình", 105}, {"38", "Thanh Hóa", 105},
	{"40", "Nghệ An", 104.75}, {"42", "Hà Tĩnh", 105.5}, {"44", "Quảng Trị", 106}, {"46", "Huế", 107},
	{"48", "Đà Nẵng", 107.75}, {"51", "Quảng Ngãi", 108}, {"52", "Gia Lai", 108.25}, {"56", "Khánh Hòa", 108.25},
	{"66", "Đắk Lắk", 108.5}, {"68", "Lâm Đồng", 107.75}, {"75", "Đồng Nai", 107.75}, {"79", "Hồ Chí Minh", 105.75},
	{"80", "Tây Ninh", 105.75}, {"82", "Đồng Tháp", 105}, {"86", "Vĩnh Long", 105.5}, {"91", "An Giang", 104.75},
	{"92", "Cần Thơ", 105}, {"96", "Cà Mau", 104.5},
}
