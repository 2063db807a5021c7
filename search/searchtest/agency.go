package searchtest

import (
	"fmt"

	"nguon/catalog"
)

var ministries = []catalog.Agency{
	{Code: "NSO", Title: catalog.Text{Vi: "Cục Thống kê", En: "National Statistics Office"}},
	{Code: "G09", Title: catalog.Text{Vi: "Bộ Nông nghiệp và Môi trường", En: "Ministry of Agriculture and Environment"}},
	{Code: "G11", Title: catalog.Text{Vi: "Bộ Y tế", En: "Ministry of Health"}},
	{Code: "G12", Title: catalog.Text{Vi: "Bộ Tài chính", En: "Ministry of Finance"}},
	{Code: "G14", Title: catalog.Text{Vi: "Bộ Công Thương", En: "Ministry of Industry and Trade"}},
	{Code: "G15", Title: catalog.Text{Vi: "Bộ Tư pháp", En: "Ministry of Justice"}},
	{Code: "G16", Title: catalog.Text{Vi: "Bộ Nội vụ", En: "Ministry of Home Affairs"}},
	{Code: "G17", Title: catalog.Text{Vi: "Bộ Xây dựng", En: "Ministry of Construction"}},
	{Code: "G18", Title: catalog.Text{Vi: "Bộ Giáo dục và Đào tạo", En: "Ministry of Education and Training"}},
	{Code: "G19", Title: catalog.Text{Vi: "Bộ Khoa học và Công nghệ", En: "Ministry of Science and Technology"}},
	{Code: "EVN", Title: catalog.Text{Vi: "Tập đoàn Điện lực Việt Nam", En: "Viet Nam Electricity"}, Parent: "G14"},
}

// departments are those of every province.
var departments = []catalog.Text{
	{Vi: "Sở Nông nghiệp và Môi trường", En: "Department of Agriculture and Environment"},
	{Vi: "Sở Y tế", En: "Department of Health"},
	{Vi: "Sở Tài chính", En: "Department of Finance"},
	{Vi: "Sở Công Thương", En: "Department of Industry and Trade"},
	{Vi: "Sở Tư pháp", En: "Department of Justice"},
	{Vi: "Sở Nội vụ", En: "Department of Home Affairs"},
	{Vi: "Sở Xây dựng", En: "Department of Construction"},
	{Vi: "Sở Giáo dục và Đào tạo", En: "Department of Education and Training"},
	{Vi: "Sở Khoa học và Công nghệ", En: "Department of Science and Technology"},
	{Vi: "Công an tỉnh", En: "Provincial Police"},
}

// desk is the place in departments, and of a ministry, that a theme belongs to.
var desk = map[string]struct {
	department int
	ministry   string
}{
	"population": {5, "NSO"}, "economy": {2, "G12"}, "agriculture": {0, "G09"}, "education": {7, "G18"}, "energy": {3, "EVN"},
	"environment": {0, "G09"}, "government": {5, "G16"}, "health": {1, "G11"}, "justice": {4, "G15"}, "regions": {6, "G17"},
	"science": {8, "G19"}, "transport": {6, "G17"}, "international": {2, "G12"}, "labour": {5, "G16"}, "disaster": {0, "G09"},
}

func committee(province string) string { return "H" + province }

func department(province string, n int) string { return fmt.Sprintf("H%s.%02d", province, n+1) }

// allAgencies returns the ministries, and of every province its committee with
// its departments below it.
func allAgencies() []catalog.Agency {
	all := append([]catalog.Agency(nil), ministries...)
	for _, p := range vocabulary().provinces {
		all = append(all, catalog.Agency{Code: committee(p.code),
			Title: catalog.Text{Vi: "Ủy ban nhân dân " + p.title.Vi, En: "People's Committee of " + p.title.En}})
		for i, d := range departments {
			all = append(all, catalog.Agency{Code: department(p.code, i), Parent: committee(p.code),
				Title: catalog.Text{Vi: d.Vi + " " + p.title.Vi, En: d.En + " of " + p.title.En}})
		}
	}
	return all
}
