package desk_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

// move asks for another state of a version of rain.
func (b *bureau) move(t testing.TB, who, to string, more url.Values) answer {
	t.Helper()
	p := must(b.db.Product(t.Context(), "rain"))(t)
	form := url.Values{"to": {to}, "revision": {fmt.Sprint(p.Revision)}}
	for name, values := range more {
		form[name] = values
	}
	return b.post(t, who, "/desk/H26/apis/rain/versions/v1/state", form)
}

func (b *bureau) version(t testing.TB) market.Version {
	t.Helper()
	p := must(b.db.Product(t.Context(), "rain"))(t)
	return p.Versions[0]
}

func TestAnAPIGoesThroughItsLifeInTheBrowser(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	if v := b.version(t); v.State != market.Draft || v.Upstream == nil || len(v.Upstream.Secret) == 0 || v.Document.Title != "Mưa" {
		t.Fatalf("%+v", v)
	}
	shown := b.get(t, "steward", "/desk/H26/apis/rain/versions/v1")
	for _, secret := range []string{"hunter2", string(b.version(t).Upstream.Secret)} {
		if strings.Contains(shown.body, secret) {
			t.Error("the secret of the upstream is shown")
		}
	}
	wantDone(t, "submit", b.move(t, "steward", "review", nil))
	own := b.move(t, "steward", "published", nil)
	wantStatus(t, "approve one's own", own, http.StatusForbidden)
	wantText(t, "the refusal", own, "Người khác phải duyệt", `role="alert"`)
	wantText(t, "the desk", b.get(t, "second", "/desk/H26"), "/desk/H26/apis/rain")
	wantStatus(t, "return without a reason", b.move(t, "second", "draft", nil), http.StatusUnprocessableEntity)
	wantDone(t, "return", b.move(t, "second", "draft", url.Values{"comment": {"Thiếu đơn vị <mm>"}}))
	wantText(t, "the API", b.get(t, "steward", "/desk/H26/apis/rain"), "Thiếu đơn vị &lt;mm&gt;")
	wantDone(t, "submit again", b.move(t, "steward", "review", nil))
	wantDone(t, "approve", b.move(t, "second", "published", nil))

	soon := time.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	wantStatus(t, "deprecate too soon", b.move(t, "steward", "deprecated", url.Values{"sunset": {soon}}), http.StatusUnprocessableEntity)
	wantStatus(t, "deprecate at no date", b.move(t, "steward", "deprecated", url.Values{"sunset": {"mai"}}), http.StatusUnprocessableEntity)
	wantDone(t, "deprecate", b.move(t, "steward", "deprecated", url.Values{"sunset": {time.Now().AddDate(0, 0, 40).Format(time.DateOnly)}, "successor": {"api/rain/v2"}}))
	if v := b.version(t); v.State != market.Deprecated || v.Sunset.IsZero() || v.Successor != "api/rain/v2" {
		t.Errorf("%+v", v)
	}
	wantStatus(t, "retire too soon", b.move(t, "steward", "retired", nil), http.StatusUnprocessableEntity)

	verbs := map[account.Verb]int{}
	for _, e := range must(b.accounts.Audit(t.Context(), account.Caller{Principal: account.Operator()}, account.AuditFilter{Object: "rain"}))(t) {
		verbs[e.Verb]++
		if strings.Contains(string(e.Before)+string(e.After), "secret") || e.Agency != here || e.Actor.Kind != account.ActorUser {
			t.Errorf("entry %+v %s %s", e, e.Before, e.After)
		}
	}
	if verbs[account.VerbProductCreate] != 1 || verbs[account.VerbVersionChange] != 1 || verbs[account.VerbVersionMove] != 5 {
		t.Errorf("the log has %v", verbs)
	}
}

