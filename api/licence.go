package api

import (
	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// licenceBody is a licence as the API shows it.
type licenceBody struct {
	Code  string       `json:"code"` // of SPDX
	Title catalog.Text `json:"title"`
	URI   string       `json:"uri"`
}

// listLicences answers GET /v1/licences: the open licences with a code. A
// dataset may have another one, by its address.
func (s *Server) listLicences(c *gin.Context) error {
	body := list[licenceBody]{Data: make([]licenceBody, len(catalog.Licences))}
	for i, l := range catalog.Licences {
		body.Data[i] = licenceBody{l.Code, l.Title, l.URI}
	}
	return answer(c, cacheCatalogue, body)
}

// licenceURI returns the address of the licence of a dataset.
func licenceURI(code string) string {
	l, _ := catalog.FindLicence(code)
	return l.URI
}
