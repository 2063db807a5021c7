package table

import "testing"

func TestNumbersWithSomethingAboutThem(t *testing.T) {
	for text, want := range map[string]bool{
		"1.234.567 đ": true, "$1,500.25": true, "US$ 12": true, "(1.234)": true, "-$5": true, "'00120": true, "−12,5": true, "<0.001": true,
		"inf": true, "-Infinity": true, "∞": true, "12 đồng": true,
		"12": false, "-3,5": false, "12 kg": false, "()": false, "(a)": false, "$": false, "đ": false, "Hà Nội": false, "": false, "US": false, "1-2": false,
	} {
		if got := isDressed([]byte(text)); got != want {
			t.Errorf("isDressed(%q) = %v", text, got)
		}
	}
}

func TestDatesOutsideTheCalendar(t *testing.T) {
	for text, want := range map[string]bool{
		"31/02/2024": true, "00-00-0000": true, "31.4.2024": true, "2024-13-01": true, "32/1/24": true,
		"1.2.3": false, "10.0.0.1": false, "31/02-2024": false, "1/2": false, "123/4/2024": false, "12/2023/QĐ": false, "2024-1-1-1": false,
	} {
		if got := isNoDay([]byte(text)); got != want {
			t.Errorf("isNoDay(%q) = %v", text, got)
		}
	}
}

// Whatever a text is, a number with something about it is no number by itself:
// no cell is counted as both.
func FuzzResemble(f *testing.F) {
	for _, seed := range []string{"(1.234)", "12 đ", "31/02/2024", "'", "(", "$", "-", "\u00a0", "TÃªn xÃ£ TÃ¢n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, cell []byte) {
		var s scanned
		scan(cell, &s)
		if isDressed(cell) && isNumber(s.shape) {
			t.Errorf("%q is a number, and a number with something about it", cell)
		}
		isNoDay(cell)
		mojibake(cell)
	})
}
