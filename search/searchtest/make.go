package searchtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
)

// A maker makes one dataset.
type maker struct {
	*rand.Rand
	words words
}

// rank returns a number below n, small ones more often: the k-th is about 1/k
// as frequent as the first, as subjects are in life.
func (m maker) rank(n int) int {
	return int(math.Pow(float64(n+1), m.Float64())) - 1
}

func pick[T any](m maker, list []T) T { return list[m.IntN(len(list))] }

var (
	frequencies = []string{"annual", "annual", "annual", "monthly", "monthly", "quarterly", "daily", "weekly", "irregular", "never", "hourly", "biannual"}
	licences    = []string{"CC-BY-4.0", "CC-BY-4.0", "CC-BY-4.0", "CC0-1.0", "ODbL-1.0", "CC-BY-SA-4.0"}
	years       = catalog.Column{Name: "year", Source: "Năm", Title: catalog.Text{Vi: "Năm", En: "Year"}, Type: catalog.Integer}
	provinceOf  = catalog.Column{Name: "province_code", Source: "Mã tỉnh", Title: catalog.Text{Vi: "Mã tỉnh", En: "Province code"}, Type: catalog.String, Role: catalog.RoleCode}
	notes       = catalog.Column{Name: "note", Source: "Ghi chú", Title: catalog.Text{Vi: "Ghi chú", En: "Note"}, Type: catalog.String}
	updated     = catalog.Column{Name: "updated_on", Source: "Ngày cập nhật", Title: catalog.Text{Vi: "Ngày cập nhật", En: "Updated on"}, Type: catalog.Date}
	place       = catalog.Column{Name: "geometry", Source: "Vị trí", Title: catalog.Text{Vi: "Vị trí", En: "Location"}, Type: catalog.Geometry}
)

func (m maker) dataset(i int) (catalog.Dataset, catalog.Release) {
	s := m.words.subjects[m.rank(len(m.words.subjects))]
	b := pick(m, m.words.breakdowns)
	where, codes, agency := m.territory(s)
	from := 1990 + m.IntN(35)
	until := min(2026, from+1+m.rank(30))
	span := catalog.Text{Vi: fmt.Sprintf("năm %d", from), En: fmt.Sprintf("%d", from)}
	if until-from > 1 {
		span = catalog.Text{Vi: fmt.Sprintf("giai đoạn %d–%d", from, until-1), En: fmt.Sprintf("%d–%d", from, until-1)}
	}
	d := catalog.Dataset{
		Slug:   m.slug(i, s.title.Vi, where.Vi),
		Agency: agency,
		Title: catalog.Text{
			Vi: fmt.Sprintf("%s %s, %s %s", s.title.Vi, b.title.Vi, where.Vi, span.Vi),
			En: fmt.Sprintf("%s %s, %s %s", s.title.En, b.title.En, where.En, span.En),
		},
		Description: m.description(s, b, where, span),
		Themes:      []string{s.theme},
		Keywords:    catalog.Keywords{Vi: append(slices.Clip(s.keywords.Vi), where.Vi), En: append(slices.Clip(s.keywords.En), where.En)},
		Licence:     pick(m, licences),
		Frequency:   pick(m, frequencies),
		Period:      catalog.Period{From: day(from), Until: day(until)},
		Place:       catalog.Place{Title: where, Codes: codes},
		Resources:   []catalog.Resource{{Name: "main", Title: catalog.Text{Vi: "Bảng số liệu", En: "Table of figures"}, Kind: catalog.KindTable}},
		Created:     Start,
		Modified:    Start,
	}
	if other := pick(m, m.words.subjects).theme; m.IntN(4) == 0 && other != s.theme {
		d.Themes = append(d.Themes, other)
	}
	r := catalog.Release{
		ID: fmt.Sprintf("%026d", i), Dataset: d.Slug, Version: 1, State: catalog.StatePublished, Period: d.Period,
		Note:    catalog.Text{Vi: "Công bố lần đầu số liệu " + span.Vi + ".", En: "First release of the figures of " + span.En + "."},
		Created: Start, PublishAt: Start.Add(time.Duration(i) * time.Minute),
	}
	if m.IntN(20) == 0 { // a document, without a table
		d.Resources[0].Kind = catalog.KindFile
		return d, r
	}
	t := catalog.Table{Resource: "main", Rows: 1 + m.Int64N(100_000), Columns: []catalog.Column{years, provinceOf, b.column}}
	t.Columns = append(t.Columns, s.columns...)
	for _, c := range []catalog.Column{notes, updated, place} {
		if m.IntN(3) == 0 {
			t.Columns = append(t.Columns, c)
		}
	}
	r.Tables = []catalog.Table{t}
	return d, r
}

// territory returns a place, its codes and the agency that answers for data of
// the subject there.
func (m maker) territory(s subject) (catalog.Text, []string, string) {
	to := desk[s.theme]
	if m.IntN(10) == 0 {
		return catalog.Text{Vi: "Việt Nam", En: "Viet Nam"}, []string{"VN"}, to.ministry
	}
	p := pick(m, m.words.provinces)
	agency := department(p.code, to.department)
	if m.IntN(5) == 0 {
		agency = committee(p.code)
	}
	if m.IntN(3) > 0 {
		return p.title, []string{p.code}, agency
	}
	c := pick(m, p.parts)
	return catalog.Text{Vi: c.title.Vi + ", " + p.title.Vi, En: plainTitle(c.title.En) + ", " + p.title.En}, []string{c.code}, agency
}

var sentences = []catalog.Text{
	{Vi: "Số liệu được tổng hợp từ báo cáo định kỳ của các đơn vị trực thuộc.", En: "Figures are compiled from the regular reports of subordinate units."},
	{Vi: "Kết quả điều tra mẫu được suy rộng cho toàn địa bàn.", En: "Results of a sample survey are extrapolated to the whole area."},
	{Vi: "Một số chỉ tiêu được hiệu chỉnh sau khi có kết quả chính thức.", En: "Some indicators are revised when final results are known."},
	{Vi: "Đơn vị hành chính theo danh mục có hiệu lực từ ngày 01/7/2025.", En: "Administrative units follow the list in force since 1 July 2025."},
	{Vi: "Thông tin cá nhân đã được loại bỏ trước khi công bố.", En: "Personal information was removed before publication."},
	{Vi: "Dữ liệu phục vụ công tác quản lý nhà nước và nghiên cứu.", En: "The data serve public administration and research."},
	{Vi: "Các giá trị thiếu được để trống và ghi rõ nguyên nhân.", En: "Missing values are left empty and the reason is stated."},
	{Vi: "Bảng mã ngành áp dụng hệ thống ngành kinh tế Việt Nam.", En: "Industry codes follow the Viet Nam standard classification."},
}

func (m maker) description(s subject, b breakdown, where, span catalog.Text) catalog.Text {
	t := catalog.Text{
		Vi: fmt.Sprintf("%s %s tại %s, %s.", s.title.Vi, b.title.Vi, where.Vi, span.Vi),
		En: fmt.Sprintf("%s %s in %s, %s.", s.title.En, b.title.En, where.En, span.En),
	}
	for _, i := range m.Perm(len(sentences))[:1+m.IntN(3)] {
		t.Vi += " " + sentences[i].Vi
		t.En += " " + sentences[i].En
	}
	return t
}

func day(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }

// plainTitle returns text without marks.
func plainTitle(text string) string {
	text = strings.NewReplacer("đ", "d", "Đ", "D").Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// plain returns text as a part of a slug.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(plainTitle(text)), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}
