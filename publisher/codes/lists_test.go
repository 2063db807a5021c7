package codes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func find(t testing.TB, id string) *List {
	t.Helper()
	l, ok := Find(id)
	if !ok {
		t.Fatalf("there is no list %s", id)
	}
	return l
}

func TestListsAreComplete(t *testing.T) {
	for id, want := range map[string]int{Provinces: 34, FormerProvinces: 63, Communes: 3321, Countries: 249} {
		l := find(t, id)
		if len(l.Entries) != want {
			t.Errorf("%s has %d entries, want %d", id, len(l.Entries), want)
		}
		seen := make(map[string]bool)
		for _, e := range l.Entries {
			if seen[e.Code] || e.Name == "" {
				t.Errorf("%s: entry %+v is named twice, or has no name", id, e)
			}
			seen[e.Code] = true
			if got := l.Lookup(Name, e.Name); !slices.ContainsFunc(got, func(g *Entry) bool { return g.Code == e.Code }) {
				t.Errorf("%s: %q is not found by its name", id, e.Name)
			}
		}
	}
}

func TestNamesOfProvincesAndCountriesAreUnique(t *testing.T) {
	for _, id := range []string{Provinces, FormerProvinces, Countries} {
		for name, at := range find(t, id).index[Name] {
			if len(at) > 1 {
				t.Errorf("%s: %q stands for %d entries", id, name, len(at))
			}
		}
	}
}

// The mergers of Resolution 202/2025/QH15, typed from its text apart from the
// data file: new unit: former units that it took in besides that of its name.
const mergers = `Tuyên Quang: Hà Giang
Lào Cai: Yên Bái
Thái Nguyên: Bắc Kạn
Phú Thọ: Vĩnh Phúc, Hòa Bình
Bắc Ninh: Bắc Giang
Hưng Yên: Thái Bình
Hải Phòng: Hải Dương
Ninh Bình: Hà Nam, Nam Định
Quảng Trị: Quảng Bình
Đà Nẵng: Quảng Nam
Quảng Ngãi: Kon Tum
Gia Lai: Bình Định
Khánh Hòa: Ninh Thuận
Lâm Đồng: Đắk Nông, Bình Thuận
Đắk Lắk: Phú Yên
Hồ Chí Minh: Bà Rịa - Vũng Tàu, Bình Dương
Đồng Nai: Bình Phước
Tây Ninh: Long An
Cần Thơ: Sóc Trăng, Hậu Giang
Vĩnh Long: Bến Tre, Trà Vinh
Đồng Tháp: Tiền Giang
Cà Mau: Bạc Liêu
An Giang: Kiên Giang
Cao Bằng:
Điện Biên:
Hà Tĩnh:
Lai Châu:
Lạng Sơn:
Nghệ An:
Quảng Ninh:
Thanh Hóa:
Sơn La:
Hà Nội:
Huế:
`

func TestMergersAreThoseOfTheResolution(t *testing.T) {
	want := make(map[string]string)
	for line := range strings.Lines(mergers) {
		now, former, _ := strings.Cut(strings.TrimSpace(line), ":")
		want[words(now)] = words(now)
		for _, f := range strings.Split(former, ",") {
			if f = words(f); f != "" {
				want[f] = words(now)
			}
		}
	}
	got := make(map[string]string)
	l := find(t, FormerProvinces)
	for i := range l.Entries {
		for _, now := range l.becomes(&l.Entries[i]) {
			got[words(l.Entries[i].Name)] = words(now.Name)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("mergers (-resolution +data):\n%s", d)
	}
}

func TestListsInForceAreThoseOfTheSharedData(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "vn-units", "vn-units-2026-07-25.json"))
	if err != nil {
		t.Skip("the shared data are not here: ", err)
	}
	var units []struct {
		Code, FullName string
		Wards          []struct{ Code, FullName, ProvinceCode string }
	}
	if err := json.Unmarshal(text, &units); err != nil {
		t.Fatal(err)
	}
	for _, p := range units {
		if got := find(t, Provinces).Lookup(Name, p.FullName); len(got) != 1 || got[0].Code != p.Code {
			t.Errorf("%s %s: got %v", p.Code, p.FullName, got)
		}
		for _, w := range p.Wards {
			got := find(t, Communes).Lookup(Code, w.Code)
			if len(got) != 1 || !strings.EqualFold(got[0].Name, w.FullName) || got[0].Parent != w.ProvinceCode {
				t.Errorf("%s %s: got %v", w.Code, w.FullName, got)
			}
		}
	}
}

func TestLookupTakesTheWaysInWhichPeopleWrite(t *testing.T) {
	for _, test := range []struct {
		name, list string
		form       Form
		value      string
		want       string // code
	}{
		{"with the word for its kind", Provinces, Name, "Thành phố Đà Nẵng", "48"},
		{"with an abbreviated kind", Provinces, Name, "TP. Hồ Chí Minh", "79"},
		{"in capitals", Provinces, Name, "TỈNH LÂM ĐỒNG", "68"},
		{"without marks", Provinces, Name, "thanh hoa", "38"},
		{"with the other place of the tone mark", Provinces, Name, "Thanh Hóa", "38"},
		{"decomposed", Provinces, Name, "Hue\u0302\u0301", "46"},
		{"in English", Provinces, Name, "Ha Noi City", "01"},
		{"usual abbreviation", Provinces, Name, "TP.HCM", "79"},
		{"dash without blanks", FormerProvinces, Name, "Bà Rịa-Vũng Tàu", "77"},
		{"name up to 2024", FormerProvinces, Name, "Thừa Thiên - Huế", "46"},
		{"code whose zero was lost", Provinces, Code, "4", "04"},
		{"code of a commune", Communes, Code, "00070", "00070"},
		{"name that begins like a kind", Communes, Name, "Xa Dung", "03208"},
		{"ISO 3166-2", FormerProvinces, ISO, "vn-hn", "01"},
		{"country in Vietnamese", Countries, Name, "Hàn Quốc", "KR"},
		{"country in English", Countries, Name, "viet nam", "VN"},
		{"alpha-3", Countries, Alpha3, "VNM", "VN"},
		{"numeric without zeros", Countries, Numeric, "8", "AL"},
		{"not there", Provinces, Name, "Tỉnh Hà Giang", ""},
		{"nothing but a kind", Provinces, Name, "Tỉnh", ""},
		{"empty", Provinces, Code, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, e := range find(t, test.list).Lookup(test.form, test.value) {
				got += e.Code
			}
			if got != test.want {
				t.Errorf("Lookup(%s, %q) = %q, want %q", test.form, test.value, got, test.want)
			}
		})
	}
}

func TestReferencesNameAListAndMaybeAForm(t *testing.T) {
	for ref, want := range map[string]struct {
		list string
		form Form
		ok   bool
	}{
		"vn-provinces":       {Provinces, "", true},
		"iso-3166-1/alpha-3": {Countries, Alpha3, true},
		"iso-3166-1/code":    {},
		"vn-provinces/":      {},
		"provinces":          {},
		"":                   {},
	} {
		l, form, ok := Parse(ref)
		if ok != want.ok || ok && (l.ID != want.list || form != want.form) {
			t.Errorf("Parse(%q) = %v, %q, %v", ref, l, form, ok)
		}
		if ok && form != "" && l.Ref(form) != ref {
			t.Errorf("Ref = %q, want %q", l.Ref(form), ref)
		}
	}
}
