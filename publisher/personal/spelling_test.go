package personal

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

func strip(s string) string { return strings.TrimLeft(s, "0") }

func wide(s string) string { // digits and Latin letters of full width
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return r - '!' + 0xFF01
		}
		return r
	}, s)
}

func joinedBy(sign string, sizes ...int) func(string) string {
	return func(s string) string {
		var parts []string
		for _, n := range sizes {
			parts, s = append(parts, s[:n]), s[n:]
		}
		return strings.Join(append(parts, s), sign)
	}
}

func around(before, after string) func(string) string {
	return func(s string) string { return before + s + after }
}

// misspelt are columns of persons as spreadsheets, forms and people spoil them.
func misspelt() []labelled {
	p := newPeople(31)
	var all []labelled
	add := func(k Kind, header string, cells []string, beside ...[]string) {
		all = append(all, labelled{name: fmt.Sprintf("%s %02d %s", k, len(all), header), kind: k, header: header, cells: cells, beside: beside})
	}
	ids, phones, names := p.fill(p.id), p.fill(p.phone), p.fill(p.name)
	old := p.fill(func() string { return fmt.Sprintf("%03d%06d", 10+p.IntN(80), p.IntN(1e6)) })
	two := func(sign string, a, b []string) []string {
		cells := make([]string, len(a))
		for i := range a {
			cells[i] = a[i] + sign + b[(i+1)%len(b)]
		}
		return cells
	}
	one := func(of string) []string {
		return within(p.fill(func() string { return pick(p, remarks) }), 100, []string{of})
	}

	add(NationalID, "CCCD/CMND", each(ids, strip))
	add(NationalID, "soCCCD", each(ids, wide))
	add(NationalID, "SoGiayTo", each(ids, joinedBy("\u00a0", 3, 3, 3)))
	add(NationalID, "citizenId", each(ids, joinedBy("-", 3, 3, 3)))
	add(NationalID, "CĂN CƯỚC", each(ids, joinedBy(".", 3, 3, 3)))
	add(NationalID, norm.NFD.String("Số căn cước"), each(ids, joinedBy("\u200b", 6)))
	add(NationalID, "col_a", each(ids, joinedBy("\u2011", 3, 1, 2)))
	add(NationalID, "So dinh danh ca nhan", each(ids, around("'", "")))
	add(NationalID, "giấy tờ", each(ids, around("CCCD: ", "")))
	add(NationalID, "ma_kh", each(ids, around("CCCD", "")))
	add(NationalID, "k", two("; ", ids, ids))
	add(NationalID, "giay_to", two(" / ", old, ids))
	add(NationalID, "CMND", within(old, 2, ids))
	add(NationalID, "id_so", each(ids, around("\ufeff", " ")))
	add(NationalID, "x", each(ids, func(s string) string { return strip(s) + ".0" }))
	add(NationalID, "mo ta", one(norm.NFD.String("Người nộp có căn cước số ")+"038085012345"))
	add(NationalID, "dien giai", one("cccd:001085012345"))
	add(NationalID, "ghi_chu", one("Số ĐDCN "+wide("079190001234")+" đã cấp"))
	add(NationalID, "ghichu2", one("CCCD 001 085 012 345 cấp ngày 12/05/2021"))
	add(NationalID, "noi dung", one("(001085012345)"))
	add(OldID, "CMTND", each(old, strip))
	add(OldID, "Số CMND", each(old, joinedBy(" ", 3, 3)))
	add(OldID, "cmnd_so", each(old, joinedBy(".", 3, 3)))
	add(OldID, "ykien", one("CMTND: 012 345 678"))
	add(Passport, "PassportNo", p.fill(func() string { return fmt.Sprintf("%c %07d", "BCNP"[p.IntN(4)], p.IntN(1e7)) }))

	add(Phone, "SĐT", each(phones, joinedBy(".", 4, 3)))
	add(Phone, "Số ĐT", each(phones, func(s string) string { return "(+84) " + s[1:4] + " " + s[4:7] + " " + s[7:] }))
	add(Phone, "soDienThoai", each(phones, func(s string) string { return "+84-" + s[1:4] + "-" + s[4:7] + "-" + s[7:] }))
	add(Phone, "c2", each(phones, func(s string) string { return "0084" + s[1:] }))
	add(Phone, "Mobile No.", each(phones, func(s string) string { return "84." + s[1:4] + "." + s[4:7] + "." + s[7:] }))
	add(Phone, "c3", each(phones, func(s string) string { return "(" + s[:3] + ") " + s[3:6] + " " + s[6:] }))
	add(Phone, "c4", each(phones, wide))
	add(Phone, "c5", each(phones, joinedBy("\u00a0", 4, 3)))
	add(Phone, "c6", each(phones, joinedBy("\u200b", 4, 3)))
	add(Phone, "c7", two(" - ", phones, phones))
	add(Phone, "c8", two(", ", phones, phones))
	add(Phone, "c9", two("/", phones, phones))
	add(Phone, "c10", each(phones, around("", " (Lan)")))
	add(Phone, "c11", each(phones, func(s string) string { return strip(s) + ".0" }))
	add(Phone, "ĐT", each(phones, strip))
	add(Phone, "DTDD", each(phones, around("'", "")))
	add(Phone, "c12", each(phones, joinedBy("\u2013", 4, 3)))
	add(Phone, "c13", each(phones, joinedBy(" ", 2, 2, 2, 2)))
	add(Phone, "binh_luan", one("alo em số +84 (0)912 345 678 nhé"))
	add(Phone, "binh_luan2", one("sđt"+phones[0]))
	add(Phone, "binh_luan3", one("Gọi "+wide("0912345678")+" gặp anh Hùng"))
	add(Phone, "binh_luan4", one("zalo 0912-345-678"))

	add(Name, "HoVaTen", each(names, norm.NFD.String))
	add(Name, "f3", each(names, norm.NFD.String))
	add(Name, "Full Name", each(names, func(s string) string { return strings.ReplaceAll(s, " ", "  ") }))
	add(Name, "f4", each(names, func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }))
	add(Name, "Ten_KH", each(names, func(s string) string { return strings.ToUpper(charset.Fold(s)) }))
	add(Name, "tenNguoiNop", each(names, strings.ToLower))
	add(Name, "f5", each(names, around("Bà ", "")))
	add(Name, "f6", each(names, around("", " (chủ hộ)")))
	add(Name, "f7", two(", ", names, names))
	add(Name, "f8", each(names, around("1. ", "")))

	add(Email, "e1", each(p.fill(p.email), strings.ToUpper))
	add(Email, "e2", each(p.fill(p.email), func(s string) string { return strings.ReplaceAll(s, "@", "\uff20") }))
	add(Email, "e3", two("; ", p.fill(p.email), p.fill(p.email)))
	add(Email, "e4", each(p.fill(p.email), around("mailto:", "")))
	add(Email, "e5", each(p.fill(p.email), around("<", ">")))

	plates := p.fill(p.plate)
	add(Plate, "BKS", each(plates, strings.ToLower))
	add(Plate, "bienSo", each(plates, func(s string) string { return strings.ReplaceAll(s, ".", "") }))
	add(Plate, "p1", each(plates, func(s string) string { return strings.ReplaceAll(s, "-", " ") }))
	add(Plate, "p2", each(plates, func(s string) string { return strings.ReplaceAll(s, "-", "\u2013") }))
	cards := p.fill(p.card)
	add(Card, "n1", each(cards, joinedBy("-", 4, 4, 4)))
	add(Card, "n2", each(cards, joinedBy(" ", 4, 4, 4)))
	health := p.fill(p.healthCard)
	add(HealthInsurance, "soTheBHYT", each(health, joinedBy(" ", 2, 1, 2)))
	add(HealthInsurance, "h2", each(health, joinedBy("-", 2, 1, 2)))
	add(HealthInsurance, "h3", each(health, wide))
	add(SocialInsurance, "Mã thẻ BHYT", p.fill(func() string { return fmt.Sprintf("%010d", p.Int64N(1e10)) }))
	add(Account, "So TK ngan hang", p.fill(func() string { return fmt.Sprintf("%04d.%06d.%03d", p.IntN(1e4), p.IntN(1e6), p.IntN(1000)) }))

	add(Address, "a1", each(p.fill(p.address), norm.NFD.String))
	add(Address, "a2", p.fill(func() string {
		return fmt.Sprintf("Tổ %d, khu phố %d, phường Bình Minh, TP. Biên Hòa", 1+p.IntN(20), 1+p.IntN(9))
	}))
	add(Address, "a3", p.fill(func() string { return fmt.Sprintf("ấp %d, xã Tân Lập, huyện Củ Chi", 1+p.IntN(9)) }))
	add(Address, "a4", p.fill(func() string {
		return "Thôn " + pick(p, []string{"Đông", "Đoài", "Hạ"}) + " - xã Tân Lập - tỉnh Đồng Nai"
	}))
	add(Address, "a5", p.fill(func() string {
		return fmt.Sprintf("SN %d NGACH %d/%d PHUONG LANG, HA NOI", p.IntN(99), p.IntN(99), 13+p.IntN(9))
	}))
	add(Address, "noiCuTru", p.fill(func() string {
		return fmt.Sprintf("%d%c Trần Phú, P.%d, Q.%d", 1+p.IntN(300), 'A'+rune(p.IntN(3)), 1+p.IntN(20), 1+p.IntN(12))
	}))
	return all
}

