package query

import (
	"errors"
	"reflect"
	"testing"

	"nguon/catalog"
)

// What follows the mac check must hold too: a cursor may have been signed by
// another revision of this program.
func FuzzSignedCursor(f *testing.F) {
	key := []byte("key")
	target := Target{Dataset: "d", Version: 1, Table: &catalog.Table{Resource: "r", Rows: 100}}
	var q Query
	for _, t := range []catalog.Type{
		catalog.Boolean, catalog.Integer, catalog.Number, catalog.Date, catalog.DateTime, catalog.String,
		catalog.Decimal, catalog.Time, catalog.Duration,
	} {
		q.Sort = append(q.Sort, Order{Column: &catalog.Column{Name: string(t), Type: t, Scale: 2}})
	}
	f.Add([]byte{5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add([]byte{5, 1, 1, 1, 1, 20, 1, 1, 2, 3, 4, 5, 6, 7, 8, 1, 100, 1, 100, 1, 3, 'a', 'b', 'c', 1, 7, 1, 8, 1, 9})
	f.Add([]byte{0x80, 1, 0})
	f.Add([]byte{5, 1, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'a'})
	f.Fuzz(func(t *testing.T, payload []byte) {
		payload = append([]byte{cursorVersion}, payload...)
		q := q
		q.Cursor = cursorText.EncodeToString(append(payload, sign(key, target, &q, payload)...))
		p, err := decodeCursor(key, target, &q)
		if err != nil {
			if !errors.Is(err, ErrCursorMismatch) {
				t.Fatal(err)
			}
			return
		}
		if p.row < 0 || p.row >= target.Table.Rows || p.keys != nil && len(p.keys) != len(q.Sort) {
			t.Fatalf("got %+v", p)
		}
		if q.Cursor, err = encodeCursor(key, target, &q, p); err != nil {
			t.Fatal(err)
		}
		again, err := decodeCursor(key, target, &q)
		if err != nil || again.row != p.row || p.keys != nil && again.keys != nil && len(p.keys) != len(again.keys) {
			t.Fatalf("%+v became %+v, %v", p, again, err)
		}
	})
}

func TestKeysOfEveryTypeSurviveACursor(t *testing.T) {
	key := []byte("key")
	target := Target{Dataset: "d", Version: 1, Table: &catalog.Table{Resource: "r", Rows: 100}}
	at, _ := parseTime("1969-12-31T23:59:59.999999Z")
	tests := map[string]struct {
		typ catalog.Type
		key any
	}{
		"null": {catalog.String, nil}, "false": {catalog.Boolean, false}, "least integer": {catalog.Integer, int64(-1 << 63)},
		"number": {catalog.Number, -0.1}, "instant": {catalog.DateTime, at}, "empty text": {catalog.String, ""},
		"text": {catalog.String, "Huế\x00"}, "decimal": {catalog.Decimal, Decimal{-1, 0}}, "time of day": {catalog.Time, Clock(day - 1)},
		"duration": {catalog.Duration, Span(-1 << 63)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			q := Query{Sort: []Order{{Column: &catalog.Column{Name: "c", Type: tt.typ}}}}
			want := position{row: 99, keys: []any{tt.key}}
			var err error
			if q.Cursor, err = encodeCursor(key, target, &q, want); err != nil {
				t.Fatal(err)
			}
			got, err := decodeCursor(key, target, &q)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, %v, want %+v", got, err, want)
			}
		})
	}
}
