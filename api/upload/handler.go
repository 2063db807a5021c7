package upload

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"
)

// StatusChecksum is the status, of the tus protocol, for a body that is not
// what its checksum says.
const StatusChecksum = 460

// patience is how long a connection may stand still.
const patience = 30 * time.Second

// A Refusal is why a request was not served. Nothing has been answered but
// headers of the protocol.
type Refusal struct {
	Status int // of HTTP; from 500 on it is a failure of the system
	Err    error
}

func refusal(status int, err error) error { return &Refusal{status, err} }

// Error says why.
func (r *Refusal) Error() string { return fmt.Sprintf("upload refused with %d: %v", r.Status, r.Err) }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// A Handler serves the tus protocol.
type Handler struct {
	store *Store
	url   func(id string) string
	tus   *tus.UnroutedHandler
}

// NewHandler returns a handler of the uploads in s, whose addresses are as url
// says.
func NewHandler(s *Store, url func(id string) string) (*Handler, error) {
	composer := tus.NewStoreComposer()
	composer.UseCore(dataStore{s})
	composer.UseTerminater(dataStore{s})
	h, err := tus.NewUnroutedHandler(tus.Config{
		StoreComposer: composer, MaxSize: s.size, BasePath: "/", DisableDownload: true, NetworkTimeout: patience,
		Cors: &tus.CorsConfig{Disable: true}, Logger: slog.New(silent{}),
	})
	if err != nil {
		return nil, err
	}
	return &Handler{s, url, h}, nil
}

// Serve answers a request of an owner, or returns an error and leaves the
// answer to the caller: a [*Refusal], or that of the store. The method and the
// path have been checked: OPTIONS and POST are for the collection, HEAD, PATCH
// and DELETE for an upload, whose id ends the path.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, owner string) error {
	serve := map[string]http.HandlerFunc{
		http.MethodOptions: func(http.ResponseWriter, *http.Request) {}, // tusd answers before it comes here
		http.MethodPost:    h.tus.PostFile,
		http.MethodHead:    h.tus.HeadFile,
		http.MethodPatch:   h.tus.PatchFile,
		http.MethodDelete:  h.tus.DelFile,
	}[r.Method]
	if serve == nil {
		return refusal(http.StatusMethodNotAllowed, errors.New(r.Method))
	}
	r = r.Clone(withOwner(r.Context(), owner))
	r.URL.Path = "/" + path.Base(r.URL.Path) // tusd takes all of it for the id
	r.Header.Del("X-HTTP-Method-Override")   // the path decides what a method means
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		if err := h.verify(r); err != nil {
			return err
		}
	}
	out := &answer{ResponseWriter: w, handler: h, method: r.Method}
	h.tus.Middleware(serve).ServeHTTP(out, r)
	return out.failure()
}

// An answer is on its way from tusd to the client. A failure goes no further.
type answer struct {
	http.ResponseWriter
	handler *Handler
	method  string
	failed  int    // status; 0 if it is no failure
	text    []byte // of the failure
}

// WriteHeader completes the headers of a success, and keeps a failure back.
func (a *answer) WriteHeader(status int) {
	h := a.Header()
	h.Set("Cache-Control", "no-store")
	if extensions := h.Get("Tus-Extension"); extensions != "" {
		h.Set("Tus-Extension", extensions+",expiration,checksum")
		h.Set("Tus-Checksum-Algorithm", algorithmNames)
	}
	if location := h.Get("Location"); location != "" {
		h.Set("Location", a.handler.url(path.Base(location)))
	}
	if status >= http.StatusBadRequest {
		a.failed = status
		return
	}
	if a.method == http.MethodPost || a.method == http.MethodPatch {
		h.Set("Upload-Expires", a.handler.store.now().Add(a.handler.store.age).UTC().Format(http.TimeFormat))
	}
	if status == http.StatusOK && a.method == http.MethodOptions {
		status = http.StatusNoContent
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write keeps the text of a failure back.
func (a *answer) Write(b []byte) (int, error) {
	if a.failed != 0 {
		a.text = append(a.text, b[:min(len(b), 1000)]...)
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) failure() error {
	if a.failed == 0 {
		return nil
	}
	text := strings.TrimSpace(string(a.text))
	if strings.HasPrefix(text, tus.ErrInvalidContentType.ErrorCode) {
		a.failed = http.StatusUnsupportedMediaType // as the protocol has it
	}
	return refusal(a.failed, errors.New(text))
}

// silent is a logger that says nothing: requests and failures are logged by
// the caller.
type silent struct{ slog.Handler }

// Enabled refuses everything.
func (silent) Enabled(context.Context, slog.Level) bool { return false }

// WithAttrs keeps the silence.
func (s silent) WithAttrs([]slog.Attr) slog.Handler { return s }

// WithGroup keeps the silence.
func (s silent) WithGroup(string) slog.Handler { return s }
