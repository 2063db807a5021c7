package main

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/oklog/ulid/v2"
	"golang.org/x/sync/errgroup"

	"nguon/api/gateway"
	"nguon/api/registry"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/publisher/outbound"
)

// upstreamFlags say where the upstreams of registered APIs may be, beside the public
// Internet and NGUON_INSIDE_NETWORKS.
type upstreamFlags struct {
	InsideAddresses []netip.AddrPort `help:"Single ports of addresses inside, such as 10.0.0.7:8443, at which upstreams that an administrator has marked as private may be. Default: none." env:"NGUON_INSIDE_ADDRESSES" placeholder:"ADDRESS:PORT"`
}

// A stall is what the market of APIs is run with.
type stall struct {
	proxy    *gateway.Proxy
	registry *registry.Registry
	meter    *market.Meter
}

func (c *serveCmd) openStall(db *sqlstore.Store, root secret, log *slog.Logger) (*stall, error) {
	sealer, err := root.sealer()
	if err != nil {
		return nil, err
	}
	inside := outbound.Door{Allow: c.InsideNetworks, Exact: c.InsideAddresses}
	return &stall{
		proxy:    gateway.New(gateway.Options{Documents: db, Sealer: sealer, Log: log, Inside: &inside}),
		registry: registry.New(registry.Deps{Catalog: db, Products: db, Applications: db, Reuses: db, Audit: db, Sealer: sealer}),
		meter:    market.NewMeter(db, func() string { return ulid.Make().String() }, time.Now, log),
	}, nil
}

// keep asks for the health of upstreams, and forgets the use of long ago, until
// ctx ends.
func (s *stall) keep(ctx context.Context, db *sqlstore.Store, log *slog.Logger) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.proxy.Watch(ctx, db, db) })
	g.Go(func() error {
		tick := time.NewTicker(time.Hour)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case now := <-tick.C:
				if err := db.PruneUse(ctx, now.Add(-market.HoursKept)); err != nil && ctx.Err() == nil {
					log.LogAttrs(ctx, slog.LevelError, "use of long ago not removed", slog.Any("error", err))
				}
			}
		}
	})
	return g.Wait()
}
