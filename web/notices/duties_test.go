package notices_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nguon/catalog/notice"
	"nguon/publisher/courier"
)

func (p *portal) wantMuted(t *testing.T, who string, want ...notice.Kind) {
	t.Helper()
	got, err := p.db.MutedBy(t.Context(), who)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%s mutes %v, %v; want %v", who, got, err, want)
	}
}

func TestWhoHasARoleChoosesReminders(t *testing.T) {
	p := open(t)
	p.want(t, p.ask(t, "editor", "GET", "/account/follows", nil), http.StatusOK, `value="release.due" checked`, `value="release.late" checked`)
	w := p.ask(t, "lan", "GET", "/account/follows", nil)
	if p.want(t, w, http.StatusOK); strings.Contains(w.Body.String(), "release.due") {
		t.Error("who has no role is asked about reminders")
	}
	p.want(t, p.ask(t, "editor", "POST", "/account/follows/duties", url.Values{"kind": {"release.late", "post.asked", "key.leaked"}}), http.StatusSeeOther)
	p.wantMuted(t, "editor", notice.ApprovalWaiting, notice.PostHeld, notice.ReleaseDue)
	p.want(t, p.ask(t, "editor", "GET", "/account/follows", nil), http.StatusOK, `value="release.due">`, `value="release.late" checked`)
	p.want(t, p.ask(t, "editor", "POST", "/account/follows/duties", url.Values{"kind": {"release.due", "release.late", "approval.waiting", "post.asked", "post.held"}}), http.StatusSeeOther)
	p.wantMuted(t, "editor")
}

func TestAReminderEndsWithItsLink(t *testing.T) {
	p := open(t)
	if err := p.db.Mute(t.Context(), "lan", notice.ReleaseLate); err != nil {
		t.Fatal(err)
	}
	pass, err := p.passes.Sign(courier.Pass{Owner: "lan", Duty: notice.ReleaseDue})
	if err != nil {
		t.Fatal(err)
	}
	address := courier.EndPath + "?t=" + url.QueryEscape(pass)
	p.want(t, p.ask(t, "", "GET", address, nil), http.StatusOK, "bản phát hành của cơ quan sắp đến hạn")
	p.wantMuted(t, "lan", notice.ReleaseLate)
	for range 2 { // as mail programs do
		p.want(t, p.ask(t, "", "POST", address, url.Values{"List-Unsubscribe": {"One-Click"}}), http.StatusOK)
	}
	p.wantMuted(t, "lan", notice.ReleaseDue, notice.ReleaseLate)
}
