package policy

import (
	"regexp"
	"strconv"
	"strings"
)

func compare(a, b string) int { return strings.Compare(a, b) }

// A Decimal is a number as it is written, without zeros that say nothing; it is
// never rounded. The empty Decimal is none.
type Decimal string

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,15})?$`)

func parseDecimal(s string) (Decimal, bool) {
	if !decimalForm.MatchString(s) {
		return "", false
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	if s = strings.TrimLeft(s, "0"); s == "" || s[0] == '.' {
		s = "0" + s
	}
	if s == "0" {
		sign = ""
	}
	return Decimal(sign + s), true
}

// Coverage is the share of the population that the table holds: 1 is all of it,
// a census.
type Coverage float64

var sampleForm = regexp.MustCompile(`^sample\(\s*(?:fraction:\s*)?([0-9.]+)\s*\)$`)

func parseCoverage(s string) (Coverage, bool) {
	if s == "census" {
		return 1, true
	}
	m := sampleForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	x, err := strconv.ParseFloat(m[1], 64)
	return Coverage(x), err == nil && x > 0 && x < 1
}

// String writes c as it stands in a policy.
func (c Coverage) String() string {
	if c == 1 {
		return "census"
	}
	return "sample(fraction: " + strconv.FormatFloat(float64(c), 'g', -1, 64) + ")"
}

// A Period is a number of months.
type Period int

var periodForm = regexp.MustCompile(`^([0-9]{1,3})(mo|y)$`)

// maxPeriod is ten years.
const maxPeriod = 120

func parsePeriod(s string) (Period, bool) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] == "y" {
		n *= 12
	}
	return Period(n), n >= 1 && n <= maxPeriod
}

// String writes p as it stands in a policy.
func (p Period) String() string { return strconv.Itoa(int(p)) + "mo" }
