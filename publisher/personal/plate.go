package personal

// noProvince are the first two digits that no plate has.
var noProvince = [100]bool{10: true, 13: true, 42: true, 44: true, 45: true, 46: true, 87: true, 91: true, 96: true}

// plateLetter reports whether c is used for series of plates.
func plateLetter(c byte) bool {
	return upper(c) && c != 'I' && c != 'O' && c != 'Q' && c != 'W'
}

// plate reports whether v is the plate of a vehicle, such as 30A-123.45,
// 29-B1 123.45 or 77L1-12345, and whether it is written with the signs that
// plates have between their parts.
func plate(v []byte) (ok, formatted bool) {
	var b [10]byte
	n := 0
	signs := 0
	for i, c := range v {
		switch {
		case c == ' ' || c == '.' || c == '-':
			if i == 0 || i == len(v)-1 || n < 2 {
				return false, false
			}
			if c == '-' && digit(b[n-1]) && n <= 4 || c == '-' && upper(b[n-1]) || c == '.' && i == len(v)-3 {
				signs++
			}
			continue
		case 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		case !digit(c) && !upper(c):
			return false, false
		}
		if n == len(b) {
			return false, false
		}
		b[n] = c
		n++
	}
	return plateCharacters(b[:n]) || diplomatic(b[:n]), signs > 0
}

func plateCharacters(b []byte) bool {
	if len(b) < 7 || !digit(b[0]) || b[0] == '0' || !digit(b[1]) || noProvince[int(b[0]-'0')*10+int(b[1]-'0')] || !plateLetter(b[2]) {
		return false
	}
	rest := b[3:]
	if plateLetter(rest[0]) {
		rest = rest[1:]
	}
	return len(rest) >= 4 && len(rest) <= 6 && allDigits(rest)
}

// diplomatic reports whether b is the plate of a foreign mission, such as
// 80-011-NG-01.
func diplomatic(b []byte) bool {
	if len(b) != 9 || !allDigits(b[:5]) || b[0] == '0' || !allDigits(b[7:]) {
		return false
	}
	switch string(b[5:7]) {
	case "NG", "NN", "QT", "CV":
		return true
	}
	return false
}

// passportNumber reports whether v is a letter and seven or eight digits.
func passportNumber(v []byte) bool {
	return (len(v) == 8 || len(v) == 9) && upper(v[0]&^0x20) && allDigits(v[1:])
}
