// Package peer tells from which address a client asks, behind proxies or not.
package peer

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of proxies whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// Client returns the address that r comes from: that of the connection or, if
// it comes from a trusted proxy, the last one in X-Forwarded-For that no trusted
// proxy has. IPv4 in IPv6 is IPv4. It is zero if there is no network connection.
func (p Proxies) Client(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := from.Addr().Unmap()
	if p.trust(client) {
		client = p.forwarded(client, r.Header.Values("X-Forwarded-For"))
	}
	return client
}

// forwarded walks from the nearest proxy outwards and stops at the first
// address that is not a trusted proxy: everything beyond it could be made up.
func (p Proxies) forwarded(nearest netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	client := nearest
	for _, hop := range slices.Backward(hops) {
		hop = strings.TrimSpace(hop)
		a, err := netip.ParseAddr(hop)
		if err != nil {
			withPort, err := netip.ParseAddrPort(hop)
			if err != nil {
				return client
			}
			a = withPort.Addr()
		}
		client = a.Unmap()
		if !p.trust(client) {
			return client
		}
	}
	return client
}

func (p Proxies) trust(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(a) })
}
