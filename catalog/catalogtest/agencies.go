package catalogtest

import (
	"testing"

	"nguon/catalog"
)

// An AgencyStore keeps agencies and keys.
type AgencyStore interface {
	Store
	catalog.Agencies
}

// RunAgencies tests agencies that have published nothing. Open returns a new,
// empty store.
func RunAgencies(t *testing.T, open func(t *testing.T) AgencyStore) {
	for name, test := range map[string]func(*testing.T, AgencyStore){
		"are there at once, and change": testAgencySaved,
		"that are not valid are not":    testAgencyInvalid,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testAgencySaved(t *testing.T, s AgencyStore) {
	a := Agency("H99")
	a.Parent = ""
	for _, title := range []string{"Sở Mới", "Sở Mới hơn"} {
		a.Title.Vi = title
		if err := s.SaveAgency(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "agencies", must(s.Agencies(t.Context()))(t), []catalog.Agency{a})
	}
	wantEqual(t, "events", len(events(t, s, 0)), 2)
	saveProduct(t, s, Product("rain", "H99")) // what only an agency that is there can have
}

func testAgencyInvalid(t *testing.T, s AgencyStore) {
	for name, a := range map[string]catalog.Agency{
		"without a title":      {Code: "H99"},
		"below one that is no": {Code: "H99", Title: catalog.Text{Vi: "a", En: "a"}, Parent: "H1"},
		"with a NUL":           {Code: "H99", Title: catalog.Text{Vi: "\x00", En: "a"}},
	} {
		wantKind(t, name, s.SaveAgency(t.Context(), a), catalog.ErrInvalid)
	}
	wantEqual(t, "agencies", must(s.Agencies(t.Context()))(t), []catalog.Agency{})
}
