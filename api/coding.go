package api

import (
	"bytes"
	"io"
	"mime"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A coding is a content coding of RFC 9110, section 8.4.1; plain is none.
type coding string

const (
	plain coding = ""
	zstds coding = "zstd"
	br    coding = "br"
	gzips coding = "gzip"
)

// codings are those that there are, the one that is liked best first.
var codings = []coding{zstds, br, gzips}

const (
	// leastCoded is from how many bytes on an answer is compressed: less fits
	// in one packet anyway.
	leastCoded = 1024
	// mostCoded is up to how many bytes a compressed answer is put together in
	// memory, and so can be kept; larger ones are compressed while they are sent.
	mostCoded = 4 << 20
)

// acceptedCoding returns the coding that a client with the given
// Accept-Encoding likes best; of those it likes the same, the first of codings.
func acceptedCoding(header string) coding {
	if header == "" {
		return plain
	}
	weights := make(map[coding]float64, 4)
	for part := range strings.SplitSeq(header, ",") {
		name, rest, _ := strings.Cut(part, ";")
		weight := 1.0
		if rest != "" {
			_, params, err := mime.ParseMediaType("x/x;" + rest)
			if err != nil {
				continue
			}
			if text, ok := params["q"]; ok {
				if weight, err = strconv.ParseFloat(text, 64); err != nil {
					continue
				}
			}
		}
		weights[coding(strings.ToLower(strings.TrimSpace(name)))] = weight
	}
	best, most := plain, weights["identity"]
	for _, how := range codings {
		weight, named := weights[how]
		if !named {
			weight = weights["*"]
		}
		if weight > most || weight == most && best == plain && weight > 0 {
			best, most = how, weight
		}
	}
	return best
}

// A compressor writes in a coding, to one writer after another.
type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressors are idle; the levels are those that take about as long as writing
// the rows did.
var compressors = map[coding]*sync.Pool{
	zstds: {New: func() any {
		z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil {
			panic(err) // the options are constants
		}
		return z
	}},
	br: {New: func() any { return brotli.NewWriterLevel(nil, 4) }},
	gzips: {New: func() any {
		z, err := gzip.NewWriterLevel(nil, 5)
		if err != nil {
			panic(err) // the level is a constant
		}
		return z
	}},
}

// compress writes body to w in a coding that is not plain.
func (how coding) compress(w io.Writer, body []byte) error {
	z := compressors[how].Get().(compressor)
	defer func() {
		z.Reset(nil)
		compressors[how].Put(z)
	}()
	z.Reset(w)
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}

// compressed is body in a coding that is not plain.
func (how coding) compressed(body []byte) ([]byte, error) {
	var b bytes.Buffer
	err := how.compress(&b, body)
	return bytes.Clone(b.Bytes()), err
}
