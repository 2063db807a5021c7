package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/apidoc"
	"nguon/api/peer"
	"nguon/api/problem"
	"nguon/api/registry"
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
	return s.change(c, func(ctx context.Context, by account.Caller, revision int64) (market.Product, error) {
		if in.Agency == "" { // of one that is there
			p, err := s.Products.Product(ctx, catalog.Slug(c.Param("product")))
			if err != nil {
				return p, err
			}
			in.Agency = p.Agency
		}
		return s.Registry.Describe(ctx, by, catalog.Slug(c.Param("product")), registry.About(in), revision)
	})
}

// change has the registry change the product that the path names, at the
// revision of If-Match, and answers with the product.
func (s *Server) change(c *gin.Context, do func(ctx context.Context, by account.Caller, revision int64) (market.Product, error)) error {
	who, name := callerOf(c), catalog.Slug(c.Param("product"))
	if s.Registry == nil {
		return noProduct(name)
	}
	revision := registry.AnyRevision
	if tag := c.GetHeader("If-Match"); tag != "" && tag != "*" {
		var err error
		if revision, err = strconv.ParseInt(strings.Trim(tag, `"`), 10, 64); err != nil || revision < 1 {
			return changedMeanwhile()
		}
	}
	from := account.Origin{Address: peer.Proxies(s.TrustedProxies).Client(c.Request), Agent: c.Request.UserAgent()}
	p, err := do(c.Request.Context(), account.Caller{Principal: who.Principal, From: from}, revision)
	switch {
	case err == nil:
	case errors.Is(err, registry.ErrRevision):
		return changedMeanwhile()
	case who.Actor().Kind == account.ActorNobody && (errors.Is(err, catalog.ErrForbidden) || errors.Is(err, catalog.ErrNotFound)):
		return problem.Errorf(problem.KeyMissing, "Cần khóa API của cơ quan.", "A key of the agency is needed.")
	default:
		return err
	}
	s.apis.forget(p.Name)
	c.Header("ETag", strconv.Quote(strconv.FormatInt(p.Revision, 10)))
	c.Header("Cache-Control", cacheOwn)
	status := http.StatusOK
	if p.Revision == 1 {
		status = http.StatusCreated
		c.Header("Location", s.url("/v1/apis/"+string(p.Name)))
	}
	c.JSON(status, s.newProduct(&p, true))
	return nil
}

func changedMeanwhile() error {
	return problem.Errorf(problem.PreconditionFailed, "API vừa được người khác sửa; hãy tải lại.", "The API was changed by somebody else; load it again.")
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
