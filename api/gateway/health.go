package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"nguon/catalog/market"
)

// The health of upstreams is asked for every probePeriod, of at most
// probesAtOnce at a time.
const (
	probePeriod  = time.Minute
	probesAtOnce = 16
)

// A Lister knows the products: a part of [market.Products].
type Lister interface {
	Products(ctx context.Context, f market.ProductFilter) ([]market.Product, error)
}

// A Recorder records health: a part of [market.Health].
type Recorder interface {
	AddProbes(ctx context.Context, probes []market.Probe) error
}

// Watch asks every callable version that has a path of health for it, every
// minute until ctx ends, and records the answers.
func (p *Proxy) Watch(ctx context.Context, products Lister, health Recorder) error {
	tick := time.NewTicker(probePeriod)
	defer tick.Stop()
	for {
		if err := p.Probe(ctx, products, health); err != nil && ctx.Err() == nil {
			p.Log.LogAttrs(ctx, slog.LevelError, "health of upstreams not recorded", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Probe asks each upstream once.
func (p *Proxy) Probe(ctx context.Context, products Lister, health Recorder) error {
	all, err := products.Products(ctx, market.ProductFilter{})
	if err != nil {
		return fmt.Errorf("gateway: probe: %w", err)
	}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		found  []market.Probe
		ticket = make(chan struct{}, probesAtOnce)
	)
	for i := range all {
		for j := range all[i].Versions {
			v := &all[i].Versions[j]
			if !v.State.Callable() || v.Upstream == nil || v.Upstream.Health == "" {
				continue
			}
			wg.Go(func() {
				ticket <- struct{}{}
				defer func() { <-ticket }()
				probe := p.probe(ctx, &all[i], v)
				mu.Lock()
				defer mu.Unlock()
				found = append(found, probe)
			})
		}
	}
	wg.Wait()
	if ctx.Err() != nil || len(found) == 0 {
		return nil // what was cut short says nothing
	}
	if err := health.AddProbes(ctx, found); err != nil {
		return fmt.Errorf("gateway: probe: %w", err)
	}
	return nil
}

func (p *Proxy) probe(ctx context.Context, product *market.Product, v *market.Version) market.Probe {
	begin := p.Now()
	err := p.ask(ctx, product, v)
	result := market.Probe{Product: product.Ref(), Version: v.Name, Time: begin, Up: err == nil, Took: p.Now().Sub(begin)}
	if err != nil {
		p.Log.LogAttrs(ctx, slog.LevelWarn, "an upstream is not well", slog.String("product", string(result.Product)),
			slog.String("version", v.Name), slog.Any("error", err))
	}
	return result
}

func (p *Proxy) ask(ctx context.Context, product *market.Product, v *market.Version) error {
	u := v.Upstream
	timeout := u.Timeout
	if timeout == 0 {
		timeout = market.DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	base, err := url.Parse(u.URL)
	if err != nil {
		return err
	}
	path, err := url.Parse(strings.TrimSuffix(base.EscapedPath(), "/") + u.Health)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base.ResolveReference(path).String(), nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", "nguon")
	if u.Header != "" {
		secret, err := p.Sealer.Open(string(product.Ref())+"/"+v.Name, u.Secret)
		if err != nil {
			return err
		}
		req.Header.Set(u.Header, secret)
	}
	transport := p.outside
	if u.Private {
		transport = p.inside
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if _, err := io.CopyN(io.Discard, resp.Body, 64<<10); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}