// misread are columns of numbers, codes and names that only look like those of
// persons.
func misread() []labelled {
	p := newPeople(32)
	var all []labelled
	add := func(header string, cells []string, beside ...[]string) {
		all = append(all, labelled{name: fmt.Sprintf("none %02d %s", len(all), header), header: header, cells: cells, beside: beside})
	}
	n := func(format string, most ...int64) []string {
		return p.fill(func() string {
			var args []any
			for _, m := range most {
				args = append(args, p.Int64N(m))
			}
			return fmt.Sprintf(format, args...)
		})
	}
	isbn := p.fill(func() string {
		d := fmt.Sprintf("978604%06d", p.IntN(1e6))
		sum := 0
		for i, c := range d {
			sum += int(c-'0') * (1 + i%2*2)
		}
		return fmt.Sprintf("%s%d", d, (10-sum%10)%10)
	})
	imei := p.fill(func() string {
		for d := []byte(fmt.Sprintf("35%012d0", p.Int64N(1e12))); ; d[14]++ {
			if luhn(d) {
				return string(d)
			}
		}
	})
	_, full := communeNames()
	add("isbn", isbn)
	add("b1", each(isbn, joinedBy("-", 3, 3, 4, 2)))
	add("b2", n("604-%d-%04d-%d", 10, 1e4, 10))
	add("imei", imei)
	add("b3", imei)
	add("ma_co_quan", n("H%02d.%02d.%02d", 63, 99, 99))
	add("b4", n("000.%02d.%02d.H%02d", 99, 99, 63))
	add("ma_ho_so", n("000.00.12.H38-2505%02d-%04d", 28, 1e4))
	add("b5", n("H38.12-2505%02d-%04d", 28, 1e4))
	add("ma xa", n("%d", 32000))
	add("ma_hs", n("8471.%02d.%02d", 99, 99))
	add("b6", n("84%06d", 1e6))
	add("so_ky_hieu", n("%d/QĐ-UBND", 9999))
	add("b7", n("%d/2024/NĐ-CP", 200))
	add("trich_yeu", n("Về việc ban hành Quyết định số %d/QĐ-UBND ngày 12/05/2024 của UBND tỉnh", 9999))
	add("b8", n("Nghị quyết số %d/NQ-HĐND ngày 0%d/7/2025, điểm 3 điều 12", 99, 9))
	add("toa do", n("10.%06d,106.%06d", 1e6, 1e6))
	add("b9", n("21.0%04d 105.8%04d", 1e4, 1e4))
	add("vn2000", n("2325%03d.%03d", 1000, 1000))
	add("so_tien", n("%d.%03d.%03d", 999, 1000, 1000))
	add("b10", n("%d.%03d.%03d.000 đồng", 99, 1000, 1000))
	add("b11", n("%d,%03d,%03d", 999, 1000, 1000))
	add("von_dau_tu", n("0.9%07d", 1e7))
	add("nam", n("20%02d", 26))
	add("giai_doan", n("2016-20%02d", 26))
	add("thoi_gian", n("202503%02d1%d%02d%02d", 28, 10, 60, 60))
	add("b12", n("17%08d", 1e8))
	add("b13", n("2025%02d%02d%02d%02d", 12, 28, 24, 60))
	add("ty_le", n("%d,%02d%%", 100, 100))
	add("hotline", n("1900%04d", 1e4))
	add("b14", n("1800 %04d", 1e4))
	add("b15", n("1900.%02d.%02d.%02d", 99, 99, 99))
	add("duong day nong", n("1900 %06d", 1e6))
	add("ghi chu", n("Gọi tổng đài 1900 %04d để được hỗ trợ", 1e4))
	add("ma_buu_chinh", n("%05d", 1e5))
	add("ma_du_an", n("7%07d", 1e7))
	add("b16", n("2022%07d", 1e7))
	add("so_tbmt", n("IB24%08d", 1e8))
	add("barcode", n("893%010d", 1e10))
	add("so_hop_dong", n("%04d/2024/HĐ-XD", 1e4))
	add("b17", n("VD-%05d-%02d", 1e5, 30))
	add("so_dang_ky", n("89311%07d", 1e7))
	add("icd", n("J%02d.%d", 99, 9))
	add("quy_chuan", n("QCVN %02d:20%02d/BYT", 99, 26))
	add("ma_cong_to", n("PD06000%06d", 1e6))
	add("mac", n("00:1A:%02d:3B:%02d:5E", 99, 99))
	add("chuyen_bay", n("VN%04d", 1e4))
	add("tuyen", n("%02dA", 99))
	add("phong", n("P.%d nhà A%d", 500, 9))
	add("thua_dat", n("Thửa %d tờ bản đồ số %d", 999, 99))
	add("quoc_lo", n("Quốc lộ 1A Km %d+%03d", 999, 1000))
	add("cong_suat", n("%d MW", 2000))
	add("kinh_phi", n("%d", 1e11))
	add("b18", n("%d", 1e12))
	add("b19", n("%d.5", 1e9))
	add("san_luong", n("9%08d", 1e8))
	add("cong_ty", p.fill(func() string { return "Công ty TNHH " + p.name() }))
	add("benh_vien", p.fill(func() string { return "Bệnh viện " + pick(p, honouredNames()) }))
	add("truong_hoc", each(full[:corpusRows], around("Trường Mầm non ", "")))
	add("di_tich", p.fill(func() string { return "Đền thờ " + pick(p, honouredNames()) }))
	add("nut_giao", p.fill(func() string { return pick(p, honouredNames()) + " - " + pick(p, honouredNames()) }))
	add("cap", p.fill(func() string { return pick(p, []string{"Tỉnh", "Xã", "Trung ương"}) }))
	add("thu_tuc", p.fill(func() string {
		return "Cấp đổi thẻ căn cước cho người từ đủ 14 tuổi; mã 1.0" + fmt.Sprint(10000+p.IntN(9999))
	}))
	add("truyen_thong", p.fill(func() string { return fmt.Sprintf("Họp tổ %d lúc %d giờ 30 tại xã", p.IntN(9), 7+p.IntN(9)) }))
	return all
}

func TestSpoiltIdentifiersAreRecalled(t *testing.T) {
	corpus := misspelt()
	if recall := judgeCorpus(t, corpus); recall < 1 {
		t.Errorf("recall of direct identifiers is %.3f, want 1", recall)
	}
	if n := len(corpus) + len(misread()); n < 120 {
		t.Errorf("%d columns, want at least 120", n)
	}
}

func TestCodesAndNumbersAreNotBlocked(t *testing.T) { judgeCorpus(t, misread()) }
