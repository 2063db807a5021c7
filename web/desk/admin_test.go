package desk_test

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
)

func newAdmin(t *testing.T) *bureau {
	t.Helper()
	b := newBureau(t)
	b.join(t, "portal", grant(account.AnyAgency, account.PortalAdmin))
	b.join(t, "mai", grant(here, account.Editor))
	return b
}

func TestAccountsAreFoundLockedAndUnlocked(t *testing.T) {
	b := newAdmin(t)
	id := b.users["mai"].ID
	wantText(t, "by mail", b.get(t, "portal", "/admin/users?mail=mai@example.org"), "/admin/users/"+id)
	if a := b.get(t, "portal", "/admin/users?mail=nobody@example.org"); strings.Contains(a.body, "/admin/users/0") {
		t.Error("an address that nobody has is found")
	}
	wantText(t, "by a part of the name", b.get(t, "portal", "/admin/users?name=M%C3%81I"), "/admin/users/"+id)
	if a := b.get(t, "portal", "/admin/users?name=hoa"); strings.Contains(a.body, "/admin/users/0") {
		t.Error("a name that nobody has is found")
	}
	wantText(t, "by agency", b.get(t, "portal", "/admin/users?of=H26"), "/admin/users/"+id)
	wantDone(t, "lock", b.post(t, "portal", "/admin/users/"+id+"/lock", nil))
	wantText(t, "the account", b.get(t, "portal", "/admin/users/"+id), "Bị khóa", "/unlock")
	wantDone(t, "unlock", b.post(t, "portal", "/admin/users/"+id+"/unlock", nil))
	wantDone(t, "give", b.post(t, "portal", "/admin/users/"+id+"/grant", url.Values{"agency": {there}, "role": {"steward"}}))
	wantStatus(t, "in no agency", b.post(t, "portal", "/admin/users/"+id+"/grant", url.Values{"agency": {"H99"}, "role": {"steward"}}), http.StatusNotFound)
	wantDone(t, "take", b.post(t, "portal", "/admin/users/"+id+"/revoke", url.Values{"agency": {there}, "role": {"steward"}}))
	last := b.post(t, "portal", "/admin/users/"+b.users["portal"].ID+"/lock", nil)
	wantStatus(t, "lock the last administrator", last, http.StatusConflict)
	wantStatus(t, "no account", b.get(t, "portal", "/admin/users/01ARZ3NDEKTSV4RRFFQ69G5FAV"), http.StatusNotFound)
}

func TestAgenciesAreMadeAndChanged(t *testing.T) {
	b := newAdmin(t)
	form := url.Values{"code": {"H40"}, "title.vi": {"Sở Mới"}, "title.en": {"New"}}
	wantDone(t, "make", b.post(t, "portal", "/admin/agencies", form))
	form.Set("title.vi", "Sở Mới hơn")
	wantDone(t, "change", b.post(t, "portal", "/admin/agencies", form))
	wantText(t, "the desk", b.get(t, "portal", "/desk/H40"), "Sở Mới hơn")
	form.Set("code", "../x")
	wantStatus(t, "a code that is none", b.post(t, "portal", "/admin/agencies", form), http.StatusUnprocessableEntity)
	entries := must(b.accounts.Audit(t.Context(), account.Caller{Principal: account.Operator()}, account.AuditFilter{Verb: account.VerbAgencySave}))(t)
	if len(entries) != 2 || entries[0].Before != nil || !strings.Contains(string(entries[1].Before), "Sở Mới") {
		t.Errorf("%+v", entries)
	}
}

func TestTheLogIsFoundExportedAndVerified(t *testing.T) {
	b := newAdmin(t)
	b.offer(t)
	b.join(t, "boss", grant(here, account.Administrator))
	own := b.get(t, "boss", "/desk/H26/log?verb=product.create&of="+there)
	wantText(t, "the agency's log", own, "product.create", "rain")
	if strings.Contains(own.main(), "user.create") || strings.Contains(own.main(), "/log/verify") {
		t.Error("an agency sees the portal's entries")
	}
	wantText(t, "the whole log", b.get(t, "portal", "/admin/log"), "user.create", "/admin/log/verify")
	if none := b.get(t, "boss", "/desk/H26/log?until=2000-01-01"); strings.Contains(none.main(), "product.create") {
		t.Error("the filter by day selects what was later")
	}
	for _, bad := range []string{"from=x", "until=2000-13-01", "before=x", "before=-1"} {
		wantStatus(t, bad, b.get(t, "boss", "/desk/H26/log?"+bad), http.StatusUnprocessableEntity)
	}
	file := b.get(t, "boss", "/desk/H26/log/export?format=csv")
	rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(rows) < 3 || !strings.Contains(file.header.Get("Content-Disposition"), "audit.csv") {
		t.Errorf("%d rows, %v, %v", len(rows), err, file.header)
	}
	for _, row := range rows[1:] {
		if row[7] != here {
			t.Errorf("an entry of %q in the export of %s", row[7], here)
		}
	}
	wantText(t, "the check", b.post(t, "portal", "/admin/log/verify", nil), "Nhật ký nguyên vẹn")
}

