package source

import (
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"

	"nguon/catalog"
	"nguon/catalog/market"
)

// Credentials are a header that is sent to the servers of a source, such as
// "Authorization: Bearer …". They print as a placeholder.
type Credentials struct{ header string }

// ParseCredentials reads a header. Its errors do not say what it was.
func ParseCredentials(s string) (Credentials, error) {
	name, value, ok := strings.Cut(s, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !ok || !httpguts.ValidHeaderFieldName(name) || value == "" || !httpguts.ValidHeaderFieldValue(value) || http.CanonicalHeaderKey(name) == "Host" {
		return Credentials{}, catalog.Errorf(catalog.ErrInvalid, "Thông tin xác thực phải có dạng Tên-Header: giá trị.",
			"Credentials must be a header, such as Authorization: Bearer …")
	}
	return Credentials{name + ": " + value}, nil
}

// String hides the credentials.
func (Credentials) String() string { return "[credentials]" }

// GoString hides the credentials.
func (Credentials) GoString() string { return "[credentials]" }

// Seal encrypts c for one source.
func (c Credentials) Seal(s *market.Sealer, source string) []byte {
	return s.Seal(place(source), c.header)
}

func place(source string) string { return "source/" + source }
