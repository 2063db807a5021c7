package api

import (
	"net/http"
	"net/netip"
	"testing"

	"nguon/catalog/account"
)

func TestClientAddress(t *testing.T) {
	s := &Server{Deps: Deps{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}}
	for _, test := range []struct{ name, from, forwarded, want string }{
		{name: "of the connection", from: "192.0.2.1:1", want: "192.0.2.1"},
		{name: "behind a proxy", from: "10.1.0.1:1", forwarded: "203.0.113.1", want: "203.0.113.1"},
		{name: "a household of IPv6 is one", from: "[2001:db8::ffff:1]:1", want: "2001:db8::/64"},
		{name: "another household", from: "[2001:db8:0:1::1]:1", want: "2001:db8:0:1::/64"},
		{name: "zones are left out", from: "[fe80::1%eth0]:1", want: "fe80::/64"},
		{name: "no network", from: "@", want: "unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: test.from, Header: http.Header{"X-Forwarded-For": {test.forwarded}}}
			if got := s.clientAddress(r); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestKeysForNetworksWorkFromThem(t *testing.T) {
	k := account.Key{Networks: []netip.Prefix{netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("192.0.2.0/24")}}
	for from, want := range map[string]bool{
		"[2001:db8::1]:1": true, "192.0.2.9:1": true, "[2001:db9::1]:1": false, "198.51.100.1:1": false, "@": false,
	} {
		if got := new(Server).allowedFrom(k, &http.Request{RemoteAddr: from}); got != want {
			t.Errorf("from %s: %v, want %v", from, got, want)
		}
	}
}
