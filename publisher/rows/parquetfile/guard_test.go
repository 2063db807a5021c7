package parquetfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/brotli"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/lz4"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/format"

	"nguon/publisher/rows"
)

// A page that unpacks to more than its header says would be unpacked into
// memory without bound.
func TestPagesThatUnpackTooFarAreFound(t *testing.T) {
	const size = 1 << 20
	for _, codec := range []compress.Codec{&snappy.Codec{}, &gzip.Codec{}, &brotli.Codec{}, &zstd.Codec{}, &lz4.Codec{}} {
		packed, err := codec.Encode(nil, make([]byte, size))
		if err != nil {
			t.Fatal(err)
		}
		g := guard{r: bytes.NewReader(packed)}
		if err := g.unpacks(codec.CompressionCodec(), 0, int64(len(packed)), size); err != nil {
			t.Errorf("%s: an honest page: %v", codec, err)
		}
		if err := g.unpacks(codec.CompressionCodec(), 0, int64(len(packed)), size-1); err == nil {
			t.Errorf("%s: a page that unpacks to more than it says is believed", codec)
		}
		g.close()
	}
}

func TestCodecsThatAreNotSupportedAreNamed(t *testing.T) {
	g := guard{r: bytes.NewReader([]byte{1})}
	e, ok := errors.AsType[*rows.Error](g.unpacks(format.LZO, 0, 1, 1))
	if !ok || e.Code != BadCodec || e.Value != "LZO" {
		t.Errorf("got %v, want the name of the codec", e)
	}
}

// footer is a file whose description is b.
func footer(b []byte) []byte {
	out := append([]byte("PAR1"), b...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(b)))
	return append(out, "PAR1"...)
}

func TestDescriptionsThatClaimTooMuchAreNotDecoded(t *testing.T) {
	list := func(kind byte, n uint64, elements int) []byte {
		out := binary.AppendUvarint([]byte{0x29, 0xf0 | kind}, n)
		return append(append(out, make([]byte, elements)...), 0)
	}
	for _, test := range []struct {
		name string
		file []byte
		want rows.Code // empty: any error
	}{
		{name: "a list longer than the file", file: footer(list(12, 1<<31-1, 10))},
		{name: "a list of too many structures", file: footer(list(12, maxParts+1, maxParts+1)), want: TooManyParts},
		{name: "structures without end", file: footer(bytes.Repeat([]byte{0x1c}, 1000))},
		{name: "a text longer than the file", file: footer([]byte{0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, 0})},
		{name: "a map", file: footer([]byte{0x1b, 0, 0})},
		{name: "a description longer than the file", file: []byte("PAR1\xff\xff\xff\x7fPAR1")},
		{name: "encrypted", file: []byte("PARE\x00\x00\x00\x00PARE"), want: Encrypted},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := CheckFooter(bytes.NewReader(test.file), int64(len(test.file)))
			if err == nil {
				t.Fatal("believed")
			}
			if e, ok := errors.AsType[*rows.Error](err); test.want != "" && (!ok || e.Code != test.want) {
				t.Errorf("err = %v, want the code %s", err, test.want)
			}
		})
	}
}

func TestHalfPrecision(t *testing.T) {
	table := table{notices: make(map[noticeKey]*rows.Notice)}
	for half, want := range map[uint16]string{0x3c00: "1", 0xc000: "-2", 0x7bff: "65504", 0x0001: "5.9604645e-08", 0: "0",
		0x3555: "0.33325195", 0x7c00: "+Inf", 0x7e00: "NaN"} {
		v := parquet.FixedLenByteArrayValue([]byte{byte(half), byte(half >> 8)})
		if _, got, err := float16(&table, new(column), nil, v); err != nil || string(got) != want {
			t.Errorf("%#x is %s, %v; want %s", half, got, err, want)
		}
	}
}

func TestIntervals(t *testing.T) {
	for want, parts := range map[string][3]uint32{"P1M2DT3.004S": {1, 2, 3004}, "PT0S": {}, "P12M": {12, 0, 0}, "PT60S": {0, 0, 60_000}} {
		var b []byte
		for _, n := range parts {
			b = binary.LittleEndian.AppendUint32(b, n)
		}
		if kind, got, err := interval(nil, nil, nil, parquet.FixedLenByteArrayValue(b)); err != nil || kind != rows.Duration || string(got) != want {
			t.Errorf("%v is %s, %v; want %s", parts, got, err, want)
		}
	}
}
