package source

import (
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/supply"
)

// Credentials are what the server of a source is shown: a header such as
// "Authorization: Bearer …", or the name and the secret of an account. They
// print as a placeholder.
type Credentials struct{ text string }

// ParseCredentials reads the credentials for the server of a part: a header for
// one of HTTP, NAME:SECRET for others. Its errors do not say what it was.
func ParseCredentials(s string, p supply.Part) (Credentials, error) {
	name, value, ok := strings.Cut(s, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !strings.HasPrefix(p.Address, "http") {
		if !ok || name == "" || value == "" || strings.ContainsAny(s, "\r\n\x00") {
			return Credentials{}, catalog.Errorf(catalog.ErrInvalid, "Thông tin xác thực phải có dạng TÊN:MẬT-KHẨU, trên một dòng.",
				"Credentials must be NAME:SECRET, on one line.")
		}
		return Credentials{name + ":" + value}, nil
	}
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
	return s.Seal(place(source), c.text)
}

func place(source string) string { return "source/" + source }
