package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

func (b *bureau) offered(t testing.TB, app string, asked time.Time) market.Reuse {
	t.Helper()
	r := market.Reuse{
		Application: app, Product: "api/rain", Name: "Bản đồ <mưa>", URL: "https://mua.example.vn", Description: "Mưa từng giờ.", State: market.ReuseAsked, Asked: asked,
	}
	if err := b.db.SaveReuse(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheAgencyLooksAtApplicationsBeforeTheyAreShown(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.join(t, "other", grant(there, account.Steward))
	b.ask(t, "APP1", "Bản đồ", "Lũ")
	asked := time.Now().UTC().Truncate(time.Microsecond)
	b.offered(t, "APP1", asked)
	a := b.get(t, "steward", "/desk/H26/consumers")
	wantText(t, "consumers", a, "Bản đồ &lt;mưa&gt;", "https://mua.example.vn", "/desk/H26/consumers/reuses")
	answerTo := func(who, desk string, at time.Time, to, why string) answer {
		return b.post(t, who, "/desk/"+desk+"/consumers/reuses", url.Values{"application": {"APP1"}, "product": {"api/rain"},
			"asked": {strconv.FormatInt(at.UnixMicro(), 10)}, "to": {to}, "answer": {why}})
	}
	state := func() market.ReuseState {
		t.Helper()
		return must(b.db.Reuses(t.Context(), market.ReuseFilter{Application: "APP1"}))(t)[0].State
	}
	wantStatus(t, "by another agency", answerTo("other", there, asked, "shown", ""), http.StatusNotFound)
	wantStatus(t, "by another agency at this desk", answerTo("other", here, asked, "shown", ""), http.StatusForbidden)
	wantStatus(t, "refuse without a reason", answerTo("steward", here, asked, "refused", " "), http.StatusUnprocessableEntity)
	wantStatus(t, "what was offered before", answerTo("steward", here, asked.Add(-time.Second), "shown", ""), http.StatusConflict)
	if state() != market.ReuseAsked {
		t.Errorf("the state is %q", state())
	}
	wantDone(t, "show", answerTo("steward", here, asked, "shown", ""))
	if state() != market.ReuseShown {
		t.Errorf("the state is %q", state())
	}
	wantDone(t, "take down", answerTo("steward", here, asked, "refused", "Trang đã hỏng."))
	if state() != market.ReuseRefused {
		t.Errorf("the state is %q", state())
	}
	if a := b.get(t, "steward", "/desk/H26/consumers"); strings.Contains(a.body, "mua.example.vn") {
		t.Error("what was refused still waits")
	}
	entries := must(b.accounts.Audit(t.Context(), account.Caller{Principal: account.Operator()}, account.AuditFilter{Verb: market.VerbReuseAnswer}))(t)
	if len(entries) != 2 || entries[0].Agency != here || strings.Contains(string(entries[0].After), "mua.example") {
		t.Errorf("%+v", entries)
	}
}
