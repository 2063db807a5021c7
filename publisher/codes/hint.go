package codes

import "strings"

// hints are words of headers, folded, that speak for a list. A hint counts
// where its words stand next to one another; codes are often named in one
// word, such as matinh.
var hints = map[string][]string{
	Provinces: {"tinh", "thanh pho", "tp", "tinh thanh", "matinh", "tentinh", "province", "provinces", "province code",
		"dia phuong", "noi sinh", "que quan", "city", "don vi hanh chinh", "dvhc"},
	Communes: {"xa", "phuong", "xa phuong", "phuong xa", "dac khu", "maxa", "tenxa", "commune", "communes", "ward", "wards",
		"dia phuong", "don vi hanh chinh", "dvhc", "cap xa"},
	Countries: {"nuoc", "quoc gia", "quoc tich", "xuat xu", "manuoc", "country", "countries", "nationality", "iso", "iso2", "iso3",
		"alpha 2", "alpha 3", "alpha2", "alpha3", "ma 2 chu", "ma 3 chu", "ma so", "thi truong", "vung lanh tho"},
}

// hinted returns the lists that a header speaks for. A list that is out of
// force is spoken for by the hints of that which replaced it.
func hinted(header string) []*List {
	h := " " + words(separateCase(header)) + " "
	var found []*List
	for _, l := range Lists() {
		id := l.ID
		if l.Next != nil {
			id = l.Next.ID
		}
		for _, hint := range hints[id] {
			if strings.Contains(h, " "+hint+" ") {
				found = append(found, l)
				break
			}
		}
	}
	return found
}

// separateCase puts a blank between a lower-case and an upper-case letter of
// ASCII, as in MaTinh.
func separateCase(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && 'A' <= s[i] && s[i] <= 'Z' && 'a' <= s[i-1] && s[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
