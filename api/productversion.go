package api

import (
	"cmp"
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/apidoc"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/market"
)

// versionOf returns the version that the path names, if the caller may see it.
func (s *Server) versionOf(c *gin.Context) (market.Product, *market.Version, bool, error) {
	p, whole, err := s.productOf(c)
	if err != nil {
		return p, nil, false, err
	}
	v, ok := p.Version(c.Param("version"))
	if !ok || !whole && !v.State.Public() {
		return p, nil, false, noVersion(&p, c.Param("version"))
	}
	return p, v, whole, nil
}

func noVersion(p *market.Product, name string) error {
	return catalog.Errorf(catalog.ErrNotFound, "API %q không có phiên bản %q.", "The API %q has no version %q.", p.Name, name)
}

// getProductDocument answers GET /v1/apis/:product/:version/openapi.json: the
// document of the agency, with the gateway in the place of its servers.
func (s *Server) getProductDocument(c *gin.Context) error {
	p, v, whole, err := s.versionOf(c)
	if err != nil {
		return err
	}
	if v.Document == nil {
		return catalog.Errorf(catalog.ErrNotFound, "Phiên bản này không có tài liệu OpenAPI.", "This version has no OpenAPI document.")
	}
	doc, err := s.readDocument(c.Request.Context(), v.Document.SHA256)
	if err != nil {
		return err
	}
	body, err := doc.Served(cmp.Or(s.callURL(&p, v), "/"), p.Access != market.Open)
	if err != nil {
		return err
	}
	send(c, "application/vnd.oai.openapi+json", forWhom(whole), body)
	return nil
}

func (s *Server) readDocument(ctx context.Context, sum string) (*apidoc.Document, error) {
	text, err := s.Products.Document(ctx, sum)
	if err != nil {
		return nil, err
	}
	return apidoc.Read(ctx, text)
}

// changeBody is one difference between two versions.
type changeBody struct {
	Breaking  bool         `json:"breaking"`
	Rule      string       `json:"rule"`
	Operation string       `json:"operation,omitempty"`
	Detail    catalog.Text `json:"detail"`
}

// getProductChanges answers GET /v1/apis/:product/:version/changes?from=v1: what
// differs between the documents of two versions, what breaks programs first.
func (s *Server) getProductChanges(c *gin.Context) error {
	if err := onlyParameters(c, "from"); err != nil {
		return err
	}
	p, v, whole, err := s.versionOf(c)
	if err != nil {
		return err
	}
	from, ok := p.Version(c.Query("from"))
	if !ok || !whole && !from.State.Public() {
		return problem.Parameter("from", "phải là một phiên bản của API này.", "must be a version of this API.")
	}
	if v.Document == nil || from.Document == nil {
		return catalog.Errorf(catalog.ErrNotFound, "Một trong hai phiên bản không có tài liệu OpenAPI.", "One of the versions has no OpenAPI document.")
	}
	changes, err := s.changesBetween(c.Request.Context(), from.Document.SHA256, v.Document.SHA256)
	if err != nil {
		return err
	}
	body := struct {
		From     string       `json:"from"`
		To       string       `json:"to"`
		Breaking bool         `json:"breaking"`
		Changes  []changeBody `json:"changes"`
	}{from.Name, v.Name, false, []changeBody{}}
	for _, ch := range changes {
		body.Breaking = body.Breaking || ch.Breaking
		body.Changes = append(body.Changes, changeBody{ch.Breaking, ch.Rule, ch.Operation, ch.Text})
	}
	return answer(c, forWhom(whole), body)
}

func (s *Server) changesBetween(ctx context.Context, before, after string) ([]apidoc.Change, error) {
	if before == after {
		return nil, nil
	}
	old, err := s.readDocument(ctx, before)
	if err != nil {
		return nil, err
	}
	now, err := s.readDocument(ctx, after)
	if err != nil {
		return nil, err
	}
	return apidoc.Changes(ctx, old, now)
}

// healthBody is a day of a version.
type healthBody struct {
	Version      string    `json:"version"`
	Day          string    `json:"day"` // of UTC
	Availability float64   `json:"availability"`
	Probes       int64     `json:"probes"`
	Slowest      float64   `json:"slowest_ms"`
	Last         time.Time `json:"last"`
	LastUp       bool      `json:"last_up"`
}

// getProductHealth answers GET /v1/apis/:product/health: the last 90 days.
func (s *Server) getProductHealth(c *gin.Context) error {
	p, whole, err := s.productOf(c)
	if err != nil {
		return err
	}
	body := list[healthBody]{Data: []healthBody{}}
	if s.Health == nil {
		return answer(c, forWhom(whole), body)
	}
	days, err := s.Health.Health(c.Request.Context(), p.Ref(), s.Now().Add(-market.HealthKept))
	if err != nil {
		return err
	}
	for _, d := range days {
		v, ok := p.Version(d.Version)
		if !ok || !whole && !v.State.Public() {
			continue
		}
		body.Data = append(body.Data, healthBody{
			Version: d.Version, Day: d.Day.Format(time.DateOnly), Availability: d.Availability(), Probes: d.Up + d.Down,
			Slowest: float64(d.Slowest.Microseconds()) / 1000, Last: d.Last, LastUp: d.LastUp,
		})
	}
	return answer(c, forWhom(whole), body)
}
