package table

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTypesAreFoundFromAllRows(t *testing.T) {
	for _, test := range []struct {
		name   string
		cells  string // separated by bars
		other  string // a second column, which shows the habits of the file
		o      Options
		typ    Type
		format Format
		rows   string
		code   Code
		spot   Spot
	}{
		{name: "integers", cells: "0|-12|+7|1234567", typ: Integer, rows: "0|-12|7|1234567"},
		{name: "widest integers", cells: "9223372036854775807|-9223372036854775808", typ: Integer, rows: "9223372036854775807|-9223372036854775808"},
		{name: "integers wider than 64 bits stay text", cells: "1|9223372036854775808", typ: String, rows: "1|9223372036854775808", code: TooPrecise, spot: Spot{Line: 3, Value: "9223372036854775808"}},
		{name: "codes with leading zeros stay text", cells: "12|01|00123", typ: String, rows: "12|01|00123", code: LeadingZeros, spot: Spot{Line: 3, Value: "01"}},
		{name: "telephone numbers stay text", cells: "0912 345 678|0243 825 1", typ: String, rows: "0912 345 678|0243 825 1"},
		{name: "numbers", cells: "1|2.5|-0.125|1e3|.5", typ: Number, rows: "1|2.5|-0.125|1000|0.5"},
		{name: "numbers as programs print them", cells: "2813571753.8725324|0.1", typ: Number, rows: "2.8135717538725324e+09|0.1"},
		{name: "numbers of too many digits stay text", cells: "1.5|3.14159265358979323846", typ: String, rows: "1.5|3.14159265358979323846", code: TooPrecise, spot: Spot{Line: 3, Value: "3.14159265358979323846"}},
		{name: "integers that a double does not hold among numbers are decimals", cells: "1.5|9007199254740993", typ: Decimal, rows: "1.5|9007199254740993.0"},
		{name: "numbers of more digits than a double are decimals", cells: "-12,3456789012345678|1,5", typ: Decimal, format: Format{Decimal: ','}, rows: "-12.3456789012345678|1.5000000000000000"},
		{name: "decimals declared", cells: "1.5|2.25|-0.5|7", o: declared(Decimal), typ: Decimal, rows: "1.50|2.25|-0.50|7.00"},
		{name: "decimal commas", cells: "1,5|2|-0,25", typ: Number, format: Format{Decimal: ','}, rows: "1.5|2|-0.25"},
		{name: "Vietnamese numbers", cells: "1.234,5|12|1.234.567", typ: Number, format: Format{Decimal: ',', Thousands: '.', Dates: ""}, rows: "1234.5|12|1.234567e+06"},
		{name: "Vietnamese thousands proven by one cell", cells: "1.234|2.500|1.234.567", typ: Integer, format: Format{Decimal: ',', Thousands: '.', Dates: ""}, rows: "1234|2500|1234567"},
		{name: "thousands known from a decimal comma", cells: "1.234|2.500|5,5", typ: Number, format: Format{Decimal: ',', Thousands: '.', Dates: ""}, rows: "1234|2500|5.5"},
		{name: "English thousands", cells: "1,234|12,345.5", typ: Number, format: Format{Decimal: '.', Thousands: ',', Dates: ""}, rows: "1234|12345.5"},
		{name: "three decimals beside plain long integers", cells: "1.234|2500", typ: Number, format: Format{Decimal: '.'}, rows: "1.234|2500"},
		{name: "points in doubt, file of decimal points", cells: "1.234|2.500", other: "0.5|1.25", typ: Number, format: Format{Decimal: '.'}, rows: "1.234|2.5", code: AmbiguousNumber, spot: Spot{Line: 2, Value: "1.234"}},
		{name: "points in doubt, file of decimal commas", cells: "1.234|2.500", other: "0,5|1,25", typ: Integer, format: Format{Decimal: ',', Thousands: '.', Dates: ""}, rows: "1234|2500", code: AmbiguousNumber, spot: Spot{Line: 2, Value: "1.234"}},
		{name: "three digits each beside short integers are thousands", cells: "8.200|250|1.100", typ: Integer, format: Format{Decimal: ',', Thousands: '.'}, rows: "8200|250|1100", code: AmbiguousNumber, spot: Spot{Line: 2, Value: "8.200"}},
		{name: "blanks between thousands", cells: "1 234 567|12\u00a0345|7|1\u202f234", typ: Integer, format: Format{Decimal: '.', Thousands: ' ', Dates: ""}, rows: "1234567|12345|7|1234"},
		{name: "points and commas that contradict", cells: "1.5|2,5|3.5", typ: String, rows: "1.5|2,5|3.5", code: MixedFormats},
		{name: "percentages", cells: "12%|3,5%", typ: Number, format: Format{Decimal: ','}, rows: "12|3.5", code: PercentSigns, spot: Spot{Line: 2, Value: "12%"}},
		{name: "some percentages among numbers stay text", cells: "12%|3,5", typ: String, rows: "12%|3,5"},
		{name: "percentages declared as numbers", cells: "12%|3,5%", o: declared(Number), typ: Number, format: Format{Decimal: ','}, rows: "12|3.5", code: PercentSigns, spot: Spot{Line: 2, Value: "12%"}},
		{name: "codes declared as integers", cells: "01|12", o: declared(Integer), typ: Integer, rows: "1|12"},
		{name: "numbers declared as text", cells: "1|2", o: declared(String), typ: String, rows: "1|2"},
		{name: "true and false", cells: "true|FALSE|", typ: Boolean, rows: "true|false|∅"},
		{name: "có and không", cells: "Có|không|co\u0301", typ: Boolean, rows: "true|false|true"},
		{name: "yes and no", cells: "yes|No|N/A", typ: Boolean, rows: "true|false|∅", code: NullTokens, spot: Spot{Value: "N/A"}},
		{name: "words of two languages stay text", cells: "yes|không", typ: String, rows: "yes|không"},
		{name: "crosses and empty cells are ticks", cells: "x||X", typ: Boolean, rows: "true|false|true", code: Ticked, spot: Spot{Line: 2, Value: "x"}},
		{name: "crosses everywhere are no ticks", cells: "x|x", typ: String, rows: "x|x"},
		{name: "a cross among numbers is a missing value", cells: "1|x|3", typ: Integer, rows: "1|∅|3", code: NullTokens, spot: Spot{Value: "x"}},
		{name: "marks of yearbooks for missing values", cells: "1|:|..|…|–", typ: Integer, rows: "1|∅|∅|∅|∅", code: NullTokens, spot: Spot{Value: ".."}},
		{name: "ones and zeros are integers", cells: "1|0", typ: Integer, rows: "1|0"},
		{name: "ones and zeros declared as boolean", cells: "1|0|true", o: declared(Boolean), typ: Boolean, rows: "true|false|true"},
		{name: "missing values among numbers", cells: "1|NA|-|…|", typ: Integer, rows: "1|∅|∅|∅|∅", code: NullTokens, spot: Spot{Value: "-"}},
		{name: "NA among words is a word", cells: "NA|VN", typ: String, rows: "NA|VN"},
		{name: "missing values declared", cells: "1|-999|3", o: Options{Declared: []Declaration{{Column: "a", Nulls: []string{"-999"}}}}, typ: Integer, rows: "1|∅|3", code: NullTokens, spot: Spot{Value: "-999"}},
		{name: "declared marks replace the usual ones", cells: "1|-|x|3", o: Options{Nulls: []string{}}, typ: String, rows: "1|-|x|3"},
		{name: "nothing but missing values", cells: "|", typ: String, rows: "∅|∅"},
		{name: "days", cells: "2025-07-01|2024-02-29|2025/7/1", typ: Date, rows: "2025-07-01|2024-02-29|2025-07-01"},
		{name: "day before month", cells: "1/7/2025|31/12/2025", typ: Date, rows: "2025-07-01|2025-12-31"},
		{name: "day before month, with points and hyphens", cells: "01.07.2025|31-12-2025", typ: Date, rows: "2025-07-01|2025-12-31"},
		{name: "month before day", cells: "7/1/2025|12/31/2025", typ: Date, format: Format{Dates: MonthDayYear}, rows: "2025-07-01|2025-12-31"},
		{name: "no day above twelve", cells: "1/7/2025|5/5/2025", typ: Date, rows: "2025-07-01|2025-05-05", code: AmbiguousDate, spot: Spot{Line: 2, Value: "1/7/2025"}},
		{name: "no day above twelve, file of months first", cells: "7/1/2025", other: "12/31/2025", typ: Date, format: Format{Dates: MonthDayYear}, rows: "2025-07-01", code: AmbiguousDate, spot: Spot{Line: 2, Value: "7/1/2025"}},
		{name: "orders that contradict", cells: "31/12/2025|12/31/2025", typ: String, rows: "31/12/2025|12/31/2025", code: MixedFormats},
		{name: "days that do not exist", cells: "29/02/2025", typ: String, rows: "29/02/2025", code: ImpossibleDates},
		{name: "years of two digits", cells: "31/12/25|01/07/69", typ: Date, rows: "2025-12-31|1969-07-01", code: ShortYears, spot: Spot{Line: 2, Value: "31/12/25"}},
		{name: "months", cells: "07/2025|2025-08|Tháng 9 năm 2025|T10/2025|tháng 11/2025", typ: Date, format: Format{Precision: ByMonth}, rows: "2025-07-01|2025-08-01|2025-09-01|2025-10-01|2025-11-01"},
		{name: "quarters", cells: "Quý III/2025|2025-Q4|Q1 2026|II/2026|Quý 3 năm 2026", typ: Date, format: Format{Precision: ByQuarter}, rows: "2025-07-01|2025-10-01|2026-01-01|2026-04-01|2026-07-01"},
		{name: "years in words", cells: "Năm 2024|năm 2025", typ: Date, format: Format{Precision: ByYear}, rows: "2024-01-01|2025-01-01"},
		{name: "years by themselves are integers", cells: "2024|2025", typ: Integer, rows: "2024|2025"},
		{name: "months and days stay text", cells: "07/2025|01/07/2025", typ: String, rows: "07/2025|01/07/2025"},
		{name: "months declared as dates", cells: "07/2025|08/2025", o: declared(Date), typ: Date, format: Format{Precision: ByMonth}, rows: "2025-07-01|2025-08-01"},
		{name: "times of a day", cells: "13:45|7h30|13:45:30.5|1:05 PM|23h", typ: Time, rows: "13:45:00|07:30:00|13:45:30.5|13:05:00|23:00:00"},
		{name: "lengths of time", cells: "PT1H30M|P1DT2H|PT0.5S|P2W", typ: Duration, rows: "5400s|93600s|0.5s|1209600s"},
		{name: "the end of a day is no time of the day, and makes no lengths of time of the others", cells: "16:30:00|24:00:00", typ: String, rows: "16:30:00|24:00:00", code: DayEnds, spot: Spot{Line: 3, Value: "24:00:00"}},
		{name: "the end of a day among longer times is a length of time", cells: "24:00|36:15:00|08:00:00", typ: Duration, rows: "86400s|130500s|28800s"},
		{name: "numbers with the same unit are text that is told of", cells: "12 km|106 km|9.5 km", typ: String, rows: "12 km|106 km|9.5 km", code: UnitsInCells, spot: Spot{Line: 2, Value: "12 km"}},
		{name: "a unit right behind the number", cells: "12km|106km", typ: String, rows: "12km|106km", code: UnitsInCells, spot: Spot{Line: 2, Value: "12km"}},
		{name: "rooms are no numbers with a unit", cells: "101A|102A", typ: String, rows: "101A|102A"},
		{name: "numbers with several words are addresses", cells: "12 Láng|9 Huế", typ: String, rows: "12 Láng|9 Huế"},
		{name: "hours beyond a day", cells: "36:15:00|08:00:00", typ: Duration, rows: "130500s|28800s"},
		{name: "times with zones", cells: "2025-07-01T10:00:00Z|2025-07-01T10:00:00+07:00|2025-07-01 10:00:00.5 -0330", typ: DateTime, rows: "2025-07-01T10:00:00Z|2025-07-01T03:00:00Z|2025-07-01T13:30:00.5Z"},
		{name: "times of Viet Nam", cells: "2025-07-01 10:00|1/7/2025 22:15:30|01/07/2025 11:00 PM", typ: DateTime, rows: "2025-07-01T03:00:00Z|2025-07-01T15:15:30Z|2025-07-01T16:00:00Z", code: LocalTime, spot: Spot{Line: 2, Value: "2025-07-01 10:00"}},
		{name: "times before the zone of today", cells: "1950-06-01 00:00:00|2025-07-01 00:00:00|1950-06-01 00:00:00", typ: DateTime, rows: "1950-05-31T16:00:00Z|2025-06-30T17:00:00Z|1950-05-31T16:00:00Z"},
		{name: "times finer than a microsecond stay text", cells: "2025-07-01T10:00:00.1234567Z", typ: String, rows: "2025-07-01T10:00:00.1234567Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cells, other := strings.Split(test.cells, "|"), strings.Split(test.other, "|")
			var b strings.Builder
			b.WriteString("a\tb\n")
			for i, cell := range cells {
				b.WriteString(cell + "\t" + other[min(i, len(other)-1)] + "\n")
			}
			test.o.Comma = '\t'
			_, plan := mustInspect(t, b.String(), test.o)
			c := plan.Columns[0]
			if c.Type != test.typ || test.format.Decimal != 0 && (c.Format.Decimal != test.format.Decimal || c.Format.Thousands != test.format.Thousands) ||
				test.format.Dates != "" && c.Format.Dates != test.format.Dates || c.Format.Precision != test.format.Precision {
				t.Fatalf("column %+v, want %s written as %+v; problems %v", c, test.typ, test.format, plan.Problems)
			}
			rows, _ := published(t, plan)
			var got []string
			for _, r := range rows {
				got = append(got, r[0])
			}
			if d := cmp.Diff(test.rows, strings.Join(got, "|")); d != "" {
				t.Errorf("values (-want +got):\n%s", d)
			}
			switch p, ok := plan.problem(test.code); {
			case test.code == "" && len(plan.Problems) > 0 && test.typ != DateTime:
				t.Errorf("problems %v, want none", plan.Problems)
			case test.code != "" && !ok, test.spot != Spot{} && p.Spot != test.spot:
				t.Errorf("problems %v, want %s at %+v", plan.Problems, test.code, test.spot)
			}
		})
	}
}

