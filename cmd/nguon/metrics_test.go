package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// fetch returns the status and the text of an answer of a handler.
func fetch(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestMetricsWithAnAddressOfTheirOwnAreNowhereElse(t *testing.T) {
	site := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "a page", http.StatusNotFound) })
	gateway := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	if status, _ := fetch(t, new(serveCmd).route(gateway, site, site), "/metrics"); status != http.StatusOK {
		t.Errorf("without an address of their own: %d", status)
	}
	c := &serveCmd{MetricsAddr: "127.0.0.1:0"}
	if status, text := fetch(t, c.route(gateway, site, site), "/metrics"); status != http.StatusNotFound || !strings.Contains(text, "a page") {
		t.Errorf("at the address of the portal: %d %s", status, text)
	}
	door, err := c.listenMetrics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.MetricsAddr = door.Addr().String()
	if _, err := c.listenMetrics(t.Context()); err == nil || !strings.Contains(err.Error(), "NGUON_METRICS_ADDR") {
		t.Errorf("an address that is taken: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- door.serve(ctx, gateway, slog.New(slog.DiscardHandler)) }()
	for path, want := range map[string]int{"/metrics": http.StatusOK, "/": http.StatusNotFound, "/readyz": http.StatusNotFound, "/v1/datasets": http.StatusNotFound} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.MetricsAddr+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != want {
			t.Errorf("%s: %d, %v; want %d", path, resp.StatusCode, err, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
