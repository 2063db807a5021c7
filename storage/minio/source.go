package minio

import (
	"context"
	"encoding/base64"
	"hash"
	"io"
)

// A source counts and hashes what is read through it, and ends with the error
// of its context when that is cancelled.
type source struct {
	ctx   context.Context
	r     io.Reader
	sum   hash.Hash32
	n     int64
	ended bool // all has been read
}

// Read implements [io.Reader].
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	s.sum.Write(p[:n]) //nolint:errcheck // a hash returns no error
	s.n += int64(n)
	s.ended = err == io.EOF //nolint:errorlint // io.Reader promises io.EOF itself
	return n, err
}

// part reads up to size bytes into buf, which grows with what there is to
// read, and returns them; less than size if there is no more. [io.ReadFull]
// would take a reader that fails with [io.ErrUnexpectedEOF] for one that ends.
func (s *source) part(buf []byte, size int) ([]byte, error) {
	buf = buf[:0]
	for len(buf) < size && !s.ended {
		if len(buf) == cap(buf) {
			larger := make([]byte, len(buf), min(max(64<<10, 4*len(buf)), size))
			copy(larger, buf)
			buf = larger
		}
		n, err := s.Read(buf[len(buf):min(cap(buf), size)])
		buf = buf[:len(buf)+n]
		if err != nil && !s.ended {
			return nil, err
		}
	}
	return buf, nil
}

// checksum returns that of what has been read.
func (s *source) checksum() string { return encode(s.sum.Sum32()) }

// encode writes a checksum as the headers of S3 do.
func encode(sum uint32) string {
	return base64.StdEncoding.EncodeToString([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
}
