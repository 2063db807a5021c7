package market_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

func TestSubscribe(t *testing.T) {
	for _, test := range []struct {
		name    string
		product market.Ref
		plan    string
		message string
		approve bool
		state   market.SubscriptionState
		want    error
	}{
		{"at once where nobody has to approve", "data/air", "registered", "", false, market.Active, nil},
		{"later where the agency does", "api/rain", "partner", "Cảnh báo lũ", true, market.Pending, nil},
		{"for which a reason is needed", "api/rain", "partner", "  ", true, "", catalog.ErrInvalid},
		{"no product", "rain", "partner", "Lũ", true, "", catalog.ErrInvalid},
		{"no plan", "api/rain", "", "Lũ", true, "", catalog.ErrInvalid},
		{"a novel", "api/rain", "partner", strings.Repeat("ũ", 2001), true, "", catalog.ErrInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := market.Subscribe("A", test.product, test.plan, test.message, test.approve, day0)
			if !errors.Is(err, test.want) || s.State != test.state {
				t.Fatalf("state %q, err %v; want %q, %v", s.State, err, test.state, test.want)
			}
			if due := !s.Due.IsZero(); due != (s.State == market.Pending) || due && s.Due != day0.Add(market.AnswerWithin) {
				t.Errorf("due %v", s.Due)
			}
		})
	}
}

func TestReply(t *testing.T) {
	for _, test := range []struct {
		name     string
		from, to market.SubscriptionState
		text     string
		want     error
	}{
		{"approved", market.Pending, market.Active, "", nil},
		{"refused with a reason", market.Pending, market.Refused, "Hết chỗ", nil},
		{"not without", market.Pending, market.Refused, " ", catalog.ErrInvalid},
		{"taken back", market.Pending, market.Ended, "", nil},
		{"ended", market.Active, market.Ended, "", nil},
		{"an active one is not refused", market.Active, market.Refused, "Hết chỗ", catalog.ErrConflict},
		{"a refused one is not approved", market.Refused, market.Active, "", catalog.ErrConflict},
		{"an ended one stays so", market.Ended, market.Active, "", catalog.ErrConflict},
		{"a novel", market.Pending, market.Active, strings.Repeat("ũ", 2001), catalog.ErrInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := market.Subscription{State: test.from}
			err := s.Reply(test.to, "U9", test.text, day0)
			if !errors.Is(err, test.want) {
				t.Fatalf("err = %v, want %v", err, test.want)
			}
			want := market.Subscription{State: test.from}
			if err == nil {
				want = market.Subscription{State: test.to, Answer: test.text, AnsweredBy: "U9", Answered: day0}
			}
			if s != want {
				t.Errorf("subscription %+v, want %+v", s, want)
			}
		})
	}
}

func TestApplicationsHaveANameAndAnOwner(t *testing.T) {
	good := market.Application{ID: "A", Owner: "U1", Name: "Bản đồ", URL: "https://example.vn", Created: time.Now()}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*market.Application){
		"no name":     func(a *market.Application) { a.Name = " " },
		"a long name": func(a *market.Application) { a.Name = strings.Repeat("ũ", 101) },
		"no owner":    func(a *market.Application) { a.Owner = "" },
		"a script":    func(a *market.Application) { a.URL = "javascript:alert(1)" },
	} {
		a := good
		spoil(&a)
		if err := a.Validate(); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}
