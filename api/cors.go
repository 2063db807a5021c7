package api

import "net/http"

const (
	corsExposed = "Accept-Query, Content-Location, Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, " +
		"Location, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Expires, Upload-Length, Upload-Offset, " +
		"X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id"
	corsHeaders = "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, If-Range, Range, X-Api-Key, " +
		"Tus-Resumable, Upload-Checksum, Upload-Length, Upload-Metadata, Upload-Offset"
	corsMethods = "GET, HEAD, QUERY, POST, PUT, PATCH, DELETE, OPTIONS"
)

// cors lets pages of any origin read the API: the data are public, and no
// cookie is ever looked at. It answers preflight requests itself.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", corsExposed)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", corsMethods)
			h.Set("Access-Control-Allow-Headers", corsHeaders)
			h.Set("Access-Control-Max-Age", "86400")
			r.Pattern = "preflight"
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
