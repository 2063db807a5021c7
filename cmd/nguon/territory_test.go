package main

import "testing"

func TestTerritoriesLieWithinOneAnother(t *testing.T) {
	for _, test := range []struct{ name, code, within, vi string }{
		{"a commune lies in its province", "00004", "01", "Phường Ba Đình"},
		{"a province lies in the country", "01", "VN", "Hà Nội"},
		{"the country lies in nothing", "VN", "", "Việt Nam"},
		{"a former province lies in what it became", "17", "25", "Hòa Bình"},
		{"an unknown code lies in nothing", "nowhere", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := withinTerritory(test.code); got != test.within {
				t.Errorf("within %q, want %q", got, test.within)
			}
			if got := territoryName(test.code).Vi; got != test.vi {
				t.Errorf("name %q, want %q", got, test.vi)
			}
		})
	}
}
