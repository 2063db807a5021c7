package recode

import "testing"

func TestDecimalsAreExact(t *testing.T) {
	for _, test := range []struct {
		text     string
		scale    int
		down, up int64
		ok       bool
	}{
		{"12.5", 1, 125, 125, true},
		{"12.5", 0, 12, 13, true},
		{"-12.5", 0, -13, -12, true},
		{"-0.0001", 2, -1, 0, true},
		{"1e3", 0, 1000, 1000, true},
		{"1.5E-2", 3, 15, 15, true},
		{"0.000000000000000000000001", 0, 0, 1, true},
		{"000000000000000000000000012", 0, 12, 12, true},
		{"123456789012345678", 0, 123456789012345678, 123456789012345678, true},
		{"1234567890123456789", 0, 0, 0, false},
		{"1e300", 0, 0, 0, false},
		{"0e300", 2, 0, 0, true},
	} {
		d, ok := parseDecimal(test.text)
		down, okDown := d.at(test.scale, false)
		up, okUp := d.at(test.scale, true)
		if !ok || okDown != test.ok || okUp != test.ok || down != test.down || up != test.up {
			t.Errorf("%s at %d: got %d, %d, %t, want %d, %d, %t", test.text, test.scale, down, up, okDown, test.down, test.up, test.ok)
		}
	}
	for _, text := range []string{"", "-", ".", "1.", "1,5", "0x10", "1e", "1e999999", "NaN", "Inf", "1_0", "--1", "1e5.5", "١"} {
		if _, ok := number(text); ok {
			t.Errorf("%q is read as a number", text)
		}
	}
}

func FuzzDecimalRoundsToBothSides(f *testing.F) {
	f.Add("12.50", 1)
	f.Add("-1e-7", 3)
	f.Fuzz(func(t *testing.T, text string, scale int) {
		scale &= 15
		d, ok := parseDecimal(text)
		if !ok {
			return
		}
		down, ok := d.at(scale, false)
		up, okUp := d.at(scale, true)
		if !ok || !okUp {
			return
		}
		if up-down > 1 || up < down {
			t.Errorf("%q at %d: %d and %d", text, scale, down, up)
		}
		again, ok := parseDecimal(format(down, scale))
		if n, exact := again.at(scale, true); !ok || !exact || n != down {
			t.Errorf("%d at %d is written %s", down, scale, format(down, scale))
		}
	})
}
