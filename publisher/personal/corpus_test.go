package personal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/charset"
)

// A labelled column is one of known kind: the first columns of a table whose
// other columns are beside it.
type labelled struct {
	name   string
	kind   Kind // empty: holds no personal data
	header string
	cells  []string
	beside [][]string
}

const corpusRows = 200

func (p people) fill(of func() string) []string {
	cells := make([]string, corpusRows)
	for i := range cells {
		cells[i] = of()
	}
	return cells
}

func within(cells []string, every int, other []string) []string {
	mixed := slices.Clone(cells)
	for i := range mixed {
		if i%every == every/2 {
			mixed[i] = other[i%len(other)]
		}
	}
	return mixed
}

func each(cells []string, f func(string) string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = f(c)
	}
	return out
}

func plainText(s string) string { // charset.Fold with the capitals kept
	words := strings.Fields(charset.Fold(s))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

var remarks = []string{"Đã tiếp nhận hồ sơ đầy đủ", "Chờ bổ sung giấy tờ", "Hẹn trả kết quả ngày 12/05/2025", "Không đủ điều kiện theo QĐ 20/2020/QĐ-TTg", "Chuyển bộ phận một cửa xử lý",
	"Hồ sơ 000.00.00.H38-250512-0012", "Thủ tục 1.011442.000.00.00.H38", "Nộp phí 125.000 đồng", "Đã ký số lúc 14:35:20", "Theo Công văn số 1234/UBND-VX của UBND xã"}

// positives are columns of synthetic persons.
func positives() []labelled {
	p := newPeople(1)
	digitsOf := func(s string) string { return strings.NewReplacer(" ", "", ".", "", "-", "").Replace(s) }
	noZeros := func(s string) string { return strings.TrimLeft(s, "0") }
	grouped := func(s string) string { return s[:4] + "." + s[4:7] + "." + s[7:] }
	note := func(format string, of func() string) func() string {
		return func() string { return fmt.Sprintf(format, of()) }
	}
	remark := func() string { return pick(p, remarks) }
	var all []labelled
	add := func(k Kind, header string, cells []string, beside ...[]string) {
		all = append(all, labelled{name: fmt.Sprintf("%s %02d %s", k, len(all), header), kind: k, header: header, cells: cells, beside: beside})
	}
	for _, h := range []string{"CCCD", "So_CCCD", "Số căn cước công dân", "so dinh danh", "col7", "GiayToTuyThan"} {
		add(NationalID, h, p.fill(p.id))
	}
	add(NationalID, "cccd_so", each(p.fill(p.id), noZeros))
	add(NationalID, "x1", each(p.fill(p.id), noZeros))
	add(NationalID, "ma", each(p.fill(p.id), func(s string) string { return s[:3] + " " + s[3:6] + " " + s[6:] }))
	add(NationalID, "dinh_danh", within(p.fill(p.id), 3, []string{""}))
	add(NationalID, "ghi_chu", within(p.fill(remark), 200, []string{"Công dân có CCCD 001085012345 đã nộp đủ"}))
	add(NationalID, "Nội dung", within(p.fill(remark), 100, []string{"Can cuoc so: 079190001234."}))
	add(NationalID, "note", within(p.fill(remark), 200, []string{"khách 038085012345 gọi lại sau"}))
	add(NationalID, "remark", within(p.fill(remark), 200, []string{"038085012345"}))

	add(OldID, "CMND", p.fill(func() string { return fmt.Sprintf("%03d%06d", 10+p.IntN(80), p.IntN(1e6)) }))
	add(OldID, "Số CMT", p.fill(func() string { return fmt.Sprintf("%03d%06d", 100+p.IntN(280), p.IntN(1e6)) }))
	add(OldID, "ghi chú", within(p.fill(remark), 50, []string{"CMND số 012345678 cấp tại CA Hà Nội"}))
	add(Passport, "Số hộ chiếu", p.fill(func() string { return fmt.Sprintf("%c%07d", "BCNP"[p.IntN(4)], p.IntN(1e7)) }))
	add(Passport, "passport_no", p.fill(func() string { return fmt.Sprintf("%c%08d", "EKP"[p.IntN(3)], p.IntN(1e8)) }))
	add(Passport, "comments", within(p.fill(remark), 50, []string{"Khách mang hộ chiếu C1234567"}))
	add(SocialInsurance, "Mã số BHXH", p.fill(func() string { return fmt.Sprintf("%010d", p.Int64N(1e10)) }))
	add(SocialInsurance, "so_so_bhxh", p.fill(func() string { return fmt.Sprint(1e9 + p.Int64N(9e9)) }))

	for _, h := range []string{"MA_THE_BHYT", "Thẻ BHYT", "c1"} {
		add(HealthInsurance, h, p.fill(p.healthCard))
	}
	add(HealthInsurance, "the_bhyt", each(p.fill(p.healthCard), strings.ToLower))
	add(HealthInsurance, "ly_do", within(p.fill(remark), 60, []string{"BHYT DN4010123456789 hết hạn"}))

	for _, h := range []string{"Điện thoại", "SDT", "so_dt", "phone_number", "Zalo", "lienhe", "v3"} {
		add(Phone, h, p.fill(p.phone))
	}
	add(Phone, "dien thoai di dong", each(p.fill(p.subscriber), func(s string) string { return "+84" + s }))
	add(Phone, "mobile", each(p.fill(p.subscriber), func(s string) string { return "84" + s }))
	add(Phone, "sdt", p.fill(p.subscriber))
	add(Phone, "b", p.fill(p.subscriber))
	add(Phone, "Liên hệ", each(p.fill(p.phone), grouped))
	add(Phone, "d_thoai", each(p.fill(p.phone), func(s string) string { return s[:4] + " " + s[4:7] + " " + s[7:] }))
	add(Phone, "tel", p.fill(func() string { return fmt.Sprintf("024%08d", p.IntN(1e8)) }))
	add(Phone, "diễn giải", within(p.fill(remark), 200, []string{"gọi chị Lan 0912 345 678 sau 17h"}))
	add(Phone, "y_kien", within(p.fill(remark), 100, []string{"LH: +84 912.345.678"}))
	add(Phone, "thong_tin", each(p.fill(p.phone), func(s string) string { return p.name() + " - " + s }))
	add(Phone, "mo_ta", within(p.fill(remark), 70, []string{"0987654321/0912345678"}))

	for _, h := range []string{"Email", "thu_dien_tu", "c9", "E-mail"} {
		add(Email, h, p.fill(p.email))
	}
	add(Email, "phan_hoi", within(p.fill(remark), 200, []string{"gửi về nguyenvanan85@gmail.com nhé"}))
	add(Email, "nội dung khác", within(p.fill(remark), 20, p.fill(p.email)))
	add(Plate, "Biển số", p.fill(p.plate))
	add(Plate, "bks", each(p.fill(p.plate), digitsOf))
	add(Plate, "k2", p.fill(p.plate))
	add(Plate, "vi_pham", within(p.fill(remark), 90, []string{"Xe 30A-123.45 vượt đèn đỏ"}))
	add(Plate, "su_viec", within(p.fill(remark), 90, []string{"xe máy biển số 29B112345 đỗ sai"}))
	add(Card, "so_the", p.fill(p.card))
	add(Card, "n4", p.fill(p.card))
	add(Card, "giao_dich", within(p.fill(remark), 60, []string{"thẻ 4111 1111 1111 1111 bị khóa"}))
	add(Account, "Số tài khoản", p.fill(func() string { return fmt.Sprintf("%013d", p.Int64N(1e13)) }))
	add(Account, "STK", p.fill(func() string { return fmt.Sprint(1e8 + p.Int64N(9e8)) }))
	add(IP, "ip", p.fill(p.ip))
	add(IP, "client", p.fill(p.ip))
	add(IP, "addr6", p.fill(func() string { return fmt.Sprintf("2001:db8::%x:%x", p.IntN(1<<16), 1+p.IntN(1<<16)) }))

	for _, h := range []string{"HO_TEN", "Họ và tên", "ho ten", "ten khach hang", "Chủ hộ", "Bệnh nhân", "HocSinh", "fullName", "Người nộp"} {
		add(Name, h, p.fill(p.name))
	}
	add(Name, "ten", p.fill(p.name))
	add(Name, "f1", p.fill(p.name))
	add(Name, "hoten", each(p.fill(p.name), plainText))
	add(Name, "f2", each(p.fill(p.name), plainText))
	add(Name, "f3", each(p.fill(p.name), strings.ToUpper))
	add(Name, "ho_ten_kd", each(p.fill(p.name), func(s string) string { return charset.Fold(s) }))
	add(Name, "tên nv", each(p.fill(p.name), func(s string) string { return strings.ToUpper(charset.Fold(s)) }))
	add(Name, "họ đệm", p.fill(func() string { return p.surname() + " " + pick(p, middles[0]) }))
	add(Name, "nguoi_khai", each(p.fill(p.name), func(s string) string { return "Ông " + s }))

	for _, h := range []string{"Địa chỉ", "DIA_CHI_THUONG_TRU", "noi_o", "a1"} {
		add(Address, h, p.fill(p.address))
	}
	add(Address, "diachi", each(p.fill(p.address), plainTextAddress))
	add(Address, "cư trú", each(p.fill(p.address), strings.ToUpper))
	add(Address, "ghi chu them", within(p.fill(remark), 200, []string{"nhà ở số 12 ngõ 5 đường Láng, phường Láng, Hà Nội"}))
	add(Digest, "cccd_hash", each(p.fill(p.id), sha))
	add(Digest, "ma_hoa_sdt", each(p.fill(p.phone), sha))
	ids := p.fill(p.id)
	add(Digest, "khoa", each(ids, sha), append([]string{"ma_goc"}, ids...))
	add(Digest, "key", each(p.fill(p.id), sha), append([]string{"ho_ten"}, p.fill(p.name)...))
	add(TaxCode, "MST cá nhân", p.fill(p.tax), append([]string{"ngay_sinh"}, p.fill(p.birth)...))
	for _, l := range []string{"So dien thoai: %s", "Tel %s", "(%s)"} {
		add(Phone, "van_ban", p.fill(note(l, p.phone)))
	}
	return all
}

func plainTextAddress(s string) string { return charset.Fold(s) }

// A score counts what a rule found right.
type score struct{ found, missed, false_ int }

// judgeCorpus prints precision and recall of each kind, and fails for each
// column that is judged wrongly.
func judgeCorpus(t *testing.T, corpus []labelled) (recall float64) {
	scores := make(map[Kind]*score)
	direct, hit := 0, 0
	at := func(k Kind) *score {
		if scores[k] == nil {
			scores[k] = new(score)
		}
		return scores[k]
	}
	for _, l := range corpus {
		columns := append([][]string{append([]string{l.header}, l.cells...)}, l.beside...)
		found := scan(t, Options{}, columns...)
		blocked := ""
		for _, f := range found {
			if f.Column != l.header || f.Decision != Block {
				continue
			}
			if f.Kind != l.kind {
				at(f.Kind).false_++
				if l.kind == "" {
					blocked += fmt.Sprintf(" %s by %s (%d of %d, such as %q)", f.Kind, f.Rule, f.Count, f.Cells, f.Examples)
				} else {
					t.Logf("%s: also blocked as %s by %s", l.name, f.Kind, f.Rule)
				}
			}
		}
		if blocked != "" {
			t.Errorf("%s: no personal data, but blocked:%s", l.name, blocked)
		}
		if l.kind == "" {
			continue
		}
		direct++
		if f := of(found, l.header, l.kind); f != nil && f.Decision == Block {
			at(l.kind).found++
			hit++
		} else {
			at(l.kind).missed++
			t.Logf("missed %s: %+v", l.name, found)
		}
	}
	t.Logf("%-18s %9s %6s", "kind", "precision", "recall")
	for _, k := range kinds {
		if s := scores[k]; s != nil {
			t.Logf("%-18s %9.3f %6.3f  (%d found, %d missed, %d false)", k, ratio(s.found, s.false_), ratio(s.found, s.missed), s.found, s.missed, s.false_)
		}
	}
	t.Logf("%d columns", len(corpus))
	return float64(hit) / float64(max(direct, 1))
}

func ratio(a, b int) float64 { return float64(a) / float64(cmp.Or(a+b, 1)) }

func TestDirectIdentifiersAreRecalled(t *testing.T) {
	if recall := judgeCorpus(t, positives()); recall < 0.98 {
		t.Errorf("recall of direct identifiers is %.3f, want at least 0.98", recall)
	}
}
