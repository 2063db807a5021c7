package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/supply"
)

// wait has the source rain wait for somebody, after a run.
func (b *bureau) wait(t *testing.T) {
	t.Helper()
	s, err := b.db.ClaimSource(t.Context(), "rain", "w", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	why := []catalog.Text{{Vi: "Bảng còn 1 dòng.", En: "The table has 1 row."}}
	s.State = supply.Attention
	s.Memory = supply.Memory{Asked: "d", Why: why, Outcome: supply.Asked, Looked: time.Now()}
	r := supply.Run{ID: "01", Outcome: supply.Asked, Why: why, Bytes: 1234, Started: time.Now(), Ended: time.Now()}
	if err := b.db.EndRun(t.Context(), "w", s, r); err != nil {
		t.Fatal(err)
	}
}

func TestASourceShowsWhatItWaitsForAndNoSecret(t *testing.T) {
	b := newBureau(t)
	b.join(t, "viewer", grant(here, account.Viewer))
	wantText(t, "an agency without sources", b.get(t, "viewer", "/en/desk/H26/sources"), "The agency has no source yet")
	b.supply(t)
	b.wait(t)
	wantText(t, "the home of the desk", b.get(t, "viewer", "/en/desk/H26"), "Sources that need attention", "The table has 1 row.")
	list := b.get(t, "viewer", "/en/desk/H26/sources")
	wantText(t, "the list", list, `href="/en/desk/H26/sources/rain"`, "Needs attention")
	one := b.get(t, "viewer", "/desk/H26/sources/rain")
	wantText(t, "the source", one, "Bảng còn 1 dòng.", "https://example.org/days.csv", "Cần xem xét")
	for _, a := range []answer{list, one} {
		if strings.Contains(a.body, "s3cret") {
			t.Error("a page shows a secret")
		}
		if strings.Contains(a.main(), "<button") {
			t.Error("a viewer is offered what only others may do")
		}
	}
}

func TestWhoMayPublishAcceptsWhatASourceWaitsWith(t *testing.T) {
	b := newBureau(t)
	b.supply(t)
	b.wait(t)
	b.join(t, "editor", grant(here, account.Editor))
	b.join(t, "approver", grant(here, account.Approver))
	act := func(who, action string) answer {
		return b.post(t, who, "/desk/H26/sources/rain/act", url.Values{"action": {action}})
	}
	wantStatus(t, "an editor accepts", act("editor", "accept"), http.StatusForbidden)
	wantStatus(t, "resume what is not paused", act("approver", "resume"), http.StatusConflict)
	wantStatus(t, "no action", act("approver", "burn"), http.StatusUnprocessableEntity)
	wantDone(t, "an approver accepts", act("approver", "accept"))
	s, err := b.db.Source(t.Context(), "rain")
	if err != nil || s.State != supply.Active || s.Memory.Accepted != "d" {
		t.Errorf("%+v, %v", s, err)
	}
	wantDone(t, "an editor pauses", act("editor", "pause"))
	wantStatus(t, "look at what is paused", act("editor", "look"), http.StatusConflict)
	wantDone(t, "an editor resumes", act("editor", "resume"))
	told, err := b.db.Accounts().Audit(t.Context(), account.AuditFilter{Object: "rain"})
	if err != nil || len(told) != 3 {
		t.Errorf("%d entries in the audit log, want 3, %v", len(told), err)
	}
}
