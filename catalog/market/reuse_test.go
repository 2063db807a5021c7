package market_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

func draft() market.ReuseDraft {
	return market.ReuseDraft{Name: " Bản đồ mưa ", URL: "https://mua.example.vn/ban-do?a=1", Description: "Mưa từng giờ.\nCả nước.", Consent: true}
}

func TestWhatIsPutBeforeEverybodyIsLookedAt(t *testing.T) {
	valid := market.Reuse{Application: "A", Product: "api/rain", Name: "Bản đồ", URL: "https://example.vn", Description: "Mưa."}
	if err := valid.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*market.Reuse){
		"no product":            func(r *market.Reuse) { r.Product = "rain" },
		"no application":        func(r *market.Reuse) { r.Application = "" },
		"no name":               func(r *market.Reuse) { r.Name = " " },
		"a long name":           func(r *market.Reuse) { r.Name = strings.Repeat("ư", 81) },
		"a name on two lines":   func(r *market.Reuse) { r.Name = "a\nb" },
		"a name that turns":     func(r *market.Reuse) { r.Name = "a\u202eb" },
		"a name that is binary": func(r *market.Reuse) { r.Name = "\xff" },
		"no description":        func(r *market.Reuse) { r.Description = "" },
		"a long description":    func(r *market.Reuse) { r.Description = strings.Repeat("ư", 401) },
		"hidden letters":        func(r *market.Reuse) { r.Description = "a\u200bb" },
	} {
		r := valid
		change(&r)
		wantKind(t, name, r.Validate(), catalog.ErrInvalid)
	}
	for _, u := range []string{
		"", "http://example.vn", "javascript:alert(1)", "data:text/html,x", "//example.vn", "/apis", "https:example.vn", "https://", "https://mai@example.vn",
		"https://mai:secret@example.vn/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://portal.:8080", "https://example.vn\\@evil.example/",
		"https://exa mple.vn", "https://example.vn\n", "https://a<b>.vn", "https://example.vn/" + strings.Repeat("a", 400), "\x00",
	} {
		r := valid
		r.URL = u
		wantKind(t, fmt.Sprintf("the address %q", u), r.Validate(), catalog.ErrInvalid)
	}
}

func TestReuseIsShownOnceTheAgencyAgreesAndOnlyAsItWasOffered(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	d := draft()
	d.Consent = false
	wantKind(t, "without consent", w.OfferReuse(t.Context(), w.mai, a.ID, "api/rain", d), catalog.ErrInvalid)
	wantKind(t, "of what is not on offer", w.OfferReuse(t.Context(), w.mai, a.ID, "api/other", draft()), catalog.ErrNotFound)
	offer := func() market.Reuse {
		t.Helper()
		if err := w.OfferReuse(t.Context(), w.mai, a.ID, "api/rain", draft()); err != nil {
			t.Fatal(err)
		}
		return do(t, func() ([]market.Reuse, error) { return w.Reuses(t.Context(), w.mai, a.ID) })[0]
	}
	r := offer()
	if r.Name != "Bản đồ mưa" || r.State != market.ReuseAsked || !r.Asked.Equal(w.now) {
		t.Errorf("offered: %+v", r)
	}
	shown := r
	if err := shown.Reply(market.ReuseShown, "CHIEF", "", w.now); err != nil {
		t.Fatal(err)
	}
	if err := w.store.SaveReuse(t.Context(), shown, &r); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	if again := offer(); again.State != market.ReuseAsked || again.AnsweredBy != "" {
		t.Errorf("offered anew, it is %+v: nobody has looked at what is said now", again)
	}
	if len(w.told) != 2 || w.told[0].Kind != market.ReuseOffered || w.told[0].Agency != "H29" || w.told[0].Reuse.Name != r.Name {
		t.Fatalf("told %+v", w.told)
	}
	first, what := w.told[0].Same()
	if then, same := w.told[1].Same(); !first.Equal(then) || !slices.Equal(what, same) {
		t.Error("what is offered anew the same day is told of twice")
	}
	if err := w.WithdrawReuse(t.Context(), w.mai, a.ID, "api/rain"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "withdrawn again", w.WithdrawReuse(t.Context(), w.mai, a.ID, "api/rain"), catalog.ErrNotFound)
}

func TestReusesOfOthersDoNotExist(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	if err := w.OfferReuse(t.Context(), w.mai, a.ID, "api/rain", draft()); err != nil {
		t.Fatal(err)
	}
	_, err := w.Reuses(t.Context(), w.lan, a.ID)
	wantKind(t, "looked at", err, catalog.ErrNotFound)
	wantKind(t, "offered", w.OfferReuse(t.Context(), w.lan, a.ID, "api/rain", draft()), catalog.ErrNotFound)
	wantKind(t, "withdrawn", w.WithdrawReuse(t.Context(), w.lan, a.ID, "api/rain"), catalog.ErrNotFound)
	if err := w.CloseApplication(t.Context(), w.mai, a.ID); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "of a closed application", w.OfferReuse(t.Context(), w.mai, a.ID, "api/rain", draft()), catalog.ErrConflict)
}

func TestReplyToAReuse(t *testing.T) {
	for name, test := range map[string]struct {
		from, to market.ReuseState
		text     string
		want     error
	}{
		"shown":                      {market.ReuseAsked, market.ReuseShown, "", nil},
		"refused":                    {market.ReuseAsked, market.ReuseRefused, "Không mở được.", nil},
		"refused without a reason":   {market.ReuseAsked, market.ReuseRefused, " ", catalog.ErrInvalid},
		"taken down":                 {market.ReuseShown, market.ReuseRefused, "Hỏng.", nil},
		"shown again":                {market.ReuseShown, market.ReuseShown, "", catalog.ErrConflict},
		"shown after it was refused": {market.ReuseRefused, market.ReuseShown, "", catalog.ErrConflict},
		"to nothing":                 {market.ReuseAsked, "", "", catalog.ErrConflict},
		"with a long answer":         {market.ReuseAsked, market.ReuseShown, strings.Repeat("a", 2001), catalog.ErrInvalid},
	} {
		r := market.Reuse{State: test.from}
		err := r.Reply(test.to, "CHIEF", test.text, time.Unix(1, 0))
		if test.want != nil {
			wantKind(t, name, err, test.want)
			continue
		}
		if err != nil || r.State != test.to || r.AnsweredBy != "CHIEF" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}
