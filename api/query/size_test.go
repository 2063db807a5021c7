package query

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
)

func TestAPageIsBoundedInBytes(t *testing.T) {
	var size PageSize
	mega := strings.Repeat("x", 1<<20)
	for i := range MaxPageBytes >> 20 {
		if err := size.Add(mega); err != nil {
			t.Fatalf("after %d MB: %v", i, err)
		}
	}
	for _, v := range []any{nil, int64(5), 1.5, ""} {
		if err := size.Add(v); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
	if err := size.Add("x"); !errors.Is(err, ErrQueryLimit) {
		t.Errorf("got %v, want %v", err, ErrQueryLimit)
	}
}

// A page that has become too large is not read to its end.
func TestReadingStopsAtTheFirstError(t *testing.T) {
	type row struct {
		N int64 `parquet:"n"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, make([]row, 10_000)); err != nil {
		t.Fatal(err)
	}
	f, err := parseFooter(bytes.NewReader(b.Bytes()), int64(b.Len()), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.column(&catalog.Column{Name: "n", Type: catalog.Integer})
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	seen := 0
	err = c.pick(sequence(100, 5000), func(any) error {
		if seen++; seen == 700 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 700 {
		t.Errorf("got %v after %d values", err, seen)
	}
}

// Nothing is allocated because a broken footer says how long it is.
func TestABrokenFooterIsAnError(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "short": "PAR1", "no footer": "PAR1 \xff\xff\xff\x7fPAR1", "not Parquet": strings.Repeat("a,b\n", 100),
		"footer of zeros": "PAR1\x00\x00\x00\x00\x04\x00\x00\x00PAR1",
	} {
		if _, err := parseFooter(strings.NewReader(data), int64(len(data)), nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
