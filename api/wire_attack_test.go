package api_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api"
)

// A wire is a bazaar that listens, for bytes that no client of HTTP would send.
type wire struct {
	*bazaar
	addr string

	mu   sync.Mutex
	seen []string // what the upstream was asked for
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{bazaar: newBazaar(t)}
	plain := w.upstream.Config.Handler
	w.upstream.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.seen = append(w.seen, r.Method+" "+r.RequestURI)
		w.mu.Unlock()
		plain.ServeHTTP(rw, r)
	})
	w.offer(t)
	l := listen(t)
	w.addr = l.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- api.Serve(ctx, l, w.handler, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return w
}

// send writes raw bytes on a new connection, and returns the statuses of all
// answers until the server closes it, or has said nothing for a while, and
// whether it has closed it.
func (w *wire) send(t *testing.T, raw string) (statuses []int, closed bool) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", w.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, raw) //nolint:errcheck // the server may close before all of it is there
	r := bufio.NewReader(conn)
	for {
		if err := conn.SetReadDeadline(time.Now().Add(1500 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			timeout, ok := errors.AsType[net.Error](err)
			return statuses, !ok || !timeout.Timeout()
		}
		statuses = append(statuses, resp.StatusCode)
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			return statuses, true
		}
	}
}

func (w *wire) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen)
}

// A request in a request: what a proxy in front took for a body is not answered
// as another request, and does not reach an upstream.
func TestNoRequestIsSmuggledInAnother(t *testing.T) {
	w := newWire(t)
	const hidden = "GET /v1/call/rain/v1/rain/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	const call = "POST /v1/call/rain/v1/rain/a HTTP/1.1\r\nHost: x\r\n"
	for _, test := range []struct {
		name, raw string
		most      int // answers
	}{
		{"length and chunks", call + "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 1},
		{"chunks and length", call + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden, 1},
		{"two lengths", call + "Content-Length: 0\r\nContent-Length: 60\r\n\r\n" + hidden, 1},
		{"a list of lengths", call + "Content-Length: 0, 60\r\n\r\n" + hidden, 1},
		{"a length with a sign", call + "Content-Length: +0\r\n\r\n" + hidden, 1},
		{"a length in hexadecimal", call + "Content-Length: 0x0\r\n\r\n" + hidden, 1},
		{"a length below nothing", call + "Content-Length: -1\r\n\r\n" + hidden, 1},
		{"a coding that is none", call + "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n" + hidden, 1},
		{"two codings", call + "Transfer-Encoding: identity, chunked\r\nContent-Length: 0\r\n\r\n" + hidden, 1},
		{"the coding twice", call + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 1},
		{"a blank before the colon", call + "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n" + hidden, 1},
		{"a tab in the coding", call + "Transfer-Encoding:\vchunked\r\nContent-Length: 0\r\n\r\n" + hidden, 1},
		{"a folded coding", call + "Transfer-Encoding:\r\n chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" + hidden, 1},
		{"a chunk of no size", call + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + hidden, 1},
		{"a chunk of a size with a sign", call + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + hidden, 1},
		{"a chunk that does not end", call + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n" + hidden, 1},
		{"chunks in HTTP/1.0", strings.Replace(call, "1.1", "1.0", 1) + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" + hidden, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			statuses, closed := w.send(t, test.raw)
			if len(statuses) > test.most || !closed {
				t.Errorf("answers %v, closed %v: the rest was taken for a request", statuses, closed)
			}
			for _, asked := range w.asked() {
				if strings.Contains(asked, "smuggled") {
					t.Errorf("the upstream was asked for %s", asked)
				}
			}
		})
	}
}

func TestHeadersThatAreNoneAreRefused(t *testing.T) {
	w := newWire(t)
	const call = "GET /v1/call/rain/v1/rain/a HTTP/1.1\r\nHost: x\r\n"
	for _, test := range []struct {
		name, raw string
		status    int
	}{
		{"NUL in a value", call + "X-A: a\x00b\r\n\r\n", 400},
		{"NUL in a name", call + "X\x00A: a\r\n\r\n", 400},
		{"a line end in a value", call + "X-A: a\rX-B: b\r\n\r\n", 400},
		{"no colon", call + "X-A\r\n\r\n", 400},
		{"a blank in a name", call + "X A: a\r\n\r\n", 400},
		{"the first is folded", "GET / HTTP/1.1\r\n X-A: a\r\nHost: x\r\n\r\n", 400},
		{"no host", "GET /v1/datasets HTTP/1.1\r\n\r\n", 400},
		{"two hosts", "GET /v1/datasets HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"a host that is none", "GET /v1/datasets HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		{"too much of them", call + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 100) + "\r\n", 431},
		{"one that is too long", call + "X-A: " + strings.Repeat("a", 100<<10) + "\r\n\r\n", 431},
		{"another protocol", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", 505},
		{"a method that is none", "G(ET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		{"NUL in the path", "GET /v1/\x00 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		{"blanks in the path", "GET /v1/ datasets HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		{"what is expected is unknown", call + "Expect: 200-ok\r\n\r\n", 417},
	} {
		t.Run(test.name, func(t *testing.T) {
			statuses, closed := w.send(t, test.raw)
			if !slices.Equal(statuses, []int{test.status}) || !closed {
				t.Errorf("answers %v, closed %v; want one of status %d", statuses, closed, test.status)
			}
		})
	}
	if asked := w.asked(); len(asked) > 0 {
		t.Errorf("the upstream was asked: %q", asked)
	}
}

// Who waits with a header, or with a body, does not hold a connection for long.
func TestConnectionsAreBounded(t *testing.T) {
	srv := api.NewHTTPServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for name, bound := range map[string]struct{ got, most time.Duration }{
		"a header":          {srv.ReadHeaderTimeout, 10 * time.Second},
		"a request":         {srv.ReadTimeout, time.Minute},
		"an answer":         {srv.WriteTimeout, 2 * time.Minute},
		"a kept connection": {srv.IdleTimeout, 3 * time.Minute},
	} {
		if bound.got <= 0 || bound.got > bound.most {
			t.Errorf("%s may take %v, want at most %v", name, bound.got, bound.most)
		}
	}
	// The same with bytes, and the times of the server divided: a header a byte at a time.
	srv.ReadHeaderTimeout /= 50
	l := listen(t)
	go srv.Serve(l) //nolint:errcheck // closed below
	defer srv.Close()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	begin := time.Now()
	go func() {
		for _, b := range []byte("GET / HTTP/1.1\r\nHost: " + strings.Repeat("x", 1000)) {
			if _, err := conn.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	io.Copy(io.Discard, conn) //nolint:errcheck // the end of it is what is waited for
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the connection was held for %v", took)
	}
}
