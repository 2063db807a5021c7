// Package registry has the rules by which agencies offer APIs: who may register,
// change, approve and end them, what becomes of their documents and secrets, and
// who answers those that ask to use them. The API and the pages of the portal
// both call it, so that no rule exists twice.
//
// Each change is one transaction with its entry in the audit log.
package registry

import (
	"context"
	"errors"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/publisher/outbound"
)

// AnyRevision lets a change apply to a product as it is, or make it.
const AnyRevision int64 = -1

// ErrRevision says that a product is not as it was when its change began.
var ErrRevision = errors.New("another revision")

// Deps are what a registry works with. Outside alone may be zero.
type Deps struct {
	Catalog      catalog.Reader // whose datasets are products too
	Products     market.Products
	Applications market.Applications
	Reuses       market.Reuses
	Audit        account.Recorder
	Sealer       *market.Sealer // keeps the secrets of upstreams
	Outside      outbound.Door  // through which documents are fetched
	Now          func() time.Time
}

// A Registry changes the APIs of agencies. Its methods are safe for concurrent
// use. Errors are of the kinds [catalog.ErrForbidden] for who may not,
// [catalog.ErrNotFound], [catalog.ErrConflict] and [catalog.ErrInvalid].
type Registry struct{ Deps }

// New returns a registry.
func New(d Deps) *Registry {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Registry{d}
}

// product returns a product that by may change, as it is at a revision.
func (g *Registry) product(ctx context.Context, by account.Caller, name catalog.Slug, revision int64) (market.Product, error) {
	p, err := g.Products.Product(ctx, name)
	if err != nil {
		return market.Product{}, err
	}
	if err := mayManage(by, p.Agency); err != nil {
		return market.Product{}, err
	}
	if revision != AnyRevision && revision != p.Revision {
		e := catalog.Errorf(catalog.ErrConflict, "API %q vừa được người khác sửa; hãy tải lại.", "The API %q was changed by somebody else; load it again.", name)
		e.Err = ErrRevision
		return market.Product{}, e
	}
	return p, nil
}

func mayManage(by account.Caller, agency string) error {
	if by.May(account.ActionManageProducts, agency) {
		return nil
	}
	return catalog.Errorf(catalog.ErrForbidden, "Bạn không được đăng ký API cho cơ quan %q.", "You may not register APIs for the agency %q.", agency)
}

// save saves p, and writes down that by has done verb to the product before.
func (g *Registry) save(ctx context.Context, by account.Caller, verb account.Verb, before *market.Product, p market.Product, documents ...[]byte) (market.Product, error) {
	var saved market.Product
	err := g.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		var err error
		if saved, err = g.Products.SaveProduct(ctx, p, documents...); err != nil {
			return nil, err
		}
		was, is := differing(told(before), told(&saved))
		return []account.Entry{account.NewEntry(by, verb, "product", string(saved.Name)).Of(saved.Agency).Change(was, is)}, nil
	})
	return saved, err
}

// Owner returns the agency that answers for a product; empty for what is the
// portal's.
func (g *Registry) Owner(ctx context.Context, r market.Ref) (string, error) {
	if name, ok := r.API(); ok {
		p, err := g.Products.Product(ctx, name)
		return p.Agency, err
	}
	if slug, ok := r.Dataset(); ok {
		d, err := g.Catalog.Dataset(ctx, slug)
		return d.Agency, err
	}
	if r.Valid() {
		return "", nil
	}
	return "", catalog.Errorf(catalog.ErrNotFound, "Không có API %q.", "There is no API %q.", string(r))
}