func TestTheStateOfThePortalIsShown(t *testing.T) {
	b := newAdmin(t)
	if a := b.get(t, "portal", "/admin"); strings.Contains(a.main(), "Không hoạt động") {
		t.Error("a portal that works is said to fail")
	}
	b.broken = errors.New("dial tcp 10.0.0.1: <refused>")
	a := b.get(t, "portal", "/admin")
	if wantText(t, "a broken portal", a, "Không hoạt động"); strings.Contains(a.body, "10.0.0.1") {
		t.Error("the cause is shown")
	}
	wantText(t, "the plans", b.get(t, "portal", "/admin/plans"), "anonymous", "partner")
}

func TestJobsThatFailedAreShownAndTriedAgain(t *testing.T) {
	b := newAdmin(t)
	wantText(t, "without any", b.get(t, "portal", "/admin"), "Không có việc nào thất bại", "đã có mọi thay đổi")
	b.failures = failures{{ID: 7, Kind: "release_due", Attempts: 20, Ended: time.Now(), Why: "no space <left>"}}
	b.behind = 12
	a := b.get(t, "portal", "/admin")
	wantText(t, "with one", a, "release_due 7", "no space &lt;left&gt;", "/admin/jobs/7/retry", "12 thay đổi")
	for path, want := range map[string]int{"/admin/jobs/8/retry": http.StatusNotFound, "/admin/jobs/x/retry": http.StatusNotFound} {
		wantStatus(t, path, b.post(t, "portal", path, nil), want)
	}
	wantDone(t, "retry", b.post(t, "portal", "/admin/jobs/7/retry", nil))
	if len(b.failures) != 0 {
		t.Errorf("left: %+v", b.failures)
	}
	entries := must(b.accounts.Audit(t.Context(), account.Caller{Principal: account.Operator()}, account.AuditFilter{Verb: "job.retry"}))(t)
	if len(entries) != 1 || entries[0].Object.ID != "7" {
		t.Errorf("%+v", entries)
	}
}

// TestNothingThatIsGivenBecomesMarkup puts what breaks out of places of HTML into
// every field that is shown again.
func TestNothingThatIsGivenBecomesMarkup(t *testing.T) {
	b := newAdmin(t)
	b.join(t, "boss", grant(here, account.Administrator))
	for _, evil := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'onmouseover='alert(1)`, `</textarea><svg onload=alert(1)>`, `{{.}}`, `javascript:alert(1)`,
	} {
		form := aboutRain()
		for name := range form {
			form.Set(name, evil)
		}
		for what, a := range map[string]answer{
			"an API":      b.post(t, "boss", "/desk/H26/new-api", form),
			"a robot":     b.post(t, "boss", "/desk/H26/robots/create", url.Values{"name": {evil}, "actions": {evil}}),
			"an invite":   b.post(t, "boss", "/desk/H26/members/invite", url.Values{"mail": {evil}, "role": {evil}}),
			"an agency":   b.post(t, "portal", "/admin/agencies", url.Values{"code": {evil}, "title.vi": {evil}}),
			"a log":       b.get(t, "portal", "/admin/log?"+url.Values{"verb": {evil}, "actor": {evil}, "of": {evil}}.Encode()),
			"an account":  b.get(t, "portal", "/admin/users?"+url.Values{"mail": {evil}, "of": {evil}, "state": {evil}}.Encode()),
			"what's done": b.get(t, "portal", "/admin?"+url.Values{"done": {evil}}.Encode()),
		} {
			for _, raw := range []string{"<script>alert", "<img src=x", "<svg onload", `"'onmouseover`, `href="javascript:`, `value=""><`} {
				if strings.Contains(a.main(), raw) {
					t.Errorf("%s with %q has %q", what, evil, raw)
				}
			}
		}
	}
	wantDone(t, "a robot with markup for a name", b.post(t, "boss", "/desk/H26/robots/create", url.Values{"name": {"<b>x</b>"}, "actions": {"draft"}}))
	wantText(t, "the robots", b.get(t, "boss", "/desk/H26/robots"), "&lt;b&gt;x&lt;/b&gt;")
}
