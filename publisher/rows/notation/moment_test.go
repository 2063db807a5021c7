package notation_test

import (
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/notation"
)

func TestMomentsAreWrittenWithoutNoughtsAtTheEnd(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{string(notation.AppendDate(nil, 2024, 2, 9)), "2024-02-09"},
		{string(notation.AppendDate(nil, 33, 12, 31)), "0033-12-31"},
		{string(notation.AppendClock(nil, 0)), "00:00:00"},
		{string(notation.AppendClock(nil, 86_399_999_999)), "23:59:59.999999"},
		{string(notation.AppendClock(nil, 29_100_250_000)), "08:05:00.25"},
		{string(notation.AppendDuration(nil, 0)), "PT0S"},
		{string(notation.AppendDuration(nil, 1)), "PT0.000001S"},
		{string(notation.AppendDuration(nil, -5400_000_000)), "-PT1H30M"},
		{string(notation.AppendDuration(nil, 90_061_500_000)), "PT25H1M1.5S"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestISOIsReadAsWhatItIs(t *testing.T) {
	for _, test := range []struct {
		raw      string
		dateOnly bool
		want     string
		kind     rows.Kind
	}{
		{"2024-02-29", false, "2024-02-29", rows.Date},
		{"2024-02-29T00:00:00", false, "2024-02-29T00:00:00", rows.DateTime},
		{"2024-02-29T00:00:00", true, "2024-02-29", rows.Date},
		{"2024-02-29T00:00:01", true, "2024-02-29T00:00:01", rows.DateTime},
		{"2024-02-29T08:05", false, "2024-02-29T08:05:00", rows.DateTime},
		{"2024-02-29 08:05:00", false, "2024-02-29T08:05:00", rows.DateTime},
		{"2024-02-29T08:05:00.1234567", false, "2024-02-29T08:05:00.123457", rows.DateTime},
		{"2024-12-31T23:59:59.9999999", false, "2025-01-01T00:00:00", rows.DateTime},
		{"9999-12-31T23:59:59.9999999", false, "9999-12-31T23:59:59.9999999", rows.Text},
		{"2024-02-29T00:00:00Z", true, "2024-02-29T00:00:00Z", rows.DateTime},
		{"2024-02-29T08:05:00+07:00", false, "2024-02-29T08:05:00+07:00", rows.DateTime},
		{"13:30", false, "13:30:00", rows.Time},
		{"13:30:00.5", false, "13:30:00.5", rows.Time},
		{"2024-02-30", false, "2024-02-30", rows.Text},
		{"29/02/2024", false, "29/02/2024", rows.Text},
	} {
		text, kind := notation.AppendISO([]byte("x"), []byte(test.raw), test.dateOnly)
		if string(text) != "x"+test.want || kind != test.kind {
			t.Errorf("%s: got %s of kind %d, want %s of kind %d", test.raw, text, kind, test.want, test.kind)
		}
	}
}
