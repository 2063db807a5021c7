package gateway

import (
	"net/http"
	"net/url"
	"strings"
)

// ours are the headers of requests that are for the portal, or that would tell
// the upstream something that the caller made up about where the call comes
// from. Hop-by-hop headers are left out by net/http/httputil.
var ours = setOf(
	"Authorization", "X-Api-Key", "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port",
	"X-Forwarded-Prefix", "X-Forwarded-Server", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip", "X-Cluster-Client-Ip",
	"X-Original-Url", "X-Rewrite-Url", "X-Original-Method", "X-Http-Method", "X-Http-Method-Override", "X-Method-Override", "Proxy-Authorization",
	"Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-User", "X-Request-Id", "Via", "Expect",
	ApplicationHeader,
)

// ApplicationHeader tells the upstream which application calls: its ID, or
// nothing without one.
const ApplicationHeader = "X-Nguon-Application"

// theirs are the headers of answers that are not the upstream's to set on an
// address of the portal.
var theirs = setOf(
	"Set-Cookie", "Server", "X-Powered-By", "Via", "Alt-Svc", "Strict-Transport-Security", "Public-Key-Pins", "Clear-Site-Data", "Service-Worker-Allowed",
	"Content-Security-Policy", "Content-Security-Policy-Report-Only", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy", "Refresh",
	"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
	"Access-Control-Expose-Headers", "Access-Control-Max-Age", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy",
	"Origin-Agent-Cluster", "Ratelimit", "Ratelimit-Policy", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Request-Id",
	"Www-Authenticate", "Proxy-Authenticate", "Nel", "Report-To", "Reporting-Endpoints", "X-Accel-Redirect", "X-Accel-Buffering", "X-Sendfile",
)

// setOf returns a set of the names of headers.
func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[http.CanonicalHeaderKey(name)] = true
	}
	return set
}

// drop removes headers. A message has fewer of them than the set has names.
func drop(h http.Header, names map[string]bool) {
	for name := range h {
		if names[name] {
			delete(h, name)
		}
	}
}

// guard has a browser that shows an answer not act in the name of the portal.
func guard(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
}

// cleanAnswer leaves out of an answer what is not the upstream's to say, and
// what it says about addresses of its own.
func cleanAnswer(h http.Header, upstream *url.URL, prefix string) {
	drop(h, theirs)
	for _, name := range []string{"Location", "Content-Location"} {
		if there := h.Get(name); there != "" {
			if here, ok := translate(there, upstream, prefix); ok {
				h.Set(name, here)
			} else {
				h.Del(name)
			}
		}
	}
}

// translate returns the address, at the gateway, of one at the upstream. It is
// false for an address of the upstream that is not within the API. Those of
// others stay as they are.
func translate(there string, upstream *url.URL, prefix string) (string, bool) {
	u, err := upstream.Parse(there)
	if err != nil {
		return "", false
	}
	if u.Host != upstream.Host {
		return there, u.Scheme == "https"
	}
	base := strings.TrimSuffix(upstream.EscapedPath(), "/")
	below, ok := strings.CutPrefix(u.EscapedPath(), base)
	if !ok || below != "" && below[0] != '/' {
		return "", false
	}
	here := prefix + below
	if u.RawQuery != "" {
		here += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		here += "#" + u.EscapedFragment()
	}
	return here, true
}
