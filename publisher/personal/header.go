package personal

import (
	"strings"
	"unicode"

	"nguon/publisher/charset"
	"nguon/publisher/table"
)

// A header is what the words over a column say of it.
type header struct {
	kinds  map[Kind]bool
	area   bool // commune or province
	place  bool // the name of a place, a street, an institution or a thing
	naming bool // what the thing of a row is called
	office bool // of an organisation: its address, phone or tax code
	lat    bool
	lon    bool
	sum    bool // a file's checksum
	person bool // something that only tables of persons have
}

// hints are folded words of headers. A hint of one part counts where its words
// stand next to one another, or, from six letters on, where the header without
// blanks is or begins with it.
var hints = []struct {
	kind  Kind
	words string
}{
	{NationalID, "cccd|can cuoc|can cuoc cong dan|so dinh danh|ma dinh danh|dinh danh ca nhan|so giay to|giay to tuy than|so can cuoc|ddcn|national id|citizen id|identity card|id card|id number|personal id|ssn"},
	{OldID, "cmnd|cmt|cmtnd|chung minh nhan dan|chung minh thu|cccd|can cuoc|so giay to|giay to tuy than|so dinh danh|identity card|id card|national id"},
	{Passport, "ho chieu|so ho chieu|passport|giay to tuy than|so giay to"},
	{TaxCode, "mst|ma so thue|tax code|tax id|tin|ma thue"},
	{SocialInsurance, "bhxh|so so bhxh|ma so bhxh|bao hiem xa hoi|social insurance|the bhyt|ma the bhyt|so the bhyt|bhyt"},
	{HealthInsurance, "bhyt|ma the bhyt|so the bhyt|the bao hiem|bao hiem y te|health insurance|ma the"},
	{Phone, "dien thoai|so dien thoai|sdt|so dt|dt|dtdd|di dong|so di dong|zalo|hotline|duong day nong|phone|telephone|tel|mobile|cell phone|cellphone|msisdn|whatsapp|viber|fax|lien he"},
	{Email, "email|e mail|thu dien tu|mail|hop thu"},
	{Plate, "bien so|bien so xe|bien kiem soat|bks|bsx|plate|plate number|license plate|licence plate|bien xe"},
	{Card, "so the|the ngan hang|the atm|the tin dung|card|card number|credit card|card no|pan"},
	{Account, "so tai khoan|stk|tai khoan ngan hang|so tk|bank account|account number|account no|iban|tai khoan"},
	{IP, "ip|dia chi ip|ip address|ipv4|ipv6|client ip|remote addr"},
	{Name, "ho va ten|ho ten|ten khach hang|ten khach|khach hang|chu ho|ten chu ho|chu so huu|chu su dung|chu dat|chu nha|chu xe|chu co so|nguoi dai dien|dai dien phap luat|benh nhan|ten benh nhan|hoc sinh|ten hoc sinh|sinh vien|ten sinh vien|hoc vien|thi sinh|nguoi nop|nguoi lao dong|nguoi nhan|nguoi gui|nguoi ky|nguoi lien he|nguoi phu trach|nguoi bao cao|nguoi mua|nguoi ban|nguoi dan|cong dan|nhan vien|ten nhan vien|can bo|giao vien|bac si|hieu truong|giam doc|chu nhiem|chu tich|ho dem|ho ten dem|ho va ten dem|ten dem|ten cha|ten me|ho ten cha|ho ten me|cha|me|vo|chong|ten nguoi|full name|fullname|first name|last name|surname|given name|family name|middle name|person name|customer name|patient name|student name|employee name|contact name|owner name|customer|patient|contact person|representative|benhnhan|hocsinh|khachhang|hovaten|hoten|tenkh|tenbn|ten bn|ten kh|ten hs|ten sv|ten nv"},
	{Address, "dia chi|diachi|thuong tru|dia chi thuong tru|tam tru|noi o|cho o|so nha|ho khau|hktt|noi cu tru|cu tru|noi thuong tru|address|home address|street address|residence"},
	{BirthDate, "ngay sinh|nam sinh|ngaysinh|namsinh|dob|ngay thang nam sinh|ntns|birth date|birthdate|date of birth|birthday|sinh ngay|birth"},
	{Sex, "gioi tinh|gioitinh|phai|sex|gender"},
	{Age, "tuoi|do tuoi|age"},
	{Ethnicity, "dan toc|dantoc|ethnicity|ethnic|race"},
	{Religion, "ton giao|tongiao|religion"},
	{Nationality, "quoc tich|quoctich|nationality|native country|citizenship"},
	{Health, "benh|ma benh|ma benh chinh|benh chinh|benh kem theo|chan doan|chandoan|diagnosis|disease|icd|icd10|benh ly|benh an|tien su benh|hiv"},
}

