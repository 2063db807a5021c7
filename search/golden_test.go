package search_test

import (
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"

	"nguon/search"
)

// golden says what a query should find: want[0] first, and the others after it
// in this order, perhaps with others between them.
var golden = []struct {
	query string
	want  []string
}{
	{"dân số", []string{"dan-so-tinh", "tong-dieu-tra-2019"}},
	{"dan so", []string{"dan-so-tinh", "tong-dieu-tra-2019"}},
	{"DÂN SỐ", []string{"dan-so-tinh"}},
	{"average population", []string{"dan-so-tinh"}},
	{"populations density", []string{"mat-do-dan-so"}},
	{"population of the provinces", []string{"dan-so-tinh"}},
	{"mật độ dân số", []string{"mat-do-dan-so"}},
	{"mat do", []string{"mat-do-dan-so"}},
	{"tổng điều tra", []string{"tong-dieu-tra-2019"}},
	{"census", []string{"tong-dieu-tra-2019"}},
	{"dân số nhà ở", []string{"tong-dieu-tra-2019"}},
	{"kết hôn", []string{"gia-dinh-ket-hon"}},
	{"ly hon", []string{"gia-dinh-ket-hon"}},
	{"divorce", []string{"gia-dinh-ket-hon"}},
	{"GDP", []string{"gdp-quy"}},
	{"gdp theo quy", []string{"gdp-quy"}},
	{"lạm phát", []string{"cpi-thang"}},
	{"inflation", []string{"cpi-thang"}},
	{"gia xang", []string{"gia-xang-dau"}},
	{"xuất khẩu gạo", []string{"xuat-khau-gao"}},
	{"rice export", []string{"xuat-khau-gao"}},
	{"thất nghiệp", []string{"viec-lam"}},
	{"that nghiep", []string{"viec-lam"}},
	{"bò", []string{"dan-bo", "bo-giong"}},
	{"bo", []string{"bo-giong", "dan-bo"}},
	{"thịt bò", []string{"dan-bo"}},
	{"beef", []string{"dan-bo"}},
	{"sản lượng lúa", []string{"san-luong-lua"}},
	{"thủy sản", []string{"thuy-san"}},
	{"thuỷ sản", []string{"thuy-san"}},
	{"rừng", []string{"rung-che-phu"}},
	{"che phu rung", []string{"rung-che-phu"}},
	{"không khí", []string{"khong-khi-ha-noi"}},
	{"khong khi ha noi", []string{"khong-khi-ha-noi"}},
	{"PM2.5", []string{"khong-khi-ha-noi"}},
	{"pm25", []string{"khong-khi-ha-noi"}},
	{"bụi mịn", []string{"khong-khi-ha-noi"}},
	{"nước sông", []string{"nuoc-song"}},
	{"lượng mưa", []string{"mua-nhiet-do"}},
	{"động đất", []string{"dong-dat"}},
	{"dong dat", []string{"dong-dat"}},
	{"Dong Dat", []string{"dong-dat"}},
	{"earthquakes", []string{"dong-dat"}},
	{"bão", []string{"bao-lu"}},
	{"mã bệnh", []string{"luot-kham-benh", "sot-xuat-huyet"}},
	{"icd_code", []string{"luot-kham-benh", "sot-xuat-huyet"}},
	{"sốt xuất huyết", []string{"sot-xuat-huyet"}},
	{"dengue", []string{"sot-xuat-huyet"}},
	{"vắc xin", []string{"vac-xin"}},
	{"vaccinated", []string{"vac-xin"}},
	{"học sinh", []string{"truong-hoc"}},
	{"giáo viên", []string{"truong-hoc"}},
	{"đại học", []string{"dai-hoc"}},
	{"dai hoc", []string{"dai-hoc"}},
	{"tai nạn", []string{"tai-nan-giao-thong"}},
	{"xe buýt", []string{"xe-buyt-hcm"}},
	{"TP.HCM", []string{"xe-buyt-hcm"}},
	{"sân bay", []string{"san-bay"}},
	{"airport", []string{"san-bay"}},
	{"quốc lộ", []string{"quoc-lo"}},
	{"Quốc lộ", []string{"quoc-lo"}},
	{"điện gió", []string{"nguon-dien"}},
	{"điện", []string{"dien-thuong-pham", "nguon-dien"}},
	{"hộ tịch", []string{"thu-tuc-hanh-chinh"}},
	{"Hòa Bình", []string{"hoa-binh-ho"}},
	{"Hoà Bình", []string{"hoa-binh-ho"}},
	{"hoa binh", []string{"hoa-binh-ho"}},
	{"ngân sách", []string{"ngan-sach"}},
	{"an giang", []string{"an-giang-lua"}},
	{"Bộ Y tế", []string{"co-so-y-te", "luot-kham-benh"}},
	{"\"y tế\" giường", []string{"co-so-y-te"}},
	{"lúa -giang", []string{"san-luong-lua"}},
	{"đại h", []string{"dai-hoc"}},
	{"average popul", []string{"dan-so-tinh"}},
	{"sốt xuấ", []string{"sot-xuat-huyet"}},
	{"dữ liệu giả lập", []string{"luot-kham-benh"}},
}

