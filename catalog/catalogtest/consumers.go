package catalogtest

import (
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

var consumers = map[string]func(*testing.T, Store){
	"applications come back whole, in the order of their making": testApplicationsWhole,
	"an application does not change hands":                       testApplicationsOwner,
	"closing an application ends its keys and subscriptions":     testApplicationsClose,
	"subscriptions come back whole, the last first":              testSubscriptionsWhole,
	"a subscription is answered by one at a time":                testSubscriptionsAnswered,
	"what is not there is not found":                             testConsumersNotFound,
}

func application(id, owner string, made time.Time) market.Application {
	return market.Application{ID: id, Owner: owner, Name: "Bản đồ 'mưa' ?", Description: "Một trang.", URL: "https://example.vn", Created: made}
}

func saveApplication(t *testing.T, s Store, a market.Application) market.Application {
	t.Helper()
	if err := s.SaveApplication(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return a
}

func subscribe(t *testing.T, s Store, application string, product market.Ref, at time.Time) market.Subscription {
	t.Helper()
	sub := must(market.Subscribe(application, product, market.Partner, "Cảnh báo lũ", true, at))(t)
	if err := s.SaveSubscription(t.Context(), sub, ""); err != nil {
		t.Fatal(err)
	}
	return sub
}

func testApplicationsWhole(t *testing.T, s Store) {
	second := saveApplication(t, s, application("A", "U1", Epoch.Add(time.Second)))
	first := saveApplication(t, s, application("B", "U1", Epoch))
	saveApplication(t, s, application("C", "U2", Epoch))
	second.Name = "Khác"
	saveApplication(t, s, second)
	wantEqual(t, "applications", must(s.Applications(t.Context(), "U1"))(t), []market.Application{first, second})
	wantEqual(t, "application", must(s.Application(t.Context(), "A"))(t), second)
	wantEqual(t, "of nobody", len(must(s.Applications(t.Context(), "U3"))(t)), 0)
}

func testApplicationsOwner(t *testing.T, s Store) {
	a := saveApplication(t, s, application("A", "U1", Epoch))
	stolen := a
	stolen.Owner, stolen.Name = "U2", "Mine"
	wantKind(t, "another owner", s.SaveApplication(t.Context(), stolen), catalog.ErrConflict)
	noName := a
	noName.Name = " "
	wantKind(t, "no name", s.SaveApplication(t.Context(), noName), catalog.ErrInvalid)
	wantEqual(t, "application", must(s.Application(t.Context(), "A"))(t), a)
}

func testApplicationsClose(t *testing.T, s Store) {
	a := saveApplication(t, s, application("A", "U1", Epoch))
	saveApplication(t, s, application("B", "U1", Epoch))
	mine, other := key("K1", Epoch), key("K2", Epoch)
	mine.Application, other.Application = "A", "B"
	saveKey(t, s, mine)
	saveKey(t, s, other)
	sub := subscribe(t, s, "A", "api/rain", Epoch)
	untouched := subscribe(t, s, "B", "api/rain", Epoch)
	end := Epoch.Add(time.Hour)
	for _, at := range []time.Time{end, end.Add(time.Hour)} { // the second time changes nothing
		if err := s.CloseApplication(t.Context(), "A", at); err != nil {
			t.Fatal(err)
		}
	}
	a.Closed, mine.Revoked = end, end
	sub.State, sub.Answered = market.Ended, end
	wantEqual(t, "application", must(s.Application(t.Context(), "A"))(t), a)
	wantEqual(t, "its key", must(s.KeyByHash(t.Context(), mine.Hash))(t), mine)
	wantEqual(t, "another key", must(s.KeyByHash(t.Context(), other.Hash))(t), other)
	wantEqual(t, "its subscription", must(s.Subscription(t.Context(), "A", "api/rain"))(t), sub)
	wantEqual(t, "another subscription", must(s.Subscription(t.Context(), "B", "api/rain"))(t), untouched)
	again := must(market.Subscribe("A", "api/sun", market.Registered, "", false, end))(t)
	wantKind(t, "subscribing when closed", s.SaveSubscription(t.Context(), again, ""), catalog.ErrConflict)
}

func testSubscriptionsWhole(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "U1", Epoch))
	saveApplication(t, s, application("B", "U2", Epoch))
	first := subscribe(t, s, "A", "api/rain", Epoch)
	last := subscribe(t, s, "B", "api/rain", Epoch.Add(time.Hour))
	sun := subscribe(t, s, "A", "api/sun", Epoch.Add(time.Minute))
	for _, test := range []struct {
		name string
		f    market.SubscriptionFilter
		want []market.Subscription
	}{
		{"all", market.SubscriptionFilter{}, []market.Subscription{last, sun, first}},
		{"of an application", market.SubscriptionFilter{Application: "A"}, []market.Subscription{sun, first}},
		{"of products", market.SubscriptionFilter{Products: []market.Ref{"api/rain", "api/x"}}, []market.Subscription{last, first}},
		{"in a state", market.SubscriptionFilter{State: market.Pending, Limit: 1}, []market.Subscription{last}},
	} {
		wantEqual(t, test.name, must(s.Subscriptions(t.Context(), test.f))(t), test.want)
	}
	wantEqual(t, "active ones", len(must(s.Subscriptions(t.Context(), market.SubscriptionFilter{State: market.Active}))(t)), 0)
}

func testSubscriptionsAnswered(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "U1", Epoch))
	sub := subscribe(t, s, "A", "api/rain", Epoch)
	wantKind(t, "asking twice", s.SaveSubscription(t.Context(), sub, ""), catalog.ErrConflict)
	refused := sub
	if err := sub.Reply(market.Active, "U9", "", Epoch.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSubscription(t.Context(), sub, market.Pending); err != nil {
		t.Fatal(err)
	}
	if err := refused.Reply(market.Refused, "U8", "Không", Epoch.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "answering what was answered", s.SaveSubscription(t.Context(), refused, market.Pending), catalog.ErrConflict)
	wantEqual(t, "subscription", must(s.Subscription(t.Context(), "A", "api/rain"))(t), sub)
	if err := sub.Reply(market.Ended, "U1", "", Epoch.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSubscription(t.Context(), sub, market.Active); err != nil {
		t.Fatal(err)
	}
	subscribe(t, s, "A", "api/rain", Epoch.Add(4*time.Hour)) // one that has ended may be asked for again
}

func testConsumersNotFound(t *testing.T, s Store) {
	_, err := s.Application(t.Context(), "A\x00")
	wantKind(t, "Application", err, catalog.ErrNotFound)
	_, err = s.Subscription(t.Context(), "A", "api/rain")
	wantKind(t, "Subscription", err, catalog.ErrNotFound)
	wantKind(t, "CloseApplication", s.CloseApplication(t.Context(), "A", Epoch), catalog.ErrNotFound)
	sub := must(market.Subscribe("A", "api/rain", market.Registered, "", false, Epoch))(t)
	wantKind(t, "SaveSubscription", s.SaveSubscription(t.Context(), sub, ""), catalog.ErrNotFound)
}
