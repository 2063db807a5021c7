package personal

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/publisher/charset"
	"nguon/publisher/codes"
	"nguon/publisher/table"
)

// honouredNames are persons as streets and schools bear their names.
func honouredNames() []string {
	var names []string
	for name := range strings.SplitSeq(honoured, "|") {
		names = append(names, strings.TrimSpace(name))
	}
	return names
}

// communeNames are the names of all communes, without the word for their kind,
// and with it.
func communeNames() (bare, full []string) {
	list, _ := codes.Find(codes.Communes)
	for _, e := range list.Entries {
		full = append(full, e.Name)
		_, name, _ := strings.Cut(e.Name, " ")
		bare = append(bare, strings.TrimPrefix(name, "khu "))
	}
	return bare, full
}

// negatives are columns without personal data that look like some.
func negatives() []labelled {
	p := newPeople(2)
	var all []labelled
	add := func(header string, cells []string, beside ...[]string) {
		all = append(all, labelled{name: fmt.Sprintf("none %02d %s", len(all), header), header: header, cells: cells, beside: beside})
	}
	n := func(format string, most int64) []string {
		return p.fill(func() string { return fmt.Sprintf(format, p.Int64N(most)) })
	}
	bare, full := communeNames()
	honoured := honouredNames()
	prefixed := func(prefix string, cells []string) []string {
		return each(cells, func(s string) string { return prefix + s })
	}
	fold := func(cells []string) []string { return each(cells, charset.Fold) }
	upper := func(cells []string) []string { return each(cells, strings.ToUpper) }
	unsigned := func(cells []string) []string { return each(cells, plainText) }

	for _, h := range []string{"xa_phuong", "ten", "name", "c1", "Tên xã"} {
		add(h, bare)
	}
	for _, h := range []string{"dia_ban", "c2", "Địa chỉ"} {
		add(h, full)
	}
	add("ten_kd", unsigned(bare))
	add("TEN", upper(bare))
	add("ten_thuong", fold(bare))
	for _, h := range []string{"ten_duong", "Tên đường", "street", "duong", "name", "ten", "c3", "Tuyến phố"} {
		add(h, honoured)
	}
	add("duong_kd", unsigned(honoured))
	add("DUONG", upper(honoured))
	add("duong_pho", prefixed("Đường ", honoured))
	for _, kind := range []string{"Trường THCS ", "Trường Tiểu học ", "Trường THPT Chuyên ", "THPT "} {
		add("truong", prefixed(kind, honoured))
	}
	add("Tên trường", honoured)
	add("school", honoured)
	add("c4", prefixed("Trường Tiểu học số 2 ", full))
	add("co_quan", prefixed("UBND ", full))
	add("Cơ quan công bố", prefixed("Sở Y tế ", []string{"Hà Nội", "Nghệ An", "Hà Giang", "Thái Nguyên", "Lâm Đồng", "Kiên Giang"}))
	add("don_vi", prefixed("Trạm Y tế ", full))
	add("tinh", []string{"Hà Nội", "Cao Bằng", "Hà Giang", "Lai Châu", "Thái Nguyên", "Lâm Đồng", "Hà Nam", "An Giang", "Thái Bình", "Phú Yên", "Vĩnh Long", "Hà Tĩnh"})
	add("c5", []string{"Hà Nội", "Cao Bằng", "Hà Giang", "Lai Châu", "Thái Nguyên", "Lâm Đồng", "Hà Nam", "An Giang", "Thái Bình", "Phú Yên", "Vĩnh Long", "Hà Tĩnh"})

	add("ma_xa", n("%05d", 32000))
	add("ma_don_vi", n("H%02d.242", 63))
	add("ma_dinh_danh_co_quan", n("000.00.%02d.H38", 99))
	add("ma_tthc", n("1.%06d.000.00.00.H38", 1e6))
	add("so_quyet_dinh", n("%d/2020/QĐ-TTg", 3000))
	add("van_ban", n("Quyết định số %d/QĐ-UBND của UBND xã Tân Lập", 3000))
	add("cong_van", n("Công văn số 12%d/BTC-TCT ngày 12/05/2025", 99))
	add("hs_code", n("%08d", 1e8))
	add("HS", n("%04d.10.90", 1e4))
	add("mau", n("C%07d", 1e7))
	add("ma_ho_so", n("HS%09d", 1e9))
	add("so_luong", n("%d", 1e6))
	add("doanh_thu", n("%d", 1e10))
	add("tong_tien", n("%d", 1e12))
	add("gdp", n("%d.25", 1e11))
	add("dan_so", n("%d", 1e8))
	add("id", n("%d", 1e9))
	add("osm_id", n("1%08d", 1e8))
	add("seri", n("%012d", 1e12))
	add("ma_giao_dich", n("7%011d", 1e11))
	add("don_hang", p.fill(func() string { return fmt.Sprintf("2025%02d%02d%04d", 1+p.IntN(12), 1+p.IntN(28), p.IntN(1e4)) }))
	add("ma_van_don", n("VN%09d", 1e9))
	add("ean13", n("893%010d", 1e10))
	add("so_hieu", n("%010d", 1e10))
	add("timestamp", n("17%08d", 1e8))
	add("millis", n("17%011d", 1e11))
	add("uuid", p.fill(func() string {
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", p.Uint32(), p.IntN(1<<16), p.IntN(1<<12), p.IntN(1<<12), p.Int64N(1<<48))
	}))
	add("sha256", p.fill(func() string { return sha(fmt.Sprint(p.Uint64())) }))
	add("checksum_md5", p.fill(func() string { return sha(fmt.Sprint(p.Uint64()))[:32] }))
	add("commit", p.fill(func() string { return sha(fmt.Sprint(p.Uint64()))[:40] }))
	add("mst", p.fill(p.tax), append([]string{"ten_cong_ty"}, prefixed("Công ty TNHH ", bare[:corpusRows])...))
	add("Mã số thuế", p.fill(p.tax))
	add("ngay", p.fill(func() string { return fmt.Sprintf("%02d/%02d/2024", 1+p.IntN(28), 1+p.IntN(12)) }))
	add("gio", p.fill(func() string { return fmt.Sprintf("%02d:%02d:%02d", p.IntN(24), p.IntN(60), p.IntN(60)) }))
	add("thoi_diem", p.fill(func() string { return fmt.Sprintf("2025-03-%02dT%02d:00:00Z", 1+p.IntN(28), p.IntN(24)) }))
	add("phien_ban", p.fill(func() string { return fmt.Sprintf("%d.%d.%d.%d", p.IntN(9), p.IntN(20), p.IntN(9), p.IntN(9)) }))
	add("muc", p.fill(func() string { return fmt.Sprintf("%d.%d.%d", 1+p.IntN(9), p.IntN(20), p.IntN(9)) }))
	add("lat", p.fill(func() string { return fmt.Sprintf("%.6f", 8.5+p.Float64()*14) }))
	add("toa_do", p.fill(func() string { return fmt.Sprintf("%.7f, %.7f", 8.5+p.Float64()*14, 102+p.Float64()*7) }))
	add("ty_le", p.fill(func() string { return fmt.Sprintf("0.%09d", p.IntN(1e9)) }))
	add("ghi_chu", p.fill(func() string { return pick(p, remarks) }))
	add("url", p.fill(func() string { return fmt.Sprintf("https://data.gov.vn/a/%09d?x=%d", p.IntN(1e9), p.IntN(100)) }))
	add("phong", p.fill(func() string { return fmt.Sprintf("%d%c%03d", 10+p.IntN(80), 'A'+rune(p.IntN(5)), p.IntN(1000)) }))
	add("model", p.fill(func() string {
		return fmt.Sprintf("%c%c-%04d", 'A'+rune(p.IntN(26)), 'A'+rune(p.IntN(26)), p.IntN(1e4))
	}))
	add("san_pham", []string{"Gạo ST25 bao 5kg", "Nước mắm 500ml", "Xi măng PCB40", "Phân NPK 16-16-8", "Cà phê hòa tan 3in1"})
	add("nganh", []string{"Nông nghiệp", "Công nghiệp chế biến", "Xây dựng", "Dịch vụ", "Thương mại", "Vận tải kho bãi"})
	add("song", []string{"Sông Hồng", "Sông Đà", "Sông Lô", "Sông Mã", "Sông Cả", "Vàm Cỏ Đông"})
	add("email_co_quan", prefixed("vanthu@", []string{"hanoi.gov.vn", "moh.gov.vn", "danang.gov.vn"}))
	add("Địa chỉ trụ sở", p.fill(p.address), append([]string{"ten_co_quan"}, prefixed("UBND ", full[:corpusRows])...))
	add("dia_chi", p.fill(p.address), append([]string{"ten_truong"}, prefixed("Trường THCS ", full[:corpusRows])...))
	add("gioi_tinh", p.fill(func() string { return pick(p, []string{"Nam", "Nữ"}) }))
	add("tuoi", n("%d", 90))
	add("country", []string{"Viet Nam", "Lao PDR", "Cambodia", "Thailand", "Ho Chi Minh City"})
	add("english", []string{"Industrial park near the river", "Power plant, unit 3", "Solar farm 35 MW", "Wind farm phase 2 of 2019"})
	add("mau_xe", []string{"Honda SH150i", "Toyota Vios 1.5G", "Kia Morning 2020", "VinFast VF8"})
	add("dien_tich", n("%d,5", 1e6))
	add("khu_vuc", p.fill(func() string { return pick(p, []string{"Châu Á", "Châu Âu", "Châu Phi", "Châu Mỹ"}) }))
	add("name_en", unsigned([]string{"Hà Nội", "Cao Bằng", "Hà Giang", "Lai Châu", "Thái Nguyên", "Lâm Đồng"}))
	add("bien_che", n("%d", 500))
	return all
}

