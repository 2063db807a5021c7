package table

import (
	"bytes"
	"errors"
	"testing"
)

// stored converts text.
func stored(t *testing.T, text string, o Options) (Stored, *Plan) {
	t.Helper()
	_, plan := mustInspect(t, text, o)
	defer plan.Close()
	var out bytes.Buffer
	if _, err := Convert(t.Context(), plan, &out, ConvertOptions{}); err != nil {
		t.Fatal(err)
	}
	return Stored{bytes.NewReader(out.Bytes()), int64(out.Len())}, plan
}

func TestAPlanBelowStoredRowsKnowsThemAll(t *testing.T) {
	decimal := Options{Declared: []Declaration{{Column: "price", Type: Decimal}}}
	file, published := stored(t, "id,price,word\n100,-12.25,a\n200,,b\n300,7.5,c\n", decimal)
	_, plan := mustInspect(t, "id,price,word\n7,1000.5,d\n8,3.0,e\n", decimal)
	defer plan.Close()
	all, err := plan.Below([]Stored{file, file}, published.Columns)
	if err != nil {
		t.Fatal(err)
	}
	id, price := all.Columns[0], all.Columns[1]
	if all.Rows != 8 || id.Min != 7 || id.Max != 300 || price.Min != -1225 || price.Max != 100050 || price.Nulls != 2 {
		t.Errorf("%d rows, id %+v, price %+v", all.Rows, id, price)
	}
	if p := plan.Columns[1]; p.Scale != 2 || !p.optional() || p.Nulls != 0 {
		t.Errorf("the column that is added: %+v", p)
	}
	if plan.Columns[0].optional() {
		t.Error("a column that lacks no value is optional")
	}
	var out bytes.Buffer
	if _, err := Convert(t.Context(), plan, &out, ConvertOptions{}); err != nil {
		t.Fatal(err)
	}
	var prices []int64
	_, err = Stored{bytes.NewReader(out.Bytes()), int64(out.Len())}.Rows(t.Context(), plan.Columns, 0, func(b *Batch) error {
		prices = append(prices, b.Columns[1].Ints...)
		return nil
	})
	if err != nil || len(prices) != 2 || prices[0] != 100050 || prices[1] != 300 {
		t.Errorf("prices %v, %v; want them with two decimals", prices, err)
	}
}

func TestAPlanThatIsUnlikeStoredRowsSaysWhy(t *testing.T) {
	file, published := stored(t, "id,price,day\n100,1.5,2026-10-01\n200,2.5,2026-10-02\n", Options{Declared: []Declaration{{Column: "price", Type: Decimal}}})
	for name, test := range map[string]struct {
		text   string
		price  Type
		why    Unlikeness
		column string
	}{
		"another name":    {"id,cost,day\n1,1.5,2026-11-01\n", Decimal, OtherColumns, ""},
		"another order":   {"price,id,day\n1.5,2,2026-11-01\n", Decimal, OtherColumns, ""},
		"a column less":   {"id,price\n1,1.5\n", Decimal, OtherColumns, ""},
		"another type":    {"id,price,day\n1,1.5,2026-11-01\n", String, OtherType, "price"},
		"months":          {"id,price,day\n1,1.5,2026-11\n", Decimal, OtherPrecision, "day"},
		"more decimals":   {"id,price,day\n1,1.255,2026-11-01\n", Decimal, MoreDecimals, "price"},
		"a missing value": {"id,price,day\n1,,2026-11-01\n2,1.5,2026-11-02\n", Decimal, NewlyMissing, "price"},
	} {
		t.Run(name, func(t *testing.T) {
			var o Options
			if test.why != OtherColumns || name == "another order" || name == "a column less" {
				o.Declared = []Declaration{{Column: "price", Type: test.price}}
			}
			_, plan := mustInspect(t, test.text, o)
			defer plan.Close()
			_, err := plan.Below([]Stored{file}, published.Columns)
			u, ok := errors.AsType[*Unlike](err)
			if !ok || u.Why != test.why || u.Column != test.column {
				t.Errorf("got %v, want %s of column %q", err, test.why, test.column)
			}
		})
	}
}

func TestStoredRowsThatAreDamagedAreAnError(t *testing.T) {
	file, plan := stored(t, unsorted(500), Options{})
	whole := make([]byte, file.Size)
	if _, err := file.ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	none := func(*Batch) error { return nil }
	for at := 4; at < len(whole); at += max(len(whole)/200, 1) {
		spoilt := bytes.Clone(whole)
		for i := at; i < min(at+6, len(spoilt)); i++ {
			spoilt[i] ^= 0xff
		}
		if n, err := (Stored{bytes.NewReader(spoilt), file.Size}).Rows(t.Context(), plan.Columns, 0, none); err == nil && n != plan.Rows {
			t.Errorf("damage at byte %d: %d rows and no error, want %d", at, n, plan.Rows)
		}
	}
	other := []Column{{Name: plan.Columns[0].Name, Type: Boolean}}
	if _, err := file.Rows(t.Context(), other, 0, none); !errors.Is(err, ErrDiffers) {
		t.Errorf("a column read as another type: %v, want %v", err, ErrDiffers)
	}
}

func TestRowsOfFilesAreInOrderOverTheirEnds(t *testing.T) {
	low, plan := stored(t, "k,v\n1,a\n3,b\n", Options{})
	high, _ := stored(t, "k,v\n3,c\n9,d\n", Options{})
	for name, test := range map[string]struct {
		files []Stored
		want  bool
	}{
		"one after the other": {[]Stored{low, high}, true},
		"the wrong way round": {[]Stored{high, low}, false},
		"one":                 {[]Stored{low}, true},
	} {
		if got, err := InOrder(t.Context(), test.files, plan.Columns[:1]); err != nil || got != test.want {
			t.Errorf("%s: %t, %v; want %t", name, got, err, test.want)
		}
	}
	if got, err := InOrder(t.Context(), []Stored{low}, nil); err != nil || got {
		t.Errorf("without a key: %t, %v", got, err)
	}
}
