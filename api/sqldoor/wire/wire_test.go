package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/api/sqldoor/wire"
)

var columns = []wire.Column{
	{Name: "b", Form: wire.Bool}, {Name: "i", Form: wire.Int}, {Name: "n", Form: wire.Big}, {Name: "d", Form: wire.Big, Width: 20, Scale: 2},
	{Name: "f", Form: wire.Float}, {Name: "day", Form: wire.Date}, {Name: "c", Form: wire.Clock}, {Name: "t", Form: wire.Timestamp},
	{Name: "v", Form: wire.Interval}, {Name: "s", Form: wire.Text}, {Name: "x", Form: wire.Blob},
}

func row() []any {
	n, _ := new(big.Int).SetString("-170141183460469231731687303715884105728", 10)
	return []any{true, int64(-5), n, big.NewInt(125), 0.5, int64(-1), int64(86_399_999_999), int64(1), [3]int64{1, -2, 3}, "Xã\x00", []byte{0, 255}}
}

func TestRowsArriveAsTheyWereSent(t *testing.T) {
	nulls := make([]any, len(columns))
	var b []byte
	for _, r := range [][]any{row(), nulls, row()} {
		var err error
		if b, err = wire.AppendRow(b, columns, r); err != nil {
			t.Fatal(err)
		}
	}
	equal := cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
	reader := wire.NewRowReader(columns, b)
	for _, want := range [][]any{row(), nulls, row()} {
		got, err := reader.Next()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, equal); d != "" {
			t.Errorf("-want +got\n%s", d)
		}
	}
	if reader.More() {
		t.Error("there is more than was sent")
	}
}

func TestAValueOfAnotherFormIsNotSent(t *testing.T) {
	for _, c := range columns {
		if _, err := wire.AppendRow(nil, []wire.Column{c}, []any{struct{}{}}); err == nil {
			t.Errorf("%s takes a struct", c.Form)
		}
	}
}

func TestFramesThatCannotBeBelieved(t *testing.T) {
	frame := func(n uint32, kind wire.Kind, payload string) string {
		return string(append(binary.BigEndian.AppendUint32(nil, n), byte(kind))) + payload
	}
	for name, text := range map[string]string{
		"too long":       frame(wire.MaxFrame+1, wire.Rows, "x"),
		"of no kind":     frame(0, 0, ""),
		"of a far kind":  frame(0, 200, ""),
		"cut":            frame(10, wire.Rows, "x"),
		"half a header":  "\x00\x00",
		"longer than it": frame(0xFFFFFFFF, wire.Rows, ""),
	} {
		if _, _, err := wire.Read(strings.NewReader(text), nil); err == nil {
			t.Errorf("a frame that is %s is read", name)
		}
	}
}

func TestMessagesThatCannotBeBelieved(t *testing.T) {
	refusal := func(s string) error { _, err := wire.ReadRefusal([]byte(s), 10); return err }
	tables := func(s string) error { _, err := wire.ReadTables([]byte(s), 10); return err }
	cols := func(s string) error { _, err := wire.ReadColumns([]byte(s)); return err }
	for name, err := range map[string]error{
		"a reason that is none":   refusal(`{"reason":"because","position":1}`),
		"a text of many lines":    refusal(`{"reason":"engine","text":"a\nb","position":1}`),
		"a long text":             refusal(`{"reason":"engine","text":"` + strings.Repeat("a", wire.MaxText+1) + `","position":1}`),
		"a member that is none":   refusal(`{"reason":"engine","html":"x","position":1}`),
		"two values":              refusal(`{"reason":"engine","position":1}{}`),
		"no JSON":                 tables(`[`),
		"many tables":             tables(`[` + strings.Repeat(`{"dataset":"a","resource":"b","position":0},`, wire.MaxTables) + `{"dataset":"a","resource":"b","position":0}]`),
		"a name of many lines":    tables(`[{"dataset":"a\u0000","resource":"b","position":0}]`),
		"no columns":              cols(`[]`),
		"a form that is none":     cols(`[{"name":"a","form":"html"}]`),
		"a column without a name": cols(`[{"name":"","form":"int"}]`),
		"two of one name":         cols(`[{"name":"a","form":"int"},{"name":"a","form":"int"}]`),
		"too many digits":         cols(`[{"name":"a","form":"big","width":39}]`),
		"a scale above the width": cols(`[{"name":"a","form":"big","width":3,"scale":4}]`),
		"an integer with a scale": cols(`[{"name":"a","form":"int","scale":4}]`),
	} {
		if !errors.Is(err, wire.ErrFrame) {
			t.Errorf("%s: got %v, want %v", name, err, wire.ErrFrame)
		}
	}
	r, err := wire.ReadRefusal([]byte(`{"reason":"engine","position":99}`), 10)
	if err != nil || r.Position != -1 {
		t.Errorf("a position beyond the statement: %+v, %v", r, err)
	}
}

func TestPrintableIsTakenByTheOtherSide(t *testing.T) {
	for _, s := range []string{"", "a\nb\x00", "\xff", strings.Repeat("ế", 400)} {
		got := wire.Printable(s, 100)
		if len(got) > 100 || strings.ContainsAny(got, "\n\x00") {
			t.Errorf("Printable(%.10q) = %q", s, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	b, err := wire.AppendRow(nil, columns, row())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{b, []byte(`[{"name":"a","form":"big","width":3}]`), []byte(`{"reason":"engine","position":1}`), []byte(`[{"dataset":"a","resource":"b","position":0}]`)} {
		f.Add(seed)
		var framed bytes.Buffer
		if err := wire.Write(&framed, wire.Rows, seed); err != nil {
			f.Fatal(err)
		}
		f.Add(framed.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, payload, err := wire.Read(bytes.NewReader(b), nil); err == nil && len(payload) > len(b) {
			t.Errorf("%d bytes of %d", len(payload), len(b))
		}
		if r, err := wire.ReadRefusal(b, 10); err == nil && (len(r.Text) > wire.MaxText || r.Position > 10) {
			t.Errorf("%+v", r)
		}
		if all, err := wire.ReadTables(b, 10); err == nil && len(all) > wire.MaxTables {
			t.Errorf("%d tables", len(all))
		}
		if all, err := wire.ReadColumns(b); err == nil && (len(all) == 0 || len(all) > wire.MaxColumns) {
			t.Errorf("%d columns", len(all))
		}
		reader := wire.NewRowReader(columns, b)
		for reader.More() {
			r, err := reader.Next()
			if err != nil {
				break
			}
			// What was read can be sent again.
			if _, err := wire.AppendRow(nil, columns, r); err != nil {
				t.Errorf("%v: %v", r, err)
			}
		}
	})
}
