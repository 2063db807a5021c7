package recode

import "strings"

// The regions of socio-economic planning in Viet Nam: six for the 63 provinces,
// as in the national master plan (Resolution 81/2023/QH15), and six for the 34,
// as it was adjusted in 2025 (Resolution 306/NQ-CP). Membership is general
// knowledge; the annexes themselves were not compared. Provinces stand for
// their two-digit codes.
var regions = map[string]map[string]string{
	Since2025: byProvince(map[string]string{
		"Trung du và miền núi phía Bắc":        "04 08 11 12 14 15 19 20 25",
		"Đồng bằng sông Hồng":                  "01 22 24 31 33 37",
		"Bắc Trung Bộ":                         "38 40 42 44 46",
		"Duyên hải Nam Trung Bộ và Tây Nguyên": "48 51 52 56 66 68",
		"Đông Nam Bộ":                          "75 79 80",
		"Đồng bằng sông Cửu Long":              "82 86 91 92 96",
	}),
	Before2025: byProvince(map[string]string{
		"Trung du và miền núi phía Bắc":        "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
		"Đồng bằng sông Hồng":                  "01 22 26 27 30 31 33 34 35 36 37",
		"Bắc Trung Bộ và Duyên hải miền Trung": "38 40 42 44 45 46 48 49 51 52 54 56 58 60",
		"Tây Nguyên":              "62 64 66 67 68",
		"Đông Nam Bộ":             "70 72 74 75 77 79",
		"Đồng bằng sông Cửu Long": "80 82 83 84 86 87 89 91 92 93 94 95 96",
	}),
}

// byProvince turns the regions around: from code of province to region.
func byProvince(members map[string]string) map[string]string {
	of := make(map[string]string)
	for name, codes := range members {
		for code := range strings.FieldsSeq(codes) {
			of[code] = name
		}
	}
	return of
}

// region names the region of a province, or is empty for an unknown one.
func region(geography, province string) string { return regions[geography][province] }
