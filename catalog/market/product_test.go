package market_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
)

func TestAProductIsValidOrSaysWhatIsWrong(t *testing.T) {
	upstream := func(change func(*market.Upstream)) func(*market.Product) {
		return func(p *market.Product) { change(p.Versions[0].Upstream) }
	}
	for _, test := range []struct {
		name  string
		spoil func(*market.Product)
		field string // empty: it stays valid
	}{
		{"as it is", func(*market.Product) {}, ""},
		{"a name with capitals", func(p *market.Product) { p.Name = "Weather" }, "name"},
		{"the name of a page beside those of products", func(p *market.Product) { p.Name = "status" }, "name"},
		{"no agency", func(p *market.Product) { p.Agency = "" }, "agency"},
		{"no description", func(p *market.Product) { p.Description.En = " " }, "description.en"},
		{"a theme that is none", func(p *market.Product) { p.Themes = []string{"magic"} }, "theme"},
		{"nobody to ask", func(p *market.Product) { p.Contact = catalog.Contact{} }, "contact.email"},
		{"terms that are a script", func(p *market.Product) { p.Terms.URL = "javascript:x" }, "terms.url"},
		{"no access", func(p *market.Product) { p.Access = "" }, "access"},
		{"two versions of a name", func(p *market.Product) { p.Versions[1].Name = "v1" }, "versions.1.name"},
		{"a version with a slash", func(p *market.Product) { p.Versions[1].Name = "v/2" }, "versions.1.name"},
		{"a state that is none", func(p *market.Product) { p.Versions[1].State = "" }, "versions.1.state"},
		{"an upstream without a document", func(p *market.Product) { p.Versions[0].Document = nil }, "versions.0.document"},
		{"plain http", upstream(func(u *market.Upstream) { u.URL = "http://lgsp" }), "versions.0.upstream.url"},
		{"plain http where that is allowed", upstream(func(u *market.Upstream) { u.URL, u.Private = "http://lgsp", true }), ""},
		{"another scheme", upstream(func(u *market.Upstream) { u.URL, u.Private = "file:///etc/passwd", true }), "versions.0.upstream.url"},
		{"a user in the address", upstream(func(u *market.Upstream) { u.URL = "https://a:b@lgsp" }), "versions.0.upstream.url"},
		{"a query in the address", upstream(func(u *market.Upstream) { u.URL = "https://lgsp/?a=b" }), "versions.0.upstream.url"},
		{"a header that is none", upstream(func(u *market.Upstream) { u.Header = "X Token\r\n" }), "versions.0.upstream.header"},
		{"a header without its value", upstream(func(u *market.Upstream) { u.Secret = nil }), "versions.0.upstream.secret"},
		{"a long wait", upstream(func(u *market.Upstream) { u.Timeout = time.Hour }), "versions.0.upstream.timeout"},
		{"many tries", upstream(func(u *market.Upstream) { u.Retries = 4 }), "versions.0.upstream.retries"},
		{"a long memory", upstream(func(u *market.Upstream) { u.Cache = 25 * time.Hour }), "versions.0.upstream.cache"},
		{"a health check elsewhere", upstream(func(u *market.Upstream) { u.Health = "//evil.example/x" }), "versions.0.upstream.health"},
		{"a validation that is none", upstream(func(u *market.Upstream) { u.Validate = "maybe" }), "versions.0.upstream.validate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := catalogtest.Product("weather", "H26")
			test.spoil(&p)
			err := p.Validate()
			if test.field == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			invalid, ok := errors.AsType[*catalog.Error](err)
			if !ok || !errors.Is(err, catalog.ErrInvalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != test.field {
				t.Errorf("err = %v, want one fault of %s", err, test.field)
			}
		})
	}
}

func TestCurrentIsTheVersionForNewcomers(t *testing.T) {
	for _, test := range []struct{ states, want string }{
		{"", ""},
		{"draft review", ""},
		{"retired", ""},
		{"published", "v1"},
		{"published published draft", "v2"},
		{"published deprecated", "v1"},
		{"deprecated deprecated review", "v2"},
	} {
		var p market.Product
		for i, s := range strings.Fields(test.states) {
			p.Versions = append(p.Versions, market.Version{Name: "v" + string(rune('1'+i)), State: market.State(s)})
		}
		got := ""
		if v := p.Current(); v != nil {
			got = v.Name
		}
		if got != test.want {
			t.Errorf("%q: current is %q, want %q", test.states, got, test.want)
		}
	}
}
