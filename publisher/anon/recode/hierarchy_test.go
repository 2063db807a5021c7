package recode

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/anon/micro"
)

// way is what a value becomes from level to level.
func way(h *Hierarchy, code int) string {
	labels := make([]string, h.Levels)
	for level := range labels {
		labels[level] = h.Labels[level][h.Parents[level][code]]
	}
	return strings.Join(labels, " > ")
}

func TestHierarchiesPlaceEveryValue(t *testing.T) {
	file := func(text string) Source {
		f, err := Read("f.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, test := range []struct {
		name   string
		source Source
		values string // divided by bars
		want   string // the way of each
	}{
		{"file of semicolons", file("a;x;*\nb;x;*\nc;y;*\n"), "a|c", "a > x > *|c > y > *"},
		{"file of commas with quotes", file("\ufeff\"a,b\",x\nc,y\n"), "a,b|c", "a,b > x > *|c > y > *"},
		{"file whose levels collapse", file("a;a;a;*\nb;x;x;*\n"), "a|b", "a > a > a > *|b > x > x > *"},
		{"whole numbers", Intervals{Widths: []string{"5", "10"}}, "0|4|5|19", "0 > 0–4 > 0–9 > *|4 > 0–4 > 0–9 > *|5 > 5–9 > 0–9 > *|19 > 15–19 > 10–19 > *"},
		{"levels that are alike", Intervals{Widths: []string{"100", "200", "400"}}, "1|2", "1 > 0–99 > 0–199 > 0–399 > *|2 > 0–99 > 0–199 > 0–399 > *"},
		{"another origin", Intervals{Widths: []string{"10"}, Origin: "5"}, "5|14|15", "5 > 5–14 > *|14 > 5–14 > *|15 > 15–24 > *"},
		{"closed on the right", Intervals{Widths: []string{"5"}, Right: true}, "0|1|5|6", "0 > (-5; 0] > *|1 > (0; 5] > *|5 > (0; 5] > *|6 > (5; 10] > *"},
		{"below zero", Intervals{Widths: []string{"5"}}, "-5|-1|0", "-5 > [-5; 0) > *|-1 > [-5; 0) > *|0 > [0; 5) > *"},
		{"decimals do not drift", Intervals{Widths: []string{"0.1"}}, "0.3|0.30000000000000000001|0.7", "0.3 > [0.3; 0.4) > *|0.30000000000000000001 > [0.3; 0.4) > *|0.7 > [0.7; 0.8) > *"},
		{"fractions between whole bounds", Intervals{Widths: []string{"5"}}, "-0.5|4.999|5", "-0.5 > [-5; 0) > *|4.999 > [0; 5) > *|5 > [5; 10) > *"},
		{"dates", Dates{}, "2025-08-31", "2025-08-31 > 2025-08-31 > 2025-08 > 2025-Q3 > 2025 > 2020–2029 > *"},
		{"times", Dates{Steps: []Step{Day}}, "2025-08-31T23:59:00+07:00|2025-08-31 08:00:00", "2025-08-31 08:00:00 > 2025-08-31 > *|2025-08-31T23:59:00+07:00 > 2025-08-31 > *"},
		{"dates that are less exact", Dates{Steps: []Step{Month, Year}}, "2025|2025-Q1|2025-02", "2025 > 2025 > 2025 > *|2025-02 > 2025-02 > 2025 > *|2025-Q1 > 2025-Q1 > 2025 > *"},
		{"diseases", ICD10(), "E11.9|E11|i10", "E11 > E11 > E > *|E11.9 > E11 > E > *|i10 > I10 > I > *"},
		{"goods", HS(), "0101.21.00|0101", "0101 > 0101 > 0101 > 01 > *|0101.21.00 > 010121 > 0101 > 01 > *"},
		{"order", Order{Values: []string{"yếu", "trung bình", "khá", "giỏi", "xuất sắc"}, Groups: []int{2, 4}}, "giỏi|xuất sắc|yếu",
			"giỏi > khá – giỏi > yếu – giỏi > *|xuất sắc > xuất sắc > xuất sắc > *|yếu > yếu – trung bình > yếu – giỏi > *"},
		{"suppression", Suppression{}, "a|b", "a > *|b > *"},
		{"communes by name", Places{Since2025}, "Phường Hoàn Kiếm|Xã Xa Dung", "Phường Hoàn Kiếm > Hà Nội > Đồng bằng sông Hồng > *|Xã Xa Dung > Điện Biên > Trung du và miền núi phía Bắc > *"},
		{"communes by code", Places{Since2025}, "00004|70", "00004 > 01 > Đồng bằng sông Hồng > *|70 > 01 > Đồng bằng sông Hồng > *"},
		{"provinces of 2025", Places{Since2025}, "24|52", "24 > Đồng bằng sông Hồng > *|52 > Duyên hải Nam Trung Bộ và Tây Nguyên > *"},
		{"the same codes before", Places{Before2025}, "24|52|93", "24 > Trung du và miền núi phía Bắc > *|52 > Bắc Trung Bộ và Duyên hải miền Trung > *|93 > Đồng bằng sông Cửu Long > *"},
		{"provinces before by name", Places{Before2025}, "Tỉnh Kon Tum|ha giang", "Tỉnh Kon Tum > Tây Nguyên > *|ha giang > Trung du và miền núi phía Bắc > *"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := column(strings.Split(test.values, "|")...)
			h, err := test.source.Compile(c)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for code := range c.Values {
				got = append(got, way(h, code))
			}
			if d := cmp.Diff(test.want, strings.Join(got, "|")); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestEveryProvinceHasARegion(t *testing.T) {
	for geography, want := range map[string]int{Since2025: 34, Before2025: 63} {
		if got := len(regions[geography]); got != want {
			t.Errorf("%s: %d provinces in regions, want %d", geography, got, want)
		}
		list := mustFind("vn-provinces")[0]
		if geography == Before2025 {
			list = mustFind("vn-provinces-2004")[0]
		}
		for _, e := range list.Entries {
			if region(geography, e.Code) == "" {
				t.Errorf("%s: %s %s is in no region", geography, e.Code, e.Name)
			}
		}
	}
}

func TestHierarchiesWithHolesAreErrorsThatListThem(t *testing.T) {
	many := make([]string, 30)
	for i := range many {
		many[i] = fmt.Sprintf("v%02d", i)
	}
	f, err := Read("f.csv", strings.NewReader("a;x;*\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		source Source
		values []string
		code   Code
		want   []string
		n      int64
	}{
		{"file", f, []string{"a", "b", "c"}, Uncovered, []string{"b", "c"}, 2},
		{"no more than 20 are named", f, many, Uncovered, many[:20], 30},
		{"a word among numbers", Intervals{Widths: []string{"5"}}, []string{"1", "vài"}, NotNumber, []string{"vài"}, 1},
		{"a number too long", Intervals{Widths: []string{"5"}}, []string{"12345678901234567890"}, NotNumber, []string{"12345678901234567890"}, 1},
		{"a day that is none", Dates{}, []string{"2025-02-30", "2025-01-01"}, NotDate, []string{"2025-02-30"}, 1},
		{"a disease that is none", ICD10(), []string{"E11", "khám"}, Uncovered, []string{"khám"}, 1},
		{"order", Order{Values: []string{"a"}}, []string{"a", "b"}, Uncovered, []string{"b"}, 1},
		{"a place of the other list", Places{Since2025}, []string{"Hà Nội", "Hậu Giang"}, Uncovered, []string{"Hậu Giang"}, 1},
		{"communes before 2025", Places{Before2025}, []string{"Phường Tràng Tiền"}, Uncovered, []string{"Phường Tràng Tiền"}, 1},
		{"communes of several provinces", Places{Since2025}, []string{"Phường Hoàn Kiếm", "Xã Xa Dung", "Tân An"}, Unclear, []string{"Tân An"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.source.Compile(column(test.values...))
			e := failure(t, err, test.code)
			if e.Column != "c" || e.Got != test.n || !slices.Equal(e.Values, test.want) {
				t.Errorf("error %v, want %d: %q", e, test.n, test.want)
			}
		})
	}
}

func TestRulesOfHierarchiesAreChecked(t *testing.T) {
	for _, test := range []struct {
		name   string
		source Source
		want   Code
	}{
		{"no width", Intervals{}, BadParameter},
		{"width of zero", Intervals{Widths: []string{"0"}}, BadParameter},
		{"width below zero", Intervals{Widths: []string{"-5"}}, BadParameter},
		{"bands across bands", Intervals{Widths: []string{"5", "12"}}, BadParameter},
		{"steps out of order", Dates{Steps: []Step{Year, Month}}, BadParameter},
		{"unknown step", Dates{Steps: []Step{"hour"}}, BadParameter},
		{"prefixes that grow", Prefixes{Lengths: []int{1, 3}}, BadParameter},
		{"no prefixes", Prefixes{}, BadParameter},
		{"groups across groups", Order{Values: []string{"1"}, Groups: []int{2, 3}}, BadParameter},
		{"groups of none", Order{Values: []string{"1"}, Groups: []int{0}}, BadParameter},
		{"a value twice", Order{Values: []string{"1", "1"}}, BadParameter},
		{"unknown geography", Places{"qd-00"}, NoList},
		{"too many levels", Intervals{Widths: slices.Repeat([]string{"1"}, 63)}, TooManyLevels},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.source.Compile(column("1"))
			wantCode(t, err, test.want)
		})
	}
}

func TestGeneraliseIsMonotone(t *testing.T) {
	c := column("3", "17", "", "3", "24", "99")
	h, err := Intervals{Widths: []string{"5", "10", "50"}}.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	classes := len(c.Values) + 1
	for level := range h.Levels {
		out, err := Generalise(c, h, level)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, out, len(c.Codes))
		if len(out.Values) > classes || out.Codes[2] != micro.Missing {
			t.Errorf("level %d: %q", level, texts(out))
		}
		classes = len(out.Values)
	}
	if classes != 1 {
		t.Errorf("%d values at the top", classes)
	}
	_, err = Generalise(c, h, h.Levels)
	wantCode(t, err, NoLevel)
	_, err = Generalise(column("1", "2"), h, 1)
	wantCode(t, err, Uncovered)
}

func TestLevelsHaveNumbersAndNames(t *testing.T) {
	h, err := Places{Since2025}.Compile(column("Phường Hoàn Kiếm"))
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]int{"0": 0, "1": 1, "province": 1, "region": 2, "*": 3} {
		if got, err := h.Level(ref); err != nil || got != want {
			t.Errorf("level %s: got %d, %v, want %d", ref, got, err, want)
		}
	}
	for _, ref := range []string{"4", "-1", "", "huyen"} {
		_, err := h.Level(ref)
		wantCode(t, err, NoLevel)
	}
}
