package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"

	"nguon/catalog/supply"
)

// folder brings the file of a folder whose name fits the pattern; of several,
// the last by name, or, where they are parts of a table, the first that was not
// taken. One that is being written to is not taken. More is how many wait.
func (f *fetcher) folder(ctx context.Context, u *url.URL, p supply.Part, known supply.Seen, to *sink) (seen *supply.Seen, more int, err error) {
	file, pattern := p.File, path.Base(u.Path)
	root, err := os.OpenRoot(path.Dir(u.Path))
	if err != nil {
		return nil, 0, unreachable(ctx, file, err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	names, err := fs.Glob(root.FS(), pattern)
	if err != nil || len(names) == 0 {
		return nil, 0, noFit(file, pattern, err)
	}
	name := names[len(names)-1]
	if p.Partition != nil {
		var all []offer
		if all, err = offers(root, names); err != nil {
			return nil, 0, unreachable(ctx, file, err)
		}
		if len(all) > maxOffers {
			return nil, 0, tooMany(file)
		}
		var first int
		if first, more = untaken(all, known); first < 0 {
			return nil, 0, nil
		}
		seen, name = taking(all, known, first), all[first].name
	} else {
		seen = &supply.Seen{}
	}
	before, err := root.Stat(name)
	if err == nil && !before.Mode().IsRegular() { // to open a pipe could take for ever
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, 0, unreachable(ctx, file, err)
	}
	from, err := root.Open(name)
	if err != nil {
		return nil, 0, unreachable(ctx, file, err)
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
		return nil, 0, unreachable(ctx, file, err)
	}
	after, err := from.Stat()
	if err != nil || after.Size() != to.n || !after.ModTime().Equal(before.ModTime()) {
		return nil, 0, beingWritten(file, err)
	}
	return seen, more, nil
}

// offers are the regular files of a folder with the given names.
func offers(root *os.Root, names []string) ([]offer, error) {
	all := make([]offer, 0, len(names))
	for _, name := range names {
		info, err := root.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has gone meanwhile
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			all = append(all, offer{name, fmt.Sprintf("%d@%d", info.Size(), info.ModTime().UnixNano())})
		}
	}
	return all, nil
}
