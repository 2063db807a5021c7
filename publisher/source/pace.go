package source

import (
	"context"
	"sync"
	"time"
)

// A pace keeps requests to one host apart: one at a time, and a pause between
// the end of one and the beginning of the next. It knows of this process only.
type pace struct {
	pause time.Duration

	mu    sync.Mutex
	hosts map[string]chan time.Time // when the next may begin; empty while one is under way
}

// begin waits for the turn of a request to the host. The function that it
// returns ends the request.
func (p *pace) begin(ctx context.Context, host string) (end func(), err error) {
	p.mu.Lock()
	turn := p.hosts[host]
	if turn == nil {
		if p.hosts == nil {
			p.hosts = make(map[string]chan time.Time)
		}
		turn = make(chan time.Time, 1)
		turn <- time.Time{}
		p.hosts[host] = turn
	}
	p.mu.Unlock()
	var from time.Time
	select {
	case from = <-turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-time.After(time.Until(from)):
		return func() { turn <- time.Now().Add(p.pause) }, nil
	case <-ctx.Done():
		turn <- from
		return nil, ctx.Err()
	}
}
