package notation_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/rows/notation"
)

func TestNumbersAreTheShortestOfTheirDouble(t *testing.T) {
	for raw, want := range map[string]string{
		"0": "0", "-0": "0", "0.0": "0", "-0.0": "0", "007": "7", "+5": "5", "-5": "-5", "-005": "-5", "12": "12",
		"12.50": "12.5", ".5": "0.5", "5.": "5", "1.234": "1.234", "-0.5": "-0.5", "00.5": "0.5",
		"0.10000000000000001": "0.1", "12.300000000000001": "12.3", "0.30000000000000004": "0.30000000000000004",
		"1E3": "1000", "1.5e-3": "0.0015", "1E-7": "1e-7", "0.0000001": "0.0000001", "1e-100": "1e-100", "-1.5E+30": "-1.5e30",
		"1.2345678901234568E+16": "12345678901234568", "1e20": "100000000000000000000", "1e21": "1e21",
		"1234567890123456789": "1234567890123456789", "123456789012345678901234567890": "123456789012345678901234567890",
	} {
		if got, ok := notation.AppendNumber([]byte("x"), []byte(raw)); !ok || string(got) != "x"+want {
			t.Errorf("%s: got %s, %t, want %s", raw, got, ok, want)
		}
	}
}

func TestWhatIsNoDecimalNumberIsNone(t *testing.T) {
	for _, raw := range []string{"", "-", "+", ".", "e5", "1,5", "1 000", "NaN", "Inf", "-inf", "0x10", "1_000", "1e999", "1.2.3", "--1",
		"1e", strings.Repeat("1", 500) + ".5"} {
		if got, ok := notation.AppendNumber(nil, []byte(raw)); ok {
			t.Errorf("%q is the number %s", raw, got)
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, raw := range []string{"0", "-1.50", "1e-7", "12345678901234567890", "0.1234567890123456"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, ok := notation.AppendNumber(nil, []byte(raw))
		if !ok {
			return
		}
		before, err1 := strconv.ParseFloat(raw, 64)
		after, err2 := strconv.ParseFloat(string(got), 64)
		if before != after || err2 != nil && err1 == nil || strings.TrimLeft(string(got), "-.0123456789e") != "" {
			t.Errorf("%q became %q", raw, got)
		}
		if again, ok := notation.AppendNumber(nil, got); !ok || string(again) != string(got) {
			t.Errorf("%q became %q", got, again)
		}
		if notation.IsPlain([]byte(raw)) && raw != string(got) {
			t.Errorf("%q is plain, but became %q", raw, got)
		}
		if shortest := strconv.FormatFloat(before, 'g', -1, 64); strings.ContainsAny(raw, ".eE") && math.Abs(before) < 1e6 &&
			math.Abs(before) > 1e-4 && string(got) != shortest {
			t.Errorf("%q became %q, want %q", raw, got, shortest)
		}
	})
}
