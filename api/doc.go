// Package api is the gateway of the portal: the catalogue, the rows and the
// files of published tables over HTTP, with keys, limits and one form of error.
//
// A request passes, in this order: its id, the access log and metrics, recovery
// from panics and the security headers ([Server.Wrap], which the portal's pages
// share); compression and CORS; then, under /v1, the caller's key and the
// limits of the plan; then a handler, which answers or returns an error.
// Errors become problem documents in one place ([Server.handle]).
//
// What is answered about a pinned version never changes, so its validators are
// known before an engine is asked, and nothing is written before the answer is
// whole: a failure is always a problem document, never the end of a CSV.
package api
