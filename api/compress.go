package api

import (
	"net/http"
	"path"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"nguon/api/problem"
)

// newCompressor compresses texts with zstd or gzip where the client takes it; rows
// are compressed already, see [rowsCache.coded]. Whole files keep their bytes, so
// that ranges and digests are about what is sent. ETags of texts are weak for the
// same reason: one stands for all codings.
func newCompressor() (func(http.Handler) http.HandlerFunc, error) {
	return gzhttp.NewWrapper(
		gzhttp.MinSize(1024),
		gzhttp.CompressionLevel(5),
		gzhttp.ContentTypes([]string{
			"application/json", "application/x-ndjson", "application/linkset+json", problem.MediaType, "text/csv", "text/plain",
		}),
	)
}

// exceptFiles puts compress around next, but for whole files: the system sends
// these by itself where nothing stands between it and the connection.
func exceptFiles(compress func(http.Handler) http.HandlerFunc, next http.Handler) http.Handler {
	compressed := compress(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := r.URL.Path; strings.HasPrefix(p, "/v1/data/") && strings.HasPrefix(path.Base(p), "file.") {
			next.ServeHTTP(w, r)
			return
		}
		compressed(w, r)
	})
}
