package personal

// The functions of this file take ASCII digits without separators.

// domestic has the three-digit codes of the provinces in numbers of identity
// cards: Circular 07/2016/TT-BCA, annex 1.
var domestic = func() (set [1000]bool) {
	for _, p := range []int{1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48,
		49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96} {
		set[p] = true
	}
	return set
}()

// firstBirthYear bounds the years of birth that are believed.
const firstBirthYear = 1905

// nationalID reports whether 12 digits are formed as a personal identification
// number: place of registration, century and sex, year of birth, six digits.
// There is no check digit. A birth abroad is registered under the code of a
// country.
func nationalID(d []byte, year int) (ok, abroad bool) {
	if len(d) != 12 {
		return false, false
	}
	place := int(d[0]-'0')*100 + int(d[1]-'0')*10 + int(d[2]-'0')
	abroad = place >= 101 && place <= 295
	if !domestic[place] && !abroad {
		return false, false
	}
	born := 1900 + int(d[3]-'0')/2*100 + int(d[4]-'0')*10 + int(d[5]-'0')
	return born >= firstBirthYear && born <= year, abroad
}

// oldNationalID reports whether 9 digits begin as a number of the old identity
// card does.
func oldNationalID(d []byte) bool {
	if len(d) != 9 {
		return false
	}
	p := int(d[0]-'0')*100 + int(d[1]-'0')*10 + int(d[2]-'0')
	return p >= 10 && p <= 92 || p == 95 || p >= 100 && p <= 389
}

// mobilePrefix has the first two digits, after the zero, of mobile numbers in
// use, and oldMobilePrefix the first three of those of eleven digits until 2018.
var mobilePrefix, oldMobilePrefix = func() (now [100]bool, old [1000]bool) {
	for _, p := range []string{"32", "33", "34", "35", "36", "37", "38", "39", "52", "55", "56", "58", "59", "70", "76", "77", "78", "79",
		"81", "82", "83", "84", "85", "86", "87", "88", "89", "90", "91", "92", "93", "94", "96", "97", "98", "99"} {
		now[int(p[0]-'0')*10+int(p[1]-'0')] = true
	}
	for p := range 10 {
		old[120+p] = true
	}
	for p := 162; p <= 169; p++ {
		old[p] = true
	}
	old[186], old[188], old[199] = true, true, true
	return now, old
}()

// subscriber reports whether 9 digits are those of a mobile number after the
// zero or the country's 84.
func subscriber(d []byte) bool {
	return len(d) == 9 && mobilePrefix[int(d[0]-'0')*10+int(d[1]-'0')]
}

// mobileNumber reports whether d is a mobile number that begins with zero.
func mobileNumber(d []byte) bool {
	switch {
	case len(d) == 10:
		return d[0] == '0' && subscriber(d[1:])
	case len(d) == 11 && d[0] == '0':
		return oldMobilePrefix[int(d[1]-'0')*100+int(d[2]-'0')*10+int(d[3]-'0')]
	}
	return false
}

// internationalMobile reports whether d is a mobile number that begins with 84.
func internationalMobile(d []byte) bool {
	return len(d) == 11 && d[0] == '8' && d[1] == '4' && subscriber(d[2:])
}

// landlineNumber reports whether d is a number of a fixed line: 02, the area,
// and 11 digits in all.
func landlineNumber(d []byte) bool {
	return len(d) == 11 && d[0] == '0' && d[1] == '2' && d[2] != '0'
}

// zeroZeroMobile reports whether d is a mobile number after 0084.
func zeroZeroMobile(d []byte) bool {
	return len(d) >= 2 && d[0] == '0' && d[1] == '0' && internationalMobile(d[2:])
}

var taxWeights = [9]int{31, 29, 23, 19, 17, 13, 7, 5, 3}

// taxNumber reports whether 10 digits, or 13 with the number of a branch, are a
// tax code: the tenth is 10 − (Σ weight·digit mod 11), the number within the
// province and the branch are not 0.
func taxNumber(d []byte) bool {
	if len(d) != 10 && len(d) != 13 {
		return false
	}
	if len(d) == 13 && string(d[10:]) == "000" || string(d[2:9]) == "0000000" {
		return false
	}
	sum := 0
	for i, w := range taxWeights {
		sum += w * int(d[i]-'0')
	}
	return 10-sum%11 == int(d[9]-'0')
}

// luhn reports whether the last of the digits is the check digit of the others.
func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return len(d) > 0 && sum%10 == 0
}

// cardNumber reports whether d is the number of a bank card, and whether its
// first digits are those of an issuer with cards of this length (9704 is NAPAS).
func cardNumber(d []byte) (ok, issuer bool) {
	if len(d) < 13 || len(d) > 19 || !luhn(d) {
		return false, false
	}
	first4 := int(d[0]-'0')*1000 + int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	switch n := len(d); {
	case first4 == 9704:
		issuer = n == 16 || n == 19
	case first4/1000 == 4:
		issuer = n == 13 || n == 16 || n == 19
	case first4/100 >= 51 && first4/100 <= 55, first4 >= 2221 && first4 <= 2720, first4 >= 3528 && first4 <= 3589:
		issuer = n == 16
	case first4/100 == 34, first4/100 == 37:
		issuer = n == 15
	case first4/100 == 62:
		issuer = n >= 16
	}
	return true, issuer
}

// healthInsuranceCard reports whether v, in upper case, is the number of a
// health insurance card: object, benefit level, province, social insurance
// number.
func healthInsuranceCard(v []byte) bool {
	if len(v) != 15 || !upper(v[0]) || !upper(v[1]) || v[2] < '1' || v[2] > '5' || !allDigits(v[3:]) {
		return false
	}
	return v[3] != '0' || v[4] != '0'
}

func upper(c byte) bool { return 'A' <= c && c <= 'Z' }
func digit(c byte) bool { return '0' <= c && c <= '9' }

func allDigits(v []byte) bool {
	for _, c := range v {
		if !digit(c) {
			return false
		}
	}
	return true
}
