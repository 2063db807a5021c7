package gateway

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"nguon/catalog/market"
)

// The breaker of an upstream opens when most of the last calls failed, and
// lets one call try again when a while has passed.
const (
	breakerSpan  = 10 * time.Second // over which calls are counted
	breakerCalls = 20               // that there must be in it
	breakerPause = 5 * time.Second
)

// errStatus is how an answer that says that the upstream is down counts.
var errStatus = errors.New("the upstream says that it is down")

type breaker struct {
	*gobreaker.TwoStepCircuitBreaker[struct{}]
	mu     sync.Mutex
	opened time.Time
}

func newBreaker(name string, log *slog.Logger) *breaker {
	b := new(breaker)
	b.TwoStepCircuitBreaker = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: name, Interval: breakerSpan, Timeout: breakerPause, MaxRequests: 1,
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return c.Requests >= breakerCalls && 2*c.TotalFailures > c.Requests
		},
		OnStateChange: func(_ string, from, to gobreaker.State) {
			log.LogAttrs(context.Background(), slog.LevelWarn, "circuit breaker of an upstream", slog.String("upstream", name),
				slog.String("from", from.String()), slog.String("to", to.String()))
			if to == gobreaker.StateOpen {
				b.mu.Lock()
				b.opened = time.Now()
				b.mu.Unlock()
			}
		},
	})
	return b
}

// wait returns after how long it makes sense to ask again.
func (b *breaker) wait(now time.Time) time.Duration {
	if b.State() != gobreaker.StateOpen {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(time.Second, breakerPause-now.Sub(b.opened))
}

// A trier asks an upstream, more than once where that is safe.
type trier struct {
	next    http.RoundTripper
	breaker *breaker
	timeout time.Duration
	retries int
}

func (p *Proxy) retrying(t *route, u *market.Upstream) http.RoundTripper {
	next := p.outside
	if u.Private {
		next = p.inside
	}
	timeout := u.Timeout
	if timeout == 0 {
		timeout = market.DefaultTimeout
	}
	return &trier{next: next, breaker: t.breaker, timeout: timeout, retries: u.Retries}
}

// RoundTrip implements [http.RoundTripper].
func (t *trier) RoundTrip(r *http.Request) (*http.Response, error) {
	tries := 1
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	if safe && (r.Body == nil || r.Body == http.NoBody) {
		tries += t.retries
	}
	for try := 1; ; try++ {
		resp, err := t.try(r)
		again := err != nil && !errors.Is(err, gobreaker.ErrOpenState) && !errors.Is(err, gobreaker.ErrTooManyRequests) || err == nil && down(resp.StatusCode)
		if !again || try == tries || r.Context().Err() != nil {
			return resp, err
		}
		if err == nil {
			drain(resp)
		}
		// Half of the pause is left to chance, so that callers do not come back together.
		pause := 50 * time.Millisecond << (try - 1)
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // no secret
		}
	}
}

func down(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

func drain(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	resp.Body.Close()                             //nolint:errcheck // what was in it is not needed
}

// try asks once. The time allowed is for the answer to begin, and then for each
// of its parts: an answer may be long.
func (t *trier) try(r *http.Request) (*http.Response, error) {
	done, err := t.breaker.Allow()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	timer := time.AfterFunc(t.timeout, func() { cancel(context.DeadlineExceeded) })
	resp, err := t.next.RoundTrip(r.WithContext(ctx))
	switch {
	case err != nil && r.Context().Err() != nil:
		done(nil) // the caller left: nobody's fault
	case err != nil:
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		done(err)
	case down(resp.StatusCode):
		done(errStatus)
	default:
		done(nil)
	}
	if err != nil {
		timer.Stop()
		cancel(nil)
		return nil, err
	}
	resp.Body = &patientBody{ReadCloser: resp.Body, timer: timer, timeout: t.timeout, cancel: cancel}
	return resp, nil
}

// A patientBody gives the upstream its time for each read.
type patientBody struct {
	io.ReadCloser
	timer   *time.Timer
	timeout time.Duration
	cancel  context.CancelCauseFunc
}

// Read implements [io.Reader].
func (b *patientBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.timeout)
	n, err := b.ReadCloser.Read(p)
	// A caller that reads slowly does not use up the time of the upstream.
	b.timer.Stop()
	return n, err
}

// Close implements [io.Closer].
func (b *patientBody) Close() error {
	b.timer.Stop()
	defer b.cancel(nil)
	return b.ReadCloser.Close()
}
