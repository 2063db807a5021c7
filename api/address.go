package api

import (
	"net/http"

	"nguon/api/peer"
)

// clientAddress returns the address by which an anonymous caller is counted.
// Addresses of IPv6 count by /64, which is what one household gets.
func (s *Server) clientAddress(r *http.Request) string {
	client := peer.Proxies(s.TrustedProxies).Client(r)
	if !client.IsValid() {
		return "unknown" // not a network connection
	}
	if client.Is6() {
		if p, err := client.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return client.String()
}
