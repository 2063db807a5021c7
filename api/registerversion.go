package api

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/apidoc"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// fetchTime bounds the fetching of a document by its address.
const fetchTime = 20 * time.Second

// versionInput is what an agency says of a version. Document is an OpenAPI
// document, as JSON or as a text of YAML; DocumentURL is where it is.
type versionInput struct {
	Note        catalog.Text    `json:"note"`
	Home        string          `json:"home"`
	Document    json.RawMessage `json:"document"`
	DocumentURL string          `json:"document_url"`
	Upstream    *struct {
		upstreamBody
		// Secret is the value of the header; if it is left out, it stays.
		Secret string `json:"secret"`
	} `json:"upstream"`
}

// putVersion answers PUT /v1/apis/:product/:version: it adds a version, or
// changes one. The document of a version that is called may change in ways only
// that break no program.
func (s *Server) putVersion(c *gin.Context) error {
	var in versionInput
	if err := readJSON(c, &in); err != nil {
		return err
	}
	p, err := s.changing(c, "")
	if err != nil {
		return err
	}
	name := c.Param("version")
	v, ok := p.Version(name)
	if !ok {
		p.Versions = append(p.Versions, market.Version{Name: name, State: market.Draft})
		v = &p.Versions[len(p.Versions)-1]
	}
	if v.State == market.Retired || v.State == market.Review {
		return catalog.Errorf(catalog.ErrConflict, "Phiên bản đang ở trạng thái %q, không sửa được.", "A version in state %q cannot be changed.", v.State)
	}
	v.Note, v.Home = in.Note, in.Home
	var documents [][]byte
	doc, err := s.documentOf(c.Request.Context(), &in)
	if err != nil {
		return err
	}
	if doc != nil {
		if err := s.mayReplace(c.Request.Context(), v, doc); err != nil {
			return err
		}
		about := doc.About()
		v.Document, documents = &about, [][]byte{doc.Text}
	}
	if err := s.setUpstream(c, &p, v, &in); err != nil {
		return err
	}
	return s.saveProduct(c, p, documents...)
}

// documentOf returns the document of a request, or nil if there is none.
func (s *Server) documentOf(ctx context.Context, in *versionInput) (*apidoc.Document, error) {
	switch {
	case in.DocumentURL != "":
		text, err := s.Outside.Fetch(ctx, in.DocumentURL, apidoc.MaxBytes, fetchTime)
		if err != nil {
			return nil, err
		}
		return apidoc.Read(ctx, text)
	case len(in.Document) == 0 || string(in.Document) == "null":
		return nil, nil //nolint:nilnil // as it says
	}
	var text string
	if json.Unmarshal(in.Document, &text) == nil {
		return apidoc.Read(ctx, []byte(text))
	}
	return apidoc.Read(ctx, in.Document)
}

// mayReplace returns an error of kind [catalog.ErrConflict] if programs call the
// version and doc would break them.
func (s *Server) mayReplace(ctx context.Context, v *market.Version, doc *apidoc.Document) error {
	if !v.State.Callable() || v.Document == nil {
		return nil
	}
	old, err := s.readDocument(ctx, v.Document.SHA256)
	if err != nil {
		return err
	}
	changes, err := apidoc.Changes(ctx, old, doc)
	if err != nil {
		return err
	}
	if len(changes) > 0 && changes[0].Breaking {
		return &catalog.Error{Kind: catalog.ErrConflict, Public: catalog.Text{
			Vi: "Tài liệu mới làm hỏng chương trình đang gọi phiên bản này; hãy tạo phiên bản khác. " + changes[0].Text.Vi,
			En: "The new document breaks programs that call this version; make another version. " + changes[0].Text.En,
		}}
	}
	return nil
}

// setUpstream takes over where calls go. Only who administers the portal may
// send them inside its network.
func (s *Server) setUpstream(c *gin.Context, p *market.Product, v *market.Version, in *versionInput) error {
	if in.Upstream == nil {
		v.Upstream = nil
		return nil
	}
	if in.Upstream.Private && !callerOf(c).May(account.ActionAdminister, "") {
		return problem.Errorf(problem.Forbidden, "Chỉ quản trị viên cổng được dùng địa chỉ nội bộ.", "Only an administrator of the portal may use an address inside its network.")
	}
	u := &market.Upstream{
		URL: in.Upstream.URL, Header: in.Upstream.Header, Health: in.Upstream.Health, Retries: in.Upstream.Retries, Validate: in.Upstream.Validate,
		Timeout: seconds(in.Upstream.TimeoutSeconds), Cache: seconds(in.Upstream.CacheSeconds), Private: in.Upstream.Private,
	}
	switch {
	case in.Upstream.Secret != "":
		u.Secret = s.Sealer.Seal(string(p.Ref())+"/"+v.Name, in.Upstream.Secret)
	case v.Upstream != nil && v.Upstream.Header == u.Header && sameHost(v.Upstream.URL, u.URL):
		u.Secret = v.Upstream.Secret // a secret does not follow to another host
	}
	v.Upstream = u
	return nil
}

// moveBody asks for another state of a version.
type moveBody struct {
	To        market.State `json:"to"`
	Comment   string       `json:"comment"`
	Sunset    time.Time    `json:"sunset"`
	Successor string       `json:"successor"`
	Now       bool         `json:"now"`
}

// moveVersion answers POST /v1/apis/:product/:version/state.
func (s *Server) moveVersion(c *gin.Context) error {
	var in moveBody
	if err := readJSON(c, &in); err != nil {
		return err
	}
	p, err := s.changing(c, "")
	if err != nil {
		return err
	}
	v, ok := p.Version(c.Param("version"))
	if !ok {
		return noVersion(&p, c.Param("version"))
	}
	who := callerOf(c)
	actor := who.Actor()
	if in.To == market.Published && !who.May(account.ActionApprove, p.Agency) {
		return problem.Errorf(problem.Forbidden, "Bạn không được duyệt API của cơ quan này.", "You may not approve APIs of this agency.")
	}
	if err := v.Move(market.Move{
		To: in.To, By: string(actor.Kind) + ":" + actor.ID, At: s.Now(), Comment: in.Comment, Sunset: in.Sunset, Successor: in.Successor, Now: in.Now,
	}); err != nil {
		return err
	}
	return s.saveProduct(c, p)
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// sameHost reports whether two addresses lead to the same server.
func sameHost(a, b string) bool {
	u, err := url.Parse(a)
	w, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Scheme == w.Scheme && u.Host == w.Host
}
