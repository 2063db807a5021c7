package main

import (
	"context"
	"errors"
	"fmt"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

type productCmd struct {
	Add productAddCmd `cmd:"" help:"Register an API of an agency as a file describes it, or change it. Status 7: it waits for somebody else to approve it."`
}

type productAddCmd struct {
	File     string `arg:"" help:"YAML file that describes the API and one of its versions." type:"existingfile"`
	Upstream string `help:"Address of the upstream, instead of the one in the file." placeholder:"URL"`
	Secret   string `help:"File with the value of the upstream's header. It is kept encrypted, and never shown." type:"existingfile" placeholder:"FILE"`
	Publish  bool   `help:"Publish the version at once; default: submit it."`
}

// Run registers an API. What is there as the file says stays as it is.
func (c *productAddCmd) Run(ctx context.Context, e *env) error {
	f, err := readProduct(c.File)
	if err != nil {
		return err
	}
	if c.Upstream != "" {
		if f.edition.Upstream == nil {
			return fmt.Errorf("%w: --upstream: the version in %s is listed only", errUsage, c.File)
		}
		f.edition.Upstream.URL = c.Upstream
	}
	if c.Secret != "" {
		if f.edition.Secret, err = readSecret(c.Secret); err != nil {
			return err
		}
	}
	root, err := openSecret(e.Data)
	if err != nil {
		return err
	}
	sealer, err := root.sealer()
	if err != nil {
		return err
	}
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		offers := registry.New(registry.Deps{Catalog: db, Products: db, Applications: db, Reuses: db, Audit: db, Sealer: sealer})
		v, err := c.add(ctx, offers, f)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s %s: %s\n", f.name, v.Name, v.State)
		if v.State == market.Review {
			return &told{errWaiting}
		}
		return nil
	})
}

// add brings an API to what f says of it, and its version as far as it may go.
func (c *productAddCmd) add(ctx context.Context, offers *registry.Registry, f *productFile) (*market.Version, error) {
	p, err := offers.Products.Product(ctx, f.name)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return nil, err
	}
	if err != nil || !f.says(&p) {
		if _, err := offers.Describe(ctx, atTheTerminal, f.name, f.about, registry.AnyRevision); err != nil {
			return nil, err
		}
		if p, err = offers.SaveVersion(ctx, atTheTerminal, f.name, f.version, f.edition, registry.AnyRevision); err != nil {
			return nil, err
		}
	}
	for _, way := range []struct{ from, to market.State }{{market.Draft, market.Review}, {market.Review, market.Published}} {
		v, _ := p.Version(f.version)
		if v.State != way.from || way.to == market.Published && !c.Publish {
			continue
		}
		if p, err = offers.Move(ctx, atTheTerminal, f.name, f.version, market.Move{To: way.to}, p.Revision); err != nil {
			return nil, err
		}
	}
	v, _ := p.Version(f.version)
	return v, nil
}