func TestGoldenQueriesFindWhatTheyShould(t *testing.T) {
	x := openFixture(t)
	reciprocal := 0.0
	for _, test := range golden {
		t.Run(test.query, func(t *testing.T) {
			result := find(t, x, search.Request{Text: test.query, Explain: true})
			got := slugs(result)
			rank := slices.Index(got, test.want[0])
			if rank >= 0 {
				reciprocal += 1 / float64(rank+1)
			}
			if rank != 0 {
				t.Fatalf("got %q, want %q first", got, test.want[0])
			}
			before := 0
			for _, slug := range test.want[1:] {
				i := slices.Index(got, slug)
				if i <= before {
					t.Errorf("got %q, want %q in this order", got, test.want)
				}
				before = i
			}
		})
	}
	t.Logf("mean reciprocal rank %.3f over %d queries", reciprocal/float64(len(golden)), len(golden))
}

func TestEveryUnicodeFormOfAQueryFindsTheSame(t *testing.T) {
	x := openFixture(t)
	for _, test := range golden {
		composed := slugs(find(t, x, search.Request{Text: norm.NFC.String(test.query)}))
		decomposed := slugs(find(t, x, search.Request{Text: norm.NFD.String(test.query)}))
		if !slices.Equal(composed, decomposed) {
			t.Errorf("%q: NFC finds %q, NFD finds %q", test.query, composed, decomposed)
		}
	}
}

func TestNonsenseFindsNothing(t *testing.T) {
	x := openFixture(t)
	for _, query := range []string{"xyzzy", "qwertyuiop dân số", "???", "\"", "-", "…", "dân số xyzzy", "\"số dân\"", "\U0001F600", "dân -dân"} {
		if r := find(t, x, search.Request{Text: query}); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("%q finds %q", query, slugs(r))
		}
	}
}

func TestEveryTitleFindsItsDatasetFirst(t *testing.T) {
	x, c := openFixture(t), fixture(t)
	for slug, d := range c.datasets {
		for _, title := range []string{d.Title.Vi, d.Title.En, norm.NFD.String(d.Title.Vi)} {
			if got := slugs(find(t, x, search.Request{Text: title})); len(got) == 0 || got[0] != string(slug) {
				t.Errorf("%q finds %q, want %q first", title, got, slug)
			}
		}
	}
}

func TestMarksThatWereTypedCount(t *testing.T) {
	x := openFixture(t)
	for _, test := range []struct {
		name, query string
		want        []string
		not         []string
	}{
		{"other marks are another word", "bò", []string{"dan-bo"}, []string{"co-so-y-te"}},
		{"text without marks may be meant", "bò", []string{"bo-giong"}, nil},
		{"without marks all are found", "bo", []string{"dan-bo", "bo-giong", "co-so-y-te"}, nil},
		{"wrong marks find what nothing else does", "dán sổ", []string{"dan-so-tinh"}, nil},
		{"marks typed in part", "dong đất", []string{"dong-dat"}, nil},
		{"d is not đ where it is typed so", "đàn", []string{"dan-bo"}, []string{"dan-so-tinh"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := slugs(find(t, x, search.Request{Text: test.query, Limit: 100}))
			for _, slug := range test.want {
				if !slices.Contains(got, slug) {
					t.Errorf("%q finds %q, want %q", test.query, got, slug)
				}
			}
			for _, slug := range test.not {
				if slices.Contains(got, slug) {
					t.Errorf("%q finds %q", test.query, slug)
				}
			}
		})
	}
}

func TestQuotesAndMinus(t *testing.T) {
	x := openFixture(t)
	for _, test := range []struct {
		name, query string
		want        []string
	}{
		{"a phrase of three", `"tai nạn giao"`, []string{"tai-nan-giao-thong"}},
		{"not in another order", `"giao tai nạn"`, nil},
		{"not with a word between", `"tai giao thông"`, nil},
		{"not across passages", `"phố Average"`, nil},
		{"a quoted word is not begun", `"popul"`, nil},
		{"a quoted word is not stemmed", `"divorce"`, []string{"gia-dinh-ket-hon"}},
		{"a quote that is not closed", `"tai nạn giao`, []string{"tai-nan-giao-thong"}},
		{"typographic quotes", `“quốc lộ” đường`, []string{"quoc-lo"}},
		{"minus a word", "giao thông -đường", []string{"san-bay", "xe-buyt-hcm"}},
		{"minus a phrase", `lúa -"an giang"`, []string{"san-luong-lua"}},
		{"a phrase with wrong marks, where nothing else is found", `"dán số"`, []string{"dan-so-tinh", "gia-dinh-ket-hon", "mat-do-dan-so", "tong-dieu-tra-2019"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := slugs(find(t, x, search.Request{Text: test.query, Sort: search.SortTitle}))
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("%s finds %q, want %q", test.query, got, test.want)
			}
		})
	}
	all := find(t, x, search.Request{}).Total
	without := find(t, x, search.Request{Text: "-lúa"}).Total
	with := find(t, x, search.Request{Text: "lúa "}).Total
	if without+with != all || with == 0 {
		t.Errorf("%d with a word and %d without it, of %d", with, without, all)
	}
}
