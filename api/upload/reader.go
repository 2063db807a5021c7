package upload

import (
	"context"
	"errors"
	"io"

	"nguon/storage"
)

// A reader reads parts one after the other.
type reader struct {
	ctx   context.Context
	blobs storage.Store
	parts []storage.Info
	now   io.ReadCloser // the part being read, or nil
	left  int64         // of it
}

// Read implements [io.Reader]. A part that is shorter than it was is an error.
func (r *reader) Read(b []byte) (int, error) {
	for r.now == nil {
		if len(r.parts) == 0 {
			return 0, io.EOF
		}
		part, err := r.blobs.Open(r.ctx, r.parts[0].Key, 0, -1)
		if errors.Is(err, storage.ErrNotExist) {
			return 0, ErrNone
		} else if err != nil {
			return 0, err
		}
		r.now, r.left, r.parts = part, r.parts[0].Size, r.parts[1:]
	}
	n, err := r.now.Read(b)
	r.left -= int64(n)
	if errors.Is(err, io.EOF) {
		err = r.next()
	}
	return n, err
}

func (r *reader) next() error {
	err := r.now.Close()
	if r.left != 0 {
		err = errors.Join(io.ErrUnexpectedEOF, err)
	}
	r.now = nil
	return err
}

// Close ends the reading.
func (r *reader) Close() error {
	if r.now == nil {
		return nil
	}
	return r.now.Close()
}
