package upload

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"nguon/catalog"
)

// Save stores a whole upload of an owner, which is read in one go: a file that
// came in a form. One that is larger than an upload may be is an error of kind
// [catalog.ErrTooLarge], of which nothing is kept.
func (s *Store) Save(ctx context.Context, owner string, meta map[string]string, r io.Reader) (*Info, error) {
	id := rand.Text()
	size, err := s.spool(ctx, id, r)
	if err == nil {
		err = s.create(ctx, id, document{Owner: owner, Size: size, Meta: meta}) // from here on there is an upload
	}
	if err != nil {
		return nil, errors.Join(err, s.remove(context.WithoutCancel(ctx), id, nil))
	}
	return s.Stat(ctx, owner, id)
}

// spool stores the parts, and returns the bytes of all.
func (s *Store) spool(ctx context.Context, id string, r io.Reader) (size int64, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		if _, err := in.Peek(1); errors.Is(err, io.EOF) {
			return size, nil
		} else if err != nil {
			return size, err
		}
		if size >= s.size {
			return size, catalog.Errorf(catalog.ErrTooLarge, "Tệp lớn hơn %d byte.", "The file has more than %d bytes.", s.size)
		}
		part := &counter{r: io.LimitReader(in, min(s.part, s.size-size))}
		if err := s.blobs.Put(ctx, s.partKey(id, size), part); err != nil {
			return size, fmt.Errorf("store a part: %w", err)
		}
		size += part.n
	}
}
