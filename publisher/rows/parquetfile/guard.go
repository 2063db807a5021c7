package parquetfile

import (
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"

	"nguon/publisher/rows"
)

// Bounds that are no configuration. What is in memory at one time is a page,
// packed and unpacked, and a dictionary of each column.
const (
	maxFooter     = 128 << 20 // bytes of the description of the file
	maxParts      = 2 << 20   // structures in it: about four for each column of a row group
	maxHeader     = 4 << 20   // bytes of the header of a page, which may hold two values
	maxTogether   = 1 << 30   // bytes of pages that are in memory together
	maxPageValues = 64 << 20
	maxRecord     = 64 << 20 // bytes of the cells of a record
)

// CheckFooter makes sure that the description of a Parquet file of size bytes,
// which stands at its end, can be decoded: a library makes room for whatever
// length it is said to have.
func CheckFooter(r io.ReaderAt, size int64) error {
	var tail [12]byte
	if size < 12 {
		return errShort
	}
	if _, err := r.ReadAt(tail[:4], 0); err != nil {
		return err
	}
	if _, err := r.ReadAt(tail[4:], size-8); err != nil {
		return err
	}
	if head, foot := string(tail[:4]), string(tail[8:]); head == "PARE" || foot == "PARE" {
		return rows.Fatal(Encrypted, rows.Spot{}, "")
	} else if head != "PAR1" || foot != "PAR1" {
		return errors.New("no magic number")
	}
	n := int64(tail[4]) | int64(tail[5])<<8 | int64(tail[6])<<16 | int64(tail[7])<<24
	if n > size-12 {
		return errShort
	}
	if n > maxFooter {
		return rows.Fatal(TooManyParts, rows.Spot{Got: n, Want: maxFooter}, "")
	}
	b := make([]byte, n)
	if _, err := r.ReadAt(b, size-8-n); err != nil {
		return err
	}
	err := CheckStructure(b)
	if errors.Is(err, errTooParts) {
		return rows.Fatal(TooManyParts, rows.Spot{Want: maxParts}, "")
	}
	return err
}

// CheckStructure makes sure that b is a structure in Thrift's compact protocol
// whose depth and number of values are bounded, and whose lists and texts end
// within b.
func CheckStructure(b []byte) error {
	w := walker{b: b}
	return w.structure(0, 0)
}

// A pageHeader is what a guard needs of one.
type pageHeader struct {
	size             int64 // of the header itself
	kind             format.PageType
	unpacked, packed int64
	values           int64
	levels           int64 // bytes before what is packed
	isPacked         bool
}

// A guard looks at the headers of pages before the library believes them.
type guard struct {
	r      io.ReaderAt
	buf    []byte
	gunzip *gzip.Reader
	zstd   *zstd.Decoder
}

func (g *guard) header(at, end int64) (pageHeader, error) {
	for n := int64(512); ; n *= 16 {
		n = min(n, maxHeader, end-at)
		if int64(cap(g.buf)) < n {
			g.buf = make([]byte, n)
		}
		w := walker{b: g.buf[:n]}
		if _, err := g.r.ReadAt(w.b, at); err != nil && !errors.Is(err, io.EOF) {
			return pageHeader{}, err
		}
		h := pageHeader{isPacked: true}
		w.visit = func(path int, v int64) {
			switch path {
			case 1:
				h.kind = format.PageType(v)
			case 2:
				h.unpacked = v
			case 3:
				h.packed = v
			case 501, 701, 801:
				h.values = v
			case 805, 806:
				h.levels += v
			case 807:
				h.isPacked = v == 1
			}
		}
		err := w.structure(0, 0)
		if errors.Is(err, errShort) && n < min(maxHeader, end-at) {
			continue
		}
		h.size = int64(w.at)
		if err == nil && (h.unpacked < 0 || h.packed < 0 || h.values < 0 || h.levels < 0 || h.levels > min(h.packed, h.unpacked) || h.packed > end-at-h.size) {
			err = errors.New("a page has impossible sizes")
		}
		return h, err
	}
}

// chunk checks the pages of a column in a row group, and returns how many
// bytes of it may be in memory at one time.
func (g *guard) chunk(m *format.ColumnMetaData) (int64, error) {
	at := m.DataPageOffset
	if m.DictionaryPageOffset > 0 {
		at = min(at, m.DictionaryPageOffset)
	}
	if at < 4 || m.TotalCompressedSize < 0 || m.NumValues < 0 {
		return 0, errors.New("a column has impossible sizes")
	}
	var dictionary, page int64
	end := at + m.TotalCompressedSize
	for values := int64(0); at < end && values < m.NumValues; {
		h, err := g.header(at, end)
		if err != nil {
			return 0, err
		}
		if h.values > maxPageValues {
			return 0, rows.Fatal(PagesTooLarge, rows.Spot{Got: h.values, Want: maxPageValues}, "values in a page")
		}
		weight := h.unpacked + h.packed + 6*h.values
		if weight > maxTogether {
			return 0, rows.Fatal(PagesTooLarge, rows.Spot{Got: weight, Want: maxTogether}, "")
		}
		if h.isPacked {
			if err := g.unpacks(m.Codec, at+h.size+h.levels, h.packed-h.levels, h.unpacked-h.levels); err != nil {
				return 0, err
			}
		}
		if h.kind == format.DictionaryPage {
			dictionary = weight
		} else {
			page = max(page, weight)
			values += h.values
		}
		at += h.size + h.packed
	}
	return dictionary + page, nil
}

// unpacks checks that packed bytes unpack to no more than a page says.
func (g *guard) unpacks(codec format.CompressionCodec, at, packed, unpacked int64) (err error) {
	if packed == 0 {
		return nil
	}
	section := io.NewSectionReader(g.r, at, packed)
	var r io.Reader
	switch codec {
	case format.Uncompressed:
		return nil
	case format.Lz4Raw:
		// The library tries a buffer twice as large for as long as this fails.
		b := make([]byte, packed+unpacked)
		if _, err := section.ReadAt(b[:packed], 0); err != nil {
			return err
		}
		_, err := lz4.UncompressBlock(b[:packed], b[packed:])
		return err
	case format.Snappy:
		// The block begins with the size that it unpacks to.
		var head [10]byte
		n, err := section.ReadAt(head[:], 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		w := walker{b: head[:n]}
		if size, err := w.uvarint(); n > 0 && (err != nil || size > uint64(unpacked)) {
			return errors.New("a page unpacks to more than it says")
		}
		return nil
	case format.Gzip:
		if g.gunzip == nil {
			g.gunzip = new(gzip.Reader)
		}
		err, r = g.gunzip.Reset(section), g.gunzip
	case format.Zstd:
		if g.zstd == nil {
			if g.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20)); err != nil {
				return err
			}
		}
		err, r = g.zstd.Reset(section), g.zstd
	case format.Brotli:
		r = brotli.NewReader(section)
	default:
		return rows.Fatal(BadCodec, rows.Spot{Value: codec.String()}, "")
	}
	if err != nil {
		return err
	}
	n, err := io.CopyN(io.Discard, r, unpacked+1)
	if n > unpacked {
		return fmt.Errorf("a page unpacks to more than the %d bytes that it says", unpacked)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// close gives back what the guard holds.
func (g *guard) close() {
	if g.zstd != nil {
		g.zstd.Close()
	}
}
