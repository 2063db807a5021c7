package minio

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"nguon/storage"
)

// maxValid is the longest time for which S3 lets a URL be valid.
const maxValid = 7 * 24 * time.Hour

// overridable are the headers that a URL may set, and its parameters for them.
var overridable = map[string]string{
	"Cache-Control":       "response-cache-control",
	"Content-Disposition": "response-content-disposition",
	"Content-Encoding":    "response-content-encoding",
	"Content-Language":    "response-content-language",
	"Content-Type":        "response-content-type",
	"Expires":             "response-expires",
}

// Presign implements [storage.Presigner]. The URL may be valid for a second to
// seven days, and set the headers Cache-Control, Content-Disposition,
// Content-Encoding, Content-Language, Content-Type and Expires.
func (s *Store) Presign(ctx context.Context, key string, valid time.Duration, header http.Header) (string, error) {
	if err := begin(ctx, key); err != nil {
		return "", err
	}
	if valid < time.Second || valid > maxValid {
		return "", fmt.Errorf("presign %q: it cannot be valid for %v, only for 1s to %v", key, valid, maxValid)
	}
	params := url.Values{}
	for name, values := range header {
		param, ok := overridable[http.CanonicalHeaderKey(name)]
		if !ok || len(values) != 1 {
			return "", fmt.Errorf("presign %q: the header %.40q cannot be set with %d values", key, name, len(values))
		}
		params.Set(param, values[0])
	}
	u, err := s.client.PresignedGetObject(ctx, s.address.bucket, s.address.prefix+key, valid, params)
	if err != nil {
		return "", s.explain("presign", key, err)
	}
	return u.String(), nil
}

var _ storage.Presigner = (*Store)(nil)
