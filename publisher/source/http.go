package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher/outbound"
)

// maxWait bounds what is believed of a Retry-After.
const maxWait = 24 * time.Hour

// A laterError says when a server wants to be asked again.
type laterError struct {
	error
	after time.Duration
}

func (e *laterError) Unwrap() error { return e.error }

// errSilent is the cause of a fetch that ends because nothing comes.
var errSilent = errors.New("the server fell silent")

// http brings a file from a server. Credentials go to its host alone, whichever
// redirects follow.
func (f *fetcher) http(ctx context.Context, u *url.URL, inside bool, secret string, known supply.Seen, file string, to *sink) (*supply.Seen, error) {
	end, err := f.pace.begin(ctx, u.Host)
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.Idle, func() { cancel(errSilent) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.Agent)
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	} else if known.Modified != "" {
		req.Header.Set("If-Modified-Since", known.Modified)
	}
	name, value, _ := strings.Cut(secret, ":")
	if secret != "" {
		req.Header.Set(name, strings.TrimSpace(value))
	}
	client := f.client(inside, u, name)
	defer client.CloseIdleConnections()
	resp, err := client.Do(req) //nolint:bodyclose // it is closed below; the check does not follow the reader
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode == http.StatusNotModified && req.Header.Get("If-None-Match")+req.Header.Get("If-Modified-Since") != "" {
		return nil, nil
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refused(file, resp, time.Now())
	}
	to.at.Total = max(resp.ContentLength, 0)
	_, err = io.Copy(to, readerFunc(func(b []byte) (int, error) {
		n, err := resp.Body.Read(b)
		watch.Reset(f.Idle)
		return n, err
	}))
	if err != nil {
		return nil, unreachable(ctx, file, err)
	}
	return &supply.Seen{ETag: short(resp.Header.Get("ETag")), Modified: short(resp.Header.Get("Last-Modified")), Name: short(fileName(resp))}, nil
}

// fileName is what a server calls the file that it has answered with: what it
// says, or the end of the address at which it was found.
func fileName(resp *http.Response) string {
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		return path.Base(params["filename"])
	}
	return path.Base(resp.Request.URL.Path)
}

// client returns a client that takes the header of the credentials to no other
// origin than that of u.
func (f *fetcher) client(inside bool, u *url.URL, header string) *http.Client {
	var door outbound.Door
	if inside {
		door = f.Inside
	}
	client := door.Client(f.Whole)
	if t, ok := client.Transport.(*http.Transport); ok && f.Roots != nil {
		t.TLSClientConfig = tlsWith(f.Roots)
	}
	follow := client.CheckRedirect
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if next.URL.Host != u.Host || next.URL.Scheme != u.Scheme {
			next.Header.Del(header)
		}
		next.Header.Del("Referer") // an address may be a secret
		return follow(next, via)
	}
	return client
}

// short drops a validator that is too long to be kept: the file is compared
// then.
func short(s string) string {
	if len(s) > 1000 {
		return ""
	}
	return s
}

// refused says what a server has answered instead of the file.
func refused(file string, resp *http.Response, now time.Time) error {
	err := catalog.Errorf(catalog.ErrInvalid, "Máy chủ của %[1]s trả lời với mã %[2]d.", "The server of %[1]s answered with status %[2]d.", file, resp.StatusCode)
	if after := retryAfter(resp.Header.Get("Retry-After"), now); after > 0 {
		return &laterError{err, after}
	}
	return err
}

// retryAfter reads the header of RFC 9110, section 10.2.3; 0 is none.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, maxWait)
	}
	if at, err := http.ParseTime(s); err == nil {
		return min(max(at.Sub(now), 0), maxWait)
	}
	return 0
}

// unreachable tells of an address nothing but that it could not be read: nobody
// shall look around inside with a source.
func unreachable(ctx context.Context, file string, err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the address, which may hold a secret: it is for the log
	}
	switch {
	case errors.Is(err, outbound.ErrForbidden):
		return &catalog.Error{Kind: catalog.ErrForbidden, Err: err, Public: catalog.Textf("Địa chỉ của %s dẫn vào mạng nội bộ, hoặc không được phép.",
			"The address of %s leads inside a network, or is not allowed.", file)}
	case errors.Is(err, catalog.ErrTooLarge):
		return err
	case errors.Is(context.Cause(ctx), errSilent):
		return &catalog.Error{Kind: catalog.ErrInvalid, Err: errSilent, Public: catalog.Textf("Máy chủ của %s không gửi gì nữa.",
			"The server of %s fell silent.", file)}
	case ctx.Err() != nil:
		return fmt.Errorf("fetch %s: %w", file, ctx.Err())
	}
	return &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Textf("Không tải được %s từ nguồn.", "%s could not be fetched from its source.", file)}
}

type readerFunc func([]byte) (int, error)

// Read implements io.Reader.
func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
