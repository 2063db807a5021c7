package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

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
	path, err := below(c.Request.URL.EscapedPath(), c.Param("product"), c.Param("version"))
	if err != nil {
		return err
	}
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
	return s.Gateway.Serve(stream(c), c.Request, gateway.Call{
		Product: &p, Version: v, Path: path, Prefix: s.callURL(&p, v), Home: s.BaseURL,
		Application: application, RequestID: problem.Instance(ctx),
	})
}

// stream lets a call last for as long as its upstream sends, and its caller takes
// and sends, without standing still: events may go on for hours. It returns what
// the answer is to be written to.
func stream(c *gin.Context) http.ResponseWriter {
	w := newPatientWriter(c.Writer)
	_ = w.control.SetWriteDeadline(time.Now().Add((1+market.MaxRetries)*market.MaxTimeout + patience)) // when the first byte is there
	if c.Request.Body == nil || c.Request.Body == http.NoBody {
		_ = w.control.SetReadDeadline(time.Time{}) // it would end the context of the call
	} else {
		c.Request.Body = &callBody{patientReader{c.Request.Body, w.control}}
	}
	return w
}

// A callBody is read within the patience; behind its end nothing is waited for.
type callBody struct{ patientReader }

// Read reads within the patience.
func (b *callBody) Read(p []byte) (int, error) {
	n, err := b.patientReader.Read(p)
	if err != nil {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// below returns the escaped path of a call after its product and version. Those
// are written in one way: what is escaped in them, others might read differently.
func below(escaped, product, version string) (string, error) {
	path, ok := strings.CutPrefix(escaped, callPrefix+product+"/"+version+"/")
	if !ok {
		return "", noRoute(nil)
	}
	return "/" + path, nil
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

var errNoApplication = catalog.Errorf(catalog.ErrNotFound, "Khóa này không thuộc ứng dụng nào.", "This key belongs to no application.")

// subscription returns what the application of a caller has subscribed to, as it
// was at most [keyLife] ago; of kind [catalog.ErrNotFound] for callers without
// an application.
func (s *Server) subscription(ctx context.Context, who *caller, product market.Ref) (market.Subscription, error) {
	if s.Applications == nil || who.Key == nil || who.Key.Application == "" {
		return market.Subscription{}, errNoApplication
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
