package policy

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxText is how many characters a name or a reason has at most.
const maxText = 500

// scalar sets v from a scalar node, within the range or the choices of its tags.
func (d *decoder) scalar(v reflect.Value, n *yaml.Node, path string, tags reflect.StructTag) {
	if n.Tag == "!!null" {
		d.fail(n, path, "thiếu giá trị", "the value is missing")
		return
	}
	s := n.Value
	var ok bool
	wantVi, wantEn := "một số", "a number"
	switch p := v.Addr().Interface().(type) {
	case *Decimal:
		*p, ok = parseDecimal(s)
		wantVi, wantEn = "một số thập phân như 12.5", "a decimal number such as 12.5"
	case *Coverage:
		*p, ok = parseCoverage(s)
		wantVi, wantEn = "census hoặc sample(fraction: 0.05)", "census or sample(fraction: 0.05)"
	case *Period:
		*p, ok = parsePeriod(s)
		wantVi, wantEn = "một thời hạn như 12mo hoặc 2y, dài nhất 10 năm", "a period such as 12mo or 2y, at most 10 years"
	case *time.Duration:
		var err error
		*p, err = time.ParseDuration(s)
		ok = err == nil
		wantVi, wantEn = "một khoảng thời gian như 60s", "a duration such as 60s"
	case *bool:
		*p, ok = s == "true", s == "true" || s == "false"
		wantVi, wantEn = "true hoặc false", "true or false"
	case *float64:
		var err error
		*p, err = strconv.ParseFloat(s, 64)
		ok = err == nil && !math.IsInf(*p, 0) && !math.IsNaN(*p)
		*p += 0 // −0 is 0
	case *string:
		ok = s != "" && utf8.RuneCountInString(s) <= maxText && !strings.ContainsFunc(s, unprintable)
		*p = s
		wantVi, wantEn = "chữ trên một dòng, dài nhất 500 ký tự", "text on one line, at most 500 characters"
	default: // *int, *int64
		x, err := strconv.ParseInt(s, 10, 32)
		ok = err == nil
		v.SetInt(x)
		wantVi, wantEn = "một số nguyên", "a whole number"
	}
	if !ok {
		d.fail(n, path, "%[1]q không phải là "+wantVi, "%[1]q is not "+wantEn, clip(s))
		return
	}
	if choice := tags.Get("oneof"); choice != "" && !slices.Contains(strings.Fields(choice), s) {
		d.fail(n, path, "không có lựa chọn %q; hãy chọn một trong: %s", "there is no choice %q; choose one of: %s", clip(s), strings.ReplaceAll(choice, " ", ", "))
		return
	}
	if r := tags.Get("range"); r != "" && !within(r, v) {
		d.fail(n, path, "%s nằm ngoài khoảng %s", "%s is outside %s", clip(s), strings.ReplaceAll(r, ",", "; "))
	}
}

// unprintable is what YAML does not hold as it is.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF
}

// clip shortens a text for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// within reports whether a number is in a range such as (0,1].
func within(r string, v reflect.Value) bool {
	var x float64
	switch n := v.Interface().(type) {
	case float64:
		x = n
	case time.Duration:
		x = n.Seconds()
	case Decimal:
		x, _ = strconv.ParseFloat(string(n), 64)
	default:
		x = float64(v.Int())
	}
	low, high, _ := strings.Cut(r[1:len(r)-1], ",")
	from, _ := strconv.ParseFloat(low, 64)
	to, _ := strconv.ParseFloat(high, 64)
	return (x > from || x == from && r[0] == '[') && (x < to || x == to && r[len(r)-1] == ']')
}
