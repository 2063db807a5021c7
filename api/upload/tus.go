package upload

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"nguon/storage"
)

// maxMeta is the greatest size of the metadata of an upload in bytes.
const maxMeta = 4096

var (
	errMeta  = tus.NewError("ERR_METADATA", "the metadata are too large", http.StatusRequestHeaderFieldsTooLarge)
	errParts = tus.NewError("ERR_TOO_MANY_PARTS", "the upload was broken off too often; begin again", http.StatusRequestEntityTooLarge)
)

type ownerKey struct{}

// owner returns for whom a request is served.
func owner(ctx context.Context) string {
	id, _ := ctx.Value(ownerKey{}).(string)
	return id
}

type valuesKey struct{}

// withOwner returns ctx for a request of an owner, and in it what [detach] needs.
func withOwner(ctx context.Context, owner string) context.Context {
	ctx = context.WithValue(ctx, ownerKey{}, owner)
	return context.WithValue(ctx, valuesKey{}, ctx)
}

// A detached context ends with tusd's and has the values of the request. The
// Value of tusd's own copies what tusd still writes, and a store's client may
// dial, and ask for values, in a goroutine that outlasts the call.
type detached struct {
	context.Context
	values context.Context
}

func detach(ctx context.Context) context.Context {
	return detached{ctx, ctx.Value(valuesKey{}).(context.Context)}
}

// Value implements [context.Context].
func (d detached) Value(key any) any { return d.values.Value(key) }

// A dataStore shows a Store to tusd.
type dataStore struct{ *Store }

// NewUpload implements tus.DataStore.
func (d dataStore) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	size := 0
	for name, value := range info.MetaData {
		size += len(name) + len(value)
	}
	if size > maxMeta {
		return nil, errMeta
	}
	id := rand.Text()
	if err := d.create(detach(ctx), id, document{Owner: owner(ctx), Size: info.Size, Meta: info.MetaData}); err != nil {
		return nil, err
	}
	return d.GetUpload(ctx, id)
}

// GetUpload implements tus.DataStore.
func (d dataStore) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	info, err := d.Stat(detach(ctx), owner(ctx), id)
	if errors.Is(err, ErrNone) {
		return nil, tus.ErrNotFound
	} else if err != nil {
		return nil, err
	}
	return &tusUpload{d.Store, info}, nil
}

// AsTerminatableUpload implements tus.TerminaterDataStore.
func (dataStore) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload { return u.(*tusUpload) }

// A tusUpload is an upload as it was when the request came.
type tusUpload struct {
	store *Store
	info  *Info
}

// GetInfo implements tus.Upload.
func (u *tusUpload) GetInfo(context.Context) (tus.FileInfo, error) {
	return tus.FileInfo{ID: u.info.ID, Size: u.info.Size, Offset: u.info.Offset, MetaData: u.info.Meta}, nil
}

// WriteChunk stores what it reads in parts. What arrived of a body that was
// broken off is kept: tusd ends src without an error and answers for it.
func (u *tusUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (written int64, err error) {
	ctx = detach(ctx)
	in := bufio.NewReaderSize(src, 64<<10)
	for count := len(u.info.parts); ; count++ {
		if _, err := in.Peek(1); errors.Is(err, io.EOF) {
			return written, nil
		} else if err != nil {
			return written, err
		}
		if int64(count) >= u.info.Size/u.store.part+spareParts {
			return written, errParts
		}
		n, err := u.put(ctx, u.store.partKey(u.info.ID, offset+written), in)
		if err != nil {
			return written, err
		}
		written += n
	}
}

// put stores one part, as long as the upload is there.
func (u *tusUpload) put(ctx context.Context, key string, in io.Reader) (int64, error) {
	part := &counter{r: io.LimitReader(in, u.store.part)}
	err := u.store.blobs.Put(ctx, key, part)
	if errors.Is(err, storage.ErrExist) {
		return 0, tus.ErrMismatchOffset // another request was faster
	} else if err != nil {
		return 0, fmt.Errorf("store a part: %w", err)
	}
	_, err = u.store.blobs.Stat(ctx, u.store.folder(u.info.ID)+infoName)
	if errors.Is(err, storage.ErrNotExist) { // it was removed meanwhile
		return 0, errors.Join(tus.ErrNotFound, u.store.blobs.Remove(ctx, key))
	}
	return part.n, err
}

// GetReader implements tus.Upload; nothing is downloaded.
func (u *tusUpload) GetReader(ctx context.Context) (io.ReadCloser, error) {
	return u.store.Open(detach(ctx), u.info), nil
}

// FinishUpload implements tus.Upload. An upload that is whole is finished.
func (u *tusUpload) FinishUpload(context.Context) error { return nil }

// Terminate implements tus.TerminatableUpload.
func (u *tusUpload) Terminate(ctx context.Context) error {
	return u.store.remove(detach(ctx), u.info.ID, nil)
}

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

// Read implements [io.Reader].
func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
