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
// the last by name. One that is the same as last time is not brought again.
func (f *fetcher) bucket(ctx context.Context, s *supply.Source, p supply.Part, u *url.URL, secret string, known supply.Seen, to *sink) (*supply.Seen, error) {
	end, err := f.pace.begin(ctx, u.Query().Get("endpoint"))
	if err != nil {
		return nil, err
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
		return nil, unreachable(ctx, p.File, err)
	}
	o, err := store.Latest(ctx, pattern)
	switch {
	case errors.Is(err, storage.ErrNotExist):
		return nil, noFit(p.File, pattern, nil)
	case err != nil:
		return nil, unreachable(ctx, p.File, err)
	}
	seen := &supply.Seen{ETag: short(o.Key + " " + o.ETag)}
	if seen.ETag != "" && seen.ETag == known.ETag {
		return nil, nil
	}
	from, err := store.Read(ctx, o)
	if errors.Is(err, minio.ErrChanged) {
		return nil, beingWritten(p.File, err)
	}
	if err != nil {
		return nil, unreachable(ctx, p.File, err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	to.at.Total = o.Size
	if _, err := io.Copy(to, from); err != nil {
		return nil, unreachable(ctx, p.File, err)
	}
	return seen, nil
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
