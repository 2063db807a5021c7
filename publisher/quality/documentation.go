package quality

import (
	"slices"
	"unicode/utf8"

	"nguon/catalog"
)

const (
	descriptionPoints = 4
	keywordPoints     = 2
	contactPoints     = 3
	sourcePoints      = 2
	columnPoints      = 6
	unitPoints        = 3

	longEnough = 100 // characters of a description
)

func (in *Input) documentation() catalog.QualityPoint {
	d := in.Dataset
	p := catalog.QualityPoint{Measure: Documentation, Of: ofDocumentation}
	gain := func(ok bool, points int, fix catalog.Text) {
		if ok {
			p.Got += points
			return
		}
		add(&p.Fix, fix)
	}
	gain(utf8.RuneCountInString(d.Description.Vi) >= longEnough && utf8.RuneCountInString(d.Description.En) >= longEnough, descriptionPoints,
		catalog.Textf("Mô tả bộ dữ liệu bằng ít nhất %[1]d ký tự trong mỗi ngôn ngữ.", "Describe the dataset in at least %[1]d characters in each language.", longEnough))
	gain(len(d.Keywords.Vi) > 0 && len(d.Keywords.En) > 0, keywordPoints,
		catalog.Text{Vi: "Thêm từ khóa trong cả hai ngôn ngữ.", En: "Add keywords in both languages."})
	gain(d.Contact.Email != "" || d.Contact.URL != "", contactPoints,
		catalog.Text{Vi: "Thêm contact để người dùng biết hỏi ai.", En: "Add a contact, so that readers know whom to ask."})
	gain(d.Source.URL != "", sourcePoints,
		catalog.Text{Vi: "Thêm địa chỉ của nguồn (source.url).", En: "Add the address of the source (source.url)."})

	var bare, unitless []string
	quantities := 0
	for _, c := range in.Table.Columns {
		if !described(&c) {
			bare = append(bare, c.Name)
		}
		if quantity(&c) && !slices.Contains(in.Table.Key, c.Name) {
			quantities++
			if c.Unit == "" {
				unitless = append(unitless, c.Name)
			}
		}
	}
	n := len(in.Table.Columns)
	p.Got += share(columnPoints, int64(n-len(bare)), int64(n)) + share(unitPoints, int64(quantities-len(unitless)), int64(quantities))
	p.Text = catalog.Textf("%[1]d trong %[2]d cột có tên hiển thị bằng hai ngôn ngữ hoặc mô tả; %[3]d trong %[4]d cột số lượng có đơn vị.",
		"%[1]d of %[2]d columns have a title in both languages or a description; %[3]d of %[4]d columns of quantities have a unit.",
		n-len(bare), n, quantities-len(unitless), quantities)
	if len(bare) > 0 {
		add(&p.Fix, catalog.Textf("Khai title bằng hai ngôn ngữ, hoặc description, cho cột %[1]s.",
			"Declare a title in both languages, or a description, for %[1]s.", list(bare)))
	}
	if len(unitless) > 0 {
		add(&p.Fix, catalog.Textf("Khai unit cho cột %[1]s.", "Declare the unit of %[1]s.", list(unitless)))
	}
	return p
}

// described reports whether c has more than the header that stands in for its
// title.
func described(c *catalog.Column) bool {
	header := catalog.Text{Vi: c.Source, En: c.Source}
	return !c.Description.IsZero() || c.Title != header && c.Title.Vi != "" && c.Title.En != ""
}

// quantity reports whether the numbers of c measure something.
func quantity(c *catalog.Column) bool {
	switch c.Type {
	case catalog.Integer, catalog.Decimal, catalog.Number:
		return c.Role == catalog.RoleNone && c.Codes == ""
	}
	return false
}