func TestNothingElseIsBlocked(t *testing.T) { judgeCorpus(t, negatives()) }

// realNegatives are files without personal data.
var realNegatives = []struct {
	file    string
	columns int
	read    table.Options
}{
	{file: "adult/adult.csv", columns: 9},
	{file: "hanoi-pm25/Hanoi_PM2.5_2015_12_MTD.csv", columns: 11},
	{file: "hanoi-pm25/Hanoi_PM2.5_2016_YTD.csv", columns: 11, read: table.Options{Declared: []table.Declaration{{Column: "AQI", Nulls: []string{"-999"}}}}},
	{file: "vn-power-plants/Vietnam.csv", columns: 39},
	{file: "hanoi-bus-stops/hanoi_bus_stops_osm.geojson", columns: 3},
	{file: "world-population/population.csv", columns: 4},
	{file: "world-gdp/gdp.csv", columns: 4},
	{file: "innovation-graph/economy_collaborators.csv", columns: 5},
	{file: "innovation-graph/licenses.csv", columns: 5},
	{file: "vn-stopwords/vietnamese-stopwords.txt", columns: 1, read: table.Options{Comma: '|'}},
}

func TestNoRealFileIsBlocked(t *testing.T) {
	dir := shared(t)
	columns := 0
	for _, test := range realNegatives {
		t.Run(test.file, func(t *testing.T) {
			s := scanFile(t, filepath.Join(dir, test.file), Options{}, test.read)
			columns += len(s.columns)
			if len(s.columns) < test.columns {
				t.Errorf("%d columns, want at least %d", len(s.columns), test.columns)
			}
			for _, f := range s.Findings() {
				if f.Decision == Block {
					t.Errorf("column %q is blocked: %s by %s (%s, %d of %d, rows %v, such as %q)", f.Column, f.Kind, f.Rule, f.Level, f.Count, f.Cells, f.Rows, f.Examples)
				} else {
					t.Logf("%s %q: %s by %s (%s, %d of %d, such as %q)", f.Decision, f.Column, f.Kind, f.Rule, f.Level, f.Count, f.Cells, f.Examples)
				}
			}
		})
	}
	t.Logf("%d columns", columns)
}

// What is long is looked at in time that grows with its length: each of these
// is four million bytes that once led back to their beginning.
func TestLongCellsTakeLittleTime(t *testing.T) {
	for _, part := range []string{"11111A", "1 ", "12-", "a@", "@a.", "số 1 ", "Nguyễn Văn ", "0912 ", "12345678-a", "bà Nguyễn Văn "} {
		t.Run(part, func(t *testing.T) {
			c := newColumn(&table.Column{Source: "ghi_chu", Type: table.String}, newReader(now.Year()))
			begin := time.Now()
			c.text([]byte(strings.Repeat(part, (4<<20)/len(part))), 0)
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("%v for 4 MiB", took)
			}
		})
	}
}

func TestCorpusIsLarge(t *testing.T) {
	if n := len(positives()) + len(negatives()); n < 150 {
		t.Errorf("the corpus has %d columns, want at least 150", n)
	}
	if names := honouredNames(); len(slices.Compact(slices.Sorted(slices.Values(names)))) < 300 {
		t.Errorf("only %d streets and schools", len(names))
	}
}
