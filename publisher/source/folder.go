package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"

	"nguon/catalog/supply"
)

// folder brings the file of a folder whose name fits the pattern; of several,
// the last by name. One that is being written to is not taken.
func (f *fetcher) folder(ctx context.Context, u *url.URL, file string, to *sink) (*supply.Seen, error) {
	pattern := path.Base(u.Path)
	root, err := os.OpenRoot(path.Dir(u.Path))
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	names, err := fs.Glob(root.FS(), pattern)
	if err != nil || len(names) == 0 {
		return nil, noFit(file, pattern, err)
	}
	name := names[len(names)-1]
	before, err := root.Stat(name)
	if err == nil && !before.Mode().IsRegular() { // to open a pipe could take for ever
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	from, err := root.Open(name)
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	to.at.Total = before.Size()
	_, err = io.Copy(to, readerFunc(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return from.Read(b)
	}))
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	after, err := from.Stat()
	if err != nil || after.Size() != to.n || !after.ModTime().Equal(before.ModTime()) {
		return nil, beingWritten(file, err)
	}
	return &supply.Seen{}, nil
}
