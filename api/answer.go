package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// How long answers may be kept.
const (
	cacheImmutable = "public, max-age=31536000, immutable"
	cacheLatest    = "public, max-age=60, stale-while-revalidate=600"
	cacheCatalogue = "public, max-age=60, stale-while-revalidate=600"
	cacheSearch    = "public, max-age=10"
)

// answer sends v as JSON with a weak validator made of its bytes, or says that
// the client has it already.
func answer(c *gin.Context, cache string, v any) error {
	return answerAs(c, "application/json", cache, v)
}

func answerAs(c *gin.Context, mediaType, cache string, v any) error {
	body, err := encode(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	send(c, mediaType, cache, body)
	return nil
}

// send answers with body, or says that the client has it already.
func send(c *gin.Context, mediaType, cache string, body []byte) {
	etag := etagOf(body)
	c.Header("Cache-Control", cache)
	c.Header("ETag", etag)
	if matches(c.Request, etag) {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, mediaType, body)
}

// etagOf is a weak validator of a body.
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// encode writes v as JSON, with &, < and > as they are: addresses stay legible,
// and no answer is ever taken for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// matches reports whether the client that sent r has the representation with
// the given tag: If-None-Match, compared weakly (RFC 9110, section 13.1.2).
func matches(r *http.Request, etag string) bool {
	for _, header := range r.Header.Values("If-None-Match") {
		for tag := range strings.SplitSeq(header, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
				return true
			}
		}
	}
	return false
}
