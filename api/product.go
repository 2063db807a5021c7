package api

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// productBody is a registered API as it is shown.
type productBody struct {
	Name catalog.Slug `json:"name"`
	registrationBody
	Current  string        `json:"current,omitempty"` // the version for newcomers
	Versions []versionBody `json:"versions"`
	Revision int64         `json:"revision"`
	Modified time.Time     `json:"modified"`
	Links    productLinks  `json:"links"`
}

type productLinks struct {
	Self   string `json:"self"`
	Agency string `json:"agency"`
}

type versionBody struct {
	Name       string           `json:"name"`
	State      market.State     `json:"state"`
	Note       catalog.Text     `json:"note"`
	Home       string           `json:"home,omitempty"`
	Document   *market.Document `json:"document,omitempty"`
	Published  time.Time        `json:"published,omitzero"`
	Deprecated time.Time        `json:"deprecated,omitzero"`
	Sunset     time.Time        `json:"sunset,omitzero"`
	Retired    time.Time        `json:"retired,omitzero"`
	Successor  string           `json:"successor,omitempty"`
	Links      versionLinks     `json:"links"`

	// For the agency only.
	Upstream *upstreamBody `json:"upstream,omitempty"`
	Comment  string        `json:"comment,omitempty"`
}

type versionLinks struct {
	Call    string `json:"call,omitempty"` // what calls begin with
	OpenAPI string `json:"openapi,omitempty"`
	Health  string `json:"health,omitempty"`
}

// upstreamBody is an upstream without the value of its header.
type upstreamBody struct {
	URL            string            `json:"url"`
	Header         string            `json:"header,omitempty"`
	Health         string            `json:"health,omitempty"`
	TimeoutSeconds float64           `json:"timeout_seconds,omitempty"`
	Retries        int               `json:"retries,omitempty"`
	Validate       market.Validation `json:"validate,omitempty"`
	CacheSeconds   float64           `json:"cache_seconds,omitempty"`
	Private        bool              `json:"private,omitempty"`
}

// newProduct shows p to the public, or whole to whoever may see drafts.
func (s *Server) newProduct(p *market.Product, whole bool) productBody {
	b := productBody{
		Name: p.Name,
		registrationBody: registrationBody{
			Agency: p.Agency, Title: p.Title, Description: p.Description, Themes: p.Themes, Keywords: p.Keywords,
			Contact: p.Contact, Terms: p.Terms, Support: p.Support, Access: p.Access,
		},
		Versions: []versionBody{}, Revision: p.Revision, Modified: p.Modified,
		Links: productLinks{Self: s.url("/v1/apis/" + string(p.Name)), Agency: s.url("/v1/agencies/" + p.Agency)},
	}
	if v := p.Current(); v != nil {
		b.Current = v.Name
	}
	for i := range p.Versions {
		if v := &p.Versions[i]; whole || v.State.Public() {
			b.Versions = append(b.Versions, s.newVersion(p, v, whole))
		}
	}
	return b
}

func (s *Server) newVersion(p *market.Product, v *market.Version, whole bool) versionBody {
	b := versionBody{
		Name: v.Name, State: v.State, Note: v.Note, Home: v.Home, Document: v.Document, Published: v.Published, Deprecated: v.Deprecated,
		Sunset: v.Sunset, Retired: v.Retired, Successor: v.Successor,
	}
	self := s.url("/v1/apis/" + string(p.Name) + "/" + v.Name)
	if v.Document != nil {
		b.Links.OpenAPI = self + "/openapi.json"
	}
	u := v.Upstream
	if u == nil {
		return b
	}
	if v.State.Callable() {
		b.Links.Call = s.callURL(p, v)
	}
	if u.Health != "" && v.State.Public() {
		b.Links.Health = s.url("/v1/apis/" + string(p.Name) + "/health")
	}
	if whole {
		b.Comment = v.Comment
		b.Upstream = &upstreamBody{
			URL: u.URL, Header: u.Header, Health: u.Health, TimeoutSeconds: u.Timeout.Seconds(), Retries: u.Retries,
			Validate: u.Validate, CacheSeconds: u.Cache.Seconds(), Private: u.Private,
		}
	}
	return b
}

