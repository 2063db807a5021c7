package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
)

// A claim is the release that a file says it is of.
type claim struct {
	dataset catalog.Slug
	version int
}

// downloadName is how the portal names what is downloaded.
var downloadName = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)-v([1-9][0-9]*)-[a-z0-9-]+\.`)

// claim finds out of which release the file says it is. Nothing depends on
// whether that is true: the manifest must list the file.
func (c *verifyCmd) claim() (claim, error) {
	slug, version, _ := strings.Cut(c.Release, "@")
	if c.Release == "" {
		slug, version = parquetClaim(c.File)
	}
	if slug == "" {
		if m := downloadName.FindStringSubmatch(filepath.Base(c.File)); m != nil {
			slug, version = m[1], m[2]
		}
	}
	n, err := strconv.Atoi(version)
	if err == nil && n > 0 && catalog.Slug(slug).Valid() {
		return claim{catalog.Slug(slug), n}, nil
	}
	if c.Release != "" {
		return claim{}, fmt.Errorf("%w: --release must be DATASET@VERSION, such as air-quality@12", errUsage)
	}
	if c.Bundle != "" {
		return claim{}, nil // the bundle names one
	}
	return claim{}, catalog.Errorf(catalog.ErrRefused, "Không biết tệp thuộc bản phát hành nào: hãy thêm --release BỘ-DỮ-LIỆU@PHIÊN-BẢN.",
		"It is not known of which release the file is: add --release DATASET@VERSION.")
}

// parquetClaim reads what a Parquet file says of itself; nothing if it is none.
func parquetClaim(name string) (slug, version string) {
	// The file comes from anywhere, and the reader of its footer may not expect
	// the worst.
	defer func() {
		if recover() != nil {
			slug, version = "", ""
		}
	}()
	f, err := os.Open(name)
	if err != nil {
		return "", ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", ""
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return "", ""
	}
	slug, _ = p.Lookup("nguon.dataset")
	version, _ = p.Lookup("nguon.version")
	return slug, version
}

// hashOf is the SHA-256 and the length of a file.
func hashOf(ctx context.Context, name string) (sum catalog.Digest, size int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return sum, 0, err
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		h.Write(buf[:n]) //nolint:errcheck // a hash never fails
		size += int64(n)
		switch {
		case errors.Is(err, io.EOF):
			return catalog.Digest(h.Sum(nil)), size, nil
		case err != nil:
			return sum, 0, err
		case ctx.Err() != nil:
			return sum, 0, ctx.Err()
		}
	}
}
