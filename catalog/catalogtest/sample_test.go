package catalogtest_test

import (
	"testing"

	"nguon/catalog/catalogtest"
)

func TestSamplesAreValid(t *testing.T) {
	if err := catalogtest.Agency("H26").Validate(); err != nil {
		t.Error(err)
	}
	d := catalogtest.Dataset("air", "H26")
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	first, second := catalogtest.Release(d, 1), catalogtest.Release(d, 1)
	if first.ID == second.ID || first.Tables[0].File.Key == second.Tables[0].File.Key {
		t.Errorf("two releases with ID %s and key %s", first.ID, first.Tables[0].File.Key)
	}
	for _, table := range first.Tables {
		if _, ok := d.Resource(table.Resource); !ok {
			t.Errorf("the dataset has no resource %s", table.Resource)
		}
	}
}
