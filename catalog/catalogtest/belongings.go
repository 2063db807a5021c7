package catalogtest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

// RunBelongings tests what a store does with all that belongs to an account.
// Open returns a new, empty store and the accounts in it.
func RunBelongings(t *testing.T, open func(t *testing.T) (Store, account.Store)) {
	for name, test := range map[string]func(*testing.T, Store, account.Store){
		"are told whole, without secrets":                  testBelongingsTold,
		"end with the account, and others' do not":         testAbandon,
		"are all there if the account is not deleted":      testAbandonUndone,
		"of who has none are none, and nothing to end is":  testAbandonNothing,
		"lose their author, if others have a part in them": testBelongingPosts,
	} {
		t.Run(name, func(t *testing.T) {
			s, accounts := open(t)
			test(t, s, accounts)
		})
	}
}

// belong gives a user an application with a key and a subscription, a follow,
// a webhook and a delivery to it.
func belong(t *testing.T, s Store, user string) (market.Application, account.Key, market.Subscription, notice.Webhook) {
	t.Helper()
	app := saveApplication(t, s, application("app of "+user, user, Epoch))
	k := key("key of "+user, Epoch)
	k.Application = app.ID
	saveKey(t, s, k)
	sub := subscribe(t, s, app.ID, "api/rain", Epoch)
	offerReuse(t, s, reuse(app.ID, "api/rain", Epoch))
	f := notice.Follow{ID: newID(), Owner: user, Topic: notice.OfDataset("rain"), Mail: notice.Daily, Webhook: true}
	must(s.SaveFollow(t.Context(), f))(t)
	w := hook(t, s, user)
	deliver(t, s, notice.ByWebhook, user, w.ID)
	return app, k, sub, w
}

func abandon(accounts account.Store, t *testing.T, user string, fail error) (open []string, err error) {
	err = accounts.Change(t.Context(), func(ctx context.Context, tx account.Tx) (err error) {
		if open, err = tx.Abandon(ctx, user, Epoch.Add(time.Hour)); err != nil {
			return err
		}
		return fail
	})
	return open, err
}

func testBelongingsTold(t *testing.T, s Store, accounts account.Store) {
	app, k, sub, w := belong(t, s, "lan")
	r := reuse(app.ID, "api/rain", Epoch)
	belong(t, s, "minh")
	got := must(accounts.Belongings(t.Context(), "lan"))(t)
	if len(got.Follows) == 1 && got.Follows[0].Created.IsZero() || len(got.Webhooks) == 1 && got.Webhooks[0].Created.IsZero() {
		t.Error("a follow or a webhook has no time")
	}
	for i := range got.Follows {
		got.Follows[i].Created = time.Time{}
	}
	for i := range got.Webhooks {
		got.Webhooks[i].Created = time.Time{}
	}
	wantEqual(t, "belongings", got, account.Belongings{
		Applications: []account.OwnApplication{{
			ID: app.ID, Name: app.Name, Description: app.Description, URL: app.URL, Created: app.Created,
			Keys:          []account.OwnKey{{ID: k.ID, Name: k.Name, Hint: k.Hint, Created: k.Created, Expires: k.Expires}},
			Subscriptions: []account.OwnSubscription{{Product: "api/rain", Plan: sub.Plan, State: "pending", Message: sub.Message, Asked: sub.Asked}},
			Reuses:        []account.OwnReuse{{Product: "api/rain", Name: r.Name, URL: r.URL, Description: r.Description, State: "pending", Asked: r.Asked}},
		}},
		Follows:  []account.OwnFollow{{Topic: "dataset/rain", Mail: "daily", Webhook: true}},
		Webhooks: []account.OwnWebhook{{ID: w.ID, URL: w.URL, Note: w.Note, Kinds: []string{"release.published"}, State: "active"}},
	})
	text := string(must(json.Marshal(got))(t))
	for _, secret := range []string{"secret", "hash", "minh"} {
		if strings.Contains(text, secret) {
			t.Errorf("the belongings say %q: %s", secret, text)
		}
	}
}

func testAbandon(t *testing.T, s Store, accounts account.Store) {
	app, k, _, w := belong(t, s, "lan")
	_, otherKey, _, otherHook := belong(t, s, "minh")
	others := must(accounts.Belongings(t.Context(), "minh"))(t)
	for _, want := range [][]string{{app.ID}, nil} { // the second time changes nothing
		open, err := abandon(accounts, t, "lan", nil)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "open applications", open, want)
	}
	end := Epoch.Add(time.Hour)
	left := must(s.Application(t.Context(), app.ID))(t)
	wantEqual(t, "application", left, market.Application{ID: app.ID, Owner: "lan", Name: app.ID, Created: Epoch, Closed: end})
	if got := must(s.KeyByHash(t.Context(), k.Hash))(t); !got.Revoked.Equal(end) || got.Name != "" {
		t.Errorf("its key is %+v", got)
	}
	if got := must(s.Subscription(t.Context(), app.ID, "api/rain"))(t); got.State != market.Ended || got.Message != "" {
		t.Errorf("its subscription is %+v", got)
	}
	_, err := s.Webhook(t.Context(), w.ID)
	wantKind(t, "its webhook", err, catalog.ErrNotFound)
	wantEqual(t, "what it is shown with", len(must(s.Reuses(t.Context(), market.ReuseFilter{Application: app.ID}))(t)), 0)
	wantEqual(t, "its follows", len(must(s.FollowsOf(t.Context(), "lan"))(t)), 0)
	wantEqual(t, "what was to be delivered", len(must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: "lan"}))(t)), 0)

	wantEqual(t, "what others have", must(accounts.Belongings(t.Context(), "minh"))(t), others)
	wantEqual(t, "another's key", must(s.KeyByHash(t.Context(), otherKey.Hash))(t), otherKey)
	wantEqual(t, "another's calls", len(must(s.Deliveries(t.Context(), notice.DeliveryFilter{Webhook: otherHook.ID}))(t)), 1)
}

func testAbandonUndone(t *testing.T, s Store, accounts account.Store) {
	belong(t, s, "lan")
	before := must(accounts.Belongings(t.Context(), "lan"))(t)
	broken := errors.New("no")
	if _, err := abandon(accounts, t, "lan", broken); !errors.Is(err, broken) {
		t.Fatalf("err = %v, want %v", err, broken)
	}
	wantEqual(t, "belongings", must(accounts.Belongings(t.Context(), "lan"))(t), before)
}

func testAbandonNothing(t *testing.T, s Store, accounts account.Store) {
	k := saveKey(t, s, key("of the portal", Epoch))
	id := deliver(t, s, notice.ByMail, "", "") // a letter
	for _, user := range []string{"", "lan", "\x00"} {
		if open, err := abandon(accounts, t, user, nil); err != nil || len(open) != 0 {
			t.Errorf("Abandon(%q) = %q, %v", user, open, err)
		}
		wantEqual(t, "belongings", must(accounts.Belongings(t.Context(), user))(t), account.Belongings{})
	}
	wantEqual(t, "a key of nobody", must(s.KeyByHash(t.Context(), k.Hash))(t), k)
	if claimed := must(s.ClaimDeliveries(t.Context(), 10))(t); len(claimed) != 1 || claimed[0].ID != id {
		t.Errorf("letters that are left: %+v", claimed)
	}
}
