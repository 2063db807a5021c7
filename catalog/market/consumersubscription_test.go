package market_test

import (
	"errors"
	"testing"

	"nguon/catalog"
	"nguon/catalog/market"
)

func TestSubscribing(t *testing.T) {
	for _, test := range []struct {
		name          string
		product       market.Ref
		plan, message string
		want          market.SubscriptionState
		kind          error
	}{
		{"the plan of all keys comes at once", "api/rain", market.Registered, "", market.Active, nil},
		{"a greater plan is asked for", "api/rain", market.Partner, "Cảnh báo", market.Pending, nil},
		{"who asks says why", "api/rain", market.Partner, " ", "", catalog.ErrInvalid},
		{"an API with approval is asked for on every plan", "api/flood", market.Registered, "Cảnh báo", market.Pending, nil},
		{"and why is said", "api/flood", market.Registered, "", "", catalog.ErrInvalid},
		{"the plan without a key is none", "api/rain", market.Anonymous, "x", "", catalog.ErrInvalid},
		{"a plan that is none", "api/rain", "gold", "x", "", catalog.ErrInvalid},
		{"no plan", "api/rain", "", "x", "", catalog.ErrInvalid},
		{"what is not on offer", "api/secret", market.Registered, "", "", catalog.ErrNotFound},
		{"what is no product", "../x", market.Registered, "", "", catalog.ErrNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			a := w.application(t, w.mai)
			s, err := w.Subscribe(t.Context(), w.mai, a.ID, test.product, test.plan, test.message)
			if !errors.Is(err, test.kind) || s.State != test.want && err == nil {
				t.Fatalf("Subscribe: %s, %v", s.State, err)
			}
			asked := len(w.told) == 1 && w.told[0].Kind == market.SubscriptionAsked && w.told[0].Agency == "H29"
			if asked != (test.want == market.Pending) {
				t.Errorf("told of: %+v", w.told)
			}
			if err != nil {
				return
			}
			_, again := w.Subscribe(t.Context(), w.mai, a.ID, test.product, test.plan, test.message)
			wantKind(t, "subscribing twice", again, catalog.ErrConflict)
			if err := w.Unsubscribe(t.Context(), w.mai, a.ID, test.product); err != nil {
				t.Fatal(err)
			}
			wantKind(t, "ending twice", w.Unsubscribe(t.Context(), w.mai, a.ID, test.product), catalog.ErrConflict)
		})
	}
}

func TestWhatNobodyCanBeToldIsNotAskedFor(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	w.deaf = errors.New("no post")
	if _, err := w.Subscribe(t.Context(), w.mai, a.ID, "api/flood", market.Partner, "x"); !errors.Is(err, w.deaf) {
		t.Fatalf("err = %v, want %v", err, w.deaf)
	}
	_, err := w.store.Subscription(t.Context(), a.ID, "api/flood")
	wantKind(t, "the subscription", err, catalog.ErrNotFound)
}
