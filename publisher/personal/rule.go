package personal

// A rule is a way in which a cell may look like personal data.
type rule uint8

// The rules. Those that end in Text hit a part of a cell; the others the whole
// cell, without the blanks around it.
const (
	idDomestic rule = iota
	idAbroad
	idZerosLost
	idRounded
	idText
	idContext
	oldID
	oldIDContext
	passport
	passportContext
	taxCode
	tenDigits
	healthCard
	healthCardText
	mobile
	mobileInternational
	mobileZeroLost
	landline
	phoneText
	emailPerson
	emailRole
	emailText
	plateFormatted
	platePlain
	plateText
	cardIssuer
	cardLuhn
	cardText
	accountDigits
	ipAddress
	ipVersion
	nameFull
	namePart
	nameText
	addressHouse
	addressArea
	birthText
	digestHex
	ruleCount
)

// rules says what each rule is called, of which kind it is, and how often
// random strings of the same shape hit it (anonymise.md, section 7; the rates of
// lost zeros follow from the codes and years in the same way).
var rules = [ruleCount]struct {
	id     string
	kind   Kind
	random float64
}{
	idDomestic:          {"cccd.12", NationalID, 0.0148},
	idAbroad:            {"cccd.abroad", NationalID, 0.06},
	idZerosLost:         {"cccd.zeros-lost", NationalID, 0.153},
	idRounded:           {"cccd.rounded", NationalID, 0.5},
	idText:              {"cccd.text", NationalID, 0.0148},
	idContext:           {"cccd.context", NationalID, 0},
	oldID:               {"cmnd.9", OldID, 0.37},
	oldIDContext:        {"cmnd.context", OldID, 0},
	passport:            {"passport.8", Passport, 0.5},
	passportContext:     {"passport.context", Passport, 0},
	taxCode:             {"mst.check-digit", TaxCode, 0.092},
	tenDigits:           {"bhxh.10", SocialInsurance, 1},
	healthCard:          {"bhyt.15", HealthInsurance, 0},
	healthCardText:      {"bhyt.text", HealthInsurance, 0},
	mobile:              {"phone.mobile", Phone, 0.036},
	mobileInternational: {"phone.mobile-84", Phone, 0.0036},
	mobileZeroLost:      {"phone.zero-lost", Phone, 0.4},
	landline:            {"phone.landline", Phone, 0.01},
	phoneText:           {"phone.text", Phone, 0},
	emailPerson:         {"email.person", Email, 0},
	emailRole:           {"email.role", Email, 0},
	emailText:           {"email.text", Email, 0},
	plateFormatted:      {"plate.formatted", Plate, 0.001},
	platePlain:          {"plate.plain", Plate, 0.1},
	plateText:           {"plate.text", Plate, 0},
	cardIssuer:          {"card.issuer", Card, 0.015},
	cardLuhn:            {"card.luhn", Card, 0.101},
	cardText:            {"card.text", Card, 0},
	accountDigits:       {"account.digits", Account, 1},
	ipAddress:           {"ip.address", IP, 0.01},
	ipVersion:           {"ip.small-numbers", IP, 0.5},
	nameFull:            {"name.full", Name, 0.026},
	namePart:            {"name.part", Name, 0.1},
	nameText:            {"name.text", Name, 0},
	addressHouse:        {"address.house", Address, 0},
	addressArea:         {"address.hamlet", Address, 0.05},
	birthText:           {"birth.date", BirthDate, 0.2},
	digestHex:           {"digest.hex", Digest, 0},
}
