package publisher

import (
	"nguon/catalog"
	"nguon/publisher/personal"
)

// kindNames name the kinds of personal data.
var kindNames = map[personal.Kind]catalog.Text{
	personal.NationalID:      {Vi: "số căn cước (số định danh cá nhân)", En: "personal identification number"},
	personal.OldID:           {Vi: "số chứng minh nhân dân", En: "identity card number"},
	personal.Passport:        {Vi: "số hộ chiếu", En: "passport number"},
	personal.TaxCode:         {Vi: "mã số thuế", En: "tax code"},
	personal.SocialInsurance: {Vi: "mã số bảo hiểm xã hội", En: "social insurance number"},
	personal.HealthInsurance: {Vi: "số thẻ bảo hiểm y tế", En: "health insurance card number"},
	personal.Phone:           {Vi: "số điện thoại", En: "phone number"},
	personal.Email:           {Vi: "địa chỉ thư điện tử", En: "e-mail address"},
	personal.Plate:           {Vi: "biển số xe", En: "vehicle plate"},
	personal.Card:            {Vi: "số thẻ ngân hàng", En: "bank card number"},
	personal.Account:         {Vi: "số tài khoản ngân hàng", En: "bank account number"},
	personal.IP:              {Vi: "địa chỉ IP", En: "IP address"},
	personal.Name:            {Vi: "họ tên", En: "name of a person"},
	personal.Address:         {Vi: "địa chỉ nhà", En: "home address"},
	personal.Digest:          {Vi: "giá trị băm không có khóa", En: "hash without a key"},
	personal.BirthDate:       {Vi: "ngày sinh", En: "date of birth"},
	personal.Location:        {Vi: "tọa độ", En: "coordinates"},
	personal.Area:            {Vi: "nơi ở", En: "place of living"},
	personal.Sex:             {Vi: "giới tính", En: "sex"},
	personal.Age:             {Vi: "tuổi", En: "age"},
	personal.Ethnicity:       {Vi: "dân tộc", En: "ethnicity"},
	personal.Religion:        {Vi: "tôn giáo", En: "religion"},
	personal.Nationality:     {Vi: "quốc tịch", En: "nationality"},
	personal.Health:          {Vi: "bệnh, chẩn đoán", En: "disease, diagnosis"},
	personal.Combination:     {Vi: "ngày sinh, giới tính và nơi ở đi cùng nhau", En: "birth date, sex and place together"},
}

// KindText names a kind of personal data; one that is not known is quoted.
func KindText(kind string) catalog.Text {
	if t, ok := kindNames[personal.Kind(kind)]; ok {
		return t
	}
	return catalog.Text{Vi: quoted(kind), En: quoted(kind)}
}

// decisionNames say what is to be done about a finding.
var decisionNames = map[string]catalog.Text{
	"block":  {Vi: "không được công bố", En: "must not be published"},
	"review": {Vi: "cần người xem", En: "a person must look"},
	"quasi":  {Vi: "thuộc tính gián tiếp", En: "quasi-identifier"},
	"hint":   {Vi: "chỉ gợi ý từ tên cột", En: "hint of the header only"},
}

// DecisionText says what the decision of a finding of personal data means.
func DecisionText(decision string) catalog.Text {
	if t, ok := decisionNames[decision]; ok {
		return t
	}
	return catalog.Text{Vi: quoted(decision), En: quoted(decision)}
}
