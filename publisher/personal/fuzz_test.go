package personal

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"nguon/publisher/table"
)

// FuzzCell looks at any bytes as a cell of columns with and without a header
// that speaks of persons, and finds what the plain way of looking finds.
func FuzzCell(f *testing.F) {
	p := newPeople(4)
	for range 3 {
		for _, s := range []string{p.name(), p.id(), p.phone(), p.email(), p.plate(), p.address(), p.healthCard(), p.card(), p.ip(), p.birth(), sha(p.id())} {
			f.Add([]byte(s))
		}
	}
	for _, s := range remarks {
		f.Add([]byte(s))
	}
	f.Add([]byte("+84 912.345.678/0987654321-0912345678 a@b.vn@c.d ::1 1.2E+11"))
	f.Fuzz(func(t *testing.T, v []byte) {
		for _, header := range []string{"", "ho_ten cccd cmnd sdt email bien_so bhyt bhxh stk ip ngay_sinh ho_chieu"} {
			c := newColumn(&table.Column{Source: header, Type: table.String}, newReader(now.Year()))
			c.text(v, 0)
			plain := newColumn(c.c, newReader(now.Year()))
			plainly(plain, v, 0)
			if a, b := counts(c), counts(plain); !reflect.DeepEqual(a, b) {
				t.Errorf("cell %q under %q: %v, want %v", v, header, a, b)
			}
			for r, hits := range c.tallies {
				if hits == nil {
					continue
				}
				if rule(r) != phoneText && rule(r) != emailText && rule(r) != emailRole && rules[r].id != "" && hits.count > int64(len(v)) {
					t.Errorf("%d hits of %s in %d bytes", hits.count, rules[r].id, len(v))
				}
				for _, e := range hits.examples {
					if !utf8.ValidString(e) || utf8.RuneCountInString(e) > longestMask+1 {
						t.Errorf("example %q", e)
					}
				}
			}
			for _, k := range kinds {
				c.judge(k, new(tableContext))
			}
		}
	})
}

// FuzzHeader reads any header.
func FuzzHeader(f *testing.F) {
	f.Add("HO_TEN")
	f.Add("Số điện thoại")
	f.Fuzz(func(_ *testing.T, source string) { headerOf(&table.Column{Source: source}) })
}
