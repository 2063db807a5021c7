package source

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher/outbound"
	"nguon/storage"
	"nguon/storage/minio"
)

// bucket brings the object of a bucket whose name fits the pattern; of several,
// the last by name, or, where they are parts of a table, the first that was not
// taken. One that is the same as last time is not brought again. More is how many
// wait.
func (f *fetcher) bucket(ctx context.Context, s *supply.Source, p supply.Part, u *url.URL, secret string, known supply.Seen, to *sink) (seen *supply.Seen, more int, err error) {
	end, err := f.pace.begin(ctx, u.Query().Get("endpoint"))
	if err != nil {
		return nil, 0, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, f.Whole)
	defer cancel()
	var door outbound.Door
	if s.Inside {
		door = f.Inside
	}
	through := door.Transport()
	defer through.CloseIdleConnections()
	through.TLSClientConfig = tlsWith(f.Roots)
	access, hidden, _ := strings.Cut(secret, ":")
	pattern, at := path.Base(u.Path), *u
	at.Path = strings.TrimSuffix(path.Dir(u.Path), "/")
	store, err := minio.OpenThrough(ctx, at.String(), minio.Credentials{AccessKey: access, SecretKey: hidden}, refuseRedirects{through})
	if err != nil {
		return nil, 0, unreachable(ctx, p.File, err)
	}
	var o minio.Object
	if p.Partition == nil {
		o, err = store.Latest(ctx, pattern)
		seen = &supply.Seen{ETag: short(o.Key + " " + o.ETag)}
	} else {
		o, seen, more, err = nextObject(ctx, store, pattern, p.File, known)
	}
	switch {
	case errors.Is(err, storage.ErrNotExist):
		return nil, 0, noFit(p.File, pattern, nil)
	case err != nil:
		return nil, 0, unreachable(ctx, p.File, err)
	case seen == nil, seen.ETag != "" && seen.ETag == known.ETag:
		return nil, 0, nil
	}
	from, err := store.Read(ctx, o)
	if errors.Is(err, minio.ErrChanged) {
		return nil, 0, beingWritten(p.File, err)
	}
	if err != nil {
		return nil, 0, unreachable(ctx, p.File, err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	to.at.Total = o.Size
	if _, err := io.Copy(to, from); err != nil {
		return nil, 0, unreachable(ctx, p.File, err)
	}
	return seen, more, nil
}

// nextObject returns the first of the objects that fit a pattern that was not
// taken; seen is nil if there is none.
func nextObject(ctx context.Context, store *minio.Store, pattern, file string, known supply.Seen) (o minio.Object, seen *supply.Seen, more int, err error) {
	found, err := store.Fitting(ctx, pattern, maxOffers+1)
	if err != nil {
		return o, nil, 0, err
	}
	if len(found) > maxOffers {
		return o, nil, 0, tooMany(file)
	}
	all := make([]offer, len(found))
	for i, o := range found {
		all[i] = offer{o.Key, strings.ReplaceAll(o.ETag, " ", "")}
	}
	first, more := untaken(all, known)
	if first < 0 {
		return o, nil, 0, nil
	}
	return found[first], taking(all, known, first), more, nil
}

// noFit says that there is nothing of the name that is looked for.
func noFit(file, pattern string, err error) error {
	return &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Textf("Không có tệp nào hợp với %[1]s cho %[2]s.",
		"No file fits %[1]s for %[2]s.", pattern, file)}
}

// beingWritten says that what is there may be half of it.
func beingWritten(file string, err error) error {
	return &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Textf("Tệp %s đang được ghi.", "The file %s is being written to.", file)}
}

// refuseRedirects makes an error of a redirect: signed requests are for one
// server.
type refuseRedirects struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (r refuseRedirects) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.RoundTripper.RoundTrip(req)
	if err == nil && resp.StatusCode >= 300 && resp.StatusCode < 400 && resp.StatusCode != http.StatusNotModified {
		resp.Body.Close() //nolint:errcheck // nothing of it is wanted
		return nil, errors.New("the server redirects")
	}
	return resp, err
}
