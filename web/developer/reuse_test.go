package developer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nguon/catalog/market"
)

func TestAnApplicationIsOfferedAndWithdrawn(t *testing.T) {
	p := newPortal(t)
	a, k := p.app(t, "MAI")
	at := "/apps/" + a.ID
	if page := p.ask(t, "MAI", at, nil).shows(t, http.StatusOK); strings.Contains(page.body, at+`/reuses"`) {
		t.Error("an application that has called nothing can be offered")
	}
	use := market.Use{UseKey: market.UseKey{Hour: p.now, Product: "api/rain", Key: k.ID, Status: 200}, Requests: 1}
	if err := p.store.AddUse(t.Context(), "1", []market.Use{use}); err != nil {
		t.Fatal(err)
	}
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, at+`/reuses"`, `value="api/rain"`)
	form := url.Values{"product": {"api/rain"}, "name": {"Bản đồ <b>mưa</b>"}, "url": {"https://mua.example.vn"}, "description": {`"><script>alert(1)</script>`}, "consent": {"1"}}
	wrong := url.Values{"product": {"api/rain"}, "name": {""}, "url": {"javascript:alert(1)"}, "description": {"Tôi & bạn"}, "consent": {"1"}}
	p.ask(t, "MAI", at+"/reuses", wrong).shows(t, http.StatusUnprocessableEntity, `id="reuse-name-wrong"`, `id="reuse-url-wrong"`, "Tôi &amp; bạn")
	without := url.Values{"product": form["product"], "name": form["name"], "url": form["url"], "description": form["description"]}
	p.ask(t, "MAI", at+"/reuses", without).shows(t, http.StatusUnprocessableEntity, `id="reuse-consent-wrong"`)
	p.ask(t, "MAI", at+"/reuses", form).leads(t, at+"?done=offered")
	page := p.ask(t, "MAI", at+"?done=offered", nil).shows(t, http.StatusOK, "Bản đồ &lt;b&gt;mưa&lt;/b&gt;", `href="https://mua.example.vn"`, "Mưa &amp; lũ")
	if strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, "<b>mưa") {
		t.Error("what was typed is markup")
	}
	p.ask(t, "MAI", at+"/reuses/withdraw", url.Values{"product": {"api/rain"}}).leads(t, at+"?done=withdrawn")
	if page := p.ask(t, "MAI", at, nil).shows(t, http.StatusOK); strings.Contains(page.body, "mua.example.vn") {
		t.Error("it is still there")
	}
}
