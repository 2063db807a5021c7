package market_test

import (
	"testing"

	"nguon/catalog/market"
)

func TestRefsNameWhatTheyAreMadeOf(t *testing.T) {
	for _, test := range []struct {
		ref       market.Ref
		data, api string
		valid     bool
	}{
		{market.Catalogue, "", "", true},
		{market.SQL, "", "", true},
		{market.DataProduct("vn-places"), "vn-places", "", true},
		{market.APIProduct("weather"), "", "weather", true},
		{"", "", "", false},
		{"data/", "", "", false},
		{"api/Weather", "", "", false},
		{"api/a/b", "", "", false},
		{"weather", "", "", false},
	} {
		t.Run(string(test.ref), func(t *testing.T) {
			data, isData := test.ref.Dataset()
			api, isAPI := test.ref.API()
			if isData != (test.data != "") || isAPI != (test.api != "") || test.ref.Valid() != test.valid {
				t.Fatalf("data %v, api %v, valid %v", isData, isAPI, test.ref.Valid())
			}
			if isData && string(data) != test.data || isAPI && string(api) != test.api {
				t.Errorf("data %q, api %q", data, api)
			}
		})
	}
}