// callURL is what the address of every call of a version begins with.
func (s *Server) callURL(p *market.Product, v *market.Version) string {
	return s.url("/v1/call/" + string(p.Name) + "/" + v.Name)
}

// productOf returns the product that the path names, as far as the caller may
// see it, and whether that is the whole of it. A product whose versions are all
// drafts does not exist for others.
func (s *Server) productOf(c *gin.Context) (market.Product, bool, error) {
	p, err := s.registered(c.Request.Context(), catalog.Slug(c.Param("product")))
	if err != nil {
		return market.Product{}, false, err
	}
	whole := callerOf(c).May(account.ActionReadDraft, p.Agency)
	if !whole && !p.Public() {
		return market.Product{}, false, noProduct(p.Name)
	}
	return p, whole, nil
}

// registered returns a product as it was at most [keyLife] ago.
func (s *Server) registered(ctx context.Context, name catalog.Slug) (market.Product, error) {
	if s.Products == nil || !name.Valid() {
		return market.Product{}, noProduct(name)
	}
	return s.apis.get(name, func() (market.Product, error) { return s.Products.Product(ctx, name) })
}

func noProduct(name catalog.Slug) error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có API %q.", "There is no API %q.", name)
}

// maxProducts bounds one answer of the list.
const maxProducts = 1000

// listProducts answers GET /v1/apis: the APIs that agencies have registered, in
// the order of their names, those of one agency, or those after a name; or, with
// q, those that words find.
func (s *Server) listProducts(c *gin.Context) error {
	if err := onlyParameters(c, "q", "agency", "after", "limit"); err != nil {
		return err
	}
	limit := 100
	if text, ok := c.GetQuery("limit"); ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxProducts {
			return problem.Parameter("limit", "phải là số từ 1 đến %d.", "must be a number from 1 to %d.", maxProducts)
		}
		limit = n
	}
	body := struct {
		Data  []productBody `json:"data"`
		Links struct {
			Next string `json:"next,omitempty"`
		} `json:"links"`
	}{Data: []productBody{}}
	if s.Products == nil {
		return answer(c, cacheCatalogue, body)
	}
	if c.Request.URL.Query().Has("q") {
		return s.findProducts(c, limit)
	}
	who, agency := callerOf(c), c.Query("agency")
	f := market.ProductFilter{Agency: agency, After: catalog.Slug(c.Query("after")), Limit: limit + 1}
	seesDrafts := false
	for len(body.Data) < limit {
		all, err := s.Products.Products(c.Request.Context(), f)
		if err != nil {
			return err
		}
		for i := range all {
			whole := who.May(account.ActionReadDraft, all[i].Agency)
			seesDrafts = seesDrafts || whole
			if len(body.Data) < limit && (whole || all[i].Public()) {
				body.Data = append(body.Data, s.newProduct(&all[i], whole))
			} else if len(body.Data) == limit && body.Links.Next == "" {
				body.Links.Next = s.url("/v1/apis?limit=" + strconv.Itoa(limit) + "&after=" + string(body.Data[limit-1].Name))
				if agency != "" {
					body.Links.Next += "&agency=" + agency
				}
			}
		}
		if len(all) < f.Limit {
			break
		}
		f.After = all[len(all)-1].Name
	}
	return answer(c, forWhom(seesDrafts), body)
}

// forWhom is how long an answer may be kept that others must perhaps not see.
func forWhom(whole bool) string {
	if whole {
		return cacheOwn
	}
	return cacheCatalogue
}

const cacheOwn = "private, no-cache"

// getProduct answers GET /v1/apis/:product.
func (s *Server) getProduct(c *gin.Context) error {
	p, whole, err := s.productOf(c)
	if err != nil {
		return err
	}
	return answer(c, forWhom(whole), s.newProduct(&p, whole))
}

// onlyParameters refuses parameters that a route has not.
func onlyParameters(c *gin.Context, names ...string) error {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(names, name) {
			return problem.Parameter(name, "không có tham số này.", "there is no such parameter.")
		}
	}
	return nil
}
