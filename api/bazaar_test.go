package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/gateway"
	"nguon/api/registry"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/publisher/outbound"
)

// A bazaar is a world with registered APIs, and the people of an agency.
type bazaar struct {
	*world
	proxy                       *gateway.Proxy
	meter                       *market.Meter
	upstream                    *httptest.Server
	steward, approver, outsider string // keys
	operator, caller            string
}

func newBazaar(t testing.TB, changes ...func(*api.Deps)) *bazaar {
	t.Helper()
	b := new(bazaar)
	b.upstream = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/doc.yaml" {
			io.WriteString(w, rainDocument) //nolint:errcheck // the test would tell
			return
		}
		fmt.Fprintf(w, "%s %s token=%s application=%s key=%s", r.Method, r.RequestURI, r.Header.Get("X-Token"), r.Header.Get(gateway.ApplicationHeader), r.Header.Get("X-Api-Key"))
	}))
	t.Cleanup(b.upstream.Close)
	inside := outbound.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	b.world = newWorld(t, func(d *api.Deps) {
		store := d.Keys.(interface {
			market.Products
			market.Applications
			market.Usage
			market.Health
			account.Recorder
		})
		sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		b.proxy = gateway.New(gateway.Options{Documents: store, Sealer: sealer, Log: log, Inside: &inside})
		t.Cleanup(b.proxy.Close)
		n := 0
		b.meter = market.NewMeter(store, func() string { n++; return fmt.Sprint(n) }, d.Now, log)
		d.Releases = d.Publisher.(api.Releases) //nolint:errcheck // the publisher of the world is one
		d.Products, d.Applications, d.Health, d.Usage, d.Gateway, d.Meter = store, store, store, store, b.proxy, b.meter
		d.Registry = registry.New(registry.Deps{
			Catalog: d.Catalog, Products: store, Applications: store, Audit: store, Sealer: sealer, Outside: inside, Now: d.Now,
		})
		for _, change := range changes {
			change(d)
		}
	})
	role := func(agency string, r account.Role) string {
		return b.key(t, account.Key{Grants: []account.Grant{{Agency: agency, Role: r}}})
	}
	b.steward, b.approver, b.outsider = role("H29", account.Steward), role("H29", account.Steward), role("H99", account.Steward)
	b.operator, b.caller = role(account.AnyAgency, account.PortalAdmin), b.key(t, account.Key{})
	return b
}

const rainDocument = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0"}
servers: [{url: https://inside.example.vn}]
paths:
  /rain/{station}:
    get:
      parameters:
        - {name: station, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses: {"200": {description: ok}}
`

const rain = `{"agency":"H29","title":{"vi":"Lượng mưa","en":"Rainfall"},"description":{"vi":"Từng giờ","en":"Hourly"},"themes":["environment"],
 "contact":{"email":"a@example.vn"},"terms":{"text":{"vi":"","en":""}},"support":{"vi":"","en":""},"access":"open"}`

func (b *bazaar) as(t testing.TB, key, method, path, body string) answer {
	t.Helper()
	r := request{method: method, path: path, header: map[string]string{"X-Api-Key": key}}
	if key == "" {
		r.header = map[string]string{}
	}
	if body != "" {
		r.body, r.header["Content-Type"] = strings.NewReader(body), "application/json"
	}
	if strings.HasPrefix(path, "/v1/call/") { // OpenAPI has no paths of any length
		rec := b.plainDo(t, r)
		return answer{rec.Code, rec.Result().Header, rec.Body.String()}
	}
	return b.do(t, r)
}

// version is what putVersion is sent: its upstream is that of the bazaar.
func (b *bazaar) version(t testing.TB, more string) string {
	t.Helper()
	doc, err := json.Marshal(rainDocument)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"note":{"vi":"","en":""},"document":%s,"upstream":{"url":%q,"private":true,"header":"X-Token","secret":"hunter2","validate":"enforce"}%s}`, doc, b.upstream.URL+"/base", more)
}

// offer registers the API and publishes its first version.
func (b *bazaar) offer(t testing.TB) {
	t.Helper()
	for _, step := range []struct{ key, method, path, body string }{
		{b.steward, "PUT", "/v1/apis/rain", rain},
		{b.operator, "PUT", "/v1/apis/rain/v1", b.version(t, "")},
		{b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"review"}`},
		{b.approver, "POST", "/v1/apis/rain/v1/state", `{"to":"published"}`},
	} {
		if a := b.as(t, step.key, step.method, step.path, step.body); a.status >= 300 {
			t.Fatalf("%s %s: %d %s", step.method, step.path, a.status, a.body)
		}
	}
}
