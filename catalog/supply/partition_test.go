package supply_test

import (
	"errors"
	"testing"

	"nguon/catalog"
	"nguon/catalog/supply"
)

func TestHowPeriodsAreKnownIsReadAndBounded(t *testing.T) {
	for text, fine := range map[string]bool{
		"name": true, "column:day/month": true, "column:a/b/year": true, "schedule/quarter": true,
		"": false, "name/month": false, "column/month": false, "column:day": false, "column:day/decade": false, "schedule": false, "schedule:day/month": false, "mail": false,
	} {
		p, err := supply.ParsePartition(text)
		if fine != (err == nil) || err != nil && !errors.Is(err, catalog.ErrInvalid) || fine && p.String() != text {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
}
