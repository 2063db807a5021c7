package peer_test

import (
	"net/http"
	"net/netip"
	"testing"

	"nguon/api/peer"
)

func TestClient(t *testing.T) {
	proxies := peer.Proxies{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	for _, test := range []struct {
		name, from string
		forwarded  []string
		want       string
	}{
		{name: "of the connection", from: "192.0.2.1:1", want: "192.0.2.1"},
		{name: "a stranger's header is not believed", from: "192.0.2.1:1", forwarded: []string{"203.0.113.1"}, want: "192.0.2.1"},
		{name: "a proxy's header is", from: "10.1.0.1:1", forwarded: []string{"203.0.113.1"}, want: "203.0.113.1"},
		{name: "what the client put before is not", from: "10.1.0.1:1", forwarded: []string{"1.1.1.1, 203.0.113.1"}, want: "203.0.113.1"},
		{name: "nor in a header of its own", from: "10.1.0.1:1", forwarded: []string{"1.1.1.1", "203.0.113.1"}, want: "203.0.113.1"},
		{name: "through two proxies", from: "10.1.0.1:1", forwarded: []string{"203.0.113.1, 10.1.0.2"}, want: "203.0.113.1"},
		{name: "rubbish ends the walk", from: "10.1.0.1:1", forwarded: []string{"1.1.1.1, rubbish"}, want: "10.1.0.1"},
		{name: "only proxies", from: "10.1.0.1:1", forwarded: []string{"10.1.0.3, 10.1.0.2"}, want: "10.1.0.3"},
		{name: "an empty header", from: "10.1.0.1:1", forwarded: []string{""}, want: "10.1.0.1"},
		{name: "with a port", from: "10.1.0.1:1", forwarded: []string{"203.0.113.1:9"}, want: "203.0.113.1"},
		{name: "IPv6 with a port", from: "[fd00::1]:1", forwarded: []string{"[2001:db8::1]:9"}, want: "2001:db8::1"},
		{name: "IPv4 in IPv6 is IPv4", from: "[::ffff:192.0.2.1]:1", want: "192.0.2.1"},
		{name: "no network", from: "@", want: "invalid IP"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: test.from, Header: http.Header{"X-Forwarded-For": test.forwarded}}
			if got := proxies.Client(r).String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add("203.0.113.1, 10.1.0.2")
	f.Add("[2001:db8::1]:9,,")
	proxies := peer.Proxies{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header string) {
		r := &http.Request{RemoteAddr: "10.0.0.1:1", Header: http.Header{"X-Forwarded-For": {header}}}
		if !proxies.Client(r).IsValid() {
			t.Errorf("%q gives no address", header)
		}
	})
}
