package upload

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the protocol demands it; it finds damage, not attacks
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
)

// algorithms are those of the checksum extension. SHA-1 must be one of them.
var algorithms = map[string]func() hash.Hash{
	"sha1":   sha1.New,
	"sha256": sha256.New,
	"crc32":  func() hash.Hash { return crc32.NewIEEE() },
}

// algorithmNames is the header Tus-Checksum-Algorithm.
const algorithmNames = "sha1,sha256,crc32"

// verify reads the body of a request that has an Upload-Checksum, and returns
// an error unless it is the one. What does not fit its checksum must not be
// stored, so it is read before: a body with a checksum is bounded by the size
// of a part. Tusd has no such extension.
func (h *Handler) verify(r *http.Request) error {
	header := r.Header.Get("Upload-Checksum")
	if header == "" {
		return nil
	}
	name, text, _ := strings.Cut(header, " ")
	begin := algorithms[name]
	want, err := base64.StdEncoding.DecodeString(text)
	if begin == nil || err != nil {
		return refusal(http.StatusBadRequest, fmt.Errorf("Upload-Checksum must be one of %s, a space and base64", algorithmNames))
	}
	if r.ContentLength > h.store.part {
		return refusal(http.StatusRequestEntityTooLarge, errBodySize)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, h.store.part+1))
	if err != nil {
		return refusal(http.StatusBadRequest, err)
	}
	if int64(len(body)) > h.store.part {
		return refusal(http.StatusRequestEntityTooLarge, errBodySize)
	}
	sum := begin()
	sum.Write(body) //nolint:errcheck // a hash returns no error
	if !bytes.Equal(sum.Sum(nil), want) {
		return refusal(StatusChecksum, errors.New("the checksum is another"))
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	return nil
}

var errBodySize = fmt.Errorf("a body with a checksum has at most %d bytes", PartSize)
