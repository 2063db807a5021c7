package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/apidoc"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// maxRegistration bounds a request that registers an API: its document, and
// what is around it.
const maxRegistration = 2*apidoc.MaxBytes + 64<<10

// registrationBody is what an agency says of an API as a whole.
type registrationBody struct {
	Agency      string           `json:"agency"`
	Title       catalog.Text     `json:"title"`
	Description catalog.Text     `json:"description"`
	Themes      []string         `json:"themes"`
	Keywords    catalog.Keywords `json:"keywords"`
	Contact     catalog.Contact  `json:"contact"`
	Terms       market.Terms     `json:"terms"`
	Support     catalog.Text     `json:"support"`
	Access      market.Access    `json:"access"`
}

// putProduct answers PUT /v1/apis/:product: it registers an API, or changes what
// is said of it. If-Match holds the revision that is changed.
func (s *Server) putProduct(c *gin.Context) error {
	var in registrationBody
	if err := readJSON(c, &in); err != nil {
		return err
	}
	p, err := s.changing(c, in.Agency)
	if err != nil {
		return err
	}
	p.Agency, p.Title, p.Description, p.Themes, p.Keywords = in.Agency, in.Title, in.Description, in.Themes, in.Keywords
	p.Contact, p.Terms, p.Support, p.Access = in.Contact, in.Terms, in.Support, in.Access
	return s.saveProduct(c, p)
}

// changing returns the product that the path names, to be changed, or a new one
// of the given agency. Whoever changes it must be allowed to in both agencies.
func (s *Server) changing(c *gin.Context, agency string) (market.Product, error) {
	who, name := callerOf(c), catalog.Slug(c.Param("product"))
	if s.Products == nil {
		return market.Product{}, noProduct(name)
	}
	p, err := s.Products.Product(c.Request.Context(), name)
	switch {
	case errors.Is(err, catalog.ErrNotFound) && agency != "":
		p = market.Product{Name: name, Agency: agency}
	case errors.Is(err, catalog.ErrNotFound):
		return p, keyNeeded(who, noProduct(name))
	case err != nil:
		return p, err
	}
	for _, code := range []string{p.Agency, agency} {
		if code != "" && !who.May(account.ActionManageProducts, code) {
			return p, keyNeeded(who, problem.Errorf(problem.Forbidden, "Bạn không được đăng ký API cho cơ quan %q.",
				"You may not register APIs for the agency %q.", code))
		}
	}
	if p.Revision == 0 {
		return p, nil
	}
	if tag := c.GetHeader("If-Match"); tag != "" && tag != "*" {
		revision, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
		if err != nil || revision != p.Revision {
			return p, problem.Errorf(problem.PreconditionFailed, "API vừa được người khác sửa; hãy tải lại.", "The API was changed by somebody else; load it again.")
		}
	}
	return p, nil
}

// keyNeeded returns an error that asks for a key where none came, and err
// otherwise.
func keyNeeded(who *caller, err error) error {
	if who.Key == nil {
		return problem.Errorf(problem.KeyMissing, "Cần khóa API của cơ quan.", "A key of the agency is needed.")
	}
	return err
}

func (s *Server) saveProduct(c *gin.Context, p market.Product, documents ...[]byte) error {
	made := p.Revision == 0
	p, err := s.Products.SaveProduct(c.Request.Context(), p, documents...)
	if err != nil {
		return err
	}
	s.apis.forget(p.Name)
	c.Header("ETag", strconv.Quote(strconv.FormatInt(p.Revision, 10)))
	c.Header("Cache-Control", cacheOwn)
	status := http.StatusOK
	if made {
		status = http.StatusCreated
		c.Header("Location", s.url("/v1/apis/"+string(p.Name)))
	}
	c.JSON(status, s.newProduct(&p, true))
	return nil
}

// readJSON reads the body of a request strictly.
func readJSON(c *gin.Context, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(c.Writer, c.Request.Body, maxRegistration))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem.Errorf(problem.TooLarge, "Yêu cầu lớn hơn %d byte.", "The request has more than %d bytes.", maxRegistration)
	}
	e := problem.Errorf(problem.InvalidParameter, "Cần JSON đúng tài liệu.", "JSON as documented is needed.")
	if err != nil {
		e.Public.Vi += " " + err.Error()
		e.Public.En += " " + err.Error()
	}
	return e
}
