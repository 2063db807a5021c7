package api

import (
	"net/http"

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
