package gateway

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"nguon/api/apidoc"
	"nguon/catalog/market"
)

// A route is a version of a product, ready to be called.
type route struct {
	name      string // of product and version: "api/weather/v1"
	revision  int64
	upstream  *url.URL
	header    string // that the upstream wants, with its secret value
	secret    string
	keep      time.Duration // how long answers may be kept
	validates market.Validation
	router    routers.Router // of the document; nil if nothing is validated
	transport http.RoundTripper
	breaker   *breaker
}

// route returns the route of a call. What has not changed since the last call
// is used again, and the breaker of an upstream outlives a change of the rest.
func (p *Proxy) route(ctx context.Context, c Call) (*route, error) {
	name := string(c.Product.Ref()) + "/" + c.Version.Name
	p.mu.Lock()
	old := p.routes[name]
	p.mu.Unlock()
	if old != nil && old.revision == c.Product.Revision {
		return old, nil
	}
	t, err := p.newRoute(ctx, name, c)
	if err != nil {
		return nil, fmt.Errorf("gateway: %s: %w", name, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old = p.routes[name]; old != nil && old.revision >= t.revision {
		return old, nil
	}
	if old != nil && *old.upstream == *t.upstream {
		t.breaker = old.breaker
	}
	t.transport = p.retrying(t, c.Version.Upstream)
	p.routes[name] = t
	return t, nil
}

func (p *Proxy) newRoute(ctx context.Context, name string, c Call) (*route, error) {
	u := c.Version.Upstream
	upstream, err := url.Parse(u.URL)
	if err != nil {
		return nil, err
	}
	t := &route{
		name: name, revision: c.Product.Revision, upstream: upstream, header: u.Header,
		keep: u.Cache, validates: u.Validate, breaker: newBreaker(name, p.Log),
	}
	if u.Header != "" {
		if t.secret, err = p.Sealer.Open(name, u.Secret); err != nil {
			return nil, err
		}
	}
	if u.Validate != market.NoneAtAll {
		if t.router, err = p.router(ctx, c.Version.Document.SHA256); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// router returns what finds the operation of a path below the version.
func (p *Proxy) router(ctx context.Context, sha256 string) (routers.Router, error) {
	text, err := p.Documents.Document(ctx, sha256)
	if err != nil {
		return nil, err
	}
	d, err := apidoc.Read(ctx, text)
	if err != nil {
		return nil, err
	}
	d.Spec.Servers = openapi3.Servers{{URL: "/"}}
	for _, item := range d.Spec.Paths.Map() {
		item.Servers = nil
		for _, operation := range item.Operations() {
			operation.Servers = nil
		}
	}
	if err := simplify(d.Spec); err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(d.Spec)
}
