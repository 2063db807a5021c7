package web_test

import (
	"fmt"
	"math"
	"time"

	"nguon/catalog"
)

// newShelf returns a catalogue with the kinds of dataset that a page must cope
// with: a long table with missing values, one with two tables and a file, one
// whose newest release was withdrawn, one that was withdrawn altogether, one
// of the future, and one with texts that would break a page that trusts them.
func newShelf() *shelf {
	s := &shelf{
		agencies: []catalog.Agency{
			{Code: "G12", Title: catalog.Text{Vi: "Cục Thống kê", En: "National Statistics Office"}, Homepage: "https://www.nso.gov.vn", Email: "data@example.gov.vn", Parent: "H00"},
			{Code: "H00", Title: catalog.Text{Vi: "Bộ Tài chính", En: "Ministry of Finance"}},
			{Code: "H29", Title: catalog.Text{Vi: "Ủy ban nhân dân Thành phố Hồ Chí Minh", En: "People's Committee of Ho Chi Minh City"}},
		},
		releases: make(map[catalog.Slug]catalog.Releases), rows: make(map[catalog.Slug][][]any),
		moved: map[catalog.Slug]catalog.Slug{"population": "population-by-province"},
	}
	s.add(catalog.Dataset{
		Slug: "population-by-province", Agency: "G12", Themes: []string{"population", "regions"}, Licence: "CC-BY-4.0", Frequency: "annual",
		Title: catalog.Text{Vi: "Dân số theo tỉnh, thành phố", En: "Population by province"},
		Description: catalog.Text{
			Vi: "Dân số trung bình, diện tích và mật độ của các tỉnh, thành phố trực thuộc trung ương từ năm 1995.\n\nTừ tháng 7 năm 2025 theo địa giới mới.",
			En: "Average population, area and density of the provinces and centrally run cities since 1995.\n\nWithin the new boundaries from July 2025.",
		},
		Keywords: catalog.Keywords{Vi: []string{"mật độ", "địa giới"}, En: []string{"density", "boundaries"}},
		Source:   catalog.Source{Title: catalog.Text{Vi: "Niên giám thống kê", En: "Statistical yearbook"}, URL: "https://www.nso.gov.vn/"},
		Contact:  catalog.Contact{Name: "Vụ Thống kê Dân số", Email: "danso@example.gov.vn"},
		Place:    catalog.Place{Title: catalog.Text{Vi: "Việt Nam", En: "Viet Nam"}},
		Period:   catalog.Period{From: date(1995, 1, 1), Until: date(2026, 1, 1)},
		Resources: []catalog.Resource{
			{Name: "notes", Kind: catalog.KindFile, Title: catalog.Text{Vi: "Phương pháp tính", En: "Methodology"}},
			{Name: "districts", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Quận, huyện", En: "Districts"}},
			{Name: "provinces", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Tỉnh, thành phố theo năm", En: "Provinces by year"}},
		},
	}, 3, date(2026, 7, 1), population)
	s.add(catalog.Dataset{
		Slug: "public-holidays", Agency: "H29", Themes: []string{"government"}, Licence: "CC0-1.0", Frequency: "monthly",
		Title:       catalog.Text{Vi: "Ngày nghỉ lễ", En: "Public holidays"},
		Description: catalog.Text{Vi: "Các ngày nghỉ lễ, tết theo Bộ luật Lao động.", En: "Public holidays under the Labour Code."},
		Resources:   []catalog.Resource{{Name: "holidays", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Ngày nghỉ", En: "Holidays"}}},
	}, 2, date(2026, 11, 20), holidays)
	s.releases["public-holidays"][0].State = catalog.StateWithdrawn
	s.releases["public-holidays"][0].Reason = catalog.Text{Vi: "Sai ngày nghỉ bù.", En: "Wrong days in lieu."}
	s.releases["public-holidays"][0].Withdrawn = date(2026, 11, 21)
	s.add(catalog.Dataset{
		Slug: "withdrawn-survey", Agency: "G12", Themes: []string{"health"}, Licence: "CC0-1.0", Frequency: "irregular",
		Title:       catalog.Text{Vi: "Khảo sát đã rút", En: "Withdrawn survey"},
		Description: catalog.Text{Vi: "Không còn.", En: "No more."},
		Resources:   []catalog.Resource{{Name: "survey", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Khảo sát", En: "Survey"}}},
	}, 1, date(2026, 2, 1), holidays)
	s.releases["withdrawn-survey"][0].State = catalog.StateWithdrawn
	s.releases["withdrawn-survey"][0].Reason = catalog.Text{Vi: "Có 100% dữ liệu cá nhân.", En: "It was 100% personal data."}
	s.add(catalog.Dataset{
		Slug: "embargoed-census", Agency: "G12", Themes: []string{"population"}, Licence: "CC0-1.0", Frequency: "decennial",
		Title:       catalog.Text{Vi: "Tổng điều tra chưa công bố", En: "Census under embargo"},
		Description: catalog.Text{Vi: "Sắp có.", En: "Soon."},
		Resources:   []catalog.Resource{{Name: "census", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Điều tra", En: "Census"}}},
	}, 1, day.Add(time.Hour), holidays)
	s.add(catalog.Dataset{
		Slug: "hostile-texts", Agency: "H29", Themes: []string{"science"}, Licence: "https://example.org/licence", Frequency: "unknown",
		Title:       catalog.Text{Vi: `<script>alert("tiêu đề")</script>`, En: `<script>alert("title")</script>`},
		Description: catalog.Text{Vi: `"><img src=x onerror=alert(1)>`, En: `"><img src=x onerror=alert(1)>`},
		Keywords:    catalog.Keywords{Vi: []string{"<b>đậm</b>"}},
		Source:      catalog.Source{Title: catalog.Text{Vi: "nguồn", En: "source"}, URL: "javascript:alert(1)"},
		Resources:   []catalog.Resource{{Name: "texts", Kind: catalog.KindTable, Title: catalog.Text{Vi: "<i>bảng</i>", En: "<i>table</i>"}}},
	}, 1, date(2026, 10, 1), hostile)
	return s
}

// add puts a dataset on the shelf with so many releases, a year apart, the
// newest of them published at the given time.
func (s *shelf) add(d catalog.Dataset, versions int, newest time.Time, table func() (catalog.Table, [][]any)) {
	t, rows := table()
	describe(t.Columns, rows)
	t.Rows = int64(len(rows))
	t.Resource = d.Resources[len(d.Resources)-1].Name
	s.datasets = append(s.datasets, d)
	s.rows[d.Slug] = rows
	for v := versions; v >= 1; v-- {
		t.File.SHA256[0] = byte(v)
		s.releases[d.Slug] = append(s.releases[d.Slug], catalog.Release{
			ID: fmt.Sprintf("%s-%d", d.Slug, v), Dataset: d.Slug, Version: v, State: catalog.StatePublished, Tables: []catalog.Table{t},
			Note:      catalog.Textf("Bổ sung số liệu năm %d.", "Figures of %d added.", 2022+v),
			PublishAt: newest.AddDate(v-versions, 0, 0), Digest: catalog.Digest{byte(v), 0xab},
		})
	}
}

func date(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func population() (catalog.Table, [][]any) {
	t := catalog.Table{
		Resource: "provinces", Key: []string{"code", "year"},
		File: catalog.File{Key: "p", Format: "parquet", Bytes: 18_342, SHA256: catalog.Digest{1, 2, 3, 4}},
		Columns: []catalog.Column{
			{Name: "code", Source: "MA_TINH", Type: catalog.String, Title: catalog.Text{Vi: "Mã tỉnh", En: "Code"}, Description: catalog.Text{Vi: "Theo Quyết định 19/2025/QĐ-TTg.", En: "Of Decision 19/2025/QĐ-TTg."}},
			{Name: "province", Source: "province", Type: catalog.String, Title: catalog.Text{Vi: "Tỉnh, thành phố", En: "Province"}},
			{Name: "year", Source: "year", Type: catalog.Integer, Title: catalog.Text{Vi: "Năm", En: "Year"}},
			{Name: "population", Source: "Dân số", Type: catalog.Integer, Title: catalog.Text{Vi: "Dân số", En: "Population"}, Unit: "người"},
			{Name: "area", Source: "area", Type: catalog.Number, Title: catalog.Text{Vi: "Diện tích", En: "Area"}, Unit: "km²"},
			{Name: "density", Source: "density", Type: catalog.Number, Title: catalog.Text{Vi: "Mật độ", En: "Density"}, Unit: "người/km²", Description: catalog.Text{Vi: "Dân số chia cho diện tích.", En: "Population by area."}},
			{Name: "updated", Source: "updated", Type: catalog.Date, Title: catalog.Text{Vi: "Cập nhật", En: "Updated"}},
			{Name: "special", Source: "special", Type: catalog.Boolean, Title: catalog.Text{Vi: "Thuộc trung ương", En: "Centrally run"}},
		},
		Checks: catalog.Checks{Findings: []catalog.Finding{
			{Code: "missing", Column: "population", Count: 4, Line: 17, Text: catalog.Text{Vi: "Có giá trị thiếu.", En: "Some values are missing."}},
		}},
	}
	names := []string{
		"Hà Nội", "Cao Bằng", "Tuyên Quang", "Điện Biên", "Lai Châu", "Sơn La", "Lào Cai", "Thái Nguyên", "Lạng Sơn", "Quảng Ninh", "Bắc Ninh", "Phú Thọ",
		"Hải Phòng", "Hưng Yên", "Ninh Bình", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Huế", "Đà Nẵng", "Quảng Ngãi", "Gia Lai", "Khánh Hòa",
		"Đắk Lắk", "Lâm Đồng", "Đồng Nai", "Thành phố Hồ Chí Minh", "Tây Ninh", "Đồng Tháp", "Vĩnh Long", "An Giang", "Cần Thơ", "Cà Mau",
	}
	var rows [][]any
	for year := int64(2023); year <= 2025; year++ {
		for i, name := range names {
			people := int64(500_000 + 13_700_000/(i*i+1) + 1_234*i)
			area := 1200.5 + float64(i)*311.25
			var population any = people
			if i == 15 {
				population = nil
			}
			rows = append(rows, []any{fmt.Sprintf("%02d", i+1), name, year, population, area, float64(people) / area, date(2026, 6, 1), i%6 == 0})
		}
	}
	t.Checks.InputRows = int64(len(rows))
	return t, rows
}

func holidays() (catalog.Table, [][]any) {
	t := catalog.Table{
		Resource: "holidays", File: catalog.File{Key: "h", Format: "parquet", Bytes: 2_100, SHA256: catalog.Digest{5}},
		Columns: []catalog.Column{
			{Name: "day", Source: "day", Type: catalog.Date, Title: catalog.Text{Vi: "Ngày", En: "Day"}},
			{Name: "name", Source: "name", Type: catalog.String, Title: catalog.Text{Vi: "Tên", En: "Name"}},
		},
		Checks: catalog.Checks{InputRows: 3},
	}
	return t, [][]any{
		{date(2026, 1, 1), "Tết Dương lịch"}, {date(2026, 4, 30), "Ngày Chiến thắng"}, {date(2026, 9, 2), "Quốc khánh"},
	}
}

func hostile() (catalog.Table, [][]any) {
	t := catalog.Table{
		Resource: "texts", File: catalog.File{Key: "t", Format: "parquet", Bytes: 900, SHA256: catalog.Digest{6}},
		Columns: []catalog.Column{
			{Name: "text", Source: `<script>alert("cột")</script>`, Type: catalog.String, Title: catalog.Text{Vi: "<u>chữ</u>", En: "<u>text</u>"}, Unit: "<kg>"},
			{Name: "value", Source: "value", Type: catalog.Number, Title: catalog.Text{Vi: "số", En: "value"}},
		},
		Checks: catalog.Checks{InputRows: 4, Findings: []catalog.Finding{{Code: "x", Column: "text", Count: 1, Value: "<script>", Text: catalog.Text{Vi: "<b>", En: "<b>"}}}},
	}
	return t, [][]any{
		{`<script>alert("ô")</script>`, math.Pi * 1e-9}, {`=HYPERLINK("http://example.org")`, 1234567.123456789},
		{"một ô rất dài " + fmt.Sprint(make([]int, 120)), nil}, {nil, -0.5},
	}
}
