package personal

import (
	"crypto/md5" //nolint:gosec // what others hash with
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/table"
)

func TestOtherTypesAreLookedInto(t *testing.T) {
	p := newPeople(8)
	trimmed := func(s string) string { return strings.TrimLeft(s, "0") }
	for _, test := range []struct {
		name, header string
		cells        []string
		typ          table.Type
		kind         Kind
		decision     Decision
	}{
		{"identity numbers as integers", "so", each(p.fill(p.id), trimmed), table.Integer, NationalID, Block},
		{"identity numbers as numbers beside decimals", "so", append(each(p.fill(p.id), trimmed), "0.5"), table.Number, NationalID, Block},
		{"identity numbers that a spreadsheet rounded", "CCCD", p.fill(func() string { return fmt.Sprintf("%d.%dE+10", 1+p.IntN(9), p.IntN(10)) }), table.Number, NationalID, Review},
		{"phones as integers", "dien_thoai", each(p.fill(p.phone), trimmed), table.Integer, Phone, Block},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := scanFile(t, write(t, append([][]string{{test.header}}, rowsOf(test.cells)...)), Options{}, table.Options{
				Declared: []table.Declaration{{Column: test.header, Type: test.typ}}, Comma: ','})
			if f := of(s.Findings(), test.header, test.kind); f == nil || f.Decision != test.decision {
				t.Errorf("found %+v, want %s: %s", s.Findings(), test.kind, test.decision)
			}
		})
	}
}

func rowsOf(cells []string) [][]string {
	var rows [][]string
	for _, c := range cells {
		rows = append(rows, []string{c})
	}
	return rows
}

func TestDatesThatAgreeWithAgesAreBirths(t *testing.T) {
	columns := [][]string{{"ngay"}, {"tuoi"}}
	for i := range 50 {
		columns[0] = append(columns[0], fmt.Sprintf("15/06/%d", 1950+i))
		columns[1] = append(columns[1], fmt.Sprint(2026-1950-i))
	}
	if f := of(scan(t, Options{}, columns...), "ngay", BirthDate); f == nil || f.Decision != Quasi {
		t.Errorf("found %+v, want a birth date", f)
	}
	slices.Reverse(columns[1][1:])
	if f := of(scan(t, Options{}, columns...), "ngay", BirthDate); f != nil {
		t.Errorf("of dates that do not agree: %+v", f)
	}
}

func TestCoordinatesOfPersons(t *testing.T) {
	p := newPeople(10)
	lat := append([]string{"lat"}, p.fill(func() string { return fmt.Sprintf("%.6f", 9+p.Float64()*10) })...)
	lon := append([]string{"lon"}, p.fill(func() string { return fmt.Sprintf("%.6f", 103+p.Float64()*5) })...)
	name := append([]string{"ho_ten"}, p.fill(p.name)...)
	if f := of(scan(t, Options{}, lat, lon, name), "lat", Location); f == nil || f.Decision != Quasi {
		t.Errorf("beside names: %+v, want quasi", f)
	}
	if f := of(scan(t, Options{}, lat, lon), "lat", Location); f != nil {
		t.Errorf("of places: %+v, want none", f)
	}
}

func TestDigestsAreProved(t *testing.T) {
	p := newPeople(11)
	phones := p.fill(p.phone)
	hashed := func(s string) string { h := md5.Sum([]byte(s)); return hex.EncodeToString(h[:]) } //nolint:gosec // as above
	beside := scan(t, Options{}, append([]string{"h"}, each(phones, hashed)...), append([]string{"so"}, phones...))
	if f := of(beside, "h", Digest); f == nil || !f.Proof || f.Decision != Block || !slices.Equal(f.With, []string{"so"}) {
		t.Errorf("beside the phones: %+v, want a proof by them", f)
	}
	many := []string{"h"}
	for range 60_000 {
		many = append(many, hashed(p.phone()))
	}
	if f := of(scan(t, Options{}, many), "h", Digest); f == nil || !f.Proof || f.Decision != Block {
		t.Errorf("alone: %+v, want a proof by enumeration", f)
	}
	random := append([]string{"h"}, p.fill(func() string { return hashed(fmt.Sprint(p.Uint64())) })...)
	if f := of(scan(t, Options{}, random), "h", Digest); f == nil || f.Proof || f.Decision != Review {
		t.Errorf("of unknown values: %+v, want a review without proof", f)
	}
}