func TestWhatIsWrongWithAnAPIIsSaidAtItsField(t *testing.T) {
	b := newBureau(t)
	b.join(t, "steward", grant(here, account.Steward))
	form := aboutRain()
	form.Set("title.en", "")
	form.Set("terms.url", "javascript:alert(1)")
	a := b.post(t, "steward", "/en/desk/H26/new-api", form)
	wantStatus(t, "a form with faults", a, http.StatusUnprocessableEntity)
	wantText(t, "the form", a, `id="title-en-wrong"`, `aria-describedby="title-en-wrong"`, `href="#terms-url"`, `value="Lượng mưa"`, `value="environment" checked`)
	if _, err := b.db.Product(t.Context(), "rain"); err == nil {
		t.Error("an API with faults was saved")
	}
	wantDone(t, "mended", b.post(t, "steward", "/desk/H26/new-api", aboutRain()))
	wantStatus(t, "the name again", b.post(t, "steward", "/desk/H26/new-api", aboutRain()), http.StatusConflict)
}

func TestOneOfTwoChangesInTheBrowserIsRefused(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	form := aboutRain()
	form.Set("revision", "1")
	wantStatus(t, "a change of what has changed", b.post(t, "steward", "/desk/H26/apis/rain/edit", form), http.StatusConflict)
	form.Set("revision", "2")
	form.Set("agency", there) // a field that the form has not
	wantDone(t, "a change", b.post(t, "steward", "/desk/H26/apis/rain/edit", form))
	if p := must(b.db.Product(t.Context(), "rain"))(t); p.Agency != here || len(p.Versions) != 1 {
		t.Errorf("%+v", p)
	}
}

func TestADocumentIsOnlyChecked(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	wantDone(t, "submit", b.move(t, "steward", "review", nil))
	wantDone(t, "approve", b.move(t, "second", "published", nil))
	before := must(b.db.Product(t.Context(), "rain"))(t)
	breaking := strings.Replace(rainDocument, "type: integer", "type: boolean", 1)
	for _, test := range []struct {
		name, path, document string
		status               int
		want                 string
	}{
		{"of what is called, and breaks", "versions/v1", breaking, 200, "hãy tạo phiên bản khác"},
		{"of another version, and breaks", "new-version", breaking, 200, "có thể hỏng"},
		{"the same", "versions/v1", rainDocument, 200, "vẫn chạy"},
		{"none", "versions/v1", "", 200, "Chưa có tài liệu"},
		{"not OpenAPI", "versions/v1", "<script>alert(1)</script>", 422, `role="alert"`},
	} {
		form := rainVersion()
		form.Set("document", test.document)
		form.Set("name", "v2")
		form.Set("check", "1")
		a := b.post(t, "steward", "/desk/H26/apis/rain/"+test.path, form)
		wantStatus(t, test.name, a, test.status)
		wantText(t, test.name, a, test.want)
		if strings.Contains(a.body, "hunter2") || strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s: %s", test.name, a.body)
		}
	}
	if after := must(b.db.Product(t.Context(), "rain"))(t); after.Revision != before.Revision {
		t.Error("a check has changed the API")
	}
	form := rainVersion()
	form.Set("document", breaking)
	form.Set("revision", fmt.Sprint(before.Revision))
	wantStatus(t, "saving what breaks", b.post(t, "steward", "/desk/H26/apis/rain/versions/v1", form), http.StatusConflict)
}

func TestADocumentComesAsAFile(t *testing.T) {
	b := newBureau(t)
	b.join(t, "steward", grant(here, account.Steward))
	wantDone(t, "register", b.post(t, "steward", "/desk/H26/new-api", aboutRain()))
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"revision": "1", "name": "v1", "home": "https://example.vn"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file := must(w.CreateFormFile("file", "rain.yaml"))(t)
	fmt.Fprint(file, rainDocument)
	w.Close()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/desk/H26/apis/rain/new-version", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	wantDone(t, "a file", b.send(t, r, "steward"))
	if v := b.version(t); v.Document == nil || v.Document.Title != "Mưa" {
		t.Errorf("%+v", v)
	}
}

func TestAFormThatIsTooLargeIsRefused(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	form := rainVersion()
	form.Set("document", strings.Repeat("x", 8<<20))
	wantStatus(t, "8 MiB", b.post(t, "steward", "/desk/H26/apis/rain/new-version", form), http.StatusRequestEntityTooLarge)
}
