package publisher

import (
	"regexp"
	"strings"

	"nguon/catalog"
)

// operationNames are the first words of operations as a report writes them.
var operationNames = map[string]catalog.Text{
	"drop":              {Vi: "bỏ", En: "dropped"},
	"keep":              {Vi: "giữ nguyên", En: "kept"},
	"generalise":        {Vi: "khái quát hóa", En: "generalise"},
	"bands":             {Vi: "dải", En: "bands"},
	"top":               {Vi: "gộp từ trên", En: "top"},
	"bottom":            {Vi: "gộp từ dưới", En: "bottom"},
	"top_percentile":    {Vi: "gộp trên bách phân vị", En: "top percentile"},
	"bottom_percentile": {Vi: "gộp dưới bách phân vị", En: "bottom percentile"},
	"date":              {Vi: "ngày, chỉ giữ", En: "dates, keeping the"},
	"geo":               {Vi: "tọa độ, làm tròn đến", En: "coordinates, rounded to"},
	"suppress":          {Vi: "ẩn", En: "suppress"},
	"microaggregate":    {Vi: "lấy trung bình nhóm", En: "microaggregate by"},
	"noise":             {Vi: "thêm nhiễu", En: "noise"},
	"pram":              {Vi: "đổi ngẫu nhiên (PRAM)", En: "PRAM"},
	"swap":              {Vi: "hoán đổi", En: "swap"},
	"round":             {Vi: "làm tròn đến bội của", En: "round to multiples of"},
	"pseudonymise":      {Vi: "đặt bí danh", En: "pseudonymise"},
	"tokenise":          {Vi: "thay bằng mã", En: "tokenise"},
	"random_id":         {Vi: "mã ngẫu nhiên", En: "random identifier"},
	"mask":              {Vi: "che bớt ký tự", En: "mask"},
	"redact":            {Vi: "xóa dữ liệu cá nhân trong chữ", En: "redact"},
}

// stepNames are the levels of hierarchies that a report knows by name.
var stepNames = map[string]catalog.Text{
	"day": {Vi: "ngày", En: "day"}, "month": {Vi: "tháng", En: "month"}, "quarter": {Vi: "quý", En: "quarter"}, "year": {Vi: "năm", En: "year"},
	"decade": {Vi: "thập niên", En: "decade"}, "commune": {Vi: "cấp xã", En: "commune"},
	"province": {Vi: "tỉnh", En: "province"}, "region": {Vi: "vùng", En: "region"},
	"category": {Vi: "nhóm bệnh", En: "category"}, "letter": {Vi: "chữ cái đầu", En: "letter"}, "chapter": {Vi: "chương", En: "chapter"},
	"heading": {Vi: "nhóm", En: "heading"}, "subheading": {Vi: "phân nhóm", En: "subheading"},
	"*": {Vi: "không còn gì", En: "nothing"}, "decimals": {Vi: "số chữ số thập phân", En: "decimals"},
}

// LevelText names a level of a hierarchy, which a report tells by its name or
// by its number.
func LevelText(step string) catalog.Text {
	if t, ok := stepNames[step]; ok {
		return t
	}
	if levelNumber.MatchString(step) {
		return catalog.Text{Vi: "mức " + step, En: "level " + step}
	}
	return catalog.Text{Vi: step, En: step}
}

var (
	levelNumber = regexp.MustCompile(`^[0-9]{1,3}$`)
	generalised = regexp.MustCompile(`^generalise (.+) to (\S+)$`)
	ofHierarchy = regexp.MustCompile(`^(\S+) (\S+)$`)
)

// OperationText says operations that a report writes in short, such as
// "date year, bands 5", or the form of a column, such as "vn-admin province".
// What it does not know is kept.
func OperationText(short string) catalog.Text {
	if approver, ok := strings.CutPrefix(short, "allow: "); ok {
		return catalog.Text{Vi: "được phép, người duyệt " + approver, En: "allowed by " + approver}
	}
	var vi, en []string
	for one := range strings.SplitSeq(short, ", ") {
		t := operation(one)
		vi, en = append(vi, t.Vi), append(en, t.En)
	}
	return catalog.Text{Vi: strings.Join(vi, ", "), En: strings.Join(en, ", ")}
}

func operation(short string) catalog.Text {
	if m := generalised.FindStringSubmatch(short); m != nil {
		step := LevelText(m[2])
		return catalog.Text{Vi: "khái quát hóa theo " + m[1] + " đến " + step.Vi, En: "generalise by " + m[1] + " to " + step.En}
	}
	word, rest, _ := strings.Cut(short, " ")
	if t, ok := operationNames[word]; ok {
		first, more, _ := strings.Cut(rest, " ")
		step, named := stepNames[first]
		if !named {
			step = catalog.Text{Vi: first, En: first}
		}
		return catalog.Text{Vi: strings.TrimSpace(t.Vi + " " + step.Vi + " " + more), En: strings.TrimSpace(t.En + " " + step.En + " " + more)}
	}
	if m := ofHierarchy.FindStringSubmatch(short); m != nil {
		step := LevelText(m[2])
		return catalog.Text{Vi: m[1] + " đến " + step.Vi, En: m[1] + " to " + step.En}
	}
	if t, ok := stepNames[short]; ok {
		return t
	}
	return catalog.Text{Vi: short, En: short}
}
