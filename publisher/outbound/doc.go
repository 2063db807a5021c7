// Package outbound is the only door to addresses that somebody else has given:
// upstreams of registered APIs, documents to fetch, webhooks, sources.
//
// What an address leads to is looked at when the connection is made, after its
// name was resolved, so that neither a name that changes its mind (DNS
// rebinding) nor a redirect leads inside. Networks that are not of the public
// Internet are refused (the IANA registries of special-purpose addresses, by
// package ssrf), but for those that an administrator allows. Proxies of the
// environment are not used: behind one, nobody would look.
package outbound
