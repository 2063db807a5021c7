package account

import (
	"net/netip"
	"strings"
)

// An Origin is where a request comes from.
type Origin struct {
	Address netip.Addr // of the client; zero if there is none, as at the command line
	Agent   string     // the User-Agent header
}

// A Caller is who acts, and from where.
type Caller struct {
	Principal
	From Origin
}

// A Device is the little that is remembered of where a request came from:
// enough for its owner to recognise it, too little to follow anybody.
type Device struct {
	Agent   string       `json:"agent,omitempty"`  // the family of the browser, such as "Firefox"
	Network netip.Prefix `json:"network,omitzero"` // /24 of IPv4, /48 of IPv6
}

// Device returns what is remembered of o.
func (o Origin) Device() Device {
	return Device{Agent: family(o.Agent), Network: network(o.Address, 24, 48)}
}

// network returns the network of an address with so many bits.
func network(a netip.Addr, four, six int) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := six
	if a.Is4() {
		bits = four
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address
	}
	return p
}

// families tell user agents apart; the first whose mark occurs wins, because
// most browsers also call themselves by the names of others. More than the
// family is deliberately not looked at, so no library is needed.
var families = []struct{ mark, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"coc_coc_browser/", "Cốc Cốc"},
	{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	{"curl/", "curl"},
}

func family(agent string) string {
	for _, f := range families {
		if strings.Contains(agent, f.mark) {
			return f.name
		}
	}
	return ""
}
