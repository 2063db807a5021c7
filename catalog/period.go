package catalog

import "regexp"

// maxPeriod is far more than any period has.
const maxPeriod = 32

// periods are those of ISO 8601 that data come in, so that the order of their
// texts is that of time as long as a table has one kind of them.
var periods = regexp.MustCompile(`^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|-Q[1-4]|-H[12]|-W(0[1-9]|[1-4][0-9]|5[0-3]))?$`)

// CheckPeriod returns an [*Error] of kind [ErrInvalid] unless a part of a table
// can be called by s: a year, or a half, a quarter, a month, a week or a day of
// one, such as 2026, 2026-H1, 2026-Q4, 2026-10, 2026-W05 or 2026-10-31.
func CheckPeriod(s string) error {
	if len(s) <= maxPeriod && periods.MatchString(s) {
		return nil
	}
	return Errorf(ErrInvalid, "Kỳ %[1]q không hợp lệ: hãy ghi như 2026-10, 2026-Q4 hoặc 2026.",
		"The period %[1]q is not valid: write it as 2026-10, 2026-Q4 or 2026.", s)
}
