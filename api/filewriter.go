package api

import (
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
)

// filePiece is how much of a file is handed to the system at a time. Between
// two pieces the deadline moves on, so that the slowest reader has to take so
// much within the patience.
const filePiece = 256 << 10

// A fileWriter turns the refusals of http.ServeContent into problems, and lets
// the system copy a file to the connection (sendfile), which takes half of the time
// of copying it by ourselves.
type fileWriter struct {
	*patientWriter
	gin     gin.ResponseWriter
	request *http.Request
	refused bool
}

// WriteHeader writes the header, or all of a problem.
func (w *fileWriter) WriteHeader(status int) {
	var err error
	switch status {
	case http.StatusRequestedRangeNotSatisfiable:
		err = problem.Errorf(problem.RangeNotSatisfiable, "Tệp không có phần được yêu cầu.", "The file has no such range.")
	case http.StatusPreconditionFailed:
		err = problem.Errorf(problem.PreconditionFailed, "Tệp không còn như yêu cầu nêu.", "The file is not the one that the request is about.")
	default:
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.refused = true
	describe(w.request, err).Write(w.ResponseWriter)
}

// Write writes a part of the file, and keeps its connection alive.
func (w *fileWriter) Write(b []byte) (int, error) {
	if w.refused {
		return len(b), nil // the text that the problem stands for
	}
	return w.patientWriter.Write(b)
}

// ReadFrom sends all of src, as [io.Copy] asks for.
func (w *fileWriter) ReadFrom(src io.Reader) (sent int64, err error) {
	out := readerFrom(w.gin)
	part, ok := src.(*io.LimitedReader) // what the system knows how to send, over a file
	if !ok || out == nil || w.refused {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	w.gin.WriteHeaderNow()
	for part.N > 0 {
		w.extend()
		piece := &io.LimitedReader{R: part.R, N: min(part.N, filePiece)}
		n, err := out.ReadFrom(piece)
		sent += n
		part.N -= n
		if err != nil || piece.N > 0 { // the file is shorter than it was
			return sent, err
		}
	}
	return sent, nil
}

// readerFrom returns the writer below w that takes files, or nil.
func readerFrom(w http.ResponseWriter) io.ReaderFrom {
	for {
		if r, ok := w.(io.ReaderFrom); ok {
			return r
		}
		outer, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = outer.Unwrap()
	}
}
