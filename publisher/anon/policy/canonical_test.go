package policy

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func TestHashIsOfWhatIsMeant(t *testing.T) {
	base := example(t)
	want := mustParse(t, base).Hash()
	for _, test := range []struct {
		name, from, to string
		same           bool
	}{
		{"comments", "release: open ", "release: open # mở\n#", true},
		{"order of fields", "unit: person\ncoverage: census\n", "coverage: census\nunit: person\n", true},
		{"a default that is written out", "rows", "rows", true},
		{"style of a list", "[ngay_sinh, gioi_tinh]", "\n    - ngay_sinh\n    - gioi_tinh", true},
		{"a short form", "{generalise: {hierarchy: icd10, level: 1}}", "[{generalise: {level: \"1\", hierarchy: icd10}}]", true},
		{"writing of a number", "{bands: 5}", "{bands: {width: 5.0}}", true},
		{"another number", "k: 5\n", "k: 6\n", false},
		{"order of operations", "[{date: year}, {bands: 5}, {top: 85}]", "[{date: year}, {top: 85}]", false},
		{"another reason", "đường dây nóng cơ quan", "đường dây nóng", false},
		{"another role", "nam:         {role: insensitive", "nam:         {role: quasi", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := mustParse(t, strings.Replace(base, test.from, test.to, 1)).Hash()
			if (got == want) != test.same {
				t.Errorf("hash %s, of the first %s", got, want)
			}
		})
	}
}

func TestCanonicalFormIsThePolicy(t *testing.T) {
	p := mustParse(t, example(t))
	again := mustParse(t, string(p.Canonical()))
	if !bytes.Equal(p.Canonical(), again.Canonical()) {
		t.Errorf("canonical form\n%s\nis read as\n%s", p.Canonical(), again.Canonical())
	}
	forgetLines(reflect.ValueOf(p))
	forgetLines(reflect.ValueOf(again))
	if !reflect.DeepEqual(p, again) {
		t.Errorf("policy\n%+v\nis read back as\n%+v", p, again)
	}
}

// forgetLines sets all fields named Line to 0.
func forgetLines(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forgetLines(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forgetLines(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Line" {
				v.Field(i).SetInt(0)
				continue
			}
			forgetLines(v.Field(i))
		}
	}
}
