package market

import (
	"context"
	"errors"
	"time"

	"nguon/catalog"
)

// An Offer is what is needed to know of a product to subscribe to it.
type Offer struct {
	Product Ref
	Title   catalog.Text
	Agency  string // the code of the agency that answers
	Access  Access
	Link    string // the path of its page
}

// A Shelf has the offers of an installation.
type Shelf interface {
	// Offer returns what is on offer at the given time, or an error of kind
	// [catalog.ErrNotFound].
	Offer(ctx context.Context, product Ref, at time.Time) (Offer, error)
}

// Shelves are the APIs that agencies have registered, as far as they can be
// called, and the tables of datasets that the public sees.
type Shelves struct {
	Products Products
	Datasets catalog.Reader
}

// Offer implements [Shelf].
func (s Shelves) Offer(ctx context.Context, product Ref, at time.Time) (Offer, error) {
	if name, ok := product.API(); ok {
		return s.registered(ctx, name)
	}
	slug, ok := product.Dataset()
	if !ok {
		return Offer{}, noOffer()
	}
	d, err := s.Datasets.Dataset(ctx, slug)
	if err != nil {
		return Offer{}, hidden(err)
	}
	latest, err := s.Datasets.Latest(ctx, at, slug)
	if err != nil {
		return Offer{}, err
	}
	if _, seen := latest[slug]; !seen {
		return Offer{}, noOffer()
	}
	return Offer{Product: product, Title: d.Title, Agency: d.Agency, Access: Open, Link: "/datasets/" + string(slug)}, nil
}

func (s Shelves) registered(ctx context.Context, name catalog.Slug) (Offer, error) {
	p, err := s.Products.Product(ctx, name)
	if err != nil {
		return Offer{}, hidden(err)
	}
	v := p.Current()
	if v == nil || !v.State.Callable() {
		return Offer{}, noOffer()
	}
	return Offer{Product: p.Ref(), Title: p.Title, Agency: p.Agency, Access: p.Access, Link: "/apis/" + string(name)}, nil
}

// hidden makes what does not exist look like what is not on offer.
func hidden(err error) error {
	if errors.Is(err, catalog.ErrNotFound) {
		return noOffer()
	}
	return err
}

func noOffer() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có API này, hoặc nó chưa mở cho đăng ký.", "There is no such API, or it cannot be subscribed to.")
}