func declared(typ Type) Options {
	return Options{Declared: []Declaration{{Column: "a", Type: typ}}}
}

// One cell at the end of a column that no sample of its head would show.
func TestLateMisfitIsSetAside(t *testing.T) {
	text := "name,n\n" + strings.Repeat("x,1\n", 50_000) + "x,12K\n"
	_, plan := mustInspect(t, text, Options{chunk: 4096})
	p, ok := plan.problem(SetAside)
	if !ok || p.Column != "n" || p.Count != 1 || p.Line != 50_002 || p.Value != "12K" || p.Type != Integer || p.Severity != Warning {
		t.Fatalf("problems %v, want %s at line 50002", plan.Problems, SetAside)
	}
	rows, _ := published(t, plan)
	if len(rows) != 50_001 || rows[50_000][1] != "∅" || rows[0][1] != "1" {
		t.Errorf("%d rows, the last %q", len(rows), rows[len(rows)-1])
	}
}

func TestMisfitsThatAreNoSlipsMakeTheColumnText(t *testing.T) {
	many := strings.Repeat("1\n", 1000)
	for _, test := range []struct {
		name, text string
		code       Code
	}{
		{name: "more than a hundredth", text: "n\n" + many + strings.Repeat("12K\n", 11), code: AlmostTyped},
		{name: "one of few", text: "n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12K\n", code: AlmostTyped},
		{name: "codes with leading zeros", text: "n\n" + many + "007\n", code: LeadingZeros},
		{name: "a header of codes", text: "Mã số\n" + many + "12K\n", code: AlmostTyped},
		{name: "the other decimal sign", text: "n\n" + strings.Repeat("1.5\n", 1000) + "2,5\n", code: MixedFormats},
		{name: "the other order of day and month", text: "n\n" + strings.Repeat("31/12/2025\n", 1000) + "12/31/2025\n", code: MixedFormats},
		{name: "digits that would be lost", text: "n\n" + many + "9223372036854775808\n", code: TooPrecise},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, test.text, Options{Comma: '\t'})
			if _, ok := plan.problem(test.code); !ok || plan.Columns[0].Type != String {
				t.Errorf("%s, problems %v; want %s and text", plan.Columns[0].Type, plan.Problems, test.code)
			}
		})
	}
}

// In a file of Vietnamese headers that proves no decimal sign, a point parts
// thousands, but not degrees.
func TestLanguageDecidesWhereNothingElseDoes(t *testing.T) {
	for _, test := range []struct {
		header string
		want   Type
	}{{"Dân số", Integer}, {"Kinh độ", Number}, {"population", Number}} {
		_, plan := mustInspect(t, test.header+"\n1.234\n9.876\n", Options{Comma: '\t'})
		if c := plan.Columns[0]; c.Type != test.want {
			t.Errorf("%q holds %s, want %s", test.header, c.Type, test.want)
		}
		if _, ok := plan.problem(AmbiguousNumber); !ok {
			t.Errorf("%q: problems %v do not say that it is a guess", test.header, plan.Problems)
		}
	}
}
