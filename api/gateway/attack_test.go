package gateway_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"nguon/api/gateway"
	"nguon/api/problem"
	"nguon/catalog/market"
	"nguon/publisher/outbound"
)

// raw is an upstream that answers every request with the same bytes.
func raw(t *testing.T, answer string) func(*market.Version) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					io.WriteString(conn, answer) //nolint:errcheck // the gateway may hang up
				}
			}()
		}
	}()
	return func(v *market.Version) { v.Upstream.URL = "http://" + l.Addr().String() + "/base" }
}

// serve lets callers in over a real connection, behind headers of the portal.
func (b *bench) serve(t testing.TB) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "REQ")
		if err := b.proxy.Serve(w, r, b.call(r, r.URL.EscapedPath())); err != nil {
			problem.From(err, "en").Write(w)
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

func ask(t testing.TB, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// What an upstream says before its final answer neither reaches callers nor
// takes away what the portal says.
func TestInformationalAnswersChangeNothing(t *testing.T) {
	early := strings.Repeat("HTTP/1.1 103 Early Hints\r\nSet-Cookie: session=evil\r\nLink: </evil>; rel=preload\r\n\r\n", 3)
	b := newBench(t, nil, raw(t, early+"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\nX-Own: a\r\n\r\nok"))
	resp := ask(t, b.serve(t).URL+"/stations")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox", "X-Content-Type-Options": "nosniff", "X-Request-Id": "REQ", "X-Own": "a",
		"Set-Cookie": "", "Link": "",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := bodyOf(t, resp); got != "ok" {
		t.Errorf("body %q", got)
	}
}

// An upstream cannot begin a second answer, or headers of its choice, within one.
func TestAnAnswerIsNotSplit(t *testing.T) {
	for name, header := range map[string]string{
		"a line end of old systems": "X-A: a\rSet-Cookie: session=evil",
		"a folded line":             "X-A: a\r\n Set-Cookie: session=evil",
		"a NUL":                     "X-A: a\x00\r\nX-B: b",
		"a blank in a name":         "Set-Cookie : session=evil",
		"two lengths":               "Content-Length: 2\r\nContent-Length: 60",
		"a length and chunks":       "Content-Length: 60\r\nTransfer-Encoding: chunked",
		"headers without an end":    "X-A: " + strings.Repeat("a", 100<<10),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil, raw(t, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"+header+
				"\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\nSet-Cookie: session=evil\r\n\r\nevil"))
			srv := b.serve(t)
			conn, err := net.Dial("tcp", srv.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, "GET /stations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
				t.Fatal(err)
			}
			r := bufio.NewReader(conn)
			resp, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.Header.Get("Set-Cookie") != "" || resp.Header.Get("X-B") != "" {
				t.Errorf("the caller got %v", resp.Header)
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("body: %v", err)
			}
			if _, err := http.ReadResponse(r, nil); !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
				t.Errorf("there is a second answer: %v", err)
			}
		})
	}
}

// What an upstream has packed is passed on packed: nobody unpacks it here.
func TestABombOfAnUpstreamIsNotUnpacked(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.CopyN(z, zeros{}, 64<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Cache-Control", "max-age=60")
		w.Write(packed.Bytes()) //nolint:errcheck // the test would tell
	}, func(v *market.Version) { v.Upstream.Cache = time.Minute })
	srv := b.serve(t)
	for range 2 { // passed on, and kept
		resp := ask(t, srv.URL+"/stations")
		if got := bodyOf(t, resp); len(got) != packed.Len() || resp.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%d bytes of %d, %v", len(got), packed.Len(), resp.Header)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A redirect is the caller's to follow: the portal goes nowhere.
func TestRedirectsOfAnUpstreamAreNotFollowed(t *testing.T) {
	var asked atomic.Int64
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer inside.Close()
	for _, target := range []string{inside.URL + "/", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "//127.0.0.1/"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				w.Header().Set("Location", target)
				w.WriteHeader(status)
			}, func(v *market.Version) { v.Upstream.Retries = 2 })
			asked.Store(0)
			resp := ask(t, b.serve(t).URL+"/stations")
			if resp.StatusCode != status || asked.Load() != 1 || resp.Header.Get("Location") != "" {
				t.Errorf("%s: %d, asked %d times, Location %q", target, resp.StatusCode, asked.Load(), resp.Header.Get("Location"))
			}
		}
	}
}

// However an address inside is written, an upstream that no administrator has
// marked does not lead there; and one that is marked leads to the networks that
// are allowed only.
func TestUpstreamsDoNotLeadInside(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	for _, host := range []string{
		"127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST.",
		"10.0.0.1", "169.254.169.254", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "[fc00::1]",
	} {
		for _, private := range []bool{false, true} {
			b := newBench(t, nil, func(v *market.Version) {
				v.Upstream.URL, v.Upstream.Private, v.Upstream.Timeout = "http://"+host+":"+port+"/base", private, 300*time.Millisecond
			})
			if private {
				b.rebuild(outbound.Door{}) // a network that the operator has not allowed
			}
			_, err := b.ask(t, "GET", "/stations", "")
			if err == nil {
				t.Errorf("%s was reached, private %v", host, private)
			}
		}
	}
}

// A name that leads outside first and inside then is looked at when it is dialled.
func TestANameThatChangesItsMindDoesNotLeadInside(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	b := newBench(t, nil, func(v *market.Version) {
		v.Upstream.URL, v.Upstream.Private, v.Upstream.Timeout = "http://data.example.vn:"+port+"/base", false, time.Second
	})
	b.rebuild(outbound.Door{Resolver: fickle(t)})
	for range 3 {
		_, err := b.ask(t, "GET", "/stations", "")
		if err == nil {
			t.Error("the upstream was reached")
		}
	}
}

// rebuild has all calls go through one door.
func (b *bench) rebuild(door outbound.Door) {
	options := b.proxy.Options
	options.Door, options.Inside = door, nil
	b.proxy = gateway.New(options)
}

// fickle is a name server that gives an address of documents first, and that of
// this machine from then on.
func fickle(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		asked, buf := 0, make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				address := [4]byte{127, 0, 0, 1}
				if asked++; asked == 1 {
					address = [4]byte{198, 51, 100, 1}
				}
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: address},
				}}
			}
			if answer, err := m.Pack(); err == nil {
				conn.WriteTo(answer, from) //nolint:errcheck // the test fails without it
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}
