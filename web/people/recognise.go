package people

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/web/frame"
)

// Recognise puts who is looking into the context of each request that brings
// the cookie of a session. If that cannot be learnt in half the time of a page
// it is made as for a stranger (see [frame.WithoutVisit]).
func (p *People) Recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := p.kept(r, sessionCookie)
		if token == "" || strings.HasPrefix(r.URL.Path, "/static/") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), p.Timeout()/2)
		v, err := p.accounts.Authenticate(ctx, token, p.origin(r))
		cancel()
		switch {
		case err == nil:
			if v.Renewed != "" {
				p.keepSession(w, v.Renewed)
			}
			w.Header().Set("Cache-Control", "no-store")
			r = r.WithContext(frame.WithVisit(r.Context(), v))
		case !errors.Is(err, catalog.ErrUnknownCaller):
			p.Log().LogAttrs(r.Context(), slog.LevelError, "visitor not recognised",
				slog.String("request_id", problem.Instance(r.Context())), slog.Any("error", err))
			r = r.WithContext(frame.WithoutVisit(r.Context(), unrecognised(err)))
		}
		next.ServeHTTP(w, r)
	})
}

func unrecognised(cause error) error {
	e := catalog.Errorf(catalog.ErrNotReady, "Cổng chưa nhận ra được bạn lúc này. Phiên đăng nhập của bạn vẫn còn: hãy thử lại sau ít giây.",
		"The portal cannot recognise you at the moment. You are still signed in: please try again in a few seconds.")
	e.Err = cause
	return e
}
