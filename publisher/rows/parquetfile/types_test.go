package parquetfile_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/publisher/rows"
)

// column reads a file of one column and one value.
func column[T any](t *testing.T, node parquet.Node, value T) (declared, cell string, notices []string, err error) {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.NewSchema("s", parquet.Group{"c": node}))
	if _, err := w.WriteRows([]parquet.Row{{parquet.ValueOf(value).Level(0, 0, 0)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	columns, body, found, err := read(t, b.Bytes(), rows.Options{})
	if err != nil {
		return "", "", nil, err
	}
	return columns[0], body[0][0], codes(found), nil
}

func TestTypesThatOtherWritersUse(t *testing.T) {
	fixed := parquet.FixedLenByteArrayType
	timestamp := func(when time.Time) int64 { return when.UnixNano() }
	before := time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	bigEndian, err := wkb.Marshal(orb.Point{106, 16}, binary.BigEndian)
	if err != nil {
		t.Fatal(err)
	}
	littleEndian, err := wkb.Marshal(orb.Point{106, 16}, binary.LittleEndian)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		node     parquet.Node
		value    any
		declared string
		cell     string
		notices  []string
	}{
		{"unsigned of 8 bits", parquet.Uint(8), int32(255), "c integer", "number 255", nil},
		{"unsigned of 32 bits", parquet.Uint(32), int32(-1), "c integer", "number 4294967295", nil},
		{"unsigned of 64 bits", parquet.Uint(64), int64(-1), "c ", "number 18446744073709551615", nil},
		{"decimal of 4 bytes", parquet.Decimal(2, 9, parquet.Int32Type), int32(-5), "c decimal.2", "number -0.05", nil},
		{"decimal of 8 bytes", parquet.Decimal(3, 18, parquet.Int64Type), int64(math.MinInt64), "c decimal.3", "number -9223372036854775.808", nil},
		{"decimal without a fraction", parquet.Decimal(0, 5, parquet.Int32Type), int32(7), "c integer", "number 7", nil},
		{"decimal of bytes", parquet.Decimal(2, 4, parquet.ByteArrayType), []byte{0xff, 0x00}, "c decimal.2", "number -2.56", nil},
		{"decimal of many bytes", parquet.Decimal(1, 38, fixed(16)), [16]byte{15: 0x80}, "c .1", "number 12.8", nil},
		{"negative decimal of many bytes", parquet.Decimal(1, 38, fixed(16)), [16]byte(bytes.Repeat([]byte{0xff}, 16)), "c .1", "number -0.1", nil},
		{"date before 1970", parquet.Date(), int32(-1), "c date", "date 1969-12-31", nil},
		{"date beyond the calendar", parquet.Date(), int32(math.MaxInt32), "c date", "broken 2147483647", []string{"parquet-out-of-calendar c 1"}},
		{"time of milliseconds", parquet.TimeAdjusted(parquet.Millisecond, false), int32(1500), "c time", "time 00:00:01.5", nil},
		{"time of nanoseconds", parquet.TimeAdjusted(parquet.Nanosecond, false), int64(1_000_001_999), "c time", "time 00:00:01.000001", []string{"parquet-nanoseconds c 1"}},
		{"time in UTC", parquet.Time(parquet.Microsecond), int64(86_399_999_999), "c time", "time 23:59:59.999999", []string{"parquet-clock-in-utc c 1"}},
		{"time beyond the day", parquet.TimeAdjusted(parquet.Microsecond, false), int64(86_400_000_000), "c time", "broken 86400000000", []string{"parquet-out-of-calendar c 1"}},
		{"timestamp before 1970", parquet.Timestamp(parquet.Nanosecond), timestamp(before), "c datetime", "datetime 1969-12-31T23:59:59.999999Z", []string{"parquet-nanoseconds c 1"}},
		{"timestamp of milliseconds", parquet.Timestamp(parquet.Millisecond), int64(-1), "c datetime", "datetime 1969-12-31T23:59:59.999Z", nil},
		{"INT96 of Spark", parquet.Leaf(parquet.Int96Type), deprecated.Int96{2: 2_440_589}, "c datetime", "datetime 1970-01-02T00:00:00Z", []string{"parquet-int96 c 1"}},
		{"UUID", parquet.UUID(), [16]byte{15: 1}, "c string", "text 00000000-0000-0000-0000-000000000001", nil},
		{"ENUM", parquet.Enum(), []byte("có"), "c string", "text có", nil},
		{"bytes that are UTF-8", parquet.Leaf(parquet.ByteArrayType), []byte("Huế"), "c string", "text Huế", []string{"parquet-bytes-as-text c 1"}},
		{"float of 32 bits", parquet.Leaf(parquet.FloatType), float32(0.1), "c number", "number 0.1", nil},
		{"infinity", parquet.Leaf(parquet.DoubleType), math.Inf(-1), "c number", "broken -Inf", []string{"parquet-not-a-number c 1"}},
		{"big-endian geometry", parquet.Geometry(""), bigEndian, "c geometry", "geometry " + string(littleEndian), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			declared, cell, notices, err := column(t, test.node, test.value)
			if err != nil {
				t.Fatal(err)
			}
			if declared != test.declared || cell != test.cell {
				t.Errorf("got %q, %q; want %q, %q", declared, cell, test.declared, test.cell)
			}
			if diff := cmp.Diff(test.notices, notices); diff != "" {
				t.Errorf("notices (-want +got):\n%s", diff)
			}
		})
	}
}
