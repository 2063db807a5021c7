package geo_test

import (
	"fmt"
	"testing"

	"nguon/publisher/geo"
)

// The areas of use of the zones in the EPSG register (v10.076), which name
// provinces as they were from 2004 to 2008.
var registered = map[int][]string{
	5897: {"Ha Noi", "Ha Nam", "Ha Tay", "Ninh Binh", "Thanh Hoa", "Vinh Phuc", "Can Tho", "Bac Lieu", "Dong Thap", "Hau Giang"},
	5898: {"Quang Ngai"},
	5899: {"Quang Ninh", "Da Nang", "Quang Nam", "Ba Ria-Vung Tau", "Dong Nai", "Lam Dong"},
	9205: {"Dien Bien", "Lai Chau"},
	9206: {"Son La"},
	9207: {"Ca Mau", "Kien Giang"},
	9208: {"An Giang", "Lao Cai", "Nghe An", "Phu Tho", "Yen Bai"},
	9209: {"Bac Ninh", "Ha Giang", "Ha Tinh", "Hai Duong", "Hung Yen", "Nam Dinh", "Soc Trang", "Tay Ninh", "Thai Binh", "Tra Vinh", "Vinh Long"},
	9210: {"Hai Phong", "Ho Chi Minh", "Ben Tre", "Binh Duong", "Cao Bang", "Long An", "Tien Giang"},
	9211: {"Hoa Binh", "Quang Binh", "Tuyen Quang"},
	9212: {"Binh Phuoc", "Quang Tri"},
	9213: {"Bac Kan", "Thai Nguyen"},
	9214: {"Bac Giang", "Thua Thien-Hue"},
	9215: {"Lang Son"},
	9216: {"Kon Tum"},
	9217: {"Binh Dinh", "Khanh Hoa", "Ninh Thuan"},
	9218: {"Binh Thuan", "Dak Lak", "Dak Nong", "Gia Lai", "Phu Yen"},
}

func TestProvincesHadTheZonesOfTheRegister(t *testing.T) {
	provinces := 0
	for code, names := range registered {
		for _, name := range names {
			provinces++
			zones := geo.Meridians(name)
			if len(zones) == 0 || !zones[0].Since.IsZero() {
				t.Errorf("%s: no zone from before 2025: %v", name, zones)
				continue
			}
			if c := geo.VN2000Zone3(zones[0].Meridian); c.Code != code {
				t.Errorf("%s: EPSG:%d (%s), want EPSG:%d", name, c.Code, geo.Degrees(zones[0].Meridian), code)
			}
		}
	}
	if provinces != 64 {
		t.Errorf("the register names %d provinces, want 63 and Hà Tây", provinces)
	}
}

func TestMergedProvincesHaveTheirOldAndTheirNewMeridian(t *testing.T) {
	for name, want := range map[string]string{
		"Bắc Ninh":              "105°30' until 2025-07-01, 107°00' since 2025-07-01",
		"Tỉnh Quảng Trị":        "106°15' until 2025-07-01, 106°00' since 2025-07-01",
		"Lai Châu":              "103°00' until 2025-07-01, 104°45' since 2025-07-01",
		"Thành phố Hồ Chí Minh": "105°45' until 2025-07-01, 105°45' since 2025-07-01",
		"TP.HCM":                "105°45' until 2025-07-01, 105°45' since 2025-07-01",
		"Huế":                   "107°00' until 2025-07-01, 107°00' since 2025-07-01",
		"Đắc Lắc":               "108°30' until 2025-07-01, 108°30' since 2025-07-01",
		"Bình Dương":            "105°45' until 2025-07-01",
		"24":                    "107°00' until 2025-07-01, 107°00' since 2025-07-01", // Bắc Giang, then Bắc Ninh
		"Atlantis":              "",
		"":                      "",
	} {
		var got string
		for _, z := range geo.Meridians(name) {
			if got != "" {
				got += ", "
			}
			got += geo.Degrees(z.Meridian)
			if !z.Until.IsZero() {
				got += fmt.Sprintf(" until %s", z.Until.Format("2006-01-02"))
			}
			if !z.Since.IsZero() {
				got += fmt.Sprintf(" since %s", z.Since.Format("2006-01-02"))
			}
		}
		if got != want {
			t.Errorf("Meridians(%q): %q, want %q", name, got, want)
		}
	}
}

// One meridian for each of the 34 provinces, all of them zones of the register.
func TestThereAre34ProvincesSince2025(t *testing.T) {
	current := make(map[string]bool)
	for code := range 100 {
		for _, z := range geo.Meridians(fmt.Sprintf("%02d", code)) {
			if z.Until.IsZero() {
				if current[z.Province] {
					t.Errorf("%s has two current zones", z.Province)
				}
				current[z.Province] = true
				if geo.VN2000Zone3(z.Meridian).Code == 0 {
					t.Errorf("%s: %s is not a zone of the register", z.Province, geo.Degrees(z.Meridian))
				}
			}
		}
	}
	if len(current) != 34 {
		t.Errorf("%d provinces, want 34", len(current))
	}
}
