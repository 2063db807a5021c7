package registry

import (
	"context"
	"errors"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// About is what an agency says of an API as a whole: see [market.Product].
type About struct {
	Agency      string
	Title       catalog.Text
	Description catalog.Text
	Themes      []string
	Keywords    catalog.Keywords
	Contact     catalog.Contact
	Terms       market.Terms
	Support     catalog.Text
	Access      market.Access
}

// AboutOf returns what is said of p.
func AboutOf(p *market.Product) About {
	return About{
		Agency: p.Agency, Title: p.Title, Description: p.Description, Themes: p.Themes, Keywords: p.Keywords,
		Contact: p.Contact, Terms: p.Terms, Support: p.Support, Access: p.Access,
	}
}

// Describe registers an API where revision is 0, or changes what is said of the
// one that has that revision; with [AnyRevision] either. Whoever gives it to
// another agency must be allowed to change those of both.
func (g *Registry) Describe(ctx context.Context, by account.Caller, name catalog.Slug, a About, revision int64) (market.Product, error) {
	if err := mayManage(by, a.Agency); err != nil {
		return market.Product{}, err
	}
	p, verb := market.Product{Name: name}, account.VerbProductCreate
	if revision != 0 {
		old, err := g.product(ctx, by, name, revision)
		switch {
		case err == nil:
			p, verb = old, account.VerbProductChange
		case !errors.Is(err, catalog.ErrNotFound) || revision != AnyRevision:
			return market.Product{}, err
		}
	}
	before := p
	p.Agency, p.Title, p.Description, p.Themes, p.Keywords = a.Agency, a.Title, a.Description, a.Themes, a.Keywords
	p.Contact, p.Terms, p.Support, p.Access = a.Contact, a.Terms, a.Support, a.Access
	return g.save(ctx, by, verb, &before, p)
}

// Move brings a version to another state. To publish needs the right to approve
// as well. Time, actor and operator of m are set here.
func (g *Registry) Move(ctx context.Context, by account.Caller, name catalog.Slug, version string, m market.Move, revision int64) (market.Product, error) {
	p, err := g.product(ctx, by, name, revision)
	if err != nil {
		return market.Product{}, err
	}
	before := p
	p.Versions = slices.Clone(p.Versions)
	v, ok := p.Version(version)
	if !ok {
		return market.Product{}, noVersion(name, version)
	}
	if m.To == market.Published && !by.May(account.ActionApprove, p.Agency) {
		return market.Product{}, catalog.Errorf(catalog.ErrForbidden, "Bạn không được duyệt API của cơ quan này.", "You may not approve APIs of this agency.")
	}
	m.By, m.At, m.Operator = Actor(by), g.Now(), by.Actor().Kind == account.ActorOperator
	if err := v.Move(m); err != nil {
		return market.Product{}, err
	}
	return g.save(ctx, by, account.VerbVersionMove, &before, p)
}

// Actor names who acts, as [market.Version] has its submitter.
func Actor(by account.Caller) string {
	a := by.Actor()
	return string(a.Kind) + ":" + a.ID
}

func noVersion(name catalog.Slug, version string) error {
	return catalog.Errorf(catalog.ErrNotFound, "API %q không có phiên bản %q.", "The API %q has no version %q.", name, version)
}
