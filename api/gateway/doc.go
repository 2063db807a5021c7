// Package gateway sends the calls of registered APIs to their upstreams, and
// looks after these: it validates calls against the OpenAPI document of the
// product, keeps what a call must not carry in either direction, tries safe
// calls again, stops asking an upstream that fails, keeps answers that may be
// kept, and asks for the health of each upstream.
//
// Who calls, and whether they may, is known before a call comes here.
package gateway
