package codes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// report counts the values of a column, divided by bars.
func report(t *testing.T, header, ref, values string) *Report {
	t.Helper()
	c := New(header, ref)
	if c == nil {
		return nil
	}
	for _, v := range strings.Split(values, "|") {
		c.Add([]byte(v), 1)
	}
	return c.Report()
}

func TestColumnsAreRecognisedByHeaderAndValues(t *testing.T) {
	for _, test := range []struct {
		name, header, values string
		want                 string // reference; empty for none
	}{
		{"names of provinces", "Tỉnh/Thành phố", "Hà Nội|TP. Huế|Cần Thơ|Nơi khác", "vn-provinces/name"},
		{"header without marks", "ten_tinh", "Hà Nội|Huế", "vn-provinces/name"},
		{"header in one word", "MaTinh", "01|04|79", "vn-provinces/code"},
		{"codes of provinces", "Mã tỉnh", "01|04|79", "vn-provinces/code"},
		{"provinces before the merger", "province", "Hà Giang|Tuyên Quang|Bắc Kạn", "vn-provinces-2004/name"},
		{"former codes", "Mã tỉnh", "02|06|08", "vn-provinces-2004/code"},
		{"ISO 3166-2", "province_code", "VN-HN|VN-54|VN-SG", "vn-provinces-2004/iso"},
		{"communes", "Phường/Xã", "Phường Hoàn Kiếm|Xã Xa Dung", "vn-communes/name"},
		{"codes of communes", "Mã xã", "00070|00004", "vn-communes/code"},
		{"countries", "Quốc gia", "Việt Nam|Lào|Campuchia|Thái Lan", "iso-3166-1/name"},
		{"alpha-2", "country", "VN|LA|KH", "iso-3166-1/alpha-2"},
		{"alpha-3", "Country Code", "VNM|LAO|KHM|WLD", "iso-3166-1/alpha-3"},
		{"header says nothing", "Ghi chú", "Hà Nội|Huế", ""},
		{"values say otherwise", "Tỉnh", "rất tốt|tốt|kém", ""},
		{"too few of the values", "Nước", "Lào|sông|hồ|biển", ""},
		{"numbers that may be codes by chance", "Số tỉnh", "1|2|3|4|5|6|7|8|9", ""},
		{"no values", "Tỉnh", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if r := report(t, test.header, "", test.values); r != nil {
				got = r.List.Ref(r.Form)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// plain is a Report as text.
func plain(r *Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "known %d of %d, padded %d\n", r.Known, r.Rows, r.Padded)
	for _, c := range r.Unknown {
		fmt.Fprintf(&b, "unknown %q %d\n", c.Value, c.Rows)
	}
	for kind, moves := range map[string][]Move{"moved": r.Moves, "unclear": r.Unclear} {
		for _, m := range moves {
			fmt.Fprintf(&b, "%s %q %d", kind, m.Value, m.Rows)
			for _, e := range m.To {
				fmt.Fprintf(&b, ", %s %s", e.Code, e.Name)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func TestReportNamesWhatIsNotInTheList(t *testing.T) {
	for _, test := range []struct {
		name, header, ref, values string
		want                      string
	}{
		{"unknown values, most frequent first", "Tỉnh", "", "Hà Nội|Huế|Hà Nội|Cần Thơ|Hà Nộii|Sài Gòm|Sài Gòm",
			"known 4 of 7, padded 0\nunknown \"Sài Gòm\" 2\nunknown \"Hà Nộii\" 1\n"},
		{"all of before the merger", "Tỉnh", "", "Hà Giang|Tuyên Quang|Hà Giang|Bình Dương",
			"known 4 of 4, padded 0\nmoved \"Hà Giang\" 2, 08 Tuyên Quang\nmoved \"Tuyên Quang\" 1, 08 Tuyên Quang\nmoved \"Bình Dương\" 1, 79 Hồ Chí Minh\n"},
		{"some of before the merger", "", Provinces, "Hà Nội|Huế|Tỉnh Hà Giang",
			"known 2 of 3, padded 0\nmoved \"Tỉnh Hà Giang\" 1, 08 Tuyên Quang\n"},
		{"codes without their zeros", "Mã tỉnh", "", "1|4|8|79", "known 4 of 4, padded 3\n"},
		{"a code that named another province", "Mã tỉnh", "", "24|01",
			"known 2 of 2, padded 0\nunclear \"24\" 1, 24 Bắc Ninh\n"},
		{"a declared list keeps values that are mostly unknown", "x", Countries + "/alpha-2", "VN|??|!!",
			"known 1 of 3, padded 0\nunknown \"!!\" 1\nunknown \"??\" 1\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := report(t, test.header, test.ref, test.values)
			if r == nil {
				t.Fatal("not recognised")
			}
			if d := cmp.Diff(test.want, plain(r)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestEnoughCodesTellTheListInForceFromTheFormer(t *testing.T) {
	c := New("Mã tỉnh", "")
	for _, e := range find(t, Provinces).Entries {
		c.Add([]byte(e.Code), 1)
	}
	if r := c.Report(); r == nil || r.List.ID != Provinces || len(r.Unclear) > 0 {
		t.Errorf("report %+v", r)
	}
}

func TestCommunesOfOneNameAreUnclear(t *testing.T) {
	r := report(t, "Xã", "", "Tân An|Tân An|Xa Dung")
	if r == nil || len(r.Unclear) != 1 || r.UnclearRows != 2 || len(r.Unclear[0].To) < 10 {
		t.Errorf("report %+v", r)
	}
	all := len(r.Unclear[0].To)
	if wards := find(t, Communes).Lookup(Name, "Phường Tân An"); len(wards) == 0 || len(wards) >= all {
		t.Errorf("%d wards of %d units of that name: the kind in a value tells them apart", len(wards), all)
	}
}

func TestCountsStayExactBeyondTheMemoryOfAColumn(t *testing.T) {
	for _, test := range []struct {
		name, ref string
		first     string // what most values look like
		want      bool
	}{
		{"declared", Communes, "Xã Nhầm %d", true},
		{"of no list", "", "Thôn %d", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := New("Xã", test.ref)
			const n = maxValues + 500
			c.Add([]byte("Xã Xa Dung"), 1)
			for i := range n {
				c.Add(fmt.Appendf(nil, test.first, i), 1)
			}
			c.Add([]byte("Xã Xa Dung"), 2)
			c.Add([]byte("Tân An"), 2)
			if len(c.counts) > maxValues {
				t.Errorf("%d values are kept", len(c.counts))
			}
			r := c.Report()
			if (r != nil) != test.want {
				t.Fatalf("report %+v", r)
			}
			if r != nil && (r.All || r.Known != 5 || r.UnknownRows != n || r.UnclearRows != 2 || len(r.Unknown) != MaxNamed) {
				t.Errorf("report %+v", r)
			}
		})
	}
}

func FuzzColumnCountsEachRowOnce(f *testing.F) {
	f.Add("Tỉnh", "Hà Nội|02|\xff|")
	f.Add("Country code", "VN|vn|VNM")
	f.Fuzz(func(t *testing.T, header, values string) {
		for _, ref := range []string{"", Provinces, FormerProvinces, Communes + "/name", Countries} {
			r := report(t, header, ref, values)
			if r == nil {
				continue
			}
			rows := int64(strings.Count(values, "|") + 1)
			moved := int64(0)
			if r.List.Next == nil {
				moved = r.MovedRows
			}
			if r.Rows != rows || r.Known+r.UnknownRows+moved != rows {
				t.Errorf("%d rows: %+v", rows, r)
			}
		}
	})
}

func BenchmarkColumn(b *testing.B) {
	l := find(b, Communes)
	values := make([][]byte, 100_000)
	for i := range values {
		values[i] = []byte(l.Entries[i*7919%len(l.Entries)].Name)
	}
	for b.Loop() {
		c := New("Xã", "")
		for _, v := range values {
			c.Add(v, 1)
		}
		if c.Report() == nil {
			b.Fatal("not recognised")
		}
	}
	b.ReportMetric(float64(len(values)*b.N)/b.Elapsed().Seconds(), "rows/s")
}
