package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// readyTimeout bounds each check of /readyz.
const readyTimeout = 2 * time.Second

// A Check says whether something that the server depends on works.
type Check struct {
	Name string // "storage", "database", "index"
	Run  func(context.Context) error
}

// health is the answer of /healthz and /readyz.
type health struct {
	Status string            `json:"status"`           // "ok" or "unavailable"
	Checks map[string]string `json:"checks,omitempty"` // "ok" or "failed"; the error is in the log
}

// getHealth answers GET /healthz: the process lives.
func (s *Server) getHealth(c *gin.Context) error {
	return writeHealth(c, http.StatusOK, health{Status: "ok"})
}

// getReady answers GET /readyz: 200 if everything works, or 503 with what does
// not.
func (s *Server) getReady(c *gin.Context) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyTimeout)
	defer cancel()
	failures := make([]error, len(s.Checks))
	var wg sync.WaitGroup
	for i, check := range s.Checks {
		wg.Go(func() { failures[i] = check.Run(ctx) })
	}
	wg.Wait()

	answer, status := health{Status: "ok", Checks: make(map[string]string)}, http.StatusOK
	for i, check := range s.Checks {
		answer.Checks[check.Name] = "ok"
		if err := failures[i]; err != nil {
			answer.Checks[check.Name] = "failed"
			answer.Status, status = "unavailable", http.StatusServiceUnavailable
			s.Log.LogAttrs(ctx, slog.LevelError, "not ready", slog.String("check", check.Name), slog.Any("error", err))
		}
	}
	return writeHealth(c, status, answer)
}

func writeHealth(c *gin.Context, status int, h health) error {
	body, err := encode(h)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "application/json", body)
	return nil
}
