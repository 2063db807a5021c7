package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

// hearing is a board that keeps what is raised.
type hearing struct{ raised []notice.Notice }

// Raise implements [notice.Board].
func (h *hearing) Raise(_ context.Context, ns ...notice.Notice) error {
	for _, n := range ns {
		if err := n.Validate(); err != nil {
			return err
		}
	}
	h.raised = append(h.raised, ns...)
	return nil
}

// staff are the accounts of agencies, by their roles.
type staff struct {
	account.Reads
	users map[string][]account.User
}

// Users implements [account.Reads].
func (s staff) Users(_ context.Context, f account.UserFilter) ([]account.User, error) {
	return s.users[f.Agency], nil
}

func member(id, agency string, r account.Role) account.User {
	return account.User{ID: id, State: account.Active, Memberships: []account.Membership{{Grant: account.Grant{Agency: agency, Role: r}}}}
}

func TestNoticesReachWhomTheyConcern(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	const long = "dòng một\ndòng hai "
	app := market.Application{ID: "APP", Owner: "MAI", Name: strings.Repeat(long, 20)}
	key := &account.Key{ID: "K", Name: "máy chủ", Hint: "ngn_live_abc", Expires: now.AddDate(0, 0, 7)}
	people := staff{users: map[string][]account.User{
		"H29":             {member("STEWARD", "H29", account.Steward), member("VIEWER", "H29", account.Viewer)},
		account.AnyAgency: {member("ADMIN", account.AnyAgency, account.PortalAdmin)},
	}}
	for _, test := range []struct {
		name string
		e    market.Event
		to   string
		path string
		has  string // in its text
		data string // in what machines are told
	}{
		{"a key that will end", market.Event{Kind: market.KeyExpiring, At: now, Application: app, Key: key, Days: 7}, "MAI", "/apps/APP", "16:00 29/11/2026", `"days":7`},
		{"a leaked key", market.Event{Kind: market.KeyLeaked, At: now, Application: app, Key: key, Found: "https://x.example\n"}, "MAI", "/apps/APP", "https://x.example", `"hint":"ngn_live_abc"`},
		{"a leaked key of no application", market.Event{Kind: market.KeyLeaked, At: now, Key: key}, "ADMIN", "/apps", "ngn_live_abc…", `"key":"K"`},
		{"a quota", market.Event{Kind: market.QuotaUsed, At: now, Application: app, Key: key, Product: "data/air", Quota: &market.QuotaReached{Percent: 80,
			Window: market.Window{Name: "day", Quota: 1000}, Until: now}}, "MAI", "/apps/APP/usage", "1000 requests", `"percent":80`},
		{"a request to an agency", market.Event{Kind: market.SubscriptionAsked, At: now, Agency: "H29", Application: app, Product: "api/rain",
			Subscription: &market.Subscription{Due: now, Plan: market.Partner, Message: strings.Repeat(long, 100)}}, "STEWARD", "/desk/H29/consumers", "16:00 22/11/2026", `"plan":"partner"`},
		{"an offer for a showcase", market.Event{Kind: market.ReuseOffered, At: now, Agency: "H29", Application: app, Product: "data/air",
			Reuse: &market.Reuse{Name: "Bản đồ", URL: "https://mua.example.vn", Description: strings.Repeat(long, 100)}}, "STEWARD", "/desk/H29/consumers", "https://mua.example.vn", `"url":"https://mua.example.vn"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			board := new(hearing)
			c := &crier{board: board, users: people}
			if err := c.tell(t.Context(), test.e); err != nil {
				t.Fatal(err)
			}
			if len(board.raised) != 1 {
				t.Fatalf("raised %+v", board.raised)
			}
			n := board.raised[0]
			if strings.Join(n.To, " ") != test.to || n.Path != test.path || !strings.Contains(n.Text.En, test.has) || !strings.Contains(string(n.Data), test.data) {
				t.Errorf("got %+v with %s", n, n.Data)
			}
			if strings.ContainsAny(n.Title.Vi+n.Title.En+n.Text.Vi+n.Text.En, "\n\r") || !json.Valid(n.Data) {
				t.Errorf("text on several lines: %+v", n)
			}
			again := new(hearing)
			if err := (&crier{board: again, users: people}).tell(t.Context(), test.e); err != nil || again.raised[0].ID != n.ID {
				t.Errorf("told again, it is %s and not %s: %v", again.raised[0].ID, n.ID, err)
			}
		})
	}
	nobody := new(hearing)
	err := (&crier{board: nobody, users: staff{}}).tell(t.Context(), market.Event{Kind: market.KeyLeaked, At: now, Key: key})
	if err != nil || len(nobody.raised) > 0 {
		t.Errorf("without anybody to hear it: %v, %v", nobody.raised, err)
	}
}
