package catalog

import "slices"

// A Term is one entry of a controlled vocabulary.
type Term struct {
	Code  string
	Title Text
	URI   string // in the vocabulary of the European Union, or of the licence
}

// A Vocabulary is a list of terms in the order in which to show them.
type Vocabulary []Term

// Find returns the term with the given code.
func (v Vocabulary) Find(code string) (Term, bool) {
	i := slices.IndexFunc(v, func(t Term) bool { return t.Code == code })
	if i < 0 {
		return Term{}, false
	}
	return v[i], true
}

// Title returns the title of the term with the given code, or the code itself
// in both languages if there is none.
func (v Vocabulary) Title(code string) Text {
	if t, ok := v.Find(code); ok {
		return t.Title
	}
	return Text{code, code}
}

const (
	euTheme     = "http://publications.europa.eu/resource/authority/data-theme/"
	euFrequency = "http://publications.europa.eu/resource/authority/frequency/"
)

// Themes are the subjects of datasets, with the data theme of the European
// Union that each belongs to.
var Themes = Vocabulary{
	{"population", Text{"Dân số và xã hội", "Population and society"}, euTheme + "SOCI"},
	{"economy", Text{"Kinh tế và tài chính", "Economy and finance"}, euTheme + "ECON"},
	{"agriculture", Text{"Nông, lâm, ngư nghiệp", "Agriculture, forestry, fisheries"}, euTheme + "AGRI"},
	{"education", Text{"Giáo dục, văn hóa, thể thao", "Education, culture, sport"}, euTheme + "EDUC"},
	{"energy", Text{"Năng lượng", "Energy"}, euTheme + "ENER"},
	{"environment", Text{"Môi trường và khí hậu", "Environment and climate"}, euTheme + "ENVI"},
	{"government", Text{"Hành chính công", "Government"}, euTheme + "GOVE"},
	{"health", Text{"Y tế", "Health"}, euTheme + "HEAL"},
	{"justice", Text{"Tư pháp và an toàn", "Justice and safety"}, euTheme + "JUST"},
	{"regions", Text{"Đô thị và địa phương", "Cities and regions"}, euTheme + "REGI"},
	{"science", Text{"Khoa học và công nghệ", "Science and technology"}, euTheme + "TECH"},
	{"transport", Text{"Giao thông", "Transport"}, euTheme + "TRAN"},
	{"international", Text{"Quốc tế", "International"}, euTheme + "INTR"},
	{"labour", Text{"Lao động và việc làm", "Labour"}, euTheme + "SOCI"},
	{"disaster", Text{"Thiên tai", "Disasters"}, euTheme + "ENVI"},
}

// Frequencies are how often a dataset is updated. Codes are those of the
// European Union in lower case.
var Frequencies = Vocabulary{
	{"continuous", Text{"liên tục", "continuous"}, euFrequency + "CONT"},
	{"hourly", Text{"hằng giờ", "hourly"}, euFrequency + "HOURLY"},
	{"daily", Text{"hằng ngày", "daily"}, euFrequency + "DAILY"},
	{"weekly", Text{"hằng tuần", "weekly"}, euFrequency + "WEEKLY"},
	{"monthly", Text{"hằng tháng", "monthly"}, euFrequency + "MONTHLY"},
	{"quarterly", Text{"hằng quý", "quarterly"}, euFrequency + "QUARTERLY"},
	{"biannual", Text{"nửa năm một lần", "twice a year"}, euFrequency + "ANNUAL_2"},
	{"annual", Text{"hằng năm", "annual"}, euFrequency + "ANNUAL"},
	{"biennial", Text{"hai năm một lần", "every two years"}, euFrequency + "BIENNIAL"},
	{"decennial", Text{"mười năm một lần", "every ten years"}, euFrequency + "DECENNIAL"},
	{"irregular", Text{"không định kỳ", "irregular"}, euFrequency + "IRREG"},
	{"never", Text{"không cập nhật", "not updated"}, euFrequency + "NEVER"},
	{"unknown", Text{"chưa rõ", "unknown"}, euFrequency + "UNKNOWN"},
}

// Licences are open licences that data come under, by SPDX identifier.
var Licences = Vocabulary{
	{"CC0-1.0", Text{"Creative Commons CC0 1.0 (miễn trừ mọi quyền)", "Creative Commons CC0 1.0"}, "https://creativecommons.org/publicdomain/zero/1.0/"},
	{"CC-BY-4.0", Text{"Creative Commons Ghi công 4.0", "Creative Commons Attribution 4.0"}, "https://creativecommons.org/licenses/by/4.0/"},
	{"CC-BY-3.0", Text{"Creative Commons Ghi công 3.0", "Creative Commons Attribution 3.0"}, "https://creativecommons.org/licenses/by/3.0/"},
	{"CC-BY-SA-4.0", Text{"Creative Commons Ghi công, chia sẻ tương tự 4.0", "Creative Commons Attribution-ShareAlike 4.0"}, "https://creativecommons.org/licenses/by-sa/4.0/"},
	{"CC-BY-SA-3.0", Text{"Creative Commons Ghi công, chia sẻ tương tự 3.0", "Creative Commons Attribution-ShareAlike 3.0"}, "https://creativecommons.org/licenses/by-sa/3.0/"},
	{"PDDL-1.0", Text{"Open Data Commons Phạm vi công cộng 1.0", "Open Data Commons Public Domain 1.0"}, "https://opendatacommons.org/licenses/pddl/1-0/"},
	{"ODC-By-1.0", Text{"Open Data Commons Ghi công 1.0", "Open Data Commons Attribution 1.0"}, "https://opendatacommons.org/licenses/by/1-0/"},
	{"ODbL-1.0", Text{"Open Data Commons Cơ sở dữ liệu mở 1.0", "Open Database License 1.0"}, "https://opendatacommons.org/licenses/odbl/1-0/"},
	{"MIT", Text{"Giấy phép MIT", "MIT License"}, "https://opensource.org/license/mit"},
	{"Apache-2.0", Text{"Giấy phép Apache 2.0", "Apache License 2.0"}, "https://www.apache.org/licenses/LICENSE-2.0"},
	{"BSD-3-Clause", Text{"Giấy phép BSD 3 điều khoản", "BSD 3-Clause License"}, "https://opensource.org/license/bsd-3-clause"},
	{"LGPL-2.1-or-later", Text{"GNU LGPL 2.1 trở lên", "GNU LGPL 2.1 or later"}, "https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html"},
	{"Unicode-3.0", Text{"Giấy phép Unicode 3.0", "Unicode License 3.0"}, "https://www.unicode.org/license.txt"},
	{"OGL-UK-3.0", Text{"Giấy phép Chính phủ mở của Anh 3.0", "Open Government Licence (UK) 3.0"}, "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
}

// FindLicence returns the licence with the given SPDX identifier; an http(s)
// URL is a licence with itself as its title.
func FindLicence(id string) (Term, bool) {
	if t, ok := Licences.Find(id); ok {
		return t, true
	}
	if isWebURL(id) {
		return Term{Code: id, Title: Text{id, id}, URI: id}, true
	}
	return Term{}, false
}
