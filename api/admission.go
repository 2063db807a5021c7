package api

import (
	"context"
	"errors"
	"time"

	"nguon/api/problem"
)

const (
	queuePerSlot  = 8 // requests that may wait for each query at work
	admissionWait = time.Second
	retryWhenFull = time.Second

	statementsPerCore = 2 // statements of the engine at work
	pagesPerCore      = 8 // pages of files at work, each of which takes a moment
)

// admitOwn lets the caller run one query when it is its turn among the caller's
// own for the same product. The caller must call leave.
func (s *Server) admitOwn(ctx context.Context, c *caller) (leave func(), err error) {
	width := c.plan.Concurrency
	leave, err = s.callers.enter(ctx, c.id+"|"+string(c.product), width, width*queuePerSlot, c.plan.Timeout)
	if errors.Is(err, errCrowded) {
		s.metrics.refusals.WithLabelValues(refusedConcurrency, c.plan.Name).Inc()
		e := problem.Errorf(problem.QuotaExceeded,
			"Gói sử dụng này cho nhiều nhất %d truy vấn cùng lúc.", "This plan allows at most %d queries at one time.", width)
		e.RetryAfter = retryWhenFull
		return nil, e
	}
	return leave, err
}

// admit lets the caller run one query: it waits for its turn among the
// caller's own, then among all.
func (s *Server) admit(ctx context.Context, c *caller) (*turn, error) {
	leaveOwn, err := s.admitOwn(ctx, c)
	if err != nil {
		return nil, err
	}
	t := &turn{server: s, plan: c.plan.Name, leaveOwn: leaveOwn}
	if t.leave, err = t.enter(ctx, "pages", pagesPerCore*s.Cores); err != nil {
		leaveOwn()
		return nil, err
	}
	return t, nil
}

// A turn is a place among the queries at work: at first among those that read
// a page of a file, which do not wait for statements of the engine.
type turn struct {
	server   *Server
	plan     string
	leaveOwn func()
	leave    func() // the place among all
	engine   bool   // whether this is one of the engine
}

// enter waits for a place in a line.
func (t *turn) enter(ctx context.Context, line string, width int) (leave func(), err error) {
	leave, err = t.server.admission.enter(ctx, line, width, width*queuePerSlot, admissionWait)
	if errors.Is(err, errCrowded) {
		t.server.metrics.refusals.WithLabelValues(refusedAdmission, t.plan).Inc()
		e := problem.Errorf(problem.Overloaded, "Máy chủ đang bận; hãy thử lại sau ít giây.", "The server is busy; try again in a few seconds.")
		e.RetryAfter = retryWhenFull
		err = e
	}
	return leave, err
}

// useEngine exchanges the place for one among the statements of the engine.
func (t *turn) useEngine(ctx context.Context) error {
	if t.engine {
		return nil
	}
	t.leave()
	leave, err := t.enter(ctx, "statements", statementsPerCore*t.server.Cores)
	if err != nil {
		return err
	}
	t.leave, t.engine = leave, true
	return nil
}

// end gives the place to the next.
func (t *turn) end() {
	t.leave()
	t.leaveOwn()
}
