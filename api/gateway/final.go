package gateway

import "net/http"

// A finalWriter lets only the final answer of an upstream through. Informational
// ones (1xx) would take the headers that are set already away with them: limits,
// the id of the request, and what keeps a browser from acting on an answer; and
// nobody looks through theirs.
type finalWriter struct {
	http.ResponseWriter
	header http.Header // of the upstream, until its final answer
	final  bool
}

func newFinalWriter(w http.ResponseWriter) *finalWriter {
	return &finalWriter{ResponseWriter: w, header: make(http.Header, 8)}
}

// Header returns the headers of the upstream, and behind the final answer those
// that were sent, for trailers.
func (w *finalWriter) Header() http.Header {
	if w.final {
		return w.ResponseWriter.Header()
	}
	return w.header
}

// WriteHeader begins the final answer.
func (w *finalWriter) WriteHeader(status int) {
	if w.final || status < http.StatusOK {
		return
	}
	w.final = true
	h := w.ResponseWriter.Header()
	for name, values := range w.header {
		if ahead := h[name]; len(ahead) > 0 {
			values = append(ahead, values...)
		}
		h[name] = values
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write passes a part of the body on.
func (w *finalWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *finalWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
