package outbound_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"nguon/catalog"
	"nguon/publisher/outbound"
)

var loopback = outbound.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}

func TestNoWayLeadsInside(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	for _, host := range []string{
		"127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "017700000001", "127.0.0.1.", "localhost", "LOCALHOST.",
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
		"[2001::1]", "[fc00::1]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]",
	} {
		t.Run(host, func(t *testing.T) {
			_, err := outbound.Door{}.Fetch(t.Context(), "http://"+host+":"+port+"/", 100, 2*time.Second)
			if !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("err = %v, want one of kind invalid", err)
			}
		})
	}
}

func TestAnAllowedNetworkIsReached(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("xin chào")) //nolint:errcheck // the test would tell
	}))
	defer srv.Close()
	body, err := loopback.Fetch(t.Context(), srv.URL, 100, 5*time.Second)
	if err != nil || string(body) != "xin chào" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestAnExactAddressIsReachedAndNoOtherPortOfIt(t *testing.T) {
	serve := func() (*httptest.Server, *atomic.Int64) {
		asked := new(atomic.Int64)
		srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
		t.Cleanup(srv.Close)
		return srv, asked
	}
	allowed, asked := serve()
	other, intruded := serve()
	door := outbound.Door{Exact: []netip.AddrPort{netip.MustParseAddrPort(allowed.Listener.Addr().String())}}
	if _, err := door.Fetch(t.Context(), allowed.URL, 100, 5*time.Second); err != nil || asked.Load() != 1 {
		t.Errorf("asked %d times, %v", asked.Load(), err)
	}
	for _, address := range []string{other.URL, strings.Replace(allowed.URL, "127.0.0.1", "127.0.0.2", 1), strings.Replace(allowed.URL, "127.0.0.1", "[::1]", 1)} {
		if _, err := door.Fetch(t.Context(), address, 100, 5*time.Second); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: %v, want an error of kind invalid", address, err)
		}
	}
	if intruded.Load() != 0 || asked.Load() != 1 {
		t.Error("somebody came in at another port or address")
	}
}

// The Internet, of which there is none here, is another address of this machine.
func TestARedirectDoesNotLeadInside(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") }))
	defer inside.Close()
	door := outbound.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}
	for _, target := range []string{inside.URL, strings.Replace(inside.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), "http://169.254.169.254/latest", "file:///etc/passwd"} {
		t.Run(target, func(t *testing.T) {
			listener, err := net.Listen("tcp4", "127.0.0.2:0")
			if err != nil {
				t.Fatal(err)
			}
			var asked atomic.Int64
			outside := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				http.Redirect(w, r, target, http.StatusFound)
			}))
			outside.Listener.Close()
			outside.Listener = listener
			outside.Start()
			defer outside.Close()
			if _, err := door.Fetch(t.Context(), outside.URL, 100, 5*time.Second); !errors.Is(err, catalog.ErrInvalid) || asked.Load() != 1 {
				t.Errorf("asked %d times, err = %v", asked.Load(), err)
			}
		})
	}
}

func TestALoopOfRedirectsEnds(t *testing.T) {
	var asked atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	defer srv.Close()
	if _, err := loopback.Fetch(t.Context(), srv.URL, 100, 5*time.Second); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("err = %v", err)
	}
	if n := asked.Load(); n != outbound.MaxRedirects+1 {
		t.Errorf("asked %d times, want %d", n, outbound.MaxRedirects+1)
	}
}

func TestHTTPSIsNotLeft(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was left") }))
	defer plain.Close()
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	defer secure.Close()
	client := loopback.Client(5 * time.Second)
	client.Transport.(*http.Transport).TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig
	resp, err := client.Get(secure.URL)
	if !errors.Is(err, outbound.ErrForbidden) {
		t.Errorf("err = %v, want %v", err, outbound.ErrForbidden)
	}
	if err == nil {
		resp.Body.Close()
	}
}

// rebinding is a name server that gives an outside address first, and that of
// this machine from then on.
func rebinding(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	var asked atomic.Int64
	go func() {
		buf := make([]byte, 1500)
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
			q := m.Questions[0]
			if q.Type == dnsmessage.TypeA {
				address := [4]byte{127, 0, 0, 1}
				if asked.Add(1) == 1 {
					address = [4]byte{198, 51, 100, 1} // of documents, and refused as well
				}
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: address},
				}}
			}
			if answer, err := m.Pack(); err == nil {
				conn.WriteTo(answer, from) //nolint:errcheck // the test fails without it
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

func TestANameThatChangesItsMindDoesNotLeadInside(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") }))
	defer srv.Close()
	door := outbound.Door{Resolver: rebinding(t)}
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	for range 3 {
		if _, err := door.Fetch(t.Context(), "http://data.example.vn:"+port+"/", 100, 5*time.Second); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("err = %v", err)
		}
	}
}

func TestFetchIsBounded(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/exact":
			w.Write(bytes.Repeat([]byte("a"), 100)) //nolint:errcheck // the test would tell
		case "/large":
			w.Write(bytes.Repeat([]byte("a"), 101)) //nolint:errcheck // the test would tell
		case "/secret":
			http.Error(w, "the password is hunter2", http.StatusInternalServerError)
		case "/slow":
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	}))
	defer srv.Close()
	for path, want := range map[string]string{
		"/exact": "", "/large": "more than 100 bytes", "/secret": "status 500", "/slow": "could not be read",
	} {
		_, err := loopback.Fetch(t.Context(), srv.URL+path, 100, 500*time.Millisecond)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: err = %v, want %q", path, err, want)
		}
	}
	for _, address := range []string{"", "ftp://example.vn", "//example.vn", "http://a:b@example.vn", "http://", "::"} {
		if _, err := loopback.Fetch(t.Context(), address, 100, time.Second); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%q: err = %v", address, err)
		}
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	if (outbound.Door{}).Transport().Proxy != nil {
		t.Error("the transport has a proxy")
	}
}
