package personal

import "nguon/publisher/table"

// A Kind is a kind of personal data. The values are the types of allow-lists.
type Kind string

// The kinds that identify a person directly.
const (
	NationalID      Kind = "national-id"      // số định danh cá nhân, căn cước: 12 digits
	OldID           Kind = "old-id"           // chứng minh nhân dân: 9 digits
	Passport        Kind = "passport"         //
	TaxCode         Kind = "tax-code"         // mã số thuế: of organisations it may be published
	SocialInsurance Kind = "social-insurance" // mã số BHXH: 10 digits
	HealthInsurance Kind = "health-insurance" // thẻ BHYT: 15 characters
	Phone           Kind = "phone"
	Email           Kind = "email"
	Plate           Kind = "plate" // of a vehicle
	Card            Kind = "card"  // of a bank
	Account         Kind = "account"
	IP              Kind = "ip"
	Name            Kind = "name"
	Address         Kind = "address" // of a household
	Digest          Kind = "digest"  // an unkeyed hash, which can be enumerated
)

// The kinds that identify a person together with others, or that are sensitive.
const (
	BirthDate   Kind = "birth-date"
	Location    Kind = "location" // coordinates of persons or households
	Area        Kind = "area"     // the commune or province of a person
	Sex         Kind = "sex"
	Age         Kind = "age"
	Ethnicity   Kind = "ethnicity"
	Religion    Kind = "religion"
	Nationality Kind = "nationality"
	Health      Kind = "health"
	Combination Kind = "combination" // full birth date beside sex and commune
)

// Codes of what is found. Count is the number of cells, Value a masked
// example, Got the first row, counted from 1, and Rule the rule that hit; of a
// combination, Rule names its columns.
const (
	FoundNationalID      table.Code = "personal-national-id"
	FoundOldID           table.Code = "personal-old-id"
	FoundPassport        table.Code = "personal-passport"
	FoundTaxCode         table.Code = "personal-tax-code"
	FoundSocialInsurance table.Code = "personal-social-insurance"
	FoundHealthInsurance table.Code = "personal-health-insurance"
	FoundPhone           table.Code = "personal-phone"
	FoundEmail           table.Code = "personal-email"
	FoundPlate           table.Code = "personal-plate"
	FoundCard            table.Code = "personal-card"
	FoundAccount         table.Code = "personal-account"
	FoundIP              table.Code = "personal-ip"
	FoundName            table.Code = "personal-name"
	FoundAddress         table.Code = "personal-address"
	FoundDigest          table.Code = "personal-digest"
	FoundBirthDate       table.Code = "personal-birth-date"
	FoundLocation        table.Code = "personal-location"
	FoundArea            table.Code = "personal-area"
	FoundSex             table.Code = "personal-sex"
	FoundAge             table.Code = "personal-age"
	FoundEthnicity       table.Code = "personal-ethnicity"
	FoundReligion        table.Code = "personal-religion"
	FoundNationality     table.Code = "personal-nationality"
	FoundHealth          table.Code = "personal-health"
	FoundCombination     table.Code = "personal-combination"

	// HeaderOnly is a column whose header speaks of a kind that its values do
	// not show; Rule is the kind.
	HeaderOnly table.Code = "personal-header-only"
	// Allowed is a finding that an entry of the allow-list permits; Rule is the
	// kind, and Value who approved it and why.
	Allowed table.Code = "personal-allowed"
)

// Code returns the code under which findings of the kind are reported.
func (k Kind) Code() table.Code { return "personal-" + table.Code(k) }

// kinds are all kinds, the more precise first: where two are found in one
// column, the first has the cells.
var kinds = []Kind{NationalID, HealthInsurance, Email, TaxCode, Card, Phone, Plate, IP, SocialInsurance, OldID, Passport, Account,
	Name, Address, Digest, BirthDate, Location, Area, Sex, Age, Ethnicity, Religion, Nationality, Health, Combination}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool {
	for _, known := range kinds {
		if k == known {
			return true
		}
	}
	return false
}
