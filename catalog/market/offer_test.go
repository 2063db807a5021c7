package market_test

import (
	"errors"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
)

func TestWhatThePublicDoesNotSeeIsNotOnOffer(t *testing.T) {
	w := newWorld(t)
	at := catalogtest.Epoch.Add(time.Hour)
	seen := catalogtest.Dataset("seen", "H26")
	catalogtest.Publish(t, w.store, seen, catalogtest.Release(seen, 1))
	later := catalogtest.Dataset("later", "H26")
	release := catalogtest.Release(later, 1)
	release.PublishAt = at.Add(time.Hour)
	catalogtest.Publish(t, w.store, later, release)
	for name, state := range map[catalog.Slug]market.State{"draft": market.Draft, "review": market.Review, "rain": market.Published, "gone": market.Retired} {
		p := catalogtest.Product(name, "H26")
		p.Access = market.Approved
		for i := range p.Versions {
			p.Versions[i].State = state
		}
		if _, err := w.store.SaveProduct(t.Context(), p, catalogtest.ProductDocument()); err != nil {
			t.Fatal(err)
		}
	}
	shelves := market.Shelves{Products: w.store, Datasets: w.store}
	for _, test := range []struct {
		product market.Ref
		access  market.Access
		err     error
	}{
		{"data/seen", market.Open, nil},
		{"data/later", "", catalog.ErrNotFound},
		{"data/nope", "", catalog.ErrNotFound},
		{"api/rain", market.Approved, nil},
		{"api/draft", "", catalog.ErrNotFound},
		{"api/review", "", catalog.ErrNotFound},
		{"api/gone", "", catalog.ErrNotFound},
		{"api/nope", "", catalog.ErrNotFound},
		{market.Catalogue, "", catalog.ErrNotFound},
		{market.SQL, "", catalog.ErrNotFound},
		{"api/../x", "", catalog.ErrNotFound},
		{"", "", catalog.ErrNotFound},
	} {
		o, err := shelves.Offer(t.Context(), test.product, at)
		if !errors.Is(err, test.err) || o.Access != test.access || err == nil && (o.Agency != "H26" || o.Product != test.product || o.Title.IsZero()) {
			t.Errorf("%q: %+v, %v", test.product, o, err)
		}
	}
}
