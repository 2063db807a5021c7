package minio

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/minio/minio-go/v7/pkg/s3utils"

	"nguon/storage"
)

// plainName is what a mistyped name of a parameter is like, and no password
// with what is around it.
var plainName = regexp.MustCompile(`^[A-Za-z_-]{1,20}$`)

// An address says where the objects are.
type address struct {
	bucket string
	prefix string // empty, or a key and a slash
	host   string // host:port of the server
	secure bool   // whether the server speaks HTTPS
	region string // empty if the server is to be asked
}

// String returns the address for logs.
func (a address) String() string {
	scheme := "http"
	if a.secure {
		scheme = "https"
	}
	return fmt.Sprintf("s3://%s/%s at %s://%s", a.bucket, a.prefix, scheme, a.host)
}

// parseAddress reads a URL. What is wrong with it is told without repeating it,
// because a password may be in it by mistake.
func parseAddress(rawURL string) (address, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.Opaque != "" || u.Fragment != "" {
		return address{}, errors.New("it must have the form s3://bucket/prefix?endpoint=http://host:port&region=name")
	}
	if u.User != nil {
		return address{}, errors.New("keys do not belong in it")
	}
	a := address{bucket: u.Host, prefix: strings.Trim(u.Path, "/")}
	if err := s3utils.CheckValidBucketName(a.bucket); err != nil {
		return address{}, fmt.Errorf("the bucket %q cannot exist: %w", a.bucket, err)
	}
	if a.prefix != "" {
		if storage.CheckKey(a.prefix) != nil {
			return address{}, errors.New("the prefix after the bucket has empty or hidden parts, or control characters")
		}
		a.prefix += "/"
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return address{}, errors.New("the part after the question mark is not valid")
	}
	for name, values := range query {
		switch {
		case name != "endpoint" && name != "region" && !plainName.MatchString(name):
			return address{}, errors.New("after the question mark stands what is no parameter: there are endpoint and region")
		case name != "endpoint" && name != "region":
			return address{}, fmt.Errorf("%q is not a parameter: there are endpoint and region", name)
		case len(values) > 1:
			return address{}, fmt.Errorf("the parameter %q is there twice", name)
		}
	}
	a.region = query.Get("region")
	return a, a.setEndpoint(query.Get("endpoint"))
}

func (a *address) setEndpoint(raw string) error {
	if raw == "" {
		return errors.New("the endpoint is missing: add ?endpoint=http://host:port, or for Amazon ?endpoint=https://s3.REGION.amazonaws.com&region=REGION")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return errors.New("the endpoint must be http://host:port or https://host:port")
	case u.User != nil:
		return errors.New("keys do not belong in the endpoint")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("the endpoint ends with the port: nothing may follow")
	}
	a.host, a.secure = u.Host, u.Scheme == "https"
	return nil
}