func TestAllowList(t *testing.T) {
	p := newPeople(12)
	phones := append([]string{"Đường dây nóng"}, p.fill(p.phone)...)
	full := Allow{Column: "Đường dây nóng", Kind: Phone, Reason: "đường dây nóng của cơ quan", Approver: "Trần Bình"}
	noReason := Allow{Column: "Đường dây nóng", Kind: Phone, Approver: "Trần Bình"}
	otherKind := Allow{Column: "Đường dây nóng", Kind: Email, Reason: "x", Approver: "y"}

	found := scan(t, Options{Allow: []Allow{full}}, phones)
	f := of(found, "Đường dây nóng", Phone)
	if f == nil || f.Blocks() || f.Decision != Block || !reflect.DeepEqual(f.Allowed, &full) {
		t.Fatalf("found %+v, want it allowed and still reported", f)
	}
	if q := f.Problem(); q.Code != Allowed || q.Severity != table.Note || q.Rule != "phone" || !strings.Contains(q.Value, "Trần Bình") {
		t.Errorf("problem = %+v", q)
	}
	for _, a := range []Allow{noReason, otherKind} {
		s := scanFile(t, write(t, append([][]string{{phones[0]}}, rowsOf(phones[1:])...)), Options{Allow: []Allow{a}}, table.Options{Comma: ','})
		found := s.Findings()
		if f := of(found, "Đường dây nóng", Phone); f == nil || !f.Blocks() {
			t.Errorf("with %+v: %+v, want it to block", a, f)
		}
		if got := s.Unused(found); len(got) != 1 || got[0] != a {
			t.Errorf("unused = %+v, want %+v", got, a)
		}
	}
}

func TestExamplesAreMasked(t *testing.T) {
	for _, l := range positives() {
		columns := append([][]string{append([]string{l.header}, l.cells...)}, l.beside...)
		for _, f := range scan(t, Options{}, columns...) {
			for _, e := range f.Examples {
				if strings.Trim(e, "xX0? .,;:/@+-()…\"'_%=&") != "" || f.Kind.direct() && e == "" {
					t.Errorf("%s: example %q", l.name, e)
				}
			}
			if len(f.Examples) > 3 || len(f.Rows) > 5 {
				t.Errorf("%s: %d examples, %d rows", l.name, len(f.Examples), len(f.Rows))
			}
		}
	}
}

func TestHeaderAloneIsAHint(t *testing.T) {
	cells := make([]string, 30)
	for i := range cells {
		cells[i] = "không có"
	}
	found := scan(t, Options{}, append([]string{"SỐ CĂN CƯỚC"}, cells...))
	if f := of(found, "SỐ CĂN CƯỚC", NationalID); f == nil || f.Decision != Hint || f.Problem().Code != HeaderOnly {
		t.Errorf("found %+v, want a hint", found)
	}
}

func TestHeadersAreReadInAllSpellings(t *testing.T) {
	for source, want := range map[string]Kind{
		"Họ và tên": Name, "HO_VA_TEN": Name, "hoVaTen": Name, "hoten": Name, "Ngày tháng năm sinh": BirthDate, "NgaySinh": BirthDate,
		"Số ĐT": Phone, "so_dt": Phone, "DIA_CHI_THUONG_TRU": Address, "CCCD": NationalID, "NGAY_SINH": BirthDate, "DAN_TOC": Ethnicity,
		"MA_SO_THUE": TaxCode, "MA_THE_BHYT": HealthInsurance, "MA_BENH_CHINH": Health, "Biển số xe": Plate, "STK": Account, "Phái": Sex,
	} {
		if h := headerOf(&table.Column{Source: source}); !h.is(want) {
			t.Errorf("%q does not speak of %s: %b", source, want, h.kinds)
		}
	}
	for source, not := range map[string]Kind{"duplicate": Plate, "số hộ": Name, "hộ": Name, "Hồ": Name, "tiếp nhận": IP, "storage": Age, "Essex": Sex} {
		if h := headerOf(&table.Column{Source: source}); h.is(not) {
			t.Errorf("%q speaks of %s", source, not)
		}
	}
}
