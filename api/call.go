package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/gateway"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/market"
)

// callPrefix is what the addresses of calls begin with.
const callPrefix = "/v1/call/"

// callMethods are the methods of calls. GET answers HEAD as well; OPTIONS is
// answered for every path.
var callMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// call answers any method of /v1/call/:product/:version/*path: it passes a call
// on to the upstream of a registered API.
func (s *Server) call(c *gin.Context) error {
	ctx, who := c.Request.Context(), callerOf(c)
	p, err := s.registered(ctx, catalog.Slug(c.Param("product")))
	if err != nil {
		return err
	}
	v, ok := p.Version(c.Param("version"))
	if !ok || !v.State.Public() {
		if !p.Public() {
			return noProduct(p.Name)
		}
		return noVersion(&p, c.Param("version"))
	}
	if v.State == market.Retired {
		return problem.Errorf(problem.VersionGone, "Phiên bản này đã ngừng.", "This version has stopped.")
	}
	if v.Upstream == nil || s.Gateway == nil {
		return catalog.Errorf(catalog.ErrNotFound, "API này không gọi qua cổng; hãy xem %s.", "This API is not called through the portal; see %s.", v.Home)
	}
	if err := s.mayCall(ctx, who, &p); err != nil {
		return err
	}
	leave, err := s.admitOwn(ctx, who)
	if err != nil {
		return err
	}
	defer leave()
	application := ""
	if who.Key != nil {
		application = who.Key.Application
	}
	return s.Gateway.Serve(c.Writer, c.Request, gateway.Call{
		Product: &p, Version: v, Path: below(c.Request.URL.EscapedPath()), Prefix: s.callURL(&p, v),
		Application: application, RequestID: problem.Instance(ctx),
	})
}

// below returns the escaped path of a call after its product and version.
func below(escaped string) string {
	rest := strings.TrimPrefix(escaped, callPrefix)
	for range 2 {
		_, rest, _ = strings.Cut(rest, "/")
	}
	return "/" + rest
}

// mayCall returns an error that says what is missing for a caller to call p.
func (s *Server) mayCall(ctx context.Context, who *caller, p *market.Product) error {
	if p.Access != market.Open && who.Key == nil {
		return problem.Errorf(problem.KeyMissing, "API này cần khóa; hãy gửi nó trong tiêu đề X-Api-Key.", "This API needs a key; send it in the header X-Api-Key.")
	}
	if p.Access != market.Approved {
		return nil
	}
	sub, err := s.subscription(ctx, who, p.Ref())
	switch {
	case err != nil && !errors.Is(err, catalog.ErrNotFound):
		return err
	case err != nil || sub.State != market.Active:
		return s.notApproved(who, p)
	}
	return nil
}

type subscriptionKey struct {
	application string
	product     market.Ref
}

// subscription returns what the application of a caller has subscribed to, as it
// was at most [keyLife] ago; of kind [catalog.ErrNotFound] for callers without
// an application.
func (s *Server) subscription(ctx context.Context, who *caller, product market.Ref) (market.Subscription, error) {
	if s.Applications == nil || who.Key == nil || who.Key.Application == "" {
		return market.Subscription{}, catalog.Errorf(catalog.ErrNotFound, "Khóa này không thuộc ứng dụng nào.", "This key belongs to no application.")
	}
	id := who.Key.Application
	return s.subscriptions.get(subscriptionKey{id, product}, func() (market.Subscription, error) {
		return s.Applications.Subscription(ctx, id, product)
	})
}

// subscribedPlan gives a caller the plan that its application has for the
// product, if it has one.
func (s *Server) subscribedPlan(ctx context.Context, who *caller, product market.Ref) error {
	sub, err := s.subscription(ctx, who, product)
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	if plan, ok := s.Plans.Find(sub.Plan); ok && sub.State == market.Active {
		who.plan, who.Plan = plan, plan.Name
	}
	return nil
}
