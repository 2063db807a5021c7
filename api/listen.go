package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The bounds of a connection. Handlers that take or send more than a page move
// their deadline on as long as bytes flow: see patience.
const (
	headerTimeout  = 10 * time.Second
	requestTimeout = 30 * time.Second // to read a request
	answerTimeout  = 60 * time.Second // from the end of the header to the end of the answer
	idleTimeout    = 2 * time.Minute
	maxHeader      = 64 << 10
	drainTimeout   = 20 * time.Second // for requests under way at the end
)

// NewHTTPServer returns a server for h with bounds on time and size.
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// Serve answers requests to l with h until ctx ends, then takes no more and
// waits for those under way, at most 20 s, before it cuts them off. It closes
// l, and returns nil if it ended in good order.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := NewHTTPServer(h, log)
	done := make(chan struct{})
	var failure error
	go func() {
		defer close(done)
		failure = srv.Serve(l)
	}()
	select {
	case <-done:
		return fmt.Errorf("serve %s: %w", l.Addr(), failure)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := srv.Shutdown(drain)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests under way were cut off: %w", err), srv.Close())
	}
	<-done
	return err
}
