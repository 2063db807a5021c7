package api

import (
	"context"
	"errors"
	"time"

	"nguon/api/problem"
)

const (
	queuePerSlot    = 8 // requests that may wait for each query at work
	admissionWait   = time.Second
	retryWhenFull   = time.Second
	coresMultiplied = 2 // queries at work for each core
)

// admit lets the caller run one query: it waits for its turn among the
// caller's own, then among all. The caller must call leave.
func (s *Server) admit(ctx context.Context, c *caller) (leave func(), err error) {
	width := c.plan.Concurrency
	leaveOwn, err := s.callers.enter(ctx, c.id, width, width*queuePerSlot, c.plan.Timeout)
	if errors.Is(err, errCrowded) {
		s.metrics.refusals.WithLabelValues(refusedConcurrency, c.plan.Name).Inc()
		e := problem.Errorf(problem.QuotaExceeded,
			"Gói sử dụng này cho nhiều nhất %d truy vấn cùng lúc.", "This plan allows at most %d queries at one time.", width)
		e.RetryAfter = retryWhenFull
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	width = coresMultiplied * s.Cores
	leaveAll, err := s.admission.enter(ctx, "", width, width*queuePerSlot, admissionWait)
	if errors.Is(err, errCrowded) {
		s.metrics.refusals.WithLabelValues(refusedAdmission, c.plan.Name).Inc()
		e := problem.Errorf(problem.Overloaded, "Máy chủ đang bận; hãy thử lại sau ít giây.", "The server is busy; try again in a few seconds.")
		e.RetryAfter = retryWhenFull
		err = e
	}
	if err != nil {
		leaveOwn()
		return nil, err
	}
	return func() { leaveAll(); leaveOwn() }, nil
}
