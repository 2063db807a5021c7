package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress returns the address by which an anonymous caller is counted:
// that of the connection or, if it comes from a trusted proxy, the last one in
// X-Forwarded-For that no trusted proxy has. Addresses of IPv6 count by /64,
// which is what one household gets.
func (s *Server) clientAddress(r *http.Request) string {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown" // not a network connection
	}
	client := addr.Addr().Unmap()
	if s.trusted(client) {
		client = s.forwarded(client, r.Header.Values("X-Forwarded-For"))
	}
	if client.Is6() {
		if p, err := client.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return client.String()
}

// forwarded walks from the nearest proxy outwards and stops at the first
// address that is not a trusted proxy: everything beyond it could be made up.
func (s *Server) forwarded(nearest netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	client := nearest
	for _, hop := range slices.Backward(hops) {
		hop = strings.TrimSpace(hop)
		a, err := netip.ParseAddr(hop)
		if err != nil {
			p, perr := netip.ParseAddrPort(hop)
			if perr != nil {
				return client
			}
			a = p.Addr()
		}
		client = a.Unmap()
		if !s.trusted(client) {
			return client
		}
	}
	return client
}

func (s *Server) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