const (
	areaHints   = "xa|phuong|xa phuong|phuong xa|tinh|tinh thanh|thanh pho|quan huyen|huyen|quan|commune|ward|province|district|noi sinh|que quan|maxa|matinh|ma xa|ma tinh|dia ban|birthplace|place of birth|tinh thanh pho"
	placeHints  = "ten duong|duong|duong pho|ten pho|tuyen duong|tuyen pho|pho|street|street name|road|ten truong|truong hoc|truong|school|school name|co quan|ten co quan|don vi|ten don vi|cong ty|ten cong ty|doanh nghiep|ten doanh nghiep|to chuc|ten to chuc|tram|ten tram|diem dung|ben xe|cho|benh vien|co so|ten co so|du an|cong trinh|san pham|ten san pham|agency|company|company name|organisation|organization|business name|facility|station|stop|bus stop|project|product|xa|phuong|xa phuong|phuong xa|tinh|thanh pho|huyen|quan|commune|ward|province|district|place|city|thon|ap|ban|cau|ten cau|ho|ten ho|song|nui|dia danh|dia diem|di tich|ten di tich|nha may|plant|power plant|khu pho|giao lo|nut giao|khoa|phong ban|don vi hanh chinh"
	officeHints = "tru so|co quan|truong|cong ty|doanh nghiep|don vi|co so|to chuc|benh vien|ubnd|so ban nganh|nha thuoc|cua hang|chi nhanh|khach san|diem ban|hotline|duong day nong|tong dai|fax|company|school|office|agency|business|store|branch|hospital|organisation|organization|dkkd"
	personHints = "benh nhan|hoc sinh|sinh vien|nhan vien|chu ho|nguoi lao dong|cong dan|patient|student|employee|household|ma nv|ma bn|ma hs|ma sv|nguoi nop|khach hang|customer|ho gia dinh|ca nhan|ngay cap cccd|noi cap cccd"
	sumHints    = "checksum|sha256|sha1|sha 256|md5|etag|commit|file hash|digest|git|fingerprint"
	latHints    = "lat|latitude|vi do|vido|y"
	lonHints    = "lon|lng|long|longitude|kinh do|kinhdo|x"
)

// headerOf reads the header of a column, in Vietnamese with or without marks or
// in English, with blanks, signs or capitals between its words.
func headerOf(c *table.Column) header {
	h := header{kinds: make(map[Kind]bool)}
	w := " " + split(c.Source) + " "
	tight := strings.ReplaceAll(w, " ", "")
	has := func(list string) bool {
		for hint := range strings.SplitSeq(list, "|") {
			if strings.Contains(w, " "+hint+" ") {
				return true
			}
			if t := strings.ReplaceAll(hint, " ", ""); len(t) >= 5 && strings.HasPrefix(tight, t) {
				return true
			}
		}
		return false
	}
	for _, hint := range hints {
		h.kinds[hint.kind] = h.kinds[hint.kind] || has(hint.words)
	}
	marked := strings.ToLower(c.Source)
	switch {
	case h.kinds[IP] || h.kinds[Email]:
		h.kinds[Address] = false
	case strings.Contains(w, " the bhyt ") || strings.Contains(w, " bhxh "):
		h.kinds[Card] = false
	}
	switch strings.TrimSpace(w) {
	case "ho": // hộ is a household and hồ a lake
		h.kinds[Name] = !strings.Contains(marked, "hộ") && !strings.Contains(marked, "hồ") && !strings.Contains(marked, "hố")
	case "ten", "name":
		h.kinds[Name] = false
	}
	h.area, h.place, h.office = has(areaHints), has(placeHints) && !h.kinds[Name], has(officeHints)
	bare := strings.TrimSpace(w)
	h.naming = !h.kinds[Name] && (bare == "name" || bare == "ten" || strings.HasPrefix(bare, "ten ") || strings.HasSuffix(bare, " name") || bare == "title")
	h.lat, h.lon, h.sum = has(latHints), has(lonHints), has(sumHints)
	h.person = h.kinds[NationalID] || h.kinds[OldID] || h.kinds[BirthDate] || h.kinds[HealthInsurance] || h.kinds[SocialInsurance] || h.kinds[Sex] || has(personHints)
	return h
}

// split folds a header and puts one blank between its words.
func split(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return strings.Join(strings.FieldsFunc(charset.Fold(b.String()), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
