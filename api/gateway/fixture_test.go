package gateway_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"nguon/api/apidoc"
	"nguon/api/gateway"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/publisher/outbound"
)

const document = `
openapi: 3.1.0
info: {title: Thời tiết, version: "1.0"}
paths:
  /stations:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: X-Kind, in: header, schema: {type: string, enum: [rain, wind]}}
      responses: {"200": {description: ok}}
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 20}}}}}
      responses: {"201": {description: ok}}
  /stations/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: ok}}}
`

type documents map[string]string

func (d documents) Document(_ context.Context, sum string) ([]byte, error) {
	if text, ok := d[sum]; ok {
		return []byte(text), nil
	}
	return nil, catalog.Errorf(catalog.ErrNotFound, "không có", "none")
}

// A bench is a gateway with one product whose upstream is a handler.
type bench struct {
	proxy   *gateway.Proxy
	product market.Product
	sealer  *market.Sealer
	invalid int
	now     time.Time
	server  *httptest.Server
}

func newBench(t testing.TB, upstream http.HandlerFunc, change func(*market.Version)) *bench {
	t.Helper()
	srv := httptest.NewServer(upstream)
	t.Cleanup(srv.Close)
	doc, err := apidoc.Read(t.Context(), []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	about := doc.About()
	sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{sealer: sealer, now: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), server: srv}
	v := market.Version{
		Name: "v1", State: market.Published, Document: &about,
		Upstream: &market.Upstream{URL: srv.URL + "/base", Private: true, Validate: market.Enforce, Timeout: 2 * time.Second,
			Header: "X-Token", Secret: sealer.Seal("api/weather/v1", "hunter2")},
	}
	if change != nil {
		change(&v)
	}
	b.product = market.Product{Name: "weather", Agency: "H26", Access: market.Open, Versions: []market.Version{v}, Revision: 1}
	b.proxy = gateway.New(gateway.Options{
		Documents: documents{about.SHA256: document}, Sealer: sealer, Log: slog.New(slog.DiscardHandler),
		Inside: &outbound.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
		Now:    func() time.Time { return b.now }, Invalid: func(market.Ref, string) { b.invalid++ },
	})
	t.Cleanup(b.proxy.Close)
	return b
}

const (
	home   = "https://portal.example"
	prefix = home + "/v1/call/weather/v1"
)

func (b *bench) call(r *http.Request, path string) gateway.Call {
	return gateway.Call{
		Product: &b.product, Version: &b.product.Versions[0], Path: path, Prefix: prefix, Home: home, Application: "APP", RequestID: "REQ",
	}
}

// ask makes a call and returns the answer, or the error of the gateway.
func (b *bench) ask(t testing.TB, method, path, body string, headers ...string) (*http.Response, error) {
	t.Helper()
	path, query, _ := strings.Cut(path, "?")
	r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
	r.URL.RawQuery = query
	if body == "" {
		r.Body = http.NoBody
		r.ContentLength = 0
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	err := b.proxy.Serve(w, r, b.call(r, path))
	if err != nil {
		return nil, err
	}
	return w.Result(), nil
}

func (b *bench) must(t testing.TB, method, path, body string, headers ...string) *http.Response {
	t.Helper()
	resp, err := b.ask(t, method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return resp
}

// echo answers with what came, a line for each thing.
func echo(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %s\n", r.Method, r.RequestURI)
	for name, values := range r.Header {
		fmt.Fprintf(w, "%s: %s\n", name, strings.Join(values, ", "))
	}
}
