package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"nguon/api"
)

const metricsPath = "/metrics"

// A metricsDoor is the address of the metrics; without a listener they have none
// of their own.
type metricsDoor struct{ net.Listener }

func (c *serveCmd) listenMetrics(ctx context.Context) (metricsDoor, error) {
	if c.MetricsAddr == "" {
		return metricsDoor{}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.MetricsAddr)
	if err != nil {
		return metricsDoor{}, fmt.Errorf("cannot listen on %s: %w (choose another address with NGUON_METRICS_ADDR)", c.MetricsAddr, err)
	}
	return metricsDoor{l}, nil
}

// serve serves the metrics, and nothing else, until ctx ends.
func (d metricsDoor) serve(ctx context.Context, metrics http.Handler, log *slog.Logger) error {
	if d.Listener == nil {
		return nil
	}
	log.LogAttrs(ctx, slog.LevelInfo, "serving metrics", slog.String("address", d.Addr().String()))
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, metrics)
	return api.Serve(ctx, d.Listener, mux, log)
}

// Close closes the address if there is one.
func (d metricsDoor) Close() error {
	if d.Listener == nil {
		return nil
	}
	return d.Listener.Close()
}
