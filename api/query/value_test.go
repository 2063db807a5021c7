package query

import (
	"encoding/hex"
	"io"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/catalog"
)

func TestDurationsAreReadAsISO8601HasThem(t *testing.T) {
	for _, test := range []struct {
		text string
		want Span
		ok   bool
	}{
		{"PT1H30M", 90 * minute, true},
		{"P1DT12H", 36 * hour, true},
		{"P2W", 2 * week, true},
		{"P1W2DT3H4M5.000006S", week + 2*day + 3*hour + 4*minute + 5*second + 6, true},
		{"-PT0.5S", -second / 2, true},
		{"PT1,5H", 90 * minute, true},
		{"PT0.0000010H", 3600, true},
		{"PT2562047788H", 2562047788 * hour, true},
		{"PT2562047789H", 0, false}, // beyond 64 bits
		{"PT9223372036854S", 9223372036854 * second, true},
		{"P106751991DT999H", 0, false},
		{"PT99999999999999999999S", 0, false},
		{"PT0.0000001S", 0, false}, // finer than a microsecond
		{"PT0.0000001H", 0, false},
		{"P1Y", 0, false},
		{"P1M", 0, false},
		{"PT1.5H30M", 0, false}, // only the last may have a fraction
		{"PT30M1H", 0, false},
		{"PT1H1H", 0, false},
		{"P1H", 0, false},
		{"PT1D", 0, false},
		{"P1DT", 0, false},
		{"PT", 0, false},
		{"P", 0, false},
		{"", 0, false},
		{"-", 0, false},
		{"PTT1H", 0, false},
		{"PT1.H", 0, false},
		{"PT.5H", 0, false},
		{"PT1.2.3S", 0, false},
		{"PT-1S", 0, false},
		{"PT1H ", 0, false},
		{"pt1h", 0, false},
	} {
		got, ok := parseSpan(test.text)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("parseSpan(%q) = %d, %v, want %d, %v", test.text, got, ok, test.want, test.ok)
		}
	}
}

func TestTheLongestDurationsHaveATextThatIsReadAgain(t *testing.T) {
	for _, s := range []Span{math.MaxInt64, -math.MaxInt64, 1, -1, 59*second + 999_999, hour, day} {
		text := string(s.append(nil))
		if got, ok := parseSpan(text); !ok || got != s {
			t.Errorf("%d is written %s, which is %d, %v", s, text, got, ok)
		}
	}
	if got := string(Span(math.MinInt64).append(nil)); got != "-PT2562047788H54.775808S" {
		t.Errorf("the least duration is written %s", got)
	}
}

func TestDecimalsOfEveryScaleHaveAllTheirDigits(t *testing.T) {
	for want, d := range map[string]Decimal{
		"0": {0, 0}, "0.00": {0, 2}, "-0.01": {-1, 2}, "1.00": {100, 2}, "0.000000000000000001": {1, 18},
		"-0.999999999999999999": {-999999999999999999, 18}, "999999999999999999": {999999999999999999, 0},
		"-922337203685477580.8": {math.MinInt64, 1},
	} {
		if got := string(d.append(nil)); got != want {
			t.Errorf("%+v is written %s, want %s", d, got, want)
		}
	}
}

func TestDecimalsAreComparedByValue(t *testing.T) {
	for _, test := range []struct {
		a, b Decimal
		want int
	}{
		{Decimal{150, 2}, Decimal{15, 1}, 0},
		{Decimal{151, 2}, Decimal{15, 1}, 1},
		{Decimal{999999999999999999, 0}, Decimal{1, 18}, 1},
		{Decimal{-1, 18}, Decimal{0, 0}, -1},
	} {
		if got := test.a.compare(test.b); got != test.want {
			t.Errorf("%+v against %+v: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func shape(t testing.TB, g orb.Geometry) []byte {
	t.Helper()
	b, err := wkb.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatIsNoShapeIsAnError(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"nothing":              nil,
		"text":                 []byte("POINT(1 2)"),
		"half a point":         shape(t, orb.Point{1, 2})[:12],
		"three dimensions":     append([]byte{1, 0xe9, 3, 0, 0}, make([]byte, 24)...),
		"a reference system":   append([]byte{1, 1, 0, 0, 0x20}, make([]byte, 20)...),
		"a height in its flag": append([]byte{1, 1, 0, 0, 0x80}, make([]byte, 24)...),
		"a point at infinity":  shape(t, orb.LineString{{1, 2}, {math.Inf(1), 0}}),
	} {
		if g, err := ParseShape(bytes); err == nil {
			t.Errorf("%s: got %v", name, g)
		}
	}
}

func TestAPointThatIsNowhereIsEmpty(t *testing.T) {
	g, err := ParseShape(shape(t, orb.Point{math.NaN(), math.NaN()}))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(appendWKT(nil, g)); got != "POINT EMPTY" {
		t.Errorf("text %s", got)
	}
	if got := string(appendGeoJSON(nil, g)); got != `{"type":"Point","coordinates":[]}` {
		t.Errorf("object %s", got)
	}
}

// What a file holds is a shape that every format can write, or an error.
func FuzzParseShape(f *testing.F) {
	for _, g := range []orb.Geometry{
		orb.Point{1, 2}, orb.Polygon{{{0, 0}, {1, 0}, {0, 0}}}, orb.Collection{orb.Point{1, 2}, orb.MultiPoint{{1, 2}}}, orb.MultiPolygon{},
	} {
		f.Add(shape(f, g))
	}
	f.Add([]byte{0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := ParseShape(b)
		if err != nil {
			return
		}
		page := &Page{Columns: []OutColumn{{Name: "g", Column: &catalog.Column{Name: "g", Type: catalog.Geometry}}}, Rows: [][]any{{g}}}
		for _, format := range Formats {
			if err := Encode(io.Discard, format, page, EncodeOptions{}); err != nil {
				t.Errorf("%s: %s: %v", hex.EncodeToString(b), format, err)
			}
		}
	})
}
