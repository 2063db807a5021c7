package api

import (
	"io"
	"net/http"
	"time"
)

// patience is how long a connection may stand still in the middle of a large
// body.
const patience = 30 * time.Second

// A patientWriter moves the deadline of a connection on with each write, so
// that a long download lasts as long as its reader reads.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func newPatientWriter(w http.ResponseWriter) *patientWriter {
	return &patientWriter{w, http.NewResponseController(w)}
}

// Write writes b within the patience.
func (p *patientWriter) Write(b []byte) (int, error) {
	p.extend()
	return p.ResponseWriter.Write(b)
}

// extend does nothing where there is no connection, as in tests.
func (p *patientWriter) extend() { _ = p.control.SetWriteDeadline(time.Now().Add(patience)) }

// Unwrap is for http.ResponseController.
func (p *patientWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// A patientReader does the same for the body of a request.
type patientReader struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read reads within the patience.
func (p *patientReader) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(patience))
	return p.ReadCloser.Read(b)
}

// waitLong lets a handler work for longer than a request may take to arrive and
// a page to be sent: the deadline for reading would end its context. It does
// nothing where there is no connection, as in tests.
func waitLong(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Now().Add(deriveTimeout + patience))
}
