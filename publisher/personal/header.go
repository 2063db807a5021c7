package personal

import (
	"strings"
	"sync"
	"unicode"

	"nguon/publisher/charset"
	"nguon/publisher/table"
)

// A header is what the words over a column say of it.
type header struct {
	kinds hint // of which it speaks

	// Of the kinds, those that are asked for of each cell.
	birth, name, id, account, insurance, passport, phone bool

	area   bool // commune or province
	place  bool // the name of a place, a street, an institution or a thing
	naming bool // what the thing of a row is called
	office bool // of an organisation: its address, phone or tax code
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
)

// A hint is a set of kinds and of what else headers say.
type hint uint64

// Hints beside the kinds, whose bits are their places in kinds.
const (
	areaHint hint = 1 << (32 + iota)
	placeHint
	officeHint
	personHint
	sumHint
)

var kindHints = func() map[Kind]hint {
	m := make(map[Kind]hint)
	for i, k := range kinds {
		m[k] = 1 << i
	}
	return m
}()

// is reports whether the header speaks of a kind.
func (h *header) is(k Kind) bool { return h.kinds&kindHints[k] != 0 }

// Bounds of the words and letters of one hint.
const (
	hintWords   = 6
	tightLetter = 5 // from so many on, letters that begin the header count
)

// phrases are the hints by their words, and by their letters without blanks.
var phrases = sync.OnceValue(func() (p struct{ spaced, tight map[string]hint }) {
	p.spaced, p.tight = make(map[string]hint), make(map[string]hint)
	add := func(bit hint, list string) {
		for phrase := range strings.SplitSeq(list, "|") {
			p.spaced[phrase] |= bit
			if t := strings.ReplaceAll(phrase, " ", ""); len(t) >= tightLetter {
				p.tight[t] |= bit
			}
		}
	}
	for _, h := range hints {
		add(kindHints[h.kind], h.words)
	}
	for bit, list := range map[hint]string{areaHint: areaHints, placeHint: placeHints, officeHint: officeHints, personHint: personHints, sumHint: sumHints} {
		add(bit, list)
	}
	return p
})

// hintsIn returns all hints in a header that was split.
func hintsIn(words string) (found hint) {
	p := phrases()
	for from := 0; from < len(words); {
		next := len(words)
		for n, to := 0, from; n < hintWords && to < len(words); n++ {
			if i := strings.IndexByte(words[to:], ' '); i >= 0 {
				to += i
			} else {
				to = len(words)
			}
			if n == 0 {
				next = to + 1
			}
			found |= p.spaced[words[from:to]]
			to++
		}
		from = next
	}
	tight := strings.ReplaceAll(words, " ", "")
	for n := tightLetter; n <= min(len(tight), 40); n++ {
		found |= p.tight[tight[:n]]
	}
	return found
}

// headerOf reads the header of a column, in Vietnamese with or without marks or
// in English, with blanks, signs or capitals between its words.
func headerOf(c *table.Column) header {
	bare := split(c.Source)
	w := " " + bare + " "
	found := hintsIn(bare)
	h := header{kinds: found & (areaHint - 1)}
	marked := strings.ToLower(c.Source)
	clear := func(k Kind) { h.kinds &^= kindHints[k] }
	switch {
	case h.is(IP) || h.is(Email):
		clear(Address)
	case strings.Contains(w, " the bhyt ") || strings.Contains(w, " bhxh "):
		clear(Card)
	}
	switch bare {
	case "ho": // hộ is a household and hồ a lake
		if clear(Name); !strings.Contains(marked, "hộ") && !strings.Contains(marked, "hồ") && !strings.Contains(marked, "hố") {
			h.kinds |= kindHints[Name]
		}
	case "ten", "name":
		clear(Name)
	}
	has := func(bit hint) bool { return found&bit != 0 }
	h.area, h.place, h.office = has(areaHint), has(placeHint) && !h.is(Name), has(officeHint)
	h.naming = !h.is(Name) && (bare == "name" || bare == "ten" || strings.HasPrefix(bare, "ten ") || strings.HasSuffix(bare, " name") || bare == "title")
	h.sum = has(sumHint)
	h.birth, h.name, h.account, h.phone, h.passport = h.is(BirthDate), h.is(Name), h.is(Account), h.is(Phone), h.is(Passport)
	h.id, h.insurance = h.is(NationalID) || h.is(OldID), h.is(SocialInsurance) || h.is(HealthInsurance)
	h.person = h.is(NationalID) || h.is(OldID) || h.is(BirthDate) || h.is(HealthInsurance) || h.is(SocialInsurance) || h.is(Sex) || has(personHint)
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
